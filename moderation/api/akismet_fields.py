"""Reading what clients of Akismet send: forms in any charset, JSON, and texts with HTML in them."""

import hashlib
import re
from collections.abc import Mapping
from encodings import normalize_encoding
from encodings.aliases import aliases
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from flask import Request

from moderation.api.payload import PayloadFault, parse_object
from moderation.core.comment import is_text

#: Fields in one request; WordPress sends its server's variables, too.
MOST_FIELDS = 1_000

#: Characters of an article's address and of its key, as in the native API.
URL_CODE_POINTS, KEY_CHARACTERS = 2_000, 200

#: What a blog may write in, by Python's names; another charset is read as UTF-8.
_CHARSETS = frozenset(
    {"utf_8", "ascii", "latin_1", "iso8859_2", "iso8859_15", "koi8_r", "gb18030", "gbk", "big5"}
    | {"cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "euc_jp", "shift_jis", "euc_kr"}
)

#: Tags that a comment may hold; `<` before anything else is what its author wrote.
_IN_LINE = (
    "abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|img|ins|kbd|mark|q|s|samp|small|span"
    "|strike|strong|sub|sup|tt|u|var"
)
_BLOCKS = (
    "address|article|aside|blockquote|br|dd|div|dl|dt|figure|h1|h2|h3|h4|h5|h6|hr|li|ol|p|pre"
    "|section|table|td|tr|ul"
)
_TAG = re.compile(
    rf"<(?P<end>/)?(?:(?P<block>{_BLOCKS})|(?P<link>a)|{_IN_LINE})(?=[\s/>])(?P<rest>[^<>]*)>",
    re.IGNORECASE,
)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)

_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"\\\x00-\x1f\x7f]+@[^@\s,;:<>()\[\]\"\\\x00-\x1f\x7f]+\Z")
_URL = re.compile(r"https?://[^\s\x00-\x1f\x7f]+\Z")
_OTHER = re.compile(r"[^A-Za-z0-9._~-]+")


class FieldsFault(ValueError):
    """A request that cannot be read; says why, and never holds any of it."""


def read_fields(request: Request) -> Mapping[str, str]:
    """Return the fields of *request*: its form or JSON object, or of its address if it has none.

    What is neither text nor a number is left out, but of `comment_content`, whose readers say so.

    Raises FieldsFault if they cannot be read.
    """
    found = _fields(request)
    return {n: value for n, value in found.items() if is_text(value) or n == "comment_content"}


def _fields(request: Request) -> dict[str, str]:
    if request.method != "POST":
        return dict(request.args.items())
    if request.mimetype == "application/json":
        return _json(request.get_data())
    if request.mimetype == "multipart/form-data":
        return dict(request.form.items())
    return _form(request.get_data(), request.mimetype_params.get("charset", ""))


def is_true(value: str | None) -> bool:
    """Tell whether a field says yes: `1` or `true`."""
    return (value or "").strip().lower() in ("1", "true")


def unslashed(text: str) -> str:
    r"""Return *text* without the backslashes that WordPress puts before each quote.

    It does so in the first check of a comment and not when it asks again. One who wrote backslashes
    has not put one before every quote and backslash.

    >>> unslashed("l\\'article"), unslashed("\\o/ l'article")
    ("l'article", "\\o/ l'article")
    """
    plain = re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
    return plain if re.sub(r"(['\"\\])", r"\\\1", plain) == text else text


def plain_text(html: str) -> str:
    """Return the words of *html* as a reader sees them, with where its links lead.

    >>> plain_text('<p>Voir <a href="https://a.example/">ici</a> &amp; là<br>1 < 2</p>')
    'Voir ici (https://a.example/) & là\\n1 < 2'
    """
    parts: list[str] = []
    links: list[str] = []
    at = 0
    for tag in _TAG.finditer(html):
        parts.append(unescape(html[at : tag.start()]))
        at = tag.end()
        if tag["block"]:
            parts.append("\n")
        elif tag["link"] and not tag["end"]:
            found = _HREF.search(tag["rest"])
            links.append(unescape(next(filter(None, found.groups()), "")) if found else "")
        elif tag["link"] and links and (link := links.pop()) and link != parts[-1].strip():
            parts.append(f" ({link})")
    parts.append(unescape(html[at:]))
    lines = (" ".join(line.split()) for line in "".join(parts).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """Return a name as it was written: no tags, no entities, single spaces."""
    return " ".join(unescape(_TAG.sub(" ", unslashed(text))).split())


def email_of(text: str | None) -> str | None:
    """Return the e-mail address in *text*; None if it is none."""
    address = unslashed(text or "").strip()
    return address if len(address) <= 254 and _EMAIL.match(address) else None


def url_of(text: str | None) -> str | None:
    """Return the address in *text*; None if it is none that a browser opens."""
    address = (text or "").strip()
    return address if len(address) <= URL_CODE_POINTS and _URL.match(address) else None


def article_key(blog: str, permalink: str | None, post: str) -> str:
    """Return the key of the article on *blog*: by the CMS's number for it, or by its address.

    >>> article_key("https://journal.example", None, "12")
    'journal.example:12'
    """
    if post or not permalink:
        return f"{_host(blog)}:{_slug(post) or 'index'}"[:KEY_CHARACTERS]
    words = _slug(_path(permalink))[:100]
    # What becomes the same words is not the same article.
    mark = hashlib.sha256(permalink.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{_host(permalink)[:80]}:{words}-{mark}"


def same_host(one: str, other: str) -> bool:
    """Tell whether two addresses are of one host, its port apart."""
    return _split(one) == _split(other) is not None


def _json(raw: bytes) -> dict[str, str]:
    try:
        found = parse_object(raw)
    except PayloadFault:
        raise FieldsFault("The body is no JSON object.") from None
    return {name: told for name, value in found.items() if (told := _told(value)) is not None}


def _told(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return value if isinstance(value, str) else None


def _form(raw: bytes, charset: str) -> dict[str, str]:
    try:
        # As Latin 1 each byte is a letter: which charset they are in stands among them.
        pairs = parse_qsl(
            raw.decode("latin-1"),
            keep_blank_values=True,
            encoding="latin-1",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise FieldsFault(f"The body has more than {MOST_FIELDS} fields.") from None
    fields = dict(pairs)
    codec = _codec(fields.get("blog_charset") or charset)
    try:
        return {
            name.encode("latin-1").decode(codec): value.encode("latin-1").decode(codec)
            for name, value in fields.items()
        }
    except UnicodeDecodeError:
        raise FieldsFault(f"The body is not in {codec}.") from None


def _codec(name: str) -> str:
    # Not by codecs.lookup, which keeps every name that it was ever asked for.
    plain = normalize_encoding(name.strip().lower())
    found = aliases.get(plain, plain)
    return found.replace("_", "-") if found in _CHARSETS else "utf-8"


def _split(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # half an IPv6 address, say
        return ""


def _host(address: str) -> str:
    host = _split(address if "//" in address else f"//{address}")
    return _slug(host or "") or "blog"


def _slug(text: str) -> str:
    return _OTHER.sub("-", text).strip("-._~")
