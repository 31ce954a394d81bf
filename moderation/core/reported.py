"""Comments that readers report, as the newsroom sees them together."""

from dataclasses import dataclass

from moderation.core.comment import Article, Comment
from moderation.core.priority import any_right, report_weight
from moderation.core.redress import Report


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
