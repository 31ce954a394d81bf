"""What the pages on inquiries show, as moderation.web.pages says of the others."""

from dataclasses import dataclass

from moderation.core.inquiry import Inquiry, InquiryAbout, Stage
from moderation.services.inquiries import Askable
from moderation.web.forms import OneButtonForm
from moderation.web.inquiry_forms import AskForm, InquiryForm


@dataclass(frozen=True, slots=True)
class Asking:
    """An inquiry, and whether an answer may still come."""

    inquiry: Inquiry
    is_awaited: bool


@dataclass(frozen=True, slots=True)
class CaseInquiries:
    """desk/_inquiries.html: who was asked about a comment, and what they answered."""

    made: tuple[Asking, ...]  # newest first
    is_awaited: bool  # of one of them
    has_news: bool  # an answer that nobody took note of
    may_ask: bool


@dataclass(frozen=True, slots=True)
class AskPage:
    """desk/inquiry.html: ask whoever bears a name."""

    askable: Askable
    contact: str | None  # of the known person, in the name book
    form: AskForm
    days: int  # for which they can answer


@dataclass(frozen=True, slots=True)
class ListedInquiry:
    """An inquiry in the newsroom's list."""

    about: InquiryAbout
    is_awaited: bool


@dataclass(frozen=True, slots=True)
class InquiriesPage:
    """desk/inquiries.html: who was asked, what they answered."""

    inquiries: tuple[ListedInquiry, ...]
    awaited: int
    new: int
    read_form: OneButtonForm


@dataclass(frozen=True, slots=True)
class InquiryPage:
    """reader/inquiry.html: where the link in the letter leads."""

    stage: Stage
    about: InquiryAbout | None  # None: the link is too old
    token: str
    form: InquiryForm
