"""A moderator reads what an author would be told, before deciding; nothing is stored."""

from collections.abc import Mapping

from moderation.adapters.composition import MARK, UNMARK, Block, BlockKind
from moderation.core.decision import Action, Decision, next_status
from moderation.core.person import Person
from moderation.core.preview import LetterBlock, Pieces, Preview
from moderation.core.statement import state_reasons
from moderation.runtime import Runtime
from moderation.services.review import answer_of, check_may_take
from moderation.services.submission import stored
from moderation.storage import redress


def preview_statement(
    runtime: Runtime,
    moderator: Person,
    public_id: str,
    *,
    action: Action,
    clause_ids: tuple[str, ...],
    note: str,
    texts: Mapping[str, str],
) -> Preview:
    """Return the letter that `review.decide` would send for the same answer, in the comment's language.

    Raises NotFound, InvalidInput, NotAllowed and Conflict as `review.decide` does, and MailError
    if a template of the newsroom's own fails.
    """
    answer = answer_of(runtime, action, clause_ids, note, texts)
    now = runtime.clock()
    with runtime.database.read() as session:
        found = stored(session, public_id)
        check_may_take(session, found.comment.id, moderator)
        is_reported = bool(redress.open_reports(session, found.comment.id))
    comment = found.comment
    decision = Decision(
        id=0,
        comment_id=comment.id,
        action=answer.action,
        clause_ids=answer.clause_ids,
        note=answer.note,
        decided_by=moderator.id,
        decided_at=now,
        charter_digest=runtime.charter.digest,
        status_before=comment.status,
        status_after=next_status(comment.status, answer.action),
    )
    statement = state_reasons(
        decision,
        found.verdict,
        runtime.charter,
        language=comment.language,
        automatic=False,
        found_by_report=is_reported,
        texts=answer.texts,
    )
    letter = runtime.notifier.show_statement(statement, comment, found.article)
    return Preview(
        letter.language,
        letter.subject,
        tuple(_shown(block) for block in letter.blocks),
        statement.grounds,
    )


def _shown(block: Block) -> LetterBlock:
    is_link = block.kind in (BlockKind.BUTTON, BlockKind.LINK)
    lines = block.lines[:1] if is_link else block.lines
    return LetterBlock(block.kind.value, tuple(_pieces(line) for line in lines))


def _pieces(line: str) -> Pieces:
    """Cut *line* where passages begin and end."""
    parts = line.replace(UNMARK, MARK).split(MARK)
    return tuple((part, n % 2 == 1) for n, part in enumerate(parts) if part)
