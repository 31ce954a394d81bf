"""What the list of the desk and the pages of batches show, as moderation.web.pages says of the others."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length

from moderation.core.batch import Batch, Batched, Obstacle, Waiting
from moderation.core.charter import Clause
from moderation.services.review import NOTE_CODE_POINTS
from moderation.web.desk_pages import Earlier
from moderation.web.evidence import Segment
from moderation.web.forms import OneButtonForm, at_most, readable
from moderation.web.queue_bar import QueueBar

#: Longest name of a form, in characters.
KEY_CHARACTERS = 64

#: Why a comment was left out of a batch, or why its decision stands.
OBSTACLES = {
    Obstacle.CHANGED: _("a changé entre-temps, ou quelqu’un en a décidé"),
    Obstacle.CLAIMED: _("quelqu’un d’autre s’en occupe"),
    Obstacle.OWN: _("le recours vise votre propre décision : une autre personne y répond"),
    Obstacle.OTHERS: _("revient à une autre personne"),
    Obstacle.ERASED: _("effacé entre-temps"),
    Obstacle.CANCELLED: _("lot annulé avant que son tour vienne"),
    Obstacle.LATE: _("il est trop tard pour l’annuler"),
    Obstacle.DECIDED: _("quelque chose a été décidé depuis"),
    Obstacle.APPEALED: _("son auteur l’a déjà contestée"),
}


class BatchForm(FlaskForm):
    """A moderator decides on several comments at once."""

    form_key = HiddenField(validators=[InputRequired(), Length(max=KEY_CHARACTERS)])
    action = HiddenField(validators=[InputRequired()])
    chosen = SelectMultipleField(validate_choice=False)  # "id:version", several with commas
    clauses = SelectMultipleField(_("Points de la charte"), validate_choice=False)
    note = TextAreaField(_("Mot aux auteurs"), [at_most(NOTE_CODE_POINTS), readable])

    def versions(self) -> dict[str, int] | None:
        """Return the public ids that were chosen, each with the version that was seen; None: makes no sense."""
        found: dict[str, int] = {}
        for part in ",".join(self.chosen.data or ()).split(","):
            public_id, colon, version = part.partition(":")
            if not part:
                continue
            if not (colon and version.isascii() and version.isdigit() and len(version) < 10):
                return None
            found[public_id] = int(version)
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """A comment that waits, with those that read the same."""

    waiting: Waiting
    same: tuple[Waiting, ...]  # the others with the same text
    value: str  # of its box; empty: nobody here can decide on it now
    age: timedelta
    name_segments: tuple[Segment, ...]
    segments: tuple[Segment, ...]
    clauses: tuple[str, ...]  # titles of those that the evidence names
    gaps: int  # checks that could not run
    recommendation: str | None  # worded; None at the first reading, as on the case's page
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class UndoBatch:
    """A batch that can still be taken back."""

    batch: Batch
    seconds: int  # left
    form: OneButtonForm


@dataclass(frozen=True, slots=True)
class ListPage:
    """desk/list.html: what waits, as rows."""

    queue: QueueBar
    rows: tuple[Row, ...]
    view: dict[str, str]  # the parameters that ask for the chosen view
    asked: dict[str, str]  # the parameters of this page, for its links and forms
    is_first: bool
    following: str | None  # where the next page begins; None: this is the last
    size: int  # comments in a page
    most: int  # comments in a batch
    clauses: tuple[Clause, ...]  # of the charter in force
    form: BatchForm
    undo: UndoBatch | None
    problem: str | None  # what just went wrong, worded
    all_chosen: bool


@dataclass(frozen=True, slots=True)
class BatchPage:
    """desk/batch.html: what became of each comment of a batch."""

    queue: QueueBar
    batch: Batch
    clauses: tuple[str, ...]  # titles
    left_out: tuple[Batched, ...]
    stand: tuple[Batched, ...]  # that could not be undone
    decided: tuple[Batched, ...]  # and stand, or nobody has tried to undo
    undone: tuple[Batched, ...]
    undo: UndoBatch | None
    form: OneButtonForm
    asked: dict[str, str]  # the parameters of the list that one came from


@dataclass(frozen=True, slots=True)
class MadeAtOnce:
    """A batch, and the first of its comments."""

    batch: Batch
    clauses: tuple[str, ...]  # titles
    first: tuple[Batched, ...]


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """desk/decisions.html: what the moderator decided lately."""

    queue: QueueBar
    decisions: tuple[Earlier | MadeAtOnce, ...]  # newest first
