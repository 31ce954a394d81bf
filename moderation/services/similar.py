"""How comments like one were decided on by people."""

from datetime import timedelta
from functools import cache

from sqlalchemy.exc import IntegrityError

from moderation.core.comment import Comment
from moderation.core.decision import ANSWERS
from moderation.core.desk import EarlierComment
from moderation.core.likeness import keys_of, most_like, ranks_of
from moderation.learning.spelling import WORDS
from moderation.runtime import Runtime
from moderation.storage import comments, similar

#: Comments that are shown, and those among which they are chosen: some were taken back since.
MOST_SHOWN, MOST_LOOKED_AT = 5, 20

#: Decisions that are read in one transaction.
PORTION = 500

#: A decision is read when it is so old: one that another transaction stores has no lower number then.
SETTLED_AFTER = timedelta(minutes=1)


def similar_to(runtime: Runtime, comment: Comment) -> tuple[EarlierComment, ...]:
    """Return the comments most like *comment* on which a person's decision stands, the most like first."""
    if comment.erased_at is not None:
        return ()
    keys = keys_of(comment.body, _ranks())
    with runtime.database.read() as session:
        found = similar.postings(session, keys, but=comment.id)
        like = most_like(found, n_keys=len(keys), limit=MOST_LOOKED_AT)
        earlier = comments.comments_decided_by(session, [(number, 0) for number in like])
    return tuple(one for one in earlier if _stands(one))[:MOST_SHOWN]


def note_decided(runtime: Runtime) -> int:
    """Have comments found on which people decided since the last time; how many they were.

    Raises Unavailable if the database cannot take it.
    """
    n_noted = 0
    while (noted := _note_some(runtime)) is not None:
        n_noted += noted
    return n_noted


def _note_some(runtime: Runtime) -> int | None:
    """Read one portion of decisions; None: there are no more, or somebody else reads them."""
    before = runtime.clock() - SETTLED_AFTER
    with runtime.database.read() as session:
        after = similar.cursor(session)
        to, texts = similar.decided_after(session, after, before=before, limit=PORTION)
    if to == after:
        return None
    keys = {number: keys_of(body, _ranks()) for number, body in texts.items()}
    try:
        with runtime.database.begin() as session:
            if not similar.advance(session, after=after, to=to):
                return None
            # What was erased meanwhile must not come back.
            still = similar.with_text(session, keys)
            similar.put_keys(session, {number: keys[number] for number in still})
    except IntegrityError:  # two began at once
        return None
    return len(keys)


def _stands(earlier: EarlierComment) -> bool:
    decision = earlier.decision
    return (
        decision is not None
        and decision.decided_by is not None
        and decision.action in ANSWERS
        and earlier.comment.erased_at is None
    )


@cache
def _ranks() -> dict[str, int]:
    return dict(ranks_of(WORDS.read_text(encoding="utf-8").split()))
