"""What the desk shows of comments like one, as moderation.web.pages says of the others."""

from dataclasses import dataclass

from moderation.core.decision import Decision
from moderation.core.desk import Case, EarlierComment
from moderation.core.wellbeing import DeskPreference, is_earlier_veiled
from moderation.runtime import Runtime
from moderation.services.similar import similar_to
from moderation.web.language import spoken


@dataclass(frozen=True, slots=True)
class Similar:
    """desk/_similar.html: a comment like the case's, and how a person decided on it."""

    entry: EarlierComment
    decision: Decision
    clauses: tuple[str, ...]  # titles of the decision's
    is_veiled: bool  # its text is shown when it is asked for


def view_similar(runtime: Runtime, case: Case, reads: DeskPreference) -> tuple[Similar, ...]:
    """Return the comments most like that of *case*, the most like first, veiled as who *reads* them wishes."""
    titles = {clause.id: spoken(clause.title) for clause in runtime.charter.clauses}
    return tuple(
        Similar(
            entry=one,
            decision=one.decision,
            clauses=tuple(titles.get(each, each) for each in one.decision.clause_ids),
            is_veiled=is_earlier_veiled(reads.blur, runtime.charter, one),
        )
        for one in similar_to(runtime, case.comment)
        if one.decision is not None
    )
