"""The forms, and what they check: shape alone, the services judge the rest."""

import hashlib
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    AnyOf,
    DataRequired,
    Email,
    InputRequired,
    Length,
    Optional,
    ValidationError,
)
from wtforms.widgets import HiddenInput

from moderation.core.comment import Draft, is_text
from moderation.core.correction import NOTE_CODE_POINTS as CORRECTION_NOTE_CODE_POINTS
from moderation.core.correction import (
    PASSAGE_CODE_POINTS,
    WORDS_CODE_POINTS,
    CorrectionStatus,
)
from moderation.core.decision import Action
from moderation.core.names.question import DOUBTED, question_about
from moderation.core.names.signature import NO_ANSWER, UNKNOWN, NameAnswer
from moderation.core.person import Person, ReplyMail
from moderation.core.redress import REASON_CODE_POINTS
from moderation.core.tracing import REASON_CODE_POINTS as HOLD_CODE_POINTS
from moderation.core.wording import say_problem
from moderation.errors import CommentError
from moderation.services.review import NOTE_CODE_POINTS
from moderation.web.labels import REPLY_MAILS
from moderation.web.language import current_language
from moderation.web.running import current_runtime
from moderation.web.tokens import TokenWhenNeeded

#: Longest e-mail address taken, in characters (RFC 5321, section 4.5.3.1.3).
EMAIL_CHARACTERS = 254


EMAIL_CHECKS = (
    Length(max=EMAIL_CHARACTERS, message=_("Cette adresse e-mail est trop longue.")),
    Email(message=_("Cette adresse e-mail n’est pas complète. Exemple : nom@exemple.ch")),
)

#: What may become of published comments when an account is closed.
KEEP, WITHDRAW = "keep", "withdraw"


def at_most(code_points: int) -> Length:
    """Return the check that a text is no longer than *code_points*."""
    return Length(
        max=code_points, message=_("Ce texte est trop long : %(max)d caractères au plus.")
    )


def readable(form: FlaskForm, field: Field) -> None:
    """Raise ValidationError if *field* holds what is not text."""
    if not is_text(field.data or ""):
        raise ValidationError(_("Ce texte contient des caractères illisibles."))


@dataclass(frozen=True, slots=True)
class Question:
    """What an author is asked about the name that they sign with."""

    words: str
    is_doubt: bool  # True: "Yes, it is my name" is an answer; False: a part of it is missing


class NameFields:
    """The fields by which an author answers the one question about their name.

    What is asked stands as the error of *asked_name*; pages show it as a question.
    """

    asked_name = HiddenField()  # the name that they were asked about
    is_own_name = BooleanField(_("Oui, c’est mon nom"))

    def question(self) -> Question | None:
        """Return what the author was asked; None if nothing."""
        charter = current_runtime().charter
        asked = self.asked_name.data or ""
        problem = question_about(asked, charter, known=UNKNOWN, answer=NO_ANSWER)
        if problem is None:
            return None
        return Question(say_problem(problem, current_language()), problem.code == DOUBTED)

    def name_answer(self) -> NameAnswer:
        """Return what the author said of their name."""
        return NameAnswer(self.asked_name.data or None, bool(self.is_own_name.data))

    def ask_about(self, name: str) -> None:
        """Have the page ask about *name*; an answer about another is no answer."""
        self.asked_name.data = " ".join(name.split())
        self.is_own_name.data = False


