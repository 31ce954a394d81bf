"""Readers hear of replies to their comments, if they wish to, and no more once they do not."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from moderation.core.letter import Fact, LetterKind
from moderation.core.period import TIME_ZONE
from moderation.core.person import Person, ReplyMail
from moderation.core.reply import TOLD_WITHIN, UntoldReply, excerpt, last_morning
from moderation.core.revision import EDIT_MINUTES
from moderation.runtime import Runtime
from moderation.services.letters import post_letter
from moderation.services.links import comment_url, read_unsubscribe_token, unsubscribe_url
from moderation.storage import people, replies

#: Where it is morning when the replies of a day are told of.


def post_replies(runtime: Runtime) -> int:
    """Post the letters on replies that are due, each by itself or the morning's; how many."""
    now = runtime.clock()
    with runtime.database.read() as session:
        each = _final(session, runtime, ReplyMail.EACH, by=now, now=now)
        daily = _final(session, runtime, ReplyMail.DAILY, by=last_morning(now, TIME_ZONE), now=now)
    in_one = [tuple(found) for _, found in groupby(daily, lambda reply: reply.person_id)]
    posted = sum(_post(runtime, (reply,), LetterKind.REPLY, now) for reply in each)
    return posted + sum(_post(runtime, found, LetterKind.DAILY_REPLIES, now) for found in in_one)


def choose_reply_mail(runtime: Runtime, person: Person, wish: ReplyMail) -> None:
    """Note when a reader wishes to hear of replies to their comments."""
    with runtime.database.begin() as session:
        people.set_reply_mail(session, person.id, wish)


def unsubscribe(runtime: Runtime, token: str) -> None:
    """Tell a reader of no more replies. Raises NotFound if the token was not made here."""
    person_id = read_unsubscribe_token(runtime, token)
    with runtime.database.begin() as session:
        people.set_reply_mail(session, person_id, ReplyMail.NEVER)


def _final(
    session: Session, runtime: Runtime, wish: ReplyMail, *, by: datetime, now: datetime
) -> tuple[UntoldReply, ...]:
    """Return the replies for who has that wish of which, *by* a moment, nothing could change any more."""
    return replies.untold_replies(
        session,
        wish,
        since=now - TOLD_WITHIN,
        # What a moderator published may be undone, and an author may edit; that takes a moment to be stored.
        until=by - timedelta(seconds=runtime.settings.undo_seconds),
        written_until=by - timedelta(minutes=EDIT_MINUTES + 1),
    )


def _post(runtime: Runtime, found: Sequence[UntoldReply], kind: LetterKind, now: datetime) -> bool:
    """Post one letter on the replies *found*; False if another worker was faster."""
    try:
        with runtime.database.begin() as session:
            told = [r for r in found if replies.mark_told(session, r.comment_id, now=now)]
            if not told:
                return False
            person = told[0]
            letter_id = post_letter(
                session,
                runtime,
                kind=kind,
                to=person.email,
                language=person.language,
                facts=_facts(runtime, kind, told),
                now=now,
            )
            return letter_id is not None
    except IntegrityError:
        return False


def _facts(runtime: Runtime, kind: LetterKind, told: Sequence[UntoldReply]) -> Mapping[str, Fact]:
    person = told[0]
    about = [
        {
            "author": reply.author,
            "title": reply.title,
            "excerpt": excerpt(reply.body),
            "link": comment_url(runtime, reply.public_id),
        }
        for reply in told
    ]
    way_out = unsubscribe_url(runtime, person.person_id)
    if kind is LetterKind.REPLY:
        return {"name": person.name, "unsubscribe": way_out, **about[0]}
    return {"name": person.name, "unsubscribe": way_out, "replies": about}
