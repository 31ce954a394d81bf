"""Drafts of the charter are tried on comments: past ones, or each new one beside the live charter.

Both are done by workers, from stored comments, some at a time: no reader waits
for them, no transaction stays open while they are judged, and what breaks in a
trial ends that trial and nothing else.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from moderation.core.charter import Charter
from moderation.core.desk import LARGEST_ID
from moderation.core.normalise import normalise
from moderation.core.permission import Permission, require
from moderation.core.person import Person
from moderation.core.promise import HOLD_EVERYTHING, Thresholds
from moderation.core.trial import (
    MOST_COMMENTS,
    SETTLING_SECONDS,
    Bench,
    ChangedComment,
    PastComment,
    Scored,
    Trial,
    TrialKind,
    TrialState,
    Tried,
    tally_of,
)
from moderation.core.workshop import CharterDraft, read_files
from moderation.errors import (
    ArtifactError,
    CharterError,
    Conflict,
    InvalidInput,
    NotFound,
    Unavailable,
)
from moderation.runtime import Runtime
from moderation.services.workshop import found
from moderation.storage import drafts, people, trials

log = logging.getLogger(__name__)

#: Comments that are judged between two short transactions.
CHUNK = 200

#: Seconds for which a worker has a trial; if it dies, another goes on after them.
LEASE_SECONDS = 60

#: Chunks that one look of a worker does of each trial before it looks at the others.
CHUNKS_PER_LOOK = 25

#: Larger than the number of any comment.
ABOVE_ALL = LARGEST_ID

#: Trials that are shown of a draft, and changed comments on a page of one.
MOST_SHOWN, PER_PAGE = 10, 50


@dataclass(frozen=True, slots=True)
class OpenedTrial:
    """A trial with its draft and some of the comments that changed."""

    trial: Trial
    draft: CharterDraft
    made_by: str
    charter: Charter  # what was tried
    changes: tuple[ChangedComment, ...]  # the newest first
    older: int | None  # where the next page begins; None: there is none


def start_replay(runtime: Runtime, person: Person, draft_id: int, *, n: int) -> int:
    """Have a draft tried on the last *n* comments; the number of the trial.

    Raises NotAllowed, NotFound; InvalidInput unless *n* is from 1 to
    MOST_COMMENTS; CharterError if the draft has mistakes; Conflict if it is
    closed, or is being tried so.
    """
    if not 1 <= n <= MOST_COMMENTS:
        raise InvalidInput(f"a replay goes over 1 to {MOST_COMMENTS} comments")
    return _start(runtime, person, draft_id, TrialKind.REPLAY, n)


def start_shadow(runtime: Runtime, person: Person, draft_id: int) -> int:
    """Have a draft tried on each comment that comes from now on; the number of the trial. Raises as `start_replay`."""
    return _start(runtime, person, draft_id, TrialKind.SHADOW, 0)


def _start(runtime: Runtime, person: Person, draft_id: int, kind: TrialKind, n: int) -> int:
    require(person, Permission.EDIT_CHARTER)
    with runtime.database.read() as session:
        draft = found(session, draft_id)
        files = {file.name: file.text for file in drafts.files_of(session, draft_id)}
        shown = trials.trials_of(session, draft_id, limit=MOST_SHOWN)
        last = trials.last_comment(session)
        before, count = trials.before_the_last(session, n) if n else (last, 0)
    if not draft.is_open or any(one.is_running and one.kind is kind for one in shown):
        raise Conflict("this draft is closed, or is being tried already")
    read_files(files)
    with runtime.database.begin() as session:
        return trials.add_trial(
            session,
            draft_id=draft_id,
            kind=kind,
            files=files,
            seen_id=before,
            last_id=last if kind is TrialKind.REPLAY else None,
            n_wanted=count,
            made_by=person.id,
            now=runtime.clock(),
        )


def stop(runtime: Runtime, person: Person, trial_id: int) -> int:
    """Stop a trial; what it found stays. The number of its draft. Raises NotAllowed, NotFound."""
    require(person, Permission.EDIT_CHARTER)
    with runtime.database.begin() as session:
        trial = _found(trials.trial_by_id(session, trial_id))
        trials.end(session, trial_id, TrialState.STOPPED, now=runtime.clock())
    return trial.draft_id


def trials_of(runtime: Runtime, draft_id: int) -> tuple[Trial, ...]:
    """Return the trials of a draft, the newest first."""
    with runtime.database.read() as session:
        return trials.trials_of(session, draft_id, limit=MOST_SHOWN)


def open_trial(
    runtime: Runtime, trial_id: int, *, kind: str | None = None, before: int | None = None
) -> OpenedTrial:
    """Return a trial with the comments that changed: of one *kind*, older than *before*. Raises NotFound."""
    with runtime.database.read() as session:
        trial = _found(trials.trial_by_id(session, trial_id))
        draft = found(session, trial.draft_id)
        below = ABOVE_ALL if before is None else before
        rows = trials.changes(session, trial_id, kind=kind, before=below, limit=PER_PAGE + 1)
        files = trials.files_of(session, trial_id)
        names = people.names_of(session, {trial.made_by})
    shown = rows[:PER_PAGE]
    return OpenedTrial(
        trial=trial,
        draft=draft,
        made_by=names.get(trial.made_by, ""),
        charter=read_files(files),
        changes=shown,
        older=shown[-1].comment_id if len(rows) > PER_PAGE else None,
    )


def _found(trial: Trial | None) -> Trial:
    if trial is None:
        raise NotFound("there is no such trial")
    return trial


# --- A worker's part ----------------------------------------------------------------------


def advance_trials(runtime: Runtime) -> int:
    """Go on with each trial that nobody else has; how many comments were judged.

    Any number of workers may. What was not stored when one dies is judged again.
    """
    with runtime.database.read() as session:
        waiting = trials.running(session)
    return sum(_advance(runtime, trial_id) for trial_id in waiting)


def _advance(runtime: Runtime, trial_id: int) -> int:
    now = runtime.clock()
    with runtime.database.begin() as session:
        until = now + timedelta(seconds=LEASE_SECONDS)
        if not trials.take(session, trial_id, now=now, until=until):
            return 0
    try:
        return _go_on(runtime, trial_id)
    except CharterError as error:
        # It had no mistake when it was begun: it is of another version of Charte.
        return _fail(runtime, trial_id, error)
    except Unavailable:
        raise
    except Exception as error:  # what breaks in a trial ends that trial, and nothing else
        return _fail(runtime, trial_id, error)


def _fail(runtime: Runtime, trial_id: int, error: Exception) -> int:
    # The class alone: a message may quote a comment.
    log.error("trial %d cannot go on: %s", trial_id, type(error).__name__)
    with runtime.database.begin() as session:
        trials.end(session, trial_id, TrialState.FAILED, now=runtime.clock())
    return 0


def _go_on(runtime: Runtime, trial_id: int) -> int:
    with runtime.database.read() as session:
        files = trials.files_of(session, trial_id)
    bench = _bench(runtime, read_files(files))
    n = 0
    for _ in range(CHUNKS_PER_LOOK):
        with runtime.database.read() as session:
            trial = _found(trials.trial_by_id(session, trial_id))
            chunk = _next_chunk(session, runtime, trial)
        if not trial.is_running:
            return n
        if not chunk:
            _rest(runtime, trial)
            return n
        if not _note(runtime, trial, chunk, _try(runtime, bench, chunk)):
            return n
        n += len(chunk)
    with runtime.database.begin() as session:
        trials.release(session, trial_id)
    return n


def _next_chunk(session: Session, runtime: Runtime, trial: Trial) -> tuple[PastComment | int, ...]:
    # Of two that are stored at once the later number may be seen first: none must be passed over.
    settled = runtime.clock() - timedelta(seconds=SETTLING_SECONDS)
    return trials.comments_after(
        session,
        trial.seen_id,
        trial.last_id,
        submitted_before=settled if trial.last_id is None else None,
        limit=CHUNK,
    )


def _rest(runtime: Runtime, trial: Trial) -> None:
    """A replay has come to its end; a shadow waits for the next comment."""
    with runtime.database.begin() as session:
        if trial.kind is TrialKind.REPLAY:
            trials.end(session, trial.id, TrialState.DONE, now=runtime.clock())
        else:
            trials.release(session, trial.id)


def _note(
    runtime: Runtime,
    trial: Trial,
    chunk: Sequence[PastComment | int],
    tried: Sequence[Tried],
) -> bool:
    last = chunk[-1]
    with runtime.database.begin() as session:
        is_mine = trials.advance(
            session,
            trial,
            seen_id=last if isinstance(last, int) else last.id,
            n_done=trial.n_done + len(chunk),
            tally=trial.tally + tally_of(tried),
            until=runtime.clock() + timedelta(seconds=LEASE_SECONDS),
        )
        if is_mine:
            trials.keep_changes(session, trial.id, tried, n_kept=trial.tally.n_changed)
    return is_mine


def _bench(runtime: Runtime, draft: Charter) -> Bench:
    draft = replace(draft, suspended=runtime.charter.suspended)
    return Bench(
        runtime.charter,
        _thresholds(runtime, runtime.charter),
        draft,
        _thresholds(runtime, draft),
    )


def _thresholds(runtime: Runtime, charter: Charter) -> Thresholds:
    try:
        return runtime.classifier.thresholds(charter.promise)
    except ArtifactError:
        return HOLD_EVERYTHING


def _try(runtime: Runtime, bench: Bench, chunk: Sequence[PastComment | int]) -> list[Tried]:
    there = [comment for comment in chunk if not isinstance(comment, int)]
    scored = _scores(runtime, there)
    return [bench.try_on(comment, scored[comment.id], normalise(comment.body)) for comment in there]


def _scores(runtime: Runtime, comments: Sequence[PastComment]) -> dict[int, Scored]:
    """Return what the classifier at work says: as stored, where it is the one that said it."""
    try:
        model_id = runtime.classifier.model_id
        new = [comment for comment in comments if comment.verdict.model_id != model_id]
        bodies = [comment.body for comment in new]
        probabilities = runtime.classifier.probabilities(bodies) if bodies else []
    except ArtifactError as error:
        log.error("the classifier could not run: %s", error)
        gap = Scored({}, None, ("classifier: ArtifactError",))
        return {comment.id: gap for comment in comments}
    fresh: dict[int, Mapping[str, float]] = {
        comment.id: scores for comment, scores in zip(new, probabilities, strict=True)
    }
    return {
        comment.id: Scored(fresh.get(comment.id, comment.verdict.probabilities), model_id, ())
        for comment in comments
    }