class CommentForm(NameFields, FlaskForm):
    """A reader's comment; what may be wrong with it is said by core.comment.check_draft."""

    class Meta:
        """The form's settings."""

        csrf_class = TokenWhenNeeded

    author_name = StringField(_("Nom complet"))
    author_email = StringField(
        _("Adresse e-mail"),
        [Optional(), *EMAIL_CHECKS],
    )
    body = TextAreaField(_("Votre commentaire"))
    accepted = BooleanField()
    charter = HiddenField()  # digest of the charter that the page showed
    submission = HiddenField()  # random, signed; the same for a form that is sent twice
    answers = HiddenField()  # public id of the comment that it replies to
    signs_as = HiddenField()  # the name that the page said would sign it

    def draft(self, person: Person | None) -> Draft:
        """Return what the reader sent; *person*, if they are logged in, signs it."""
        return Draft(
            body=self.written(),
            author_name=person.name if person else self.author_name.data or "",
            author_email=(self.author_email.data or "").strip() or None,
            accepted_charter=self.charter.data if self.accepted.data else None,
            answers=self.answers.data or None,
            name_answer=self.name_answer(),
            # Who answers the question about a name says themselves what signs.
            signs_as=None if self.asked_name.data else self.signs_as.data or None,
        )

    def text_alone(self) -> Draft:
        """Return the text without who wrote it, to be checked and not sent."""
        return Draft(body=self.written())

    def written(self) -> str:
        """Return the words, each line end one character: scripts and browsers send two kinds."""
        return (self.body.data or "").replace("\r\n", "\n").replace("\r", "\n")

    def idempotency_key(self, person: Person | None) -> str:
        """Return what is the same when the same form is sent again with the same words, by the same."""
        fields = (self.submission, self.author_name, self.author_email, self.answers)
        parts = (str(person.id) if person else "", *(field.data or "" for field in fields))
        content = "\x1f".join((*parts, self.written()))
        return "form:" + hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

    def take(self, error: CommentError, sentences: list[str]) -> None:
        """Show each problem of *error*, worded in *sentences*, at the field it belongs to."""
        for problem, sentence in zip(error.problems, sentences, strict=True):
            field = self._fields.get(problem.field, self.body)
            field.errors = [*field.errors, sentence]
        if self.asked_name.errors:
            self.ask_about(self.author_name.data or "")


class NameForm(NameFields, FlaskForm):
    """A reader changes the name of their account, or says that it is theirs."""

    author_name = StringField(_("Nom complet"))

    def take(self, error: CommentError, sentences: list[str]) -> None:
        """Show what is wrong with the name, or the question about it."""
        for problem, sentence in zip(error.problems, sentences, strict=True):
            field = self._fields[problem.field]
            field.errors = [*field.errors, sentence]
        if self.asked_name.errors:
            self.ask_about(self.author_name.data or "")


def reason_field(label: object, missing: object) -> TextAreaField:
    """Return the field for words that somebody else will read, and must not be left out."""
    return TextAreaField(
        label,
        [
            DataRequired(missing),
            at_most(REASON_CODE_POINTS),
            readable,
        ],
    )


class AppealForm(FlaskForm):
    """An author objects."""

    words = reason_field(
        _("Pourquoi contestez-vous cette décision ?"),
        _("Dites en quelques mots pourquoi vous contestez la décision."),
    )


class BanAppealForm(FlaskForm):
    """Whoever is sanctioned, or signed with a banned name, objects."""

    objection = reason_field(
        _("Pourquoi contestez-vous cette décision ?"),
        _("Dites en quelques mots pourquoi vous contestez la décision."),
    )


class CorrectionForm(FlaskForm):
    """A reader tells the newsroom of an error in an article."""

    class Meta:
        """The form's settings."""

        csrf_class = TokenWhenNeeded

    words = TextAreaField(
        _("Votre message"),
        [
            DataRequired(_("Dites en quelques mots de quoi il s’agit.")),
            at_most(WORDS_CODE_POINTS),
            readable,
        ],
    )
    passage = TextAreaField(_("Passage de l’article"), [at_most(PASSAGE_CODE_POINTS), readable])
    email = StringField(_("Adresse e-mail"), [Optional(), *EMAIL_CHECKS])


