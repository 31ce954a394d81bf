"""The form by which anybody reports a comment, as moderation.web.forms says of the others."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional, StopValidation

from moderation.core.charter import Charter
from moderation.core.redress import (
    REASON_CODE_POINTS,
    REPORTER_CODE_POINTS,
    Allegation,
    Reporter,
    ReportReason,
    needs_good_faith,
)
from moderation.web.forms import EMAIL_CHECKS, at_most, readable
from moderation.web.labels import REPORT_REASONS
from moderation.web.language import current_language, spoken
from moderation.web.tokens import TokenWhenNeeded


class ReportForm(FlaskForm):
    """A reader tells the newsroom of a comment."""

    class Meta:
        """The form's settings."""

        csrf_class = TokenWhenNeeded

    reason = RadioField(
        _("Qu’est-ce qui ne va pas ?"),
        [InputRequired(_("Choisissez une raison."))],
        choices=[SelectChoice(str(reason), REPORT_REASONS[reason]) for reason in ReportReason],
    )
    words = TextAreaField(_("Précisions"), [at_most(REASON_CODE_POINTS), readable])
    clause = SelectField(_("Point de la charte"), [Optional()], default="")
    illegal = BooleanField(_("Je tiens ce commentaire pour contraire au droit"))
    name = StringField(_("Nom"), [Optional(), at_most(REPORTER_CODE_POINTS), readable])
    email = StringField(_("Adresse e-mail"), [Optional(), *EMAIL_CHECKS])
    good_faith = BooleanField(
        _("À ma connaissance, et de bonne foi, ce que j’indique ici est exact et complet")
    )

    def offer(self, charter: Charter) -> None:
        """Have the points of *charter* to choose from."""
        points = [(clause.id, spoken(clause.title)) for clause in charter.clauses]
        self.clause.choices = [("", _("aucun en particulier")), *points]

    def validate_good_faith(self, field: Field) -> None:
        """Raise StopValidation if the statement is needed and was not made."""
        needed = needs_good_faith(is_illegal=self.illegal.data, email=self._address())
        if needed and not field.data:
            raise StopValidation(
                _(
                    "Confirmez que vous êtes de bonne foi : il le faut pour recevoir une réponse, ou pour dire qu’un commentaire est contraire au droit."
                )
            )

    def said(self) -> Allegation:
        """Return what the report says beside its reason and words."""
        return Allegation(self.clause.data or None, self.illegal.data, self.good_faith.data)

    def reporter(self, person_id: int | None) -> Reporter:
        """Return who reports, as far as they say. *person_id*: of their account, if they are logged in."""
        name = (self.name.data or "").strip()
        return Reporter(name, self._address(), current_language(), person_id)

    def _address(self) -> str | None:
        return (self.email.data or "").strip() or None
