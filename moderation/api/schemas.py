"""What goes in and out of the API: the one source of checks and of the OpenAPI document.

Every field says what it holds; what the reader of the documentation sees is
what stands here.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_serializer

#: Longest title and address of an article, and e-mail address (RFC 5321, 4.5.3.1.3), in code points.
TITLE_CODE_POINTS, URL_CODE_POINTS, EMAIL_CODE_POINTS = 500, 2_000, 254

#: Longest id of a comment that is looked for, in code points.
ID_CODE_POINTS = 200

#: Longest text of one field that is looked at at all; the charter's limit is in characters.
FIELD_CODE_POINTS = 200_000

#: Texts in one request.
MOST_CHECKS = 256

ARTICLE_KEY = r"^[A-Za-z0-9][A-Za-z0-9._~:-]{0,199}$"

Key = Annotated[
    str,
    Field(
        pattern=ARTICLE_KEY,
        description="The CMS's own name for the article: 1 to 200 of A–Z a–z 0–9 . _ ~ : -, a letter or digit first.",
        examples=["2026-11-23-budget-ecoles"],
    ),
]
Title = Annotated[
    str,
    Field(
        max_length=TITLE_CODE_POINTS,
        pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$",
        description="The article's title, as moderators and readers see it.",
        examples=["Le budget des écoles passe de justesse"],
    ),
]
Url = Annotated[
    str,
    Field(
        max_length=URL_CODE_POINTS,
        pattern=r"^https?://[^\s\x00-\x1f\x7f]+$",
        description="Where the article stands.",
        examples=["https://journal.example/articles/budget-ecoles"],
    ),
]
Language = Annotated[
    str,
    Field(
        pattern=r"^[a-z]{2,3}$",
        description="The text's language (ISO 639); left out or null, it is detected.",
        examples=["fr"],
    ),
]
#: Text without control characters but tab and line ends; and with something to read in it. Of a
#: comment only the document says so: what is wrong with one is told in words of its own.
TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
WORDS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

Body = Annotated[
    str,
    Field(
        max_length=FIELD_CODE_POINTS,
        description="The comment, plain text. White space at its ends is not counted.",
        examples=["  Bravo au Conseil !"],
        json_schema_extra={"pattern": WORDS},
    ),
]
AuthorName = Annotated[
    str,
    Field(
        max_length=FIELD_CODE_POINTS,
        description="The author's full name, as it would stand under the comment.",
        examples=["Rita Favre"],
        json_schema_extra={"pattern": WORDS},
    ),
]
Email = Annotated[
    str,
    Field(
        max_length=EMAIL_CODE_POINTS,
        pattern=r"^[^@\s,;:<>()\[\]\"\\\x00-\x1f\x7f]+@[^@\s,;:<>()\[\]\"\\\x00-\x1f\x7f]+$",
        description="Where the author is told of decisions; never published.",
        examples=["rita.favre@example.ch"],
    ),
]
Answers = Annotated[str, Field(max_length=ID_CODE_POINTS, examples=["Vb1xTq0eYw3sKd2L"])]
Recommendation = Annotated[
    Literal["publish", "review", "refuse"],
    Field(description="What the machine advises, mildest first."),
]
Probability = Annotated[float, Field(ge=0, le=1, description="Calibrated, 0 to 1.")]


class Received(BaseModel):
    """What a caller sends: nothing is converted, nothing unknown is passed over."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class Sent(BaseModel):
    """What a caller gets."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class CheckRequest(Received):
    """A text to judge. Nothing of it is stored."""

    text: Body
    author_name: AuthorName | None = None
    language: Language | None = None
    article: Key | None = Field(
        None, description="The key of a known article, whose own limits then count."
    )


class ItemId(BaseModel):
    """The caller's own name for a text among others, whatever else stands beside it."""

    model_config = ConfigDict(strict=True, frozen=True, hide_input_in_errors=True)

    id: str = Field(
        max_length=ID_CODE_POINTS,
        description="The caller's own name for it; it comes back with what came of it.",
        examples=["cms-8841"],
    )


class CheckItem(CheckRequest, ItemId):
    """A text among others, as `check` takes it, with a name of the caller's for it."""

    model_config = Received.model_config


class ChecksRequest(Received):
    """Texts to judge, each for itself. Nothing of them is stored."""

    # Held against CheckItem one by one, so that a bad one does not spoil the others.
    items: list[Any] = Field(
        min_length=1,
        max_length=MOST_CHECKS,
        json_schema_extra={"items": {"$ref": "#/components/schemas/CheckItem"}},
    )


class SubmittedArticle(Received):
    """The article that a comment stands under."""

    key: Key
    title: Title | None = Field(
        None, description="With a title, an article not yet known is made; without, it is a 404."
    )
    url: Url | None = None


class CommentRequest(Received):
    """A comment to judge and to keep. The CMS vouches that its author accepted the charter."""

    article: SubmittedArticle
    author_name: AuthorName
    text: Body
    language: Language | None = None
    email: Email | None = None
    answers: Answers | None = Field(
        None, description="What it replies to: the id of a comment published under the article."
    )


