"""What the pages on the desk's glossary show, as moderation.web.pages says of the others."""

from dataclasses import dataclass

from moderation.core.charter import Charter
from moderation.core.desk import Case
from moderation.core.glossary import Change, Entry, Precedent
from moderation.core.rules import Field
from moderation.runtime import Runtime
from moderation.services.glossary import known_of
from moderation.web.forms import OneButtonForm
from moderation.web.glossary_forms import EntryForm, PrecedentForm
from moderation.web.language import spoken


@dataclass(frozen=True, slots=True)
class ShownPrecedent:
    """A precedent with its clause's title."""

    precedent: Precedent
    clause: str | None  # None: of no clause


@dataclass(frozen=True, slots=True)
class KnownTerm:
    """A term of the glossary that stands in a comment, and how it is written there."""

    entry: Entry
    written: str


@dataclass(frozen=True, slots=True)
class KnownWords:
    """desk/_glossary.html: what the desk knows of a comment's words and clauses."""

    terms: tuple[KnownTerm, ...]
    precedents: tuple[ShownPrecedent, ...]


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """desk/glossary.html: all terms and precedents."""

    entries: tuple[Entry, ...]
    precedents: tuple[ShownPrecedent, ...]
    may_write: bool


@dataclass(frozen=True, slots=True)
class EntryPage:
    """desk/glossary_entry.html: write a term."""

    form: EntryForm
    entry: Entry | None  # None: a new one
    changes: tuple[Change, ...]  # newest first
    may_write: bool
    delete_form: OneButtonForm | None  # None: who looks may not


@dataclass(frozen=True, slots=True)
class PrecedentPage:
    """desk/glossary_precedent.html: write a precedent."""

    form: PrecedentForm
    precedent: Precedent | None  # None: a new one
    clause: str | None  # its title
    changes: tuple[Change, ...]  # newest first
    may_write: bool
    delete_form: OneButtonForm | None  # None: who looks may not


def view_known(runtime: Runtime, case: Case) -> KnownWords:
    """Return what the desk knows of the words of *case*, and precedents of its evidence's clauses."""
    body = case.comment.body
    known = known_of(runtime, body, _clauses_of(case))
    return KnownWords(
        terms=tuple(
            KnownTerm(one.entry, body[one.spans[0].start : one.spans[0].end]) for one in known.found
        ),
        precedents=tuple(show_precedent(runtime.charter, one) for one in known.precedents),
    )


def show_precedent(charter: Charter, precedent: Precedent) -> ShownPrecedent:
    """Return *precedent* with its clause's title."""
    clause_id = precedent.text.clause_id
    titles = {clause.id: spoken(clause.title) for clause in charter.clauses}
    # An older charter's clause, which has no title any more, stands for itself.
    return ShownPrecedent(precedent, titles.get(clause_id, clause_id) if clause_id else None)


def _clauses_of(case: Case) -> frozenset[str]:
    hits = (hit.clause_id for hit in case.verdict.hits if hit.field is not Field.NAME)
    scores = (score.clause_id for score in case.verdict.scores)
    named = (clause_id for decision in case.decisions for clause_id in decision.clause_ids)
    return frozenset(one for one in (*hits, *scores, *named) if one)
