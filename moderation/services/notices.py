"""Letters about sanctions: that one is set, goes on, or is lifted."""

from datetime import datetime

from sqlalchemy.orm import Session

from moderation.core.letter import Fact, LetterKind
from moderation.core.sanction import Sanction, SanctionKind, SanctionStatement, state_sanction
from moderation.runtime import Runtime
from moderation.services.letters import post_letter
from moderation.services.links import outcome_url, sanction_url
from moderation.services.submission import charter_of, stored
from moderation.storage import comments, sanctions


def tell_set(session: Session, runtime: Runtime, sanction: Sanction, *, now: datetime) -> None:
    """Write to whoever a sanction is set on: what, why, until when, and how to object."""
    is_ban = sanction.kind is SanctionKind.NAME_BAN
    _post(
        session,
        runtime,
        sanction,
        LetterKind.NAME_BANNED if is_ban else LetterKind.SANCTION_SET,
        now=now,
    )


def tell_kept(
    session: Session,
    runtime: Runtime,
    sanction: Sanction,
    *,
    answer: str,
    on_appeal: bool,
    now: datetime,
) -> None:
    """Write that a sanction stays: to an appeal, or when it was reviewed."""
    is_ban = sanction.kind is SanctionKind.NAME_BAN
    kind = LetterKind.BAN_KEPT if is_ban else LetterKind.SANCTION_KEPT
    facts: dict[str, Fact] = {"answer": answer}
    facts |= {} if is_ban else {"appeal": "yes" if on_appeal else ""}
    _post(session, runtime, sanction, kind, facts, now=now)


def tell_lifted(
    session: Session, runtime: Runtime, sanction: Sanction, *, answer: str, now: datetime
) -> None:
    """Write that a sanction is lifted, and why."""
    is_ban = sanction.kind is SanctionKind.NAME_BAN
    kind = LetterKind.BAN_LIFTED if is_ban else LetterKind.SANCTION_LIFTED
    _post(session, runtime, sanction, kind, {"answer": answer}, now=now)


def _post(
    session: Session,
    runtime: Runtime,
    sanction: Sanction,
    kind: LetterKind,
    said: dict[str, Fact] | None = None,
    *,
    now: datetime,
) -> None:
    """Post a letter, if it is known where to."""
    if sanction.comment_id is None:
        return
    address = comments.author_email(session, sanction.comment_id)
    if address is None:
        return
    public_id = comments.public_id_of(session, sanction.comment_id)
    comment = stored(session, public_id).comment
    charter = charter_of(runtime, sanction.charter_digest)
    statement = state_sanction(sanction, charter, language=comment.language)
    if sanction.kind is SanctionKind.NAME_BAN:
        facts: dict[str, Fact] = {"link": outcome_url(runtime, public_id)}
        facts |= _of_ban(statement) if kind is LetterKind.NAME_BANNED else {}
    else:
        facts = {"link": sanction_url(runtime, sanction.id), "kind": sanction.kind.value}
        facts |= {"moment": _moment(sanction)} if kind is not LetterKind.SANCTION_LIFTED else {}
        if kind is LetterKind.SANCTION_SET:
            facts |= _of_sanction(statement) | {"comments": _cited(session, runtime, sanction)}
    is_final = kind in (LetterKind.BAN_KEPT, LetterKind.SANCTION_KEPT)
    facts |= {"mediator": statement.mediator} if is_final else {}
    facts |= {"name": sanction.name, **(said or {})}
    post_letter(
        session, runtime, kind=kind, to=address, language=comment.language, facts=facts, now=now
    )


def _of_ban(statement: SanctionStatement) -> dict[str, Fact]:
    clause = statement.clauses[0].words if statement.clauses else ""
    return {**_reasons(statement), "clause": clause}


def _of_sanction(statement: SanctionStatement) -> dict[str, Fact]:
    clauses = [{"title": one.title, "words": one.words} for one in statement.clauses]
    return {**_reasons(statement), "clauses": clauses}


def _reasons(statement: SanctionStatement) -> dict[str, Fact]:
    return {
        "reason": statement.reason,
        "machine": "yes" if statement.found_by_machine else "",
        "months": str(statement.appeal_months),
        "mediator": statement.mediator,
    }


def _cited(session: Session, runtime: Runtime, sanction: Sanction) -> list[dict[str, str]]:
    numbers = sanctions.comments_of(session, [sanction.id]).get(sanction.id, ())
    found = [stored(session, comments.public_id_of(session, number)) for number in numbers]
    return [
        {"title": one.article.title, "link": outcome_url(runtime, one.comment.public_id)}
        for one in found
    ]


def _moment(sanction: Sanction) -> str:
    return sanction.until.isoformat() if sanction.until else ""
