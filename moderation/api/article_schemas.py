"""What goes in and out of the API about articles."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from moderation.api.paging import Next, PageQuery
from moderation.api.schemas import Key, Received, Sent, Title, Url

#: Longest reason for closing an article, in code points.
REASON_CODE_POINTS = 500

#: Longest beginning of an article, in code points.
EXCERPT_CODE_POINTS = 600


class ArticlesQuery(PageQuery):
    """Which articles are asked for."""

    is_open: bool | None = Field(
        None, strict=False, description="true: those that take comments; false: the others."
    )


class ArticleRequest(Received):
    """An article as it shall be from now on."""

    title: Title
    url: Url | None = None
    language: Literal["fr", "de", "it", "en"] = Field(
        "fr", description="The article's language; its readers' pages are in it."
    )
    is_open: bool = Field(True, description="Whether comments are taken.")
    character_limit: int | None = Field(
        None,
        ge=1,
        le=20_000,
        description="Characters, as people count them, of a comment; null: the charter's limit.",
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
    ) = Field(None, description="Why it is closed, shown to readers while it is; null: not said.")
    mode: Literal["charter", "premoderated"] = Field(
        "charter",
        description="charter: comments are published as the charter says; premoderated: each waits for a person.",
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


class ArticlesPage(Sent):
    """Articles, the newest first."""

    items: list[Article]
    next: Next


#: Every model of these that a caller meets.
MODELS: tuple[type[BaseModel], ...] = (ArticleRequest, Article, ArticlesPage)
