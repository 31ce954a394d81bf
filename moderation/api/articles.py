"""The native API's articles: made, changed, closed, shown, listed."""

import re
from datetime import time
from typing import cast

from moderation.api import article_schemas, schemas
from moderation.api.blueprint import api
from moderation.api.examples import EXAMPLES
from moderation.api.keys import current_runtime, require_scope
from moderation.api.openapi import LANGUAGE, failures
from moderation.api.paging import cut, read_cursor
from moderation.api.problems import INVALID_INPUT, mistake, stop
from moderation.api.translation import from_article
from moderation.core.comment import Article, Mode
from moderation.core.key import Scope
from moderation.errors import NotFound
from moderation.services.pace import RunFields
from moderation.services.submission import find_article, list_articles, put_article


@api.get("/articles")
@require_scope(Scope.READ)
@api.input(article_schemas.ArticlesQuery, location="query")
@api.output(
    article_schemas.ArticlesPage,
    description="A page of articles.",
    example=EXAMPLES["listArticles"]["reply"],
)
@api.doc(
    operation_id="listArticles",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 422, 429, 500, 503),
)
def index(query_data: article_schemas.ArticlesQuery) -> article_schemas.ArticlesPage:
    """List articles

    The newest first, as they were made here. What is made meanwhile does not disturb the pages.
    """
    place = read_cursor(query_data.cursor, int)
    found = list_articles(
        current_runtime(),
        is_open=query_data.is_open,
        before=int(place[0]) if place else None,
        limit=query_data.limit + 1,
    )
    page, following = cut(found, query_data.limit, lambda article: (article.id,))
    return article_schemas.ArticlesPage(items=[from_article(one) for one in page], next=following)


@api.get("/articles/<key>")
@require_scope(Scope.READ)
@api.output(
    article_schemas.Article, description="The article.", example=EXAMPLES["showArticle"]["reply"]
)
@api.doc(
    operation_id="showArticle",
    extensions={"parameters": [LANGUAGE]},
    responses=failures(401, 404, 429, 500, 503),
)
def show_article(key: str) -> article_schemas.Article:
    """Show an article

    As it was last put.
    """
    return from_article(find_article(current_runtime(), key))


@api.put("/articles/<key>")
@require_scope(Scope.SUBMIT)
@api.input(article_schemas.ArticleRequest, example=EXAMPLES["putArticle"]["request"])
@api.output(
    article_schemas.Article,
    description="The article, changed.",
    example=EXAMPLES["putArticle"]["reply"],
)
@api.doc(
    operation_id="putArticle",
    extensions={"parameters": [LANGUAGE]},
    responses={
        201: {
            "description": "The article, new.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Article"}}},
        },
        **failures(400, 401, 413, 415, 422, 429, 500, 503),
    },
)
def put(key: str, json_data: article_schemas.ArticleRequest) -> tuple[article_schemas.Article, int]:
    """Create or change an article

    `title`, `url`, `language` and `excerpt` are as the request says; what is left out takes its
    default. The other fields say how the article is run, which the newsroom sets, too: what is left
    out of those stays as it is, and null is the default again. Closed (`is_open` false), it takes no
    comments, and `closed_reason` is shown to readers. With the
    `mode` premoderated every comment is judged as ever, and waits for a person; the machine
    publishes and refuses nothing. Comments from before stay as they are. The `excerpt` is shown to
    moderators beside the comments, and to nobody else.
    """
    if not re.fullmatch(schemas.ARTICLE_KEY, key):
        stop(INVALID_INPUT, errors=[mistake("article_key", "#")])
    is_new = known_article(key) is None
    article = put_article(
        current_runtime(),
        key=key,
        title=json_data.title,
        url=json_data.url,
        language=json_data.language,
        excerpt=" ".join((json_data.excerpt or "").split()),
        **_run(json_data),
    )
    return from_article(article), 201 if is_new else 200


def _run(asked: article_schemas.ArticleRequest) -> RunFields:
    """Return what is said of how the article is run; what is not named is not there."""
    named = asked.model_fields_set
    said: dict[str, object] = {
        "is_open": asked.is_open,
        "character_limit": asked.character_limit,
        "closed_reason": (asked.closed_reason or "").strip(),
        "mode": Mode(asked.mode),
        "slow_minutes": asked.slow_minutes,
        "reader_limit": asked.reader_limit,
    }
    run = {name: value for name, value in said.items() if name in named}
    if "hours" in named:
        hours = asked.hours
        run["opens_at"] = time.fromisoformat(hours.opens) if hours else None
        run["closes_at"] = time.fromisoformat(hours.closes) if hours else None
    return cast(RunFields, run)


def known_article(key: str) -> Article | None:
    """Return the article that the CMS calls *key*; None if there is none."""
    try:
        return find_article(current_runtime(), key)
    except NotFound:
        return None
