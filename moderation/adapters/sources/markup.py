"""HTML of comments as text: paragraphs and line breaks stay, addresses of links too."""

import html
import re

import nh3

#: Longest HTML that is looked at, in code points, and most tags: elements inside each other cost
#: the square of how many they are. What has more is no comment, and stays as it is.
MARKUP_CODE_POINTS, MOST_TAGS = 200_000, 5_000

_BLOCKS = {"blockquote", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS |= {"li", "ol", "p", "pre", "tr", "ul"}

_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_BREAK = re.compile(r"<br>\n?")
_BLOCK = re.compile(r"</?(?:" + "|".join(sorted(_BLOCKS)) + r")>")
_TAG = re.compile(r"</?a[^>]*>")
_GAP = re.compile(r"\n{3,}")

_CLEANER = nh3.Cleaner(
    tags=_BLOCKS | {"a", "br"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    link_rel=None,
    strip_comments=True,
)


def text_of(markup: str) -> str:
    r"""Return the text of *markup*; a link’s address follows its words, unless it is among them.

    >>> text_of('<p>Voir <a href="https://exemple.ch/a?b&amp;c" rel="x">ici</a>.</p><p>2 &lt; 3</p>')
    'Voir ici (https://exemple.ch/a?b&c).\n\n2 < 3'
    """
    n_tags = markup.count("<")
    if len(markup) > MARKUP_CODE_POINTS or n_tags > MOST_TAGS or (not n_tags and "&" not in markup):
        return markup
    clean = _CLEANER.clean(markup.replace("\r\n", "\n").replace("\r", "\n"))
    # What is left are these tags alone: every other < is written &lt; now.
    plain = _LINK.sub(_said, clean)
    plain = _BLOCK.sub("\n\n", _BREAK.sub("\n", plain))
    lines = html.unescape(_TAG.sub("", plain)).split("\n")
    return _GAP.sub("\n\n", "\n".join(line.strip(" \t") for line in lines)).strip()


def _said(link: re.Match[str]) -> str:
    address, words = link[1], link[2]
    is_among_them = address.partition("://")[2].rstrip("/") in words.rstrip("/ ")
    return words if is_among_them else f"{words} ({address})"
