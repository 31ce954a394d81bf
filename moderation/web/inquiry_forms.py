"""The forms of inquiries; they check what moderation.web.forms says."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, Optional, ValidationError

from moderation.core.charter import LANGUAGES
from moderation.core.inquiry import NOTE_CODE_POINTS, WORDS_CODE_POINTS, Asked, Said
from moderation.services.inquiries import Askable, Whom
from moderation.web.forms import EMAIL_CHECKS, readable

_TOO_LONG = _("Ce texte est trop long : %(max)d caractères au plus.")


class AskForm(FlaskForm):
    """A moderator asks whoever bears a name whether a comment is theirs."""

    whom = RadioField(
        _("À qui demander ?"),
        [InputRequired(_("Choisissez à qui demander."))],
        validate_choice=False,
    )
    email = StringField(_("Adresse e-mail"), [Optional(), *EMAIL_CHECKS])
    language = SelectField(_("Langue de la lettre"))
    note = TextAreaField(
        _("Mot à cette personne"), [Length(max=NOTE_CODE_POINTS, message=_TOO_LONG), readable]
    )

    def offer(self, askable: Askable, languages: dict[str, str]) -> None:
        """Offer whom the newsroom can ask about a comment, and in which language."""
        offered = [f"{Asked.COMMENTER}-{one.person_id}" for one in askable.commenters]
        offered += [Asked.FIGURE.value] if any(one.contact for one in askable.figures) else []
        offered.append(Asked.ADDRESS.value)
        self.whom.choices = [(value, value) for value in offered]
        self.whom.data = self.whom.data or offered[0]
        self.language.choices = list(languages.items())
        if self.language.data not in LANGUAGES:
            self.language.data = askable.found.article.language

    def asked(self) -> Whom:
        """Return who is to be asked; what the form did not offer is nobody."""
        kind, _dash, number = (self.whom.data or "").partition("-")
        if kind == Asked.COMMENTER and number.isascii() and number.isdigit():
            return Whom(Asked.COMMENTER, person_id=int(number))
        if kind == Asked.FIGURE:
            return Whom(Asked.FIGURE)
        return Whom(Asked.ADDRESS, email=(self.email.data or "").strip())

    def validate_whom(self, field: Field) -> None:
        """Raise ValidationError if an address is needed and was not given."""
        if field.data == Asked.ADDRESS and not (self.email.data or "").strip():
            raise ValidationError(_("Indiquez l’adresse e-mail de cette personne."))


class InquiryForm(FlaskForm):
    """Somebody answers whether a comment is theirs."""

    said = HiddenField(validators=[AnyOf([said.value for said in Said])])
    words = TextAreaField(
        _("Un mot à la rédaction"), [Length(max=WORDS_CODE_POINTS, message=_TOO_LONG), readable]
    )
