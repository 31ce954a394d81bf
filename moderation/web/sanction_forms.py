"""The forms by which sanctions are set, reread, reviewed, lifted, appealed and answered."""

from datetime import datetime, time

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, SelectMultipleField
from wtforms.validators import AnyOf, InputRequired, Optional

from moderation.core.period import TIME_ZONE
from moderation.core.sanction import LADDER, SanctionKind
from moderation.services.ladder import Asked
from moderation.web.forms import reason_field

_WHY = _("Dites pourquoi : l’auteur lira ces motifs.")


class BanForm(FlaskForm):
    """A moderator bans a name."""

    reason = reason_field(_("Motifs"), _WHY)


class ReviewedForm(FlaskForm):
    """Has a day of review, that of a suspension without a fixed end."""

    review_on = DateField(_("À revoir le"), [Optional()])

    def review_at(self) -> datetime | None:
        """Return the beginning of that day; None if none was given."""
        day = self.review_on.data
        return datetime.combine(day, time(), TIME_ZONE) if day else None


class SanctionForm(ReviewedForm):
    """A moderator takes a step of the ladder with an author."""

    kind = RadioField(
        _("Sanction"),
        [InputRequired(_("Choisissez une sanction."))],
        choices=[step.kind.value for step in LADDER],
    )
    sanction_clauses = SelectMultipleField(_("Points de la charte"), validate_choice=False)
    others = SelectMultipleField(_("Commentaires en cause"), validate_choice=False)
    grounds = reason_field(_("Motifs"), _WHY)

    def asked(self) -> Asked:
        """Return what the moderator wishes to set."""
        return Asked(
            kind=SanctionKind(self.kind.data),
            clause_ids=tuple(self.sanction_clauses.data or ()),
            reason=self.grounds.data or "",
            others=tuple(self.others.data or ()),
            review_at=self.review_at(),
        )


class LiftForm(FlaskForm):
    """A moderator lifts a sanction."""

    lift_reason = reason_field(_("Pourquoi la lever"), _WHY)


class MaintainForm(ReviewedForm):
    """A suspension whose day of review has come goes on."""

    keep_reason = reason_field(_("Pourquoi la maintenir"), _WHY)


class SanctionAnswerForm(FlaskForm):
    """A moderator answers an appeal against a sanction."""

    answer = reason_field(_("Réponse"), _WHY)
    outcome = HiddenField(validators=[AnyOf(("keep", "lift"))])
