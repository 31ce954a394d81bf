"""What clients of Akismet send, read as a person reads it."""

import encodings
import time

import pytest
from flask import Request
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from moderation.api.akismet_fields import (
    article_key,
    email_of,
    plain_text,
    read_fields,
    same_host,
    unslashed,
)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Sans balises", "Sans balises"),
        ("<div>Un<br>deux</div><div>trois</div>", "Un\ndeux\n\ntrois"),
        ("1 < 2 et 3 > 2, x<y", "1 < 2 et 3 > 2, x<y"),
        ("<inconnu>gardé</inconnu>", "<inconnu>gardé</inconnu>"),
        ("c<em>onn</em>ard", "connard"),
        ("&lt;b&gt; l&#039;avis &amp; moi", "<b> l'avis & moi"),
        ('<a href="https://a.example/?x=1&amp;y">ici</a>', "ici (https://a.example/?x=1&y)"),
        ("<a href=https://a.example/>https://a.example/</a>", "https://a.example/"),
        ("<A HREF='x' title=\"'\">ici</A>", "ici (x)"),
        ("</a><a>rien</a><a href>", "rien"),
        ("<b =\"'><p>suite", "suite"),
    ],
)
def test_html_is_read_as_it_is_shown(html, text):
    assert plain_text(html) == text


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(alphabet=st.sampled_from("<>a/&; \"'=hrefp\n\\é")))
def test_no_markup_is_too_broken(html):
    plain_text(unslashed(html))


@pytest.mark.parametrize("piece", ["<a href=", '<b =">', "</a", "\\'", "&#", "<a href='x'>"])
def test_long_markup_takes_no_time(piece):
    started = time.process_time()
    plain_text(unslashed(piece * (250_000 // len(piece))))
    assert time.process_time() - started < 2


def sent(charset, text):
    content = b"blog_charset=" + charset.encode() + b"&comment_content=" + text
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    request = Request(EnvironBuilder(method="POST", data=content, headers=form).get_environ())
    return read_fields(request)["comment_content"]


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        *((name, b"\xe9t\xe9") for name in ("ISO-8859-1", "latin1", "Windows-1252", "ISO-8859-15")),
        *((name, b"\xc3\xa9t\xc3\xa9") for name in ("UTF-8", "utf8", "", "klingon", "idna", "a.b")),
    ],
)
def test_a_blog_writes_in_its_own_charset(charset, text):
    assert sent(charset, text) == "été"


def test_no_name_of_a_charset_is_kept():
    # Python would, for ever, and of whoever has no key, too.
    for n in range(3):
        sent(f"charset-{n}", b"")
    assert not [name for name in encodings._cache if "charset" in name]


def test_an_article_has_a_key_that_we_take():
    assert article_key("https://journal.example/blog", None, "12") == "journal.example:12"
    by_address = [
        article_key("https://x.example", f"https://journal.example/a/{slug}", "")
        for slug in ("été", "?p=3", "?p=4")
    ]
    assert all(key.startswith("journal.example:a") for key in by_address)
    assert len(set(by_address)) == 3
    assert article_key("", None, "") == "blog:index"
    assert len(article_key("https://x.example", None, "9" * 900)) == 200
    assert article_key("https://x.example", "https://[", "").startswith("blog:-")


def test_hosts_are_compared_and_nothing_else_of_addresses():
    assert same_host("https://a.example/x", "http://A.example:8080/y")
    assert not same_host("https://a.example", "https://a.example.evil.example")
    assert not same_host("https://a.example@evil.example", "https://a.example")
    assert not same_host("", "")
    assert not same_host("https://[", "https://[")


def test_an_address_is_one_or_none():
    assert email_of(" rita@example.org ") == "rita@example.org"
    assert email_of("rita@example.org\nBcc: x@y") is email_of("rita") is email_of(None) is None
