"""The tables. A row never leaves `moderation.storage`."""

import enum
from datetime import UTC, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from moderation.core.comment import Mode, Status
from moderation.core.decision import Action
from moderation.core.letter import LetterKind
from moderation.core.person import ReplyMail, Role
from moderation.core.proof import Proof
from moderation.core.redress import ReportReason

#: Said of reports and appeals by an index and, in the same words, by who looks for them.
HAS_WORDS = "words <> ''"

#: SQLite numbers rows by itself only for a column declared INTEGER.
BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """An aware datetime, stored as naive UTC. A naive one is refused."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """The base of all tables."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own way to say it
        datetime: UTCDateTime,
        str: sa.Text,
        dict[str, Any]: sa.JSON,
        list[str]: sa.JSON,
    }


def one_of(kind: type[enum.Enum], column: str) -> sa.Enum:
    """A column that holds a member of *kind*, by its value; the constraint has the column's name."""
    return sa.Enum(
        kind,
        name=column,
        values_callable=lambda kind: [member.value for member in kind],
        native_enum=False,
        create_constraint=True,
        length=16,
    )


def _to(column: str) -> Any:
    """A foreign key that forbids deleting what it points to."""
    return sa.ForeignKey(column, ondelete="RESTRICT")


def _with_words(table: str) -> sa.Index:
    """An index of the rows whose words are not erased yet."""
    has_words = sa.text(HAS_WORDS)
    return sa.Index(
        f"ix_{table}_words", "opened_at", sqlite_where=has_words, postgresql_where=has_words
    )


class CharterRow(Table):
    __tablename__ = "charter"

    digest: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    source: Mapped[str]
    adopted_at: Mapped[datetime]


