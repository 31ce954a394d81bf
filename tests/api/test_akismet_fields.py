"""What clients of Akismet send, read as a person reads it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.api.akismet_fields import article_key, email_of, plain_text, same_host, unslashed


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


def test_hosts_are_compared_and_nothing_else_of_addresses():
    assert same_host("https://a.example/x", "http://A.example:8080/y")
    assert not same_host("https://a.example", "https://a.example.evil.example")
    assert not same_host("https://a.example@evil.example", "https://a.example")
    assert not same_host("", "")
    assert not same_host("https://[", "https://[")


def test_an_address_is_one_or_none():
    assert email_of(" rita@example.org ") == "rita@example.org"
    assert email_of("rita@example.org\nBcc: x@y") is email_of("rita") is email_of(None) is None