class CloseCorrectionForm(FlaskForm):
    """A moderator closes a correction."""

    note = TextAreaField(_("Mot"), [at_most(CORRECTION_NOTE_CODE_POINTS), readable])
    sends = BooleanField(_("Envoyer ce mot à la personne qui a signalé l’erreur"))
    status = HiddenField(validators=[AnyOf((CorrectionStatus.DONE, CorrectionStatus.ASIDE))])

    def validate_sends(self, field: Field) -> None:
        """Raise ValidationError if there are no words to send."""
        if field.data and not (self.note.data or "").strip():
            raise ValidationError(_("Écrivez le mot que cette personne recevra."))


class SentencesField(Field):
    """By clause id, what an author is told in place of the charter's sentence: inputs called text-…"""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was sent; a form that nobody has sent holds none."""
        self.process_errors = list[str]()
        self.raw_data = list[str]()
        sent = formdata or {}
        self.data = {n.removeprefix("text-"): sent[n] for n in sent if n.startswith("text-")}


class DecisionForm(FlaskForm):
    """A moderator decides; *seen* is the version of the comment that was on the screen."""

    seen = IntegerField(validators=[InputRequired()])
    action = HiddenField(validators=[InputRequired()])
    clauses = SelectMultipleField(_("Points de la charte"), validate_choice=False)
    note = TextAreaField(
        _("Mot à l’auteur"),
        [
            at_most(NOTE_CODE_POINTS),
            readable,
        ],
    )
    texts = SentencesField()

    def validate_texts(self, field: Field) -> None:
        """Raise ValidationError if a sentence to the author cannot be sent."""
        for text in field.data.values():
            if len(text) > NOTE_CODE_POINTS or not is_text(text):
                raise ValidationError(
                    _(
                        "Une phrase à l’auteur est trop longue, ou contient des caractères illisibles."
                    )
                )

    def validate_action(self, field: Field) -> None:
        """Raise ValidationError if there is no such action."""
        if field.data not in set(Action):
            raise ValidationError(_("Cette décision n’existe pas."))


class HoldForm(FlaskForm):
    """An administrator keeps a comment from being erased."""

    reason = StringField(
        _("Motif"),
        [
            DataRequired(_("Indiquez le motif.")),
            at_most(HOLD_CODE_POINTS),
            readable,
        ],
        id="hold_reason",
    )


class CloseAccountForm(FlaskForm):
    """A reader closes their account."""

    comments = RadioField(
        _("Vos commentaires publiés"),
        choices=[
            SelectChoice(KEEP, _("Les laisser, signés de votre nom")),
            SelectChoice(WITHDRAW, _("Les retirer tous")),
        ],
        default=KEEP,
    )
    password = PasswordField(
        _("Mot de passe"), [InputRequired(_("Indiquez le mot de passe.")), Length(max=256)]
    )


class OneButtonForm(FlaskForm):
    """Nothing but the token that shows that the page was ours."""


class SeenForm(OneButtonForm):
    """Says yes to a comment in the version that was on the screen."""

    seen = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class SignForm(SeenForm):
    """Says yes to a comment, too, that is signed with the name that was on the screen."""

    signs_as = HiddenField()


class EditForm(FlaskForm):
    """An author edits a comment; *seen* is its version that they began with."""

    body = TextAreaField(_("Votre commentaire"))
    accepted = BooleanField()
    charter = HiddenField()  # digest of the charter that the page showed
    seen = IntegerField(widget=HiddenInput())

    def draft(self) -> Draft:
        """Return the new text."""
        accepted = self.charter.data if self.accepted.data else None
        return Draft(self.body.data or "", accepted_charter=accepted)

    def take(self, error: CommentError, sentences: list[str]) -> None:
        """Show each problem of *error*, worded in *sentences*, at the field it belongs to."""
        for problem, sentence in zip(error.problems, sentences, strict=True):
            field = self._fields.get(problem.field, self.body)
            field.errors = [*field.errors, sentence]


class ReplyMailForm(FlaskForm):
    """When a reader wishes to hear of replies."""

    reply_mail = RadioField(
        _("Quand quelqu’un répond à vos commentaires"),
        choices=[SelectChoice(wish.value, REPLY_MAILS[wish]) for wish in ReplyMail],
    )
