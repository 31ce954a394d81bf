"""What the pages on reports show, as moderation.web.pages says of the others."""

from collections.abc import Mapping
from dataclasses import dataclass

from moderation.core.charter import Clause
from moderation.core.comment import Article, Comment
from moderation.services.reported import Inbox
from moderation.web.report_forms import ReportForm


@dataclass(frozen=True, slots=True)
class ReportPage:
    """reader/report.html: tell the newsroom of a comment."""

    public_id: str  # the comment's
    comment: Comment | None  # None: it cannot be read now
    article: Article | None
    form: ReportForm
    failure: str | None  # why it could not be sent; None: nothing failed


@dataclass(frozen=True, slots=True)
class ReportedPage:
    """reader/reported.html: thanks."""

    article: Article


@dataclass(frozen=True, slots=True)
class ReportedCommentsPage:
    """desk/reports.html: what readers report of comments."""

    inbox: Inbox
    points: Mapping[str, Clause]  # of the charter in force, by id