class ArticleRow(Table):
    __tablename__ = "article"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    url: Mapped[str | None]
    language: Mapped[str]
    is_open: Mapped[bool]
    character_limit: Mapped[int | None]
    closed_reason: Mapped[str]
    mode: Mapped[Mode] = mapped_column(one_of(Mode, "mode"))
    opens_at: Mapped[time | None]  # in the newsroom's time zone; None: the charter's hours
    closes_at: Mapped[time | None]
    slow_minutes: Mapped[int | None]
    reader_limit: Mapped[int | None]
    excerpt: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class PersonRow(Table):
    """Somebody with an account; also what the accounts library reads (web/access.py)."""

    __tablename__ = "person"
    __table_args__ = (sa.Index(None, "confirmed_at", "created_at"), sa.Index(None, "role"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(one_of(Role, "role"))
    language: Mapped[str]
    active: Mapped[bool]
    password: Mapped[str | None]
    must_change_password: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)  # changed to end all sessions
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(unique=True)  # for passkeys
    tf_primary_method: Mapped[str | None]  # "authenticator", or no code is asked for
    tf_totp_secret: Mapped[str | None]  # encrypted by the accounts library
    tf_counter: Mapped[int | None] = mapped_column(sa.BigInteger)  # of the code taken last
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(
        sa.JSON(none_as_null=True)
    )  # encrypted, too
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  # the address; None: nobody may log in yet
    reply_mail: Mapped[ReplyMail] = mapped_column(one_of(ReplyMail, "reply_mail"))
    closed_at: Mapped[datetime | None]  # the account: nothing in this row is of anybody then


class ConnectionRow(Table):
    """An account elsewhere (Facebook, an OpenID Connect provider) that opens one here."""

    __tablename__ = "connection"
    __table_args__ = (sa.UniqueConstraint("provider", "subject"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(_to("person.id"), index=True)
    provider: Mapped[str]
    subject: Mapped[str]  # the provider's own name for the person
    connected_at: Mapped[datetime]


class CommentRow(Table):
    __tablename__ = "comment"
    __table_args__ = (
        sa.Index(None, "article_id", "status", "submitted_at", "id"),
        sa.Index(None, "article_id", "parent_id", "submitted_at", "id", "status"),
        sa.Index(None, "parent_id", "status", "submitted_at", "id"),
        # Lists for programs: see moderation.storage.casework.
        sa.Index(None, "submitted_at", "id"),
        sa.Index(None, "status", "submitted_at", "id"),
        sa.Index(None, "author_key", "submitted_at"),
        sa.Index(None, "name_key", "author_key"),
        sa.Index(None, "person_id", "submitted_at"),
        sa.Index(None, "author_email"),
        # What retention looks for: see moderation.storage.retention.
        sa.Index(None, "status", "erased_at", "submitted_at"),
        sa.Index(
            "ix_comment_guest_submitted_at",
            "submitted_at",
            sqlite_where=sa.text("author_email IS NOT NULL"),
            postgresql_where=sa.text("author_email IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    article_id: Mapped[int] = mapped_column(_to("article.id"))
    parent_id: Mapped[int | None] = mapped_column(_to("comment.id"))
    answers_id: Mapped[int | None] = mapped_column(_to("comment.id"), index=True)
    author_name: Mapped[str]
    author_key: Mapped[str]  # the name, case and spaces folded
    name_key: Mapped[str]  # how it sounds (core.names.key)
    is_pseudonym: Mapped[bool] = mapped_column(
        default=False
    )  # of the account's, when it was signed
    author_email: Mapped[str | None]  # a guest's; an account has its own
    person_id: Mapped[int | None] = mapped_column(_to("person.id"))
    body: Mapped[str]
    language: Mapped[str]
    status: Mapped[Status] = mapped_column(one_of(Status, "status"))
    version: Mapped[int]
    submitted_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    charter_digest: Mapped[str] = mapped_column(_to("charter.digest"), index=True)
    accepted_at: Mapped[datetime | None]  # None: the CMS vouches for it
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)
    payload_digest: Mapped[str]
    verdict: Mapped[dict[str, Any]]
    erased_at: Mapped[datetime | None]  # its text and its author are gone


class SampleRow(Table):
    """A comment that was published without a person and drawn to be read.

    The decision that answers it is the last that stands on the comment.
    """

    __tablename__ = "sample"

    comment_id: Mapped[int] = mapped_column(
        BigId, _to("comment.id"), primary_key=True, autoincrement=False
    )
    drawn_at: Mapped[datetime] = mapped_column(index=True)


class DecisionRow(Table):
    """Appended, never deleted, never changed but by retention: it takes out words and names, no facts."""

    __tablename__ = "decision"
    __table_args__ = (
        sa.Index(None, "decided_by", "decided_at"),
        sa.Index(None, "decided_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    comment_id: Mapped[int] = mapped_column(_to("comment.id"), index=True)
    action: Mapped[Action] = mapped_column(one_of(Action, "action"))
    clause_ids: Mapped[list[str]]
    note: Mapped[str]
    decided_by: Mapped[int | None] = mapped_column(_to("person.id"))
    decided_at: Mapped[datetime]
    charter_digest: Mapped[str] = mapped_column(_to("charter.digest"), index=True)
    status_before: Mapped[Status] = mapped_column(one_of(Status, "status_before"))
    status_after: Mapped[Status] = mapped_column(one_of(Status, "status_after"))
    reviews: Mapped[int | None] = mapped_column(_to("decision.id"), index=True)
    undoes: Mapped[int | None] = mapped_column(_to("decision.id"), unique=True)


class StatementRow(Table):
    """A statement of reasons; also the outbox: `sent_at` null is still to send."""

    __tablename__ = "statement"
    __table_args__ = (sa.Index(None, "sent_at", "try_at"),)

    decision_id: Mapped[int] = mapped_column(
        BigId, _to("decision.id"), primary_key=True, autoincrement=False
    )
    comment_id: Mapped[int] = mapped_column(_to("comment.id"), index=True)
    content: Mapped[dict[str, Any]]
    try_at: Mapped[datetime | None]  # None: nobody to send it to, or given up
    attempts: Mapped[int]
    sent_at: Mapped[datetime | None]


class LetterRow(Table):
    """A mail that is no statement; once sent or given up it holds no address and no facts."""

    __tablename__ = "letter"
    __table_args__ = (sa.Index(None, "sent_at", "try_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[LetterKind] = mapped_column(one_of(LetterKind, "kind"))
    to_address: Mapped[str]
    language: Mapped[str]
    facts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    try_at: Mapped[datetime | None]  # None: sent or given up
    attempts: Mapped[int]
    sent_at: Mapped[datetime | None]


class ToldReplyRow(Table):
    """A reply of which the author of what it answers was told by mail; never changed."""

    __tablename__ = "told_reply"

    comment_id: Mapped[int] = mapped_column(
        BigId, _to("comment.id"), primary_key=True, autoincrement=False
    )
    told_at: Mapped[datetime]


class ReportRow(Table):
    __tablename__ = "report"
    __table_args__ = (
        sa.Index(None, "comment_id", "closed_by"),
        sa.Index(None, "opened_at"),
        _with_words("report"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    comment_id: Mapped[int] = mapped_column(_to("comment.id"))
    reason: Mapped[ReportReason] = mapped_column(one_of(ReportReason, "reason"))
    words: Mapped[str]
    opened_at: Mapped[datetime]
    closed_by: Mapped[int | None] = mapped_column(_to("decision.id"), index=True)
    clause_id: Mapped[str | None]
    is_illegal: Mapped[bool] = mapped_column(server_default=sa.false())
    in_good_faith: Mapped[bool] = mapped_column(server_default=sa.false())
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)
    payload_digest: Mapped[str | None]  # keyed, of all that was sent under that key


class AppealRow(Table):
    __tablename__ = "appeal"
    __table_args__ = (sa.Index(None, "opened_at"), _with_words("appeal"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    comment_id: Mapped[int] = mapped_column(_to("comment.id"), index=True)
    decision_id: Mapped[int] = mapped_column(_to("decision.id"), unique=True)
    words: Mapped[str]
    opened_at: Mapped[datetime]
    closed_by: Mapped[int | None] = mapped_column(_to("decision.id"), index=True)


class SignatureRow(Table):
    """A name that an account, or a guest's address, signs with, once something is known of it."""

    __tablename__ = "signature"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "author_key"),
        sa.UniqueConstraint("email", "author_key"),
        sa.CheckConstraint("(person_id IS NULL) <> (email IS NULL)", name="one_signer"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(_to("person.id"))
    email: Mapped[str | None]
    author_key: Mapped[str]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]  # "it is my name"
    confirmed_at: Mapped[datetime | None]  # None: whoever answered has still to confirm the address
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[int | None] = mapped_column(_to("person.id"), index=True)
    verified_how: Mapped[Proof | None] = mapped_column(one_of(Proof, "verified_how"))


class CounterRow(Table):
    """How often something was done in a window of time; by whom, its key does not tell."""

    __tablename__ = "counter"

    key: Mapped[str] = mapped_column(primary_key=True)  # a keyed digest
    n: Mapped[int]
    until: Mapped[datetime] = mapped_column(index=True)
