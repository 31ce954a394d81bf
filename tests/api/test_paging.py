"""Cursors: what is handed back comes out as it went in, and nothing else does."""

import base64
import json

import pytest
from werkzeug.exceptions import HTTPException

from moderation.api.paging import cut, read_cursor, write_cursor


def packed(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


BROKEN = [
    "",
    "x",
    "é",
    "🦊" * 100,
    "WzE3XQ==\n",
    "W" * 500,
    packed(17),
    packed([]),
    packed([17]),
    packed(["a", 17]),
    packed([True, "a"]),
    packed([1.5, "a"]),
    packed([2**63, "a"]),
    packed([-(2**70), "a"]),
    packed([17, "a", "a"]),
    packed([17, "\ud800"]),
    packed([17, "\x00"]),
    packed({"17": "a"}),
    packed(["[" * 400]),
]


@pytest.mark.parametrize("place", [(17, "a"), (0, ""), (2**63 - 1, "é🦊\n"), (-1, "~?>")])
def test_a_place_comes_back(place):
    assert read_cursor(write_cursor(*place), int, str) == place


@pytest.mark.parametrize("cursor", BROKEN)
def test_what_is_no_place_is_refused(caller, cursor):
    with caller.app.test_request_context(), pytest.raises(HTTPException) as refused:
        read_cursor(cursor, int, str)
    problem = refused.value.get_response()
    assert problem.status_code == 422
    assert problem.json["errors"][0]["pointer"] == "#/cursor"


@pytest.mark.parametrize(
    ("found", "page", "place"),
    [("", "", None), ("ab", "ab", None), ("abc", "abc", None), ("abcd", "abc", ("c",))],
)
def test_a_page_is_cut_where_more_follows(found, page, place):
    items, following = cut(found, 3, lambda item: (item,))
    assert (items, read_cursor(following, str)) == (page, place)
