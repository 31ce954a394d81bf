"""What goes in and out of the API about articles."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field
from pydantic.config import JsonDict

from moderation.api.paging import Next, PageQuery
from moderation.api.schemas import Key, Received, Sent, Title, Url
from moderation.services.pace import (
    MOST_CHARACTERS,
    MOST_READER_LIMIT,
    MOST_SLOW_MINUTES,
    REASON_CODE_POINTS,
)

#: Longest beginning of an article, in code points.
EXCERPT_CODE_POINTS = 600


class ArticlesQuery(PageQuery):
    """Which articles are asked for."""

    is_open: bool | None = Field(
        None, strict=False, description="true: those that take comments; false: the others."
    )


def _kept(schema: JsonDict) -> None:
    """Leave out the default: what is not named stays as it is."""
    schema.pop("default", None)


def _whole(value: object) -> object:
    """Take 10.0 for the integer that it is to JSON Schema."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


#: A time of day, to the minute.
Minute = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["07:00"])]


class Hours(Received):
    """When comments are taken, in the newsroom's time zone; they may span midnight."""

    opens: Minute
    closes: Minute = Field(description="Equal to `opens`: round the clock.")


class ArticleRequest(Received):
    """An article as it shall be from now on; of how it is run, what is not named stays as it is."""

    title: Title
    url: Url | None = None
    language: Literal["fr", "de", "it", "en"] = Field(
        "fr", description="The article's language; its readers' pages are in it."
    )
    is_open: bool = Field(
        True,
        description="Whether comments are taken. Left out: as it is; a new article is open.",
        json_schema_extra=_kept,
    )
    character_limit: (
        Annotated[int, Field(ge=1, le=MOST_CHARACTERS), BeforeValidator(_whole)] | None
    ) = Field(
        None,
        description="Characters, as people count them, of a comment; null: the charter's limit. Left out: as it is.",
        json_schema_extra=_kept,
    )

    closed_reason: (
        Annotated[
            str,
            Field(
                max_length=REASON_CODE_POINTS,
                pattern=r"^[^\x00-\x1f\x7f]*$",
                examples=["Après 200 commentaires, nous fermons la discussion."],
            ),
        ]
        | None
    ) = Field(
        None,
        description="Why it is closed, shown to readers while it is; null: not said. Left out: as it is.",
        json_schema_extra=_kept,
    )
    mode: Literal["charter", "premoderated"] = Field(
        "charter",
        description="charter: comments are published as the charter says; premoderated: each waits for a person. Left out: as it is; a new article: charter.",
        json_schema_extra=_kept,
    )
    excerpt: (
        Annotated[
            str,
            Field(
                max_length=EXCERPT_CODE_POINTS,
                pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$",
                examples=[
                    "Par 61 voix contre 58, le Grand Conseil a accepté hier le budget des écoles."
                ],
            ),
        ]
        | None
    ) = Field(
        None,
        description="Its first paragraph, plain text: moderators see it beside the comments; null: none.",
    )
    hours: Hours | None = Field(
        None,
        description="Hours of its own; null: the charter's. Left out: as they are.",
        json_schema_extra=_kept,
    )
    slow_minutes: (
        Annotated[int, Field(ge=1, le=MOST_SLOW_MINUTES), BeforeValidator(_whole)] | None
    ) = Field(
        None,
        description="Slow mode: minutes from one comment of a reader's to the next; null: none. Left out: as it is.",
        json_schema_extra=_kept,
    )
    reader_limit: (
        Annotated[int, Field(ge=1, le=MOST_READER_LIMIT), BeforeValidator(_whole)] | None
    ) = Field(
        None,
        description="Comments of one reader; null: any number. Left out: as it is.",
        json_schema_extra=_kept,
    )


class ArticleHours(Sent):
    """When comments are taken under an article, in the newsroom's time zone."""

    opens: str
    closes: str


class Article(Sent):
    """An article that comments stand under."""

    key: Key
    title: str
    url: str | None
    language: str
    is_open: bool
    character_limit: int | None
    closed_reason: str | None
    mode: Literal["charter", "premoderated"]
    excerpt: str | None = None
    hours: ArticleHours | None = None
    slow_minutes: int | None = None
    reader_limit: int | None = None


class ArticlesPage(Sent):
    """Articles, the newest first."""

    items: list[Article]
    next: Next


#: Every model of these that a caller meets.
MODELS: tuple[type[BaseModel], ...] = (Hours, ArticleRequest, ArticleHours, Article, ArticlesPage)