class Passage(Sent):
    """A stretch of a text, in Unicode code points, the end excluded."""

    start: int = Field(ge=0, description="Code points before it.")
    end: int = Field(ge=0, description="Code points before what follows it.")
    text: str = Field(description="The stretch itself.")


class _Reason(Sent):
    clause: str | None = Field(
        description="The charter's clause; null: a hint for staff, as the charter has no clause on the subject or the classifier cannot tell which."
    )
    category: str = Field(description="What it is about.", examples=["insult"])
    calls_for: Recommendation
    spans: list[Passage] = Field(description="Where; empty: in the text as a whole.")
    explanation: str = Field(description="In the language of the response.")


class RuleReason(_Reason):
    """A rule's evidence."""

    source: Literal["rule"]
    rule: str = Field(description="The rule that found it.")
    field: Literal["text", "author_name"] = Field(description="What the spans count in.")


class ClassifierReason(_Reason):
    """The classifier's evidence."""

    source: Literal["classifier"]
    probability: Probability


Reason = Annotated[RuleReason | ClassifierReason, Field(discriminator="source")]


class CharterReference(Sent):
    """The charter that was applied, to the letter."""

    id: str
    version: str
    digest: str = Field(description="SHA-256 of its source, in hexadecimal.")


class Verdict(Sent):
    """The machine's advice and all its reasons. It decides nothing."""

    recommendation: Recommendation
    reasons: list[Reason] = Field(description="All of them; none hides another.")
    scores: dict[str, Probability] = Field(
        description="All probabilities that the classifier gave, by category; empty if it did not run."
    )
    gaps: list[str] = Field(
        description="Checks that could not run. A gap calls for a person; it is no evidence."
    )
    charter: CharterReference
    model: str | None = Field(description="The classifier; null if none ran.")
    language: str = Field(description="The text's language, as given or detected.")


class Ground(Sent):
    """A clause that a decision rests on, as it read that day."""

    clause: str
    title: str
    words: str = Field(description="The clause, as published.")
    explanation: str = Field(description="What the author is told of it.")
    passages: list[Passage] = Field(description="In the comment's text.")


class Statement(Sent):
    """The statement of reasons that the author is given (Article 17 DSA)."""

    status: str
    grounds: list[Ground] = Field(description="Empty when nothing was restricted.")
    note: str = Field(description="The moderator's own words; may be empty.")
    found_by_report: bool = Field(description="Whether somebody had reported the comment.")
    detected_by_machine: bool = Field(description="Whether automated means found the passages.")
    decided_by_machine: bool = Field(description="Whether nobody had read the comment.")
    appeal_months: int = Field(description="For how long the author may object.")
    mediator: str = Field(description="To whom the author may turn outside of the newsroom.")
    charter_version: str
    charter_digest: str
    language: str = Field(description="The language that the statement is written in.")
    decided_at: datetime


class StoredComment(Sent):
    """A comment as it now stands."""

    id: str
    status: Literal["pending", "published", "returned", "rejected", "withdrawn"] = Field(
        description="pending: held for a person; returned: sent back to its author to be rewritten."
    )
    version: int = Field(description="Rises with each change of text or status.")
    submitted_at: datetime
    article: str = Field(description="The article's key.")
    answers: str | None = Field(description="The id of the comment that it replies to.")
    author_name: str
    author_is_pseudonym: bool = Field(
        description="The newsroom knows who it is, and granted it: say so beside the name."
    )
    text: str = Field(description="As stored: trimmed, line ends \\n. All spans count in it.")
    outcome_url: str = Field(description="The author's own page, by a signed link: theirs alone.")


class Comment(Verdict, StoredComment):
    """A comment as it now stands, the verdict given when it came, and the reasons of the last decision."""

    statement: Statement | None = Field(description="Null as long as nothing was decided.")
    may_appeal_until: datetime | None = Field(description="Null: there is nothing to appeal.")


class Mistake(Sent):
    """One thing that is wrong with what was sent."""

    detail: str
    pointer: str = Field(description="Where, as a JSON pointer (RFC 6901).", examples=["#/text"])


class Problem(Sent):
    """An error (RFC 9457), in the language that was asked for."""

    type: str = Field(
        description="The kind of problem; does not change.",
        examples=["urn:charte:problem:not-found"],
    )
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    errors: list[Mistake] = Field(
        default=[], description="Everything that is wrong, where there are places to name."
    )
    violated_policies: list[str] = Field(
        default=[],
        alias="violated-policies",
        description="The limits that were reached, by their names in RateLimit-Policy.",
    )

    @model_serializer
    def _without_empty_lists(self) -> dict[str, object]:
        """A list without mistakes would say that there might have been some."""
        told: dict[str, object] = {
            "type": self.type,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            told["errors"] = [mistake.model_dump() for mistake in self.errors]
        if self.violated_policies:
            told["violated-policies"] = self.violated_policies
        return told


class CheckedItem(Sent):
    """What came of one text: either a verdict or a problem."""

    id: str | None = Field(description="The caller's own; null if it was none.")
    verdict: Verdict | None = Field(description="As `check` answers; null: there is a problem.")
    problem: Problem | None = Field(
        description="Why it was not judged, pointers beginning at the item; null: it was."
    )


class ChecksReply(Sent):
    """What came of each text, in the order in which they were sent."""

    items: list[CheckedItem]
