"""Trials of drafts, the comments that they go over, and what they found."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from moderation.core.decision import ANSWERS, REFUSALS
from moderation.core.trial import (
    Answer,
    ChangedComment,
    Errors,
    PastComment,
    Trial,
    TrialKind,
    TrialState,
    TrialTally,
    Tried,
)
from moderation.core.workshop import Files
from moderation.storage.codec import decode_verdict
from moderation.storage.tables import CommentRow, DecisionRow
from moderation.storage.workshop_tables import TrialChangeRow, TrialRow

#: Most comments that are listed of one trial; all are counted.
MOST_CHANGES = 1_000


def add_trial(
    session: Session,
    *,
    draft_id: int,
    kind: TrialKind,
    files: Files,
    seen_id: int,
    last_id: int | None,
    n_wanted: int,
    made_by: int,
    now: datetime,
) -> int:
    """Store a trial that a worker shall do; its number."""
    row = TrialRow(
        draft_id=draft_id,
        kind=kind,
        state=TrialState.RUNNING,
        files=dict(files),
        seen_id=seen_id,
        last_id=last_id,
        n_wanted=n_wanted,
        n_done=0,
        tally=asdict(TrialTally()),
        made_by=made_by,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def trial_by_id(session: Session, trial_id: int) -> Trial | None:
    """Return the trial with this number."""
    row = session.execute(_trials().where(TrialRow.id == trial_id)).first()
    return _to_trial(row) if row else None


def trials_of(session: Session, draft_id: int, *, limit: int) -> tuple[Trial, ...]:
    """Return the trials of a draft, the newest first."""
    rows = session.execute(
        _trials().where(TrialRow.draft_id == draft_id).order_by(TrialRow.id.desc()).limit(limit)
    )
    return tuple(_to_trial(row) for row in rows)


def files_of(session: Session, trial_id: int) -> Files:
    """Return the files that a trial tries."""
    files: Files = session.scalars(sa.select(TrialRow.files).where(TrialRow.id == trial_id)).one()
    return files


def running(session: Session) -> tuple[int, ...]:
    """Return the numbers of the trials that are to be gone on with, oldest first."""
    rows = session.scalars(
        sa.select(TrialRow.id).where(TrialRow.state == TrialState.RUNNING).order_by(TrialRow.id)
    )
    return tuple(rows)


def take(session: Session, trial_id: int, *, now: datetime, until: datetime) -> bool:
    """Take a trial, to be gone on with by nobody else; False if somebody has it."""
    taken = session.scalar(
        sa.update(TrialRow)
        .where(
            TrialRow.id == trial_id,
            TrialRow.state == TrialState.RUNNING,
            sa.or_(TrialRow.taken_until.is_(None), TrialRow.taken_until <= now),
        )
        .values(taken_until=until)
        .returning(TrialRow.id)
    )
    return taken is not None


def release(session: Session, trial_id: int) -> None:
    """Let others go on with a trial."""
    session.execute(sa.update(TrialRow).where(TrialRow.id == trial_id).values(taken_until=None))


def advance(
    session: Session,
    trial: Trial,
    *,
    seen_id: int,
    n_done: int,
    tally: TrialTally,
    until: datetime,
) -> bool:
    """Note how far a trial is; False if it was stopped, or somebody else went on with it."""
    advanced = session.scalar(
        sa.update(TrialRow)
        .where(
            TrialRow.id == trial.id,
            TrialRow.state == TrialState.RUNNING,
            TrialRow.seen_id == trial.seen_id,
        )
        .values(seen_id=seen_id, n_done=n_done, tally=asdict(tally), taken_until=until)
        .returning(TrialRow.id)
    )
    return advanced is not None


def end(session: Session, trial_id: int, state: TrialState, *, now: datetime) -> bool:
    """End a trial; False if it had ended."""
    ended = session.scalar(
        sa.update(TrialRow)
        .where(TrialRow.id == trial_id, TrialRow.state == TrialState.RUNNING)
        .values(state=state, ended_at=now, taken_until=None)
        .returning(TrialRow.id)
    )
    return ended is not None


def end_all_of(session: Session, draft_id: int, *, now: datetime) -> None:
    """Stop the trials of a draft."""
    session.execute(
        sa.update(TrialRow)
        .where(TrialRow.draft_id == draft_id, TrialRow.state == TrialState.RUNNING)
        .values(state=TrialState.STOPPED, ended_at=now, taken_until=None)
    )


def keep_changes(session: Session, trial_id: int, tried: Iterable[Tried], *, n_kept: int) -> None:
    """Keep which comments changed, as long as there is room; *n_kept* are kept already."""
    changed = [one for one in tried if one.kind][: max(0, MOST_CHANGES - n_kept)]
    session.add_all(
        TrialChangeRow(
            trial_id=trial_id,
            comment_id=one.comment_id,
            kind=one.kind,
            clause_id=one.clause_id,
            people=one.people and one.people.value,
        )
        for one in changed
    )


def changes(
    session: Session, trial_id: int, *, kind: str | None, before: int, limit: int
) -> tuple[ChangedComment, ...]:
    """Return comments that changed, the newest first, with numbers below *before*."""
    found = (
        sa.select(
            CommentRow.public_id,
            CommentRow.body,
            CommentRow.language,
            TrialChangeRow.kind,
            TrialChangeRow.clause_id,
            TrialChangeRow.people,
            TrialChangeRow.comment_id,
        )
        .join(CommentRow, CommentRow.id == TrialChangeRow.comment_id)
        .where(TrialChangeRow.trial_id == trial_id, TrialChangeRow.comment_id < before)
        .order_by(TrialChangeRow.comment_id.desc())
        .limit(limit)
    )
    if kind is not None:
        found = found.where(TrialChangeRow.kind == kind)
    return tuple(
        ChangedComment(*row[:5], Answer(row.people) if row.people else None, row.comment_id)
        for row in session.execute(found)
    )


# --- The comments -------------------------------------------------------------------------


def last_comment(session: Session) -> int:
    """Return the number of the newest comment; 0 if there is none."""
    return session.scalar(sa.select(sa.func.max(CommentRow.id))) or 0


def before_the_last(session: Session, n: int) -> tuple[int, int]:
    """Return the number before the last *n* comments, and how many those are."""
    newest = sa.select(CommentRow.id).order_by(CommentRow.id.desc()).limit(n).subquery()
    oldest, count = session.execute(sa.select(sa.func.min(newest.c.id), sa.func.count())).one()
    return (oldest or 1) - 1, count


def comments_after(
    session: Session,
    seen_id: int,
    last_id: int | None,
    *,
    submitted_before: datetime | None,
    limit: int,
) -> tuple[PastComment | int, ...]:
    """Return the next comments by number, up to *last_id*; of one that is erased its number alone."""
    found = (
        sa.select(
            CommentRow.id,
            CommentRow.body,
            CommentRow.author_name,
            CommentRow.submitted_at,
            CommentRow.erased_at,
            CommentRow.verdict,
        )
        .where(CommentRow.id > seen_id)
        .order_by(CommentRow.id)
        .limit(limit)
    )
    if last_id is not None:
        found = found.where(CommentRow.id <= last_id)
    if submitted_before is not None:
        found = found.where(CommentRow.submitted_at <= submitted_before)
    rows = session.execute(found).all()
    answers = _answers(session, [row.id for row in rows])
    return tuple(
        row.id
        if row.erased_at is not None or not row.body.strip()
        else PastComment(
            row.id,
            row.body,
            row.author_name,
            row.submitted_at,
            decode_verdict(row.verdict),
            answers.get(row.id),
        )
        for row in rows
    )


def _answers(session: Session, comment_ids: Sequence[int]) -> dict[int, Answer]:
    """Return what people decided last on each comment, but for what was taken back."""
    undoing = aliased(DecisionRow)
    rows = session.execute(
        sa.select(DecisionRow.comment_id, DecisionRow.action)
        .where(
            DecisionRow.comment_id.in_(comment_ids),
            DecisionRow.decided_by.is_not(None),
            DecisionRow.action.in_(ANSWERS),
            ~sa.exists().where(undoing.undoes == DecisionRow.id),
        )
        .order_by(DecisionRow.id)
    )
    return {
        row.comment_id: Answer.REFUSED if row.action in REFUSALS else Answer.PUBLISHED
        for row in rows
    }


def _trials() -> sa.Select[TrialRow]:
    deferred = sa.orm.defer(TrialRow.files, raiseload=True)
    return sa.select(TrialRow).options(deferred).execution_options(populate_existing=True)


def _to_trial(found: sa.Row[TrialRow]) -> Trial:
    (row,) = found
    counts = dict(row.tally)
    tally = TrialTally(
        **counts | {"live": Errors(**counts["live"]), "draft": Errors(**counts["draft"])}
    )
    return Trial(
        id=row.id,
        draft_id=row.draft_id,
        kind=row.kind,
        state=row.state,
        seen_id=row.seen_id,
        last_id=row.last_id,
        n_wanted=row.n_wanted,
        n_done=row.n_done,
        tally=tally,
        made_by=row.made_by,
        made_at=row.made_at,
        ended_at=row.ended_at,
    )
