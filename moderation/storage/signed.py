"""Who of the newsroom signed what: found once their period is over, and the newsroom put in their place."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from moderation.core.permission import NEWSROOM
from moderation.core.retention import Kind
from moderation.storage.batch_tables import BatchRow
from moderation.storage.correction_tables import CorrectionRow
from moderation.storage.glossary_tables import GlossaryChangeRow
from moderation.storage.guard_tables import SuspensionRow
from moderation.storage.inquiry_tables import InquiryRow
from moderation.storage.people import NEWSROOM_EMAIL, stand_in
from moderation.storage.pseudonym_tables import PseudonymRow
from moderation.storage.sanction_tables import SanctionAppealRow, SanctionRow
from moderation.storage.second_reading_tables import SecondReadingRow
from moderation.storage.tables import DecisionRow, PersonRow, SignatureRow
from moderation.storage.workshop_tables import (
    CharterDraftRow,
    DraftFileRow,
    PublicationRow,
    TrialRow,
)

Column = InstrumentedAttribute[Any]

#: Who signed, and when.
SIGNED: Mapping[Kind, tuple[Column, Column]] = {
    Kind.DECIDER: (DecisionRow.decided_by, DecisionRow.decided_at),
    Kind.BATCHER: (BatchRow.made_by, BatchRow.made_at),
    Kind.BANNER: (SanctionRow.set_by, SanctionRow.set_at),
    Kind.REREADER: (SanctionRow.reread_by, SanctionRow.reread_at),
    Kind.LIFTER: (SanctionRow.lifted_by, SanctionRow.lifted_at),
    Kind.ANSWERER: (SanctionAppealRow.answered_by, SanctionAppealRow.answered_at),
    Kind.VERIFIER: (SignatureRow.verified_by, SignatureRow.verified_at),
    Kind.SECOND_READER: (SecondReadingRow.read_by, SecondReadingRow.read_at),
    Kind.CLOSER: (CorrectionRow.closed_by, CorrectionRow.closed_at),
    Kind.GRANTER: (PseudonymRow.decided_by, PseudonymRow.decided_at),
    Kind.INQUIRER: (InquiryRow.asked_by, InquiryRow.asked_at),
    Kind.GLOSSARIST: (GlossaryChangeRow.changed_by, GlossaryChangeRow.changed_at),
    Kind.DRAFTER: (CharterDraftRow.made_by, CharterDraftRow.made_at),
    Kind.DRAFT_CLOSER: (CharterDraftRow.closed_by, CharterDraftRow.closed_at),
    Kind.REVISER: (DraftFileRow.changed_by, DraftFileRow.changed_at),
    Kind.TRIER: (TrialRow.made_by, TrialRow.made_at),
    Kind.PUBLISHER: (PublicationRow.made_by, PublicationRow.made_at),
    Kind.CANCELLER: (PublicationRow.cancelled_by, PublicationRow.cancelled_at),
    Kind.RESTORER: (SuspensionRow.lifted_by, SuspensionRow.lifted_at),
}


def due(kind: Kind, before: datetime) -> sa.Select[Any]:
    """Select the keys of what somebody of the newsroom signed before a moment."""
    person, at = SIGNED[kind]
    # From the newsroom's few people to what they signed: that is the index.
    newsroom = sa.select(PersonRow.id).where(
        PersonRow.role.in_(NEWSROOM), PersonRow.email != NEWSROOM_EMAIL
    )
    return sa.select(*_key(person)).where(person.in_(newsroom), at <= before)


def forget(session: Session, kind: Kind, keys: Sequence[Any], *, now: datetime) -> None:
    """Put the newsroom in the place of whoever signed."""
    person, _ = SIGNED[kind]
    key = _key(person)
    is_one_of_them = key[0].in_(keys) if len(key) == 1 else sa.tuple_(*key).in_(keys)
    values = {person.key: stand_in(session, now=now)}
    session.execute(sa.update(person.class_).where(is_one_of_them).values(**values))


def _key(person: Column) -> tuple[sa.ColumnElement[Any], ...]:
    return tuple(sa.inspect(person.class_).primary_key)
