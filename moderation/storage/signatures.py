"""Names that people sign with: what was asked, answered and checked about them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.core.names.signature import UNKNOWN, Signature, Signer
from moderation.core.proof import CHECKS, Proof
from moderation.core.tracing import NameCheck
from moderation.storage.tables import CommentRow, DecisionRow, PersonRow, SignatureRow


def signature_of(session: Session, signer: Signer) -> Signature:
    """Return what is known of the name of *signer*; nothing of a guest who confirmed no address."""
    row = _row(session, signer)
    if row is None or row.confirmed_at is None:
        return UNKNOWN
    verifier = sa.select(PersonRow.name).where(PersonRow.id == row.verified_by)
    return Signature(
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        is_accepted=row.answered_at is not None and _is_accepted(session, signer),
        verified_at=row.verified_at,
        verified_by=session.scalar(verifier) if row.verified_by else None,
        verified_how=row.verified_how,
    )


def checks_at(session: Session, email: str) -> tuple[NameCheck, ...]:
    """Return what is known of the names that guests sign with at an address, oldest first."""
    rows = session.scalars(
        sa.select(SignatureRow).where(SignatureRow.email == email).order_by(SignatureRow.id)
    )
    return tuple(to_name_check(row) for row in rows)


def to_name_check(row: SignatureRow) -> NameCheck:
    """Return what *row* says of a name."""
    return NameCheck(
        row.author_key, row.asked_at, row.answered_at, row.verified_at, row.verified_how
    )


def note_question(
    session: Session, signer: Signer, *, asked_at: datetime, is_own: bool, is_confirmed: bool
) -> None:
    """Remember that *signer* was asked about the name, and whether they said that it is theirs.

    Without *is_confirmed* it counts from the moment at which the address is confirmed.
    """
    row = _made(session, signer)
    row.asked_at = row.asked_at or asked_at
    row.answered_at = row.answered_at or (asked_at if is_own else None)
    if is_confirmed:
        row.confirmed_at = row.confirmed_at or asked_at


def confirm(session: Session, signer: Signer, *, now: datetime) -> None:
    """Count what *signer* answered: their address is theirs."""
    row = _row(session, signer)
    if row is not None:
        row.confirmed_at = row.confirmed_at or now


def verify(session: Session, signer: Signer, *, by: int, how: Proof, now: datetime) -> None:
    """Remember that a person of the newsroom knows the name to be the signer's own, and *how*.

    *how* is one of CHECKS; what was checked better before stays as it is.
    """
    row = _made(session, signer)
    if row.verified_how is not None and CHECKS.index(how) < CHECKS.index(row.verified_how):
        return
    row.confirmed_at = row.confirmed_at or now
    row.verified_at, row.verified_by, row.verified_how = now, by, how


def doubt(session: Session, signer: Signer) -> None:
    """Forget that a person held the name to be the signer's own: another decided otherwise."""
    row = _row(session, signer)
    if row is not None:
        row.verified_at = row.verified_by = row.verified_how = None


def _is_accepted(session: Session, signer: Signer) -> bool:
    accepted = (
        sa.select(DecisionRow.id)
        .join(CommentRow, CommentRow.id == DecisionRow.comment_id)
        .where(
            CommentRow.author_key == signer.own_key,
            _is_by(signer, CommentRow.person_id, CommentRow.author_email),
            CommentRow.status == Status.PUBLISHED,
            DecisionRow.action == Action.APPROVE,
            DecisionRow.decided_by.is_not(None),
        )
    )
    return session.scalar(accepted.limit(1)) is not None


def _row(session: Session, signer: Signer) -> SignatureRow | None:
    if signer.person_id is None and signer.email is None:
        return None
    return session.scalar(
        sa.select(SignatureRow).where(
            SignatureRow.author_key == signer.own_key,
            _is_by(signer, SignatureRow.person_id, SignatureRow.email),
        )
    )


def _is_by(signer: Signer, person_id: Any, email: Any) -> sa.ColumnElement[bool]:
    if signer.person_id is not None:
        return sa.and_(person_id == signer.person_id)
    return sa.and_(person_id.is_(None), email == signer.email)


def _made(session: Session, signer: Signer) -> SignatureRow:
    """Return the row of *signer*, made if it was not there; two may make it at once."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(
        insert(SignatureRow)
        .values(
            person_id=signer.person_id,
            email=signer.email if signer.person_id is None else None,
            author_key=signer.own_key,
        )
        .on_conflict_do_nothing()
    )
    row = _row(session, signer)
    assert row is not None, "BUG: nobody signs"  # noqa: S101
    return row
