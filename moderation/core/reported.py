"""Comments that readers report, as the newsroom sees them together."""

from dataclasses import dataclass
from datetime import datetime

from moderation.core.comment import Article, Comment, Status
from moderation.core.priority import any_right, report_weight
from moderation.core.redress import Report, Reporter


@dataclass(frozen=True, slots=True)
class WeighedReport:
    """An open report with its reporter's record: who that is nobody is told."""

    report: Report
    upheld: int = 0  # earlier reports of theirs after which a comment was refused
    dismissed: int = 0  # and after which it stood

    @property
    def weight(self) -> float:
        """How likely it is right, 0 to 1."""
        return report_weight(self.upheld, self.dismissed)


@dataclass(frozen=True, slots=True)
class ReportedComment:
    """A comment with the open reports on it."""

    comment: Comment
    article: Article
    reports: tuple[WeighedReport, ...]  # newest first

    @property
    def weight(self) -> float:
        """How likely at least one of its reports is right, 0 to 1."""
        return any_right(one.weight for one in self.reports)


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever made a report was told in answer."""

    outcome: Status  # of the comment, by the decision
    clause_ids: tuple[str, ...]
    sent_at: datetime


# Never printed: who told the newsroom what is covered by the protection of sources.
@dataclass(frozen=True, slots=True, repr=False)
class OwnReport:
    """A report as whoever made it may have it back."""

    report: Report
    by: Reporter
    public_id: str  # of the comment
    article: Article
    told: Told | None  # None: nothing, or not yet
