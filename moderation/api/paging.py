"""Lists in pages: how far a caller has read is a cursor, which they get and hand back as it is.

A view takes a `PageQuery` (or a model that adds filters to it), reads its place with `read_cursor`,
asks storage for what comes after that place, at most `limit` + 1 of it, and hands what came to
`cut`: the page, and the cursor of the next one, None at the end of the list. A place is a tuple of
whole numbers and strings by which the list is ordered, the last of them unique (an id):
nothing is missed or told twice when something is added meanwhile.

    place = read_cursor(query.cursor, int)  # None: from the beginning
    found = list_articles(runtime, after=place and place[0], limit=query.limit + 1)
    items, following = cut(found, query.limit, lambda article: (article.id,))
"""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from pydantic import Field

from moderation.api.problems import INVALID_INPUT, mistake, stop
from moderation.api.schemas import Received
from moderation.core.comment import is_text
from moderation.core.desk import LARGEST_ID

#: Things in a page: if nothing is asked for, and at most.
USUAL_LIMIT, MOST_IN_PAGE = 50, 100

#: Longest cursor that is looked at, in code points.
CURSOR_CODE_POINTS = 500

#: Largest number that a database compares.

_Item = TypeVar("_Item")


#: The field of a reply that tells where to go on.
Next = Annotated[
    str | None,
    Field(description="Ask with it as `cursor` for what follows; null: this is the end."),
]


class PageQuery(Received):
    """Which page of a list is asked for."""

    limit: int = Field(
        USUAL_LIMIT, strict=False, ge=1, le=MOST_IN_PAGE, description="At most so many in the page."
    )
    cursor: str | None = Field(
        None,
        max_length=CURSOR_CODE_POINTS,
        description="`next` of the page before, as it came; left out: the first page.",
    )


def read_cursor(cursor: str | None, *kinds: type[int] | type[str]) -> tuple[int | str, ...] | None:
    """Return the place in *cursor*, its parts of *kinds*; None without one.

    Ends the request with a 422 if it is no such place.
    """
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, RecursionError):  # no ASCII, no base 64, no UTF-8, no JSON
        place = None
    if not isinstance(place, list) or [type(part) for part in place] != list(kinds):
        stop(INVALID_INPUT, errors=[mistake("cursor", "#/cursor")])
    if not all(map(_is_storable, place)):
        stop(INVALID_INPUT, errors=[mistake("cursor", "#/cursor")])
    return tuple(place)


def cut(
    found: Sequence[_Item], limit: int, place: Callable[[_Item], tuple[int | str, ...]]
) -> tuple[Sequence[_Item], str | None]:
    """Return at most *limit* of what was *found*, and the cursor of what follows; None: nothing does.

    *place* tells the place of an item.
    """
    page = found[:limit]
    return page, write_cursor(*place(page[-1])) if len(found) > limit else None


def write_cursor(*place: int | str) -> str:
    """Return the cursor of *place*.

    >>> read_cursor(write_cursor(17, "é"), int, str)
    (17, 'é')
    """
    packed = json.dumps(place, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _is_storable(part: int | str) -> bool:
    """Whether every database can compare with *part*."""
    return is_text(part) if isinstance(part, str) else abs(part) <= LARGEST_ID
