"""What is of a person in each table, and what erasing leaves in its place.

A row that others point at stays, blanked: decisions keep their comment, and
comments their person, without saying who that was. Rows that nobody needs are
deleted. A test holds that each column of each table is either named here or
says nothing of a reader.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.person import ReplyMail
from moderation.storage.batch_tables import BatchCommentRow, BatchRow
from moderation.storage.codec import wordless_statement, wordless_verdict
from moderation.storage.colleague_tables import MemoRow
from moderation.storage.correction_tables import CorrectionRow
from moderation.storage.glossary_tables import PrecedentRow
from moderation.storage.held_tables import HeldCheckRow
from moderation.storage.imported_tables import ImportedRow
from moderation.storage.inquiry_tables import InquiryRow
from moderation.storage.logins import LoginRow
from moderation.storage.passkeys import PasskeyRow
from moderation.storage.proof_tables import PhoneRow
from moderation.storage.pseudonym_tables import PseudonymRow
from moderation.storage.queue_tables import QueueClauseRow, QueueRow
from moderation.storage.reporter_tables import ReporterRow
from moderation.storage.revisions import RevisionRow, delete_revisions
from moderation.storage.sanction_tables import (
    SanctionAppealRow,
    SanctionCommentRow,
    SanctionRow,
)
from moderation.storage.similar_tables import LikenessRow
from moderation.storage.tables import (
    AppealRow,
    CommentRow,
    ConnectionRow,
    DecisionRow,
    PersonRow,
    ReportRow,
    SignatureRow,
    StatementRow,
    Table,
)
from moderation.storage.tracing_tables import (
    DisclosureRow,
    HoldRow,
    OriginRow,
    TraceRow,
)
from moderation.storage.workshop_tables import TrialChangeRow

#: What is left in the columns that are of a person.
BLANK: Mapping[type[Table], Mapping[str, Any]] = {
    CommentRow: {
        "author_name": "",
        "author_key": "",
        "name_key": "",
        "is_pseudonym": False,
        "author_email": None,
        "person_id": None,
        "body": "",
        "accepted_at": None,
        "idempotency_key": None,
        "payload_digest": "",
    },
    DecisionRow: {"note": ""},
    BatchRow: {"note": ""},
    ReportRow: {"words": "", "idempotency_key": None, "payload_digest": None},
    AppealRow: {"words": ""},
    SanctionAppealRow: {"words": "", "answer": ""},
    SanctionRow: {
        "name": "",
        "author_key": "",
        "name_key": "",
        "person_id": None,
        "address_digest": None,
        "mailbox_digest": None,
        "phone_digest": None,
        "reason": "",
        "comment_id": None,
        "lift_reason": "",
    },
    PersonRow: {
        "name": "",
        "active": False,
        "password": None,
        "fs_webauthn_user_handle": None,
        "tf_primary_method": None,
        "tf_totp_secret": None,
        "tf_counter": None,
        "mf_recovery_codes": None,
        "must_change_password": False,
        "confirmed_at": None,
        "reply_mail": ReplyMail.NEVER,
    },
}

#: Columns with words of a person among others, by the function that takes them out.
REWRITTEN = {
    (CommentRow, "verdict"): wordless_verdict,
    (StatementRow, "content"): wordless_statement,
}

#: Rows that are deleted as a whole.
DELETED: Sequence[type[Table]] = (
    OriginRow,
    TraceRow,
    ConnectionRow,
    PasskeyRow,
    LoginRow,
    HoldRow,
    DisclosureRow,
    SignatureRow,
    PhoneRow,
    PseudonymRow,
    QueueClauseRow,
    QueueRow,
    CorrectionRow,
    ReporterRow,
    RevisionRow,
    InquiryRow,
    HeldCheckRow,
    MemoRow,
    LikenessRow,
    SanctionCommentRow,
)


def erase_comments(session: Session, comment_ids: Sequence[int], *, now: datetime) -> None:
    """Erase text and author of comments, and the words said about them; decisions stay."""
    of_these = CommentRow.id.in_(comment_ids)
    for row in session.execute(sa.select(CommentRow.id, CommentRow.verdict).where(of_these)).all():
        session.execute(
            sa.update(CommentRow)
            .where(CommentRow.id == row.id)
            .values(
                **BLANK[CommentRow],
                verdict=wordless_verdict(row.verdict),
                erased_at=now,
                # Whoever has it on the screen decides on what is no longer there.
                version=CommentRow.version + 1,
            )
        )
    for table in (DecisionRow, ReportRow, AppealRow):
        session.execute(
            sa.update(table).where(table.comment_id.in_(comment_ids)).values(**BLANK[table])
        )
    in_batch = sa.select(BatchCommentRow.batch_id).where(
        BatchCommentRow.comment_id.in_(comment_ids)
    )
    session.execute(sa.update(BatchRow).where(BatchRow.id.in_(in_batch)).values(**BLANK[BatchRow]))
    _erase_statements(session, StatementRow.comment_id.in_(comment_ids))
    session.execute(sa.delete(OriginRow).where(OriginRow.comment_id.in_(comment_ids)))
    session.execute(sa.delete(InquiryRow).where(InquiryRow.comment_id.in_(comment_ids)))
    session.execute(sa.delete(HeldCheckRow).where(HeldCheckRow.comment_id.in_(comment_ids)))
    session.execute(sa.delete(LikenessRow).where(LikenessRow.comment_id.in_(comment_ids)))
    session.execute(sa.delete(MemoRow).where(MemoRow.comment_id.in_(comment_ids)))
    delete_revisions(session, comment_ids)
    session.execute(
        sa.update(PrecedentRow)
        .where(PrecedentRow.comment_id.in_(comment_ids))
        .values(comment_id=None)
    )


def delete_comments(session: Session, comment_ids: Sequence[int], *, now: datetime) -> None:
    """Delete comments that nobody has decided on; one that the newsroom looked into is blanked."""
    erase_comments(session, comment_ids, now=now)
    looked_into = [
        sa.exists().where(table.comment_id == CommentRow.id)
        for table in (HoldRow, DisclosureRow, SanctionCommentRow)
    ]
    session.execute(sa.delete(BatchCommentRow).where(BatchCommentRow.comment_id.in_(comment_ids)))
    session.execute(sa.delete(TrialChangeRow).where(TrialChangeRow.comment_id.in_(comment_ids)))
    session.execute(sa.delete(ImportedRow).where(ImportedRow.comment_id.in_(comment_ids)))
    session.execute(
        sa.delete(CommentRow).where(CommentRow.id.in_(comment_ids), ~sa.or_(*looked_into))
    )


def blank_sanctions(session: Session, sanction_ids: Sequence[int]) -> None:
    """Leave of sanctions what is counted: which they were, and when; of nobody any more."""
    of_these = SanctionAppealRow.sanction_id.in_(sanction_ids)
    session.execute(sa.update(SanctionAppealRow).where(of_these).values(**BLANK[SanctionAppealRow]))
    session.execute(
        sa.delete(SanctionCommentRow).where(SanctionCommentRow.sanction_id.in_(sanction_ids))
    )
    session.execute(
        sa.update(SanctionRow).where(SanctionRow.id.in_(sanction_ids)).values(**BLANK[SanctionRow])
    )


def blank_person(session: Session, person_id: int, *, session_key: str, now: datetime) -> None:
    """Close an account: its row says nothing of anybody, its sessions end, its address is free again."""
    address = sa.select(PersonRow.email).where(PersonRow.id == person_id).scalar_subquery()
    session.execute(
        sa.update(CorrectionRow).where(CorrectionRow.email == address).values(email=None)
    )
    session.execute(
        sa.update(ReporterRow).where(ReporterRow.email == address).values(email=None, name="")
    )
    # What they answered about somebody else's comment stays, without them and their words.
    session.execute(
        sa.update(InquiryRow)
        .where(InquiryRow.person_id == person_id)
        .values(person_id=None, words="")
    )
    session.execute(
        sa.update(PersonRow)
        .where(PersonRow.id == person_id)
        .values(
            **BLANK[PersonRow],
            email=f"{person_id}@closed.invalid",  # RFC 2606, section 2: nobody's, ever
            fs_uniquifier=session_key,
            closed_at=now,
        )
    )
    for table in (ConnectionRow, PasskeyRow, LoginRow, SignatureRow, PhoneRow, PseudonymRow):
        session.execute(sa.delete(table).where(table.person_id == person_id))


def _erase_statements(session: Session, condition: sa.ColumnElement[bool]) -> None:
    rows = session.execute(
        sa.select(StatementRow.decision_id, StatementRow.content).where(condition)
    )
    for row in rows.all():
        session.execute(
            sa.update(StatementRow)
            .where(StatementRow.decision_id == row.decision_id)
            .values(content=wordless_statement(row.content), try_at=None)
        )
