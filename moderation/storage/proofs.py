"""How accounts showed who they belong to."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.names.key import author_key
from moderation.core.names.signature import Signer
from moderation.core.proof import Proof, Proved
from moderation.storage.proof_tables import PhoneRow
from moderation.storage.signatures import signature_of
from moderation.storage.tables import PersonRow


def proofs_of(session: Session, person_id: int) -> tuple[Proved, ...]:
    """Return what an account proved, weakest first; that its name was checked only of the name it has."""
    person = session.get_one(PersonRow, person_id)
    proofs = []
    if person.confirmed_at is not None:
        proofs.append(Proved(Proof.EMAIL, person.confirmed_at))
    phone = session.get(PhoneRow, person_id)
    if phone is not None:
        proofs.append(Proved(Proof.PHONE, phone.confirmed_at, phone.ending))
    signature = signature_of(session, Signer(author_key(person.name), person_id))
    if signature.verified_at is not None and signature.verified_how is not None:
        proofs.append(Proved(signature.verified_how, signature.verified_at))
    return tuple(proofs)


def keep_phone(
    session: Session, person_id: int, *, digest: str, ending: str, now: datetime
) -> None:
    """Remember that a number is the person's; it takes the place of another."""
    session.merge(PhoneRow(person_id=person_id, digest=digest, ending=ending, confirmed_at=now))


def forget_phone(session: Session, person_id: int) -> None:
    """Forget the number of a person."""
    session.execute(sa.delete(PhoneRow).where(PhoneRow.person_id == person_id))


def phone_digest_of(session: Session, person_id: int) -> str | None:
    """Return the digest of a person's number."""
    return session.scalar(sa.select(PhoneRow.digest).where(PhoneRow.person_id == person_id))


def others_with_phone_of(session: Session, person_id: int) -> tuple[str, ...]:
    """Return the names of the other accounts that have a person's number, alphabetically."""
    own = sa.select(PhoneRow.digest).where(PhoneRow.person_id == person_id).scalar_subquery()
    names = (
        sa.select(PersonRow.name)
        .join(PhoneRow, PhoneRow.person_id == PersonRow.id)
        .where(PhoneRow.digest == own, PhoneRow.person_id != person_id)
        .order_by(PersonRow.name)
    )
    return tuple(session.scalars(names))
