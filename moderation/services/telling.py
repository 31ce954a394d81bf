"""Other systems are told what became of the comments that are held here for them."""

import json
import logging
from datetime import timedelta

from moderation.adapters.posting import PostingError, post, read_networks
from moderation.core.held import Said, Untold
from moderation.core.letter import is_given_up, next_try
from moderation.runtime import Runtime
from moderation.services.akismet_keys import akismet_key
from moderation.storage import held

log = logging.getLogger(__name__)

#: Akismet's words for what became of a comment.
WORDS = {Said.PUBLISH: "false", Said.REFUSE: "true"}


def tell_decisions(runtime: Runtime, *, limit: int = 100) -> int:
    """Tell other systems of decisions that can no longer be undone; how many were told.

    What is decided anew later, after an appeal say, is told anew.
    """
    now = runtime.clock()
    undone_until = now - timedelta(seconds=runtime.settings.undo_seconds)
    with runtime.database.read() as session:
        due = held.untold(session, now=now, decided_by=undone_until, limit=limit)
    return sum(_tell(runtime, untold) for untold in due)


def _tell(runtime: Runtime, untold: Untold) -> bool:
    now, number = runtime.clock(), untold.comment_id
    with runtime.database.begin() as session:
        attempts = held.take(session, number, now=now, retry_at=next_try(1, now) or now)
        if attempts is not None and is_given_up(attempts):
            held.try_again(session, number, at=None)
            return False
    if attempts is None:
        return False
    problem = _post(runtime, untold)
    with runtime.database.begin() as session:
        if problem is None:
            held.note_told(session, number, untold.said, now=runtime.clock())
        else:
            log.warning("the decision on comment %d was not told: %s", number, problem)
            held.try_again(session, number, at=next_try(attempts, now))
    return problem is None


def _post(runtime: Runtime, untold: Untold) -> str | None:
    """Post the decision as Akismet does; why it was not taken, None if it was."""
    comment = {"guid": untold.guid, "result": WORDS[untold.said]}
    comment |= {"comment_post_ID": untold.post} if untold.post else {}
    told = {
        "key": akismet_key(runtime, untold.key_prefix),
        "endpoint": "comment-check",
        "comments": [comment],
    }
    # WordPress's plugin knows by the second that no person of its own decided, and asks nothing.
    headers = {"Content-Type": "application/json", "X-Akismet-Webhook": "1"}
    private = read_networks(runtime.settings.webhooks_private)
    try:
        answer = post(untold.callback, json.dumps(told).encode(), headers, private=private)
    except PostingError as error:
        return str(error)
    return None if 200 <= answer.status < 300 else f"status {answer.status}"
