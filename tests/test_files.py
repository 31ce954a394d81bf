"""Our style, scripts and icon: small on the way, asked for once, and never an old one."""

import gc
import gzip
import re
import warnings
from pathlib import Path

import pytest
from werkzeug.test import EnvironBuilder

import moderation

FOLDER = Path(moderation.__file__).parent / "static"


def addresses(page):
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)


def test_a_page_s_files_are_kept_for_a_year_and_sent_compressed(rita):
    found = addresses(rita.get("/article/budget"))
    assert len(found) >= 3
    for address in found:
        sent = rita.get(address, headers={"Accept-Encoding": "gzip"})
        content = (FOLDER / address.partition("?")[0].rpartition("/")[2]).read_bytes()
        assert sent.headers["Cache-Control"] == "public, immutable, max-age=31536000"
        if len(content) > 1_000:
            assert sent.headers["Content-Encoding"] == "gzip"
            assert len(sent.data) < len(content) / 2
            assert gzip.decompress(sent.data) == content
        assert "Set-Cookie" not in sent.headers


def test_a_file_that_changes_has_another_address(app, rita):
    (style,) = [one for one in addresses(rita.get("/charte")) if "style.css" in one]
    path, _, version = style.partition("?v=")
    assert re.fullmatch("[0-9a-f]{12}", version)
    for old in ("", "?v=000000000000", "?v="):
        assert rita.get(path + old).headers["Cache-Control"] == "no-cache"


def test_a_file_is_closed_although_its_answer_is_not(app):
    environ = EnvironBuilder("/static/icon.svg").get_environ()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        answer = app.wsgi_app(environ, lambda status, headers, exc_info=None: None)
        content = b"".join(answer)
        del answer
        gc.collect()
    assert content == (FOLDER / "icon.svg").read_bytes()
    assert not [one for one in warned if one.category is ResourceWarning]


@pytest.mark.parametrize("encoding", [None, "gzip"])
def test_who_has_a_file_is_not_sent_it_again(rita, encoding):
    headers = {"Accept-Encoding": encoding} if encoding else {}
    etag = rita.get("/static/style.css", headers=headers).headers["ETag"]
    again = rita.get("/static/style.css", headers=headers | {"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_part_of_a_file_and_a_file_that_is_not_there(rita):
    part = rita.get("/static/style.css", headers={"Range": "bytes=0-9"})
    assert (part.status_code, len(part.data)) == (206, 10)
    for path in ("/static/nowhere.css", "/static/../app.py"):
        assert rita.get(path).status_code == 404
