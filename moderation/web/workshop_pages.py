"""What the pages of the charter workshop show, as moderation.web.pages says of the others, and their forms."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, Field, IntegerField, StringField, TextAreaField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)
from wtforms.widgets import HiddenInput

from moderation.core.charter import Charter
from moderation.core.comment import Status
from moderation.core.trial import MOST_COMMENTS, Answer, Trial, TrialState
from moderation.core.workshop import (
    NOTE_CHARACTERS,
    DraftFile,
    Hunk,
    LineChange,
    Obstacle,
    Standing,
)
from moderation.services.charter_in_force import Source
from moderation.services.guarding import ListedSuspension
from moderation.services.publishing import ListedPublication
from moderation.services.workshop import ListedDraft, OpenedDraft, PlacedMistake
from moderation.web.forms import OneButtonForm, at_most, readable

STANDINGS = {
    Standing.PLANNED: _("prévue"),
    Standing.IN_FORCE: _("en vigueur"),
    Standing.PAST: _("ancienne"),
    Standing.CANCELLED: _("annulée"),
}

OBSTACLES = {
    Obstacle.CHANGES_NOTHING: _("Ce projet ne change rien à la charte en vigueur."),
    Obstacle.VERSION_TAKEN: _(
        "Une autre charte porte déjà ce numéro : changez « version » au début de charte.toml."
    ),
    Obstacle.PAST: _("Le moment choisi est passé."),
}

STATES = {
    TrialState.RUNNING: _("en cours"),
    TrialState.DONE: _("terminé"),
    TrialState.STOPPED: _("arrêté"),
    TrialState.FAILED: _("interrompu : une erreur l’empêche d’aller au bout"),
}

#: Where a charter puts a comment by itself.
OUTCOMES = {
    Status.PUBLISHED: _("publié"),
    Status.PENDING: _("lu par une personne"),
    Status.RETURNED: _("renvoyé"),
    Status.REJECTED: _("refusé"),
}

ANSWERS = {
    Answer.PUBLISHED: _("publié par une personne"),
    Answer.REFUSED: _("refusé par une personne"),
}

#: What a screen reader says of a line's sign.
LINE_CHANGES = {
    LineChange.KEPT: "",
    LineChange.REMOVED: _("Ligne retirée :"),
    LineChange.ADDED: _("Ligne ajoutée :"),
}


class NewDraftForm(FlaskForm):
    """An editor begins a draft."""

    note = StringField(
        _("À quoi sert ce projet ?"),
        [
            DataRequired(_("Dites en quelques mots à quoi sert ce projet.")),
            at_most(NOTE_CHARACTERS),
            readable,
        ],
    )


class FileForm(FlaskForm):
    """An editor changes a file of a draft; the service says what cannot be taken."""

    text = TextAreaField()
    seen = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class ListForm(FlaskForm):
    """An editor adds a list to a draft."""

    name = StringField(
        _("Nom du fichier"),
        [
            Regexp(
                r"[a-z0-9][a-z0-9_-]{0,39}(\.[a-z]{2})?\.toml\Z",
                message=_("Un nom simple, comme injures.fr.toml : minuscules, chiffres, _ et -."),
            )
        ],
    )


class ReasonForm(FlaskForm):
    """An editor says why."""

    reason = StringField(
        _("Motif"),
        [
            DataRequired(_("Dites en quelques mots pourquoi.")),
            at_most(NOTE_CHARACTERS),
            readable,
        ],
    )


class ReplayForm(FlaskForm):
    """An editor has a draft tried on the last comments."""

    n = IntegerField(
        _("Sur combien de commentaires ?"),
        [
            InputRequired(_("Indiquez un nombre.")),
            NumberRange(
                1,
                MOST_COMMENTS,
                message=_("Un nombre de 1 à 100’000."),
            ),
        ],
        default=5_000,
    )


#: Years in which a moment can be told in any time zone.
YEARS = range(1990, 9000)


class PublishForm(ReasonForm):
    """An editor publishes a draft."""

    from_at = DateTimeLocalField(
        _("En vigueur dès"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )

    def validate_from_at(self, field: Field) -> None:
        """Raise ValidationError for a year that no time zone is reckoned in."""
        if field.data is not None and field.data.year not in YEARS:
            raise ValidationError(_("Indiquez une date et une heure."))


@dataclass(frozen=True, slots=True)
class WorkshopPage:
    """desk/charter.html: which charter is in force, which ones were, and the drafts."""

    source: Source
    of_file: Charter
    publications: tuple[ListedPublication, ...]
    drafts: tuple[ListedDraft, ...]
    suspensions: tuple[ListedSuspension, ...]
    may_edit: bool
    new_form: NewDraftForm
    reason_form: ReasonForm
    refused_id: int | None  # the publication that *reason_form* is of
    problem: str | None


@dataclass(frozen=True, slots=True)
class DraftPage:
    """desk/charter_draft.html: one draft, what it changes, and what can be done with it."""

    opened: OpenedDraft
    may_edit: bool
    list_form: ListForm
    publish_form: PublishForm
    button: OneButtonForm
    replay_form: ReplayForm
    trials: tuple[Trial, ...]  # the newest first
    problem: str | None


@dataclass(frozen=True, slots=True)
class FilePage:
    """desk/charter_file.html: one file of a draft in the editor."""

    opened: OpenedDraft
    file: DraftFile
    form: FileForm
    mistakes: tuple[PlacedMistake, ...]
    theirs: tuple[Hunk, ...]  # what saving would change of what somebody else saved meanwhile
    may_edit: bool
    problem: str | None


@dataclass(frozen=True, slots=True)
class MistakesPart:
    """desk/_mistakes.html: what is wrong with a draft, as somebody types."""

    mistakes: tuple[PlacedMistake, ...]
    name: str  # of the file on the screen
    draft_id: int
