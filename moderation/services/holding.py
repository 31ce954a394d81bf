"""A comment of another system is judged, and held here if a person is to read it first."""

import hashlib
import json
from dataclasses import dataclass, replace

from moderation.core.charter import Category
from moderation.core.comment import check_draft
from moderation.core.decision import first_status
from moderation.core.held import SAID_OF, Asked, Said
from moderation.core.key import ApiKey
from moderation.core.names.key import name_key
from moderation.errors import CommentError, NotFound
from moderation.runtime import Runtime
from moderation.services.judging import VOUCHED_FOR, judge, limits_for
from moderation.services.names import signer_named
from moderation.services.submission import find_article, put_article, submit_comment
from moderation.storage import articles, comments, held

#: Bytes of randomness in the name by which the other system knows a held comment.
GUID_BYTES = 18


@dataclass(frozen=True, slots=True)
class Told:
    """What the other system is told."""

    said: Said
    guid: str | None = None  # of the comment that is, or was, held here; None: nothing is stored
    has_gaps: bool = False  # a check could not run: nothing is known of the comment
    is_spam: bool = False  # all that the machine found; False of what a person decided


def ask_about(runtime: Runtime, key: ApiKey, asked: Asked, *, may_hold: bool) -> Told:
    """Judge a comment of another system's, and hold it here if the charter has a person read it.

    One that was held and is asked about again is answered by what became of it. Unless it
    *may_hold*, nothing is stored, nor if the charter could not take the comment: too long, say.

    Raises Unavailable if the database cannot take it.
    """
    reference = _reference(asked)
    draft = asked.draft
    signer = signer_named(draft.author_name, email=draft.author_email)
    with runtime.database.read() as session:
        known = held.held_check(session, key.id, reference)
        if known is not None:
            return Told(SAID_OF[known.status], known.guid)
        sound = name_key(draft.author_name)
        history = comments.author_history(session, signer, name_key=sound)
        article = articles.article_by_key(session, asked.article.key)
    vouched_for = replace(history, rung=VOUCHED_FOR.rung)
    verdict = judge(runtime, draft, vouched_for, article=article, locates=False)
    automation = runtime.settings.automation
    said = SAID_OF[first_status(runtime.charter, verdict, automation=automation)]
    told = Told(said, has_gaps=bool(verdict.gaps), is_spam=verdict.is_only(Category.SPAM))
    if said is not Said.HOLD or not may_hold:
        return told
    name = f"held:{key.id}:{reference}"
    try:
        check_draft(draft, limits_for(runtime, asked.article, needs_acceptance=False))
        _make_known(runtime, asked)
        # It is judged once more, with the words that its evidence comes from, for whoever reads it.
        submitted = submit_comment(
            runtime, asked.article.key, draft, idempotency_key=name, needs_acceptance=False
        )
    except CommentError:
        return told
    with runtime.database.begin() as session:
        held.keep_held_check(
            session,
            submitted.comment.id,
            api_key_id=key.id,
            reference=reference,
            guid=runtime.random(GUID_BYTES),
            post=asked.post,
            callback=asked.callback,
            key_prefix=asked.key_prefix,
            now=runtime.clock(),
        )
        kept = held.held_check(session, key.id, reference)
    return replace(told, said=SAID_OF[submitted.comment.status], guid=kept.guid if kept else None)


def _make_known(runtime: Runtime, asked: Asked) -> None:
    article = asked.article
    try:
        find_article(runtime, article.key)
    except NotFound:
        put_article(
            runtime,
            key=article.key,
            title=article.title,
            url=article.url,
            language=article.language,
            character_limit=article.character_limit,
        )


def _reference(asked: Asked) -> str:
    """Name a comment by all that is stored of it: asked about twice, it is the same."""
    draft = asked.draft
    names = [asked.article.key, draft.author_name, draft.author_email, draft.language, draft.body]
    content = json.dumps(names, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()
