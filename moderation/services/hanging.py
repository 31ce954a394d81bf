"""Imported replies find what they answer, in whatever order they come."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from moderation.core.hanging import Hung, hang
from moderation.core.importing import Reason, Remark
from moderation.runtime import Runtime
from moderation.storage import imported
from moderation.storage.imported import Known, NewImported, Place

#: Replies hung in one transaction.
PORTION = 500

#: Finds comments that are here by their names in their own system.
Finder = Callable[[Session, set[str]], Mapping[str, Known]]


def places_of(
    rows: Sequence[NewImported], ids: Sequence[int], known: Mapping[str, Known]
) -> list[Place]:
    """Return where new comments hang whose parents are among them, or *known*.

    What answers another article's comment waits, and so does what answers one that waits.
    """
    new = {one.source_id: (one, i) for one, i in zip(rows, ids, strict=True)}
    placed = {
        name: (one.comment_id, one.top_id, one.article_id)
        for name, one in known.items()
        if not one.waits
    }
    placed |= {n: (i, i, one.article_id) for n, (one, i) in new.items() if one.answers_ref is None}
    answers = {n: one.answers_ref for n, (one, _) in new.items() if one.answers_ref is not None}
    places = []
    # A parent comes before what answers it.
    for name in hang(answers, {name: name for name in placed}).tops:
        one, comment_id = new[name]
        answered = placed.get(answers[name])
        if answered is not None and answered[2] == one.article_id:
            places.append(Place(comment_id, answers_id=answered[0], top_id=answered[1]))
            placed[name] = (comment_id, answered[1], one.article_id)
    return places


def hang_waiting(
    runtime: Runtime, source: str, find: Finder, *, remark: Callable[[Remark], None]
) -> None:
    """Hang the replies of *source* that wait and whose parents are here now; the others stay at the top.

    An article is looked at at a time. Cut short, the next run goes on.
    """
    with runtime.database.read() as session:
        waiting = imported.articles_that_wait(session, source)
    for article_id in waiting:
        hung = _hang_under(runtime, source, article_id, find)
        for reason, names in ((Reason.ORPHAN, hung.orphans), (Reason.CYCLE, hung.cycles)):
            for name in sorted(names):
                remark(Remark(None, name, reason))


def _hang_under(runtime: Runtime, source: str, article_id: int, find: Finder) -> Hung:
    with runtime.database.read() as session:
        waits = imported.waiting_under(session, source, article_id)
        answers = {name: parent for name, (_, parent) in waits.items()}
        here: dict[str, Known] = {}
        for some in _portions(sorted(set(answers.values()) - answers.keys())):
            here |= find(session, set(some))
    here = {name: one for name, one in here.items() if one.article_id == article_id}
    hung = hang(answers, {name: name for name in here})
    ids = {name: comment_id for name, (comment_id, _) in waits.items()}
    ids |= {name: one.comment_id for name, one in here.items()}
    tops = ids | {name: one.top_id for name, one in here.items()}
    places = [
        Place(ids[name], answers_id=ids[answers[name]], top_id=tops[top])
        for name, top in hung.tops.items()
        if name not in hung.orphans | hung.cycles
    ]
    for names in _portions(sorted(hung.cycles)):
        with runtime.database.begin() as session:
            imported.leave_at_the_top(session, [ids[name] for name in names])
    for start in range(0, len(places), PORTION):
        with runtime.database.begin() as session:
            imported.hang(session, places[start : start + PORTION])
    return hung


def _portions(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), PORTION):
        yield names[start : start + PORTION]
