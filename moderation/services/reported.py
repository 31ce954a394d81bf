"""What readers report of comments, together."""

from dataclasses import dataclass

from moderation.core.reported import ReportedComment
from moderation.runtime import Runtime
from moderation.storage import corrections, reporters

#: Most open reports that are looked at, the newest.
MOST_REPORTS = 500


@dataclass(frozen=True, slots=True)
class Inbox:
    """What readers tell of comments, and how much of articles."""

    comments: tuple[ReportedComment, ...]  # those whose reports are most likely right first
    n_reports: int
    n_corrections: int  # in the other inbox


def open_reports(runtime: Runtime) -> Inbox:
    """Return the comments with open reports. Who reported is not told."""
    with runtime.database.read() as session:
        return Inbox(
            reporters.listed_open(session, limit=MOST_REPORTS),
            reporters.count_open(session),
            corrections.count_open(session),
        )
