"""The queues in a row on top of the desk: which there are, how many wait, which is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for
from flask_babel import lazy_gettext as _

from moderation.core.charter import LANGUAGES, Clause
from moderation.core.comment import Article, is_text
from moderation.core.permission import Permission, may
from moderation.core.person import Person
from moderation.core.priority import Risk
from moderation.core.view import EVERYTHING, WAITED_HOURS, Need, SavedView, View, needs_of
from moderation.runtime import Runtime
from moderation.services import queues

#: What a queue is called in an address.
FILES = {
    Need.APPEALS: "recours",
    Need.REPORTS: "signalements",
    Need.READING: "lecture",
    Need.WATCHED: "suivis",
    Need.ESCALATED: "transmis",
    Need.SAMPLE: "sondage",
}

#: What a queue is called on a page.
NEEDS = {
    Need.APPEALS: _("Recours ouverts"),
    Need.REPORTS: _("Signalements"),
    Need.READING: _("À lire"),
    Need.WATCHED: _("Articles suivis"),
    Need.ESCALATED: _("Transmis"),
    Need.SAMPLE: _("Sondage"),
}

#: An address that says nothing beside the view.
NOTHING: Mapping[str, Any] = {}

_NEED_OF = {name: need for need, name in FILES.items()}


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue in the row."""

    need: Need | None  # None: all that waits
    name: str
    count: int | None  # None: it is the sum of others
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class KeptView:
    """A saved view, and where it leads."""

    saved: SavedView
    url: str


@dataclass(frozen=True, slots=True)
class QueueBar:
    """desk/_queue.html: the row of queues, and the filters."""

    queues: tuple[Queue, ...]
    view: View  # that is chosen
    state: str  # the view in a form, so that it is there still after a decision
    url: str  # of the view
    page: str  # the endpoint of the page whose view it is: the desk, or its list
    kept: Mapping[str, Any]  # what its address says beside the view
    clauses: tuple[Clause, ...]
    articles: tuple[Article, ...]
    saved: tuple[KeptView, ...]
    may_share: bool  # a view with all
    languages: tuple[str, ...] = LANGUAGES
    waited_hours: tuple[int, ...] = WAITED_HOURS

    @property
    def file(self) -> str | None:
        """What the chosen queue is called in an address; None: all that waits."""
        return FILES[self.view.need] if self.view.need else None


@dataclass(frozen=True, slots=True)
class OtherClaim:
    """Who has claimed a comment that somebody else looks at."""

    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class PlaceInQueue:
    """desk/_place.html: why a comment is where it is in the queue."""

    need: str  # what its queue is called
    is_appeal: bool
    waited: timedelta
    risk: Risk
    category: str | None  # of the gravest evidence, worded
    bonus_hours: float  # of waiting, that the risk is worth
    is_watched: bool  # its article is
    may_watch: bool  # whoever sees it may say so


def queue_bar(
    runtime: Runtime,
    person: Person,
    view: View = EVERYTHING,
    *,
    page: str = "desk.next_case",
    kept: Mapping[str, Any] = NOTHING,
) -> QueueBar:
    """Return the row of queues that *person* may read, *view* chosen, each leading to *page*."""
    counts = queues.count_waiting(runtime, person)
    everything = Queue(None, str(_("Tout")), None, url_for(page, **kept), view == EVERYTHING)
    named = (
        Queue(
            need,
            str(NEEDS[need]),
            count,
            url_for(page, **kept, file=FILES[need]),
            view.need is need,
        )
        for need, count in counts.items()
    )
    return QueueBar(
        queues=(everything, *named),
        view=view,
        state=urlencode(arguments_of(view)),
        url=url_for(page, **kept, **arguments_of(view)),
        page=page,
        kept=kept,
        clauses=runtime.charter.clauses,
        articles=queues.articles_to_choose(runtime, view.article),
        saved=tuple(
            KeptView(one, url_for(page, **kept, **arguments_of(one.view)))
            for one in queues.views_for(runtime, person)
        ),
        may_share=may(person, Permission.TAKE_ESCALATED),
    )


def view_in(values: Mapping[str, str], person: Person) -> View:
    """Return the view that the arguments of an address ask for; what makes no sense asks for nothing."""
    need = _NEED_OF.get(values.get("file", ""))
    language, hours = values.get("langue"), values.get("attente", "")
    return View(
        need=need if need in needs_of(person) else None,
        clause_id=_plain(values.get("clause")),
        language=language if language in LANGUAGES else None,
        article=_plain(values.get("article")),
        waited_hours=int(hours) if hours in map(str, WAITED_HOURS) else None,
    )


def view_of_form(person: Person) -> View:
    """Return the view that was chosen when the form that is sent was made: its hidden field is `QueueBar.state`."""
    return view_in(dict(parse_qsl(request.form.get("view", ""))), person)


def arguments_of(view: View) -> dict[str, Any]:
    """Return the arguments by which an address asks for *view*."""
    asked = {
        "file": FILES[view.need] if view.need else None,
        "clause": view.clause_id,
        "langue": view.language,
        "article": view.article,
        "attente": str(view.waited_hours) if view.waited_hours else None,
    }
    return {name: value for name, value in asked.items() if value is not None}


def _plain(value: str | None) -> str | None:
    """Return *value* unless no database could hold it."""
    return value if value and is_text(value) else None
