"""The forms, and what they check: shape alone, the services judge the rest."""

import hashlib

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional, ValidationError

from moderation.core.comment import Draft, is_text
from moderation.core.decision import Action
from moderation.core.person import Person
from moderation.core.redress import REASON_CODE_POINTS, ReportReason
from moderation.errors import CommentError
from moderation.services.review import NOTE_CODE_POINTS
from moderation.web.labels import REPORT_REASONS

#: Longest e-mail address taken, in characters (RFC 5321, section 4.5.3.1.3).
EMAIL_CHARACTERS = 254


def readable(form: FlaskForm, field: Field) -> None:
    """Raise ValidationError if *field* holds what is not text."""
    if not is_text(field.data or ""):
        raise ValidationError(_("Ce texte contient des caractères illisibles."))


class CommentForm(FlaskForm):
    """A reader's comment; what may be wrong with it is said by core.comment.check_draft."""

    author_name = StringField(_("Nom complet"))
    author_email = StringField(
        _("Adresse e-mail"),
        [
            Optional(),
            Length(
                max=EMAIL_CHARACTERS,
                message=_("Cette adresse e-mail est trop longue."),
            ),
            Email(message=_("Cette adresse e-mail n’est pas complète. Exemple : nom@exemple.ch")),
        ],
    )
    body = TextAreaField(_("Votre commentaire"))
    accepted = BooleanField()
    charter = HiddenField()  # digest of the charter that the page showed
    submission = HiddenField()  # random, signed; the same for a form that is sent twice

    def draft(self, person: Person | None) -> Draft:
        """Return what the reader sent; *person*, if they are logged in, signs it."""
        return Draft(
            body=self.written(),
            author_name=person.name if person else self.author_name.data or "",
            author_email=(self.author_email.data or "").strip() or None,
            accepted_charter=self.charter.data if self.accepted.data else None,
        )

    def text_alone(self) -> Draft:
        """Return the text without who wrote it, to be checked and not sent."""
        return Draft(body=self.written())

    def written(self) -> str:
        """Return the words, each line end one character: scripts and browsers send two kinds."""
        return (self.body.data or "").replace("\r\n", "\n").replace("\r", "\n")

    def idempotency_key(self, person: Person | None) -> str:
        """Return what is the same when the same form is sent again with the same words, by the same."""
        fields = (self.submission, self.author_name, self.author_email)
        parts = (str(person.id) if person else "", *(field.data or "" for field in fields))
        content = "\x1f".join((*parts, self.written()))
        return "form:" + hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

    def take(self, error: CommentError, sentences: list[str]) -> None:
        """Show each problem of *error*, worded in *sentences*, at the field it belongs to."""
        for problem, sentence in zip(error.problems, sentences, strict=True):
            field = self._fields.get(problem.field, self.body)
            field.errors = [*field.errors, sentence]


class AppealForm(FlaskForm):
    """An author objects."""

    words = TextAreaField(
        _("Pourquoi contestez-vous cette décision ?"),
        [
            DataRequired(_("Dites en quelques mots pourquoi vous contestez la décision.")),
            Length(
                max=REASON_CODE_POINTS,
                message=_("Ce texte est trop long : %(max)d caractères au plus."),
            ),
            readable,
        ],
    )


class ReportForm(FlaskForm):
    """A reader tells the newsroom of a comment."""

    reason = RadioField(
        _("Qu’est-ce qui ne va pas ?"),
        [InputRequired(_("Choisissez une raison."))],
        choices=[SelectChoice(str(reason), REPORT_REASONS[reason]) for reason in ReportReason],
    )
    words = TextAreaField(
        _("Précisions"),
        [
            Length(
                max=REASON_CODE_POINTS,
                message=_("Ce texte est trop long : %(max)d caractères au plus."),
            ),
            readable,
        ],
    )


class DecisionForm(FlaskForm):
    """A moderator decides; *seen* is the version of the comment that was on the screen."""

    seen = IntegerField(validators=[InputRequired()])
    action = HiddenField(validators=[InputRequired()])
    clauses = SelectMultipleField(_("Points de la charte"), validate_choice=False)
    note = TextAreaField(
        _("Mot à l’auteur"),
        [
            Length(
                max=NOTE_CODE_POINTS,
                message=_("Ce texte est trop long : %(max)d caractères au plus."),
            ),
            readable,
        ],
    )

    def validate_action(self, field: Field) -> None:
        """Raise ValidationError if there is no such action."""
        if field.data not in set(Action):
            raise ValidationError(_("Cette décision n’existe pas."))


class OneButtonForm(FlaskForm):
    """Nothing but the token that shows that the page was ours."""
