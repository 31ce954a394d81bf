"""What Eve sends: requests to every address of the application, each with something hostile in it.

Everything that she writes holds the word `CANARY`, so that a test can find what
comes back, runs or is told to somebody.
"""

import hmac
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes, urlencode

from werkzeug.routing import Rule

from moderation.web.access import ACCESS, Door
from tests.conftest import CLEAN

CANARY = "canary"

#: Networks of the callers: RFC 5737 and RFC 3849 keep them for documentation.
ADDRESSES = ("203.0.113.", "198.51.100.", "2001:db8:")

#: What `{{7*191}}` and its like would come to beside the word.
CALCULATED = "1337canary"

_RUN = "window.__pwned='canary'"

MARKUP = (
    f"<script>{_RUN}</script>",
    f"<ScRiPt/canary>{_RUN}</sCrIpT\t>",
    f"<img src=x onerror={_RUN}>",
    f"<svg/onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f'"><x-canary onfocus={_RUN} autofocus tabindex=1>',
    f"' onmouseover={_RUN} data-canary='",
    f'" autofocus onfocus={_RUN} data-canary="',
    f"</textarea><script>{_RUN}</script>",
    f"</title><script>{_RUN}</script>",
    f"</style></template></noscript></select><img src=canary onerror={_RUN}>",
    f"<!--><img src=canary onerror={_RUN}>-->",
    f"<![CDATA[<img src=canary onerror={_RUN}>]]>",
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={_RUN}&gt;">',
    f'<iframe srcdoc="<script>parent.{_RUN}</script>">',
    f'<a href="jav&#x09;ascript:{_RUN}">canary</a>',
    f"<details open ontoggle={_RUN}>canary",
    f"<video><source onerror={_RUN}></video>",
    f"<body onload={_RUN}>",
    f"<input name=body onfocus={_RUN} autofocus>",
    "<form id=x-canary action=//canary.example><button form=x-canary>canary</button>",
    "<base href=//canary.example/>",
    '<meta http-equiv=refresh content="0;url=//canary.example">',
    "<link rel=stylesheet href=//canary.example/a.css>",
    "<style>*{background:url(//canary.example/a)}</style>",
    "<object data=//canary.example></object><embed src=//canary.example>",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
    f"&#60;script>{_RUN}&#60;/script>",
    f"＜script＞{_RUN}＜/script＞",
    f"<scr\u200bipt>{_RUN}</scr\u200bipt>",
    f"+ADw-script+AD4-{_RUN}+ADw-/script+AD4-",
    f"\u2028</script><script>{_RUN}//",
    f"javascript:{_RUN}",
    f"JaVaScRiPt\n:{_RUN}//",
    f"data:text/html,<script>{_RUN}</script>",
    f"vbscript:{_RUN}",
    "//canary.example/",
    "/\\canary.example",
    "https://canary.example/",
    "https:canary.example",
    "[canary](javascript:alert(1)) ![](//canary.example/i.png)",
)

TEMPLATES = (
    "{{7*191}}canary",
    "${7*191}canary",
    "#{7*191}canary",
    "<%= 7*191 %>canary",
    "{% print(7*191) %}canary",
    "{{config.SECRET_KEY}}canary",
    "{{''.__class__.__mro__[1].__subclasses__()}}canary",
    "%(canary)s%(secret_key)s",
    "%s%n%x canary",
    "{0.__class__.__init__.__globals__} canary",
    "{{ _('canary') }}",
)

QUERIES = (
    "' OR '1'='1' -- canary",
    "canary'; DROP TABLE comment; --",
    'canary" UNION SELECT email, password FROM person --',
    "canary\\'; UPDATE person SET role='administrator'; --",
    "1) OR (1=1) -- canary",
    "canary%' ESCAPE '!",
    "$(touch /tmp/canary)`touch /tmp/canary`|canary",
    "../../../../etc/passwd canary",
    "..%2f..%2f..%2fcanary",
    "canary\\..\\..\\windows\\win.ini",
    "*)(uid=*))(|(uid=canary",
)

LINES = (
    "canary\r\nX-Canary: 1",
    "canary\nSet-Cookie: canary=1",
    "canary\r\n\r\n<script>window.__pwned='canary'</script>",
    "canary\r\nBcc: canary@canary.example\r\n\r\ncanary",
    "canary%0d%0aX-Canary:%201",
    "canary\u560d\u560aX-Canary: 1",
    "canary\u0085X-Canary\u2028: 1\u2029",
    "\x1b[31mcanary\x1b]0;canary\x07",
)

LETTERS = (
    "canary\x00canary",
    "\x00",
    "canary\ud800",
    "\udfffcanary\udc00",
    "\ufeffcanary\ufffe\uffff",
    "\u202ecanary\u202d\u2066",
    "\u2067\u2067\u2067canary",
    "\u202a" * 200 + "canary",
    "canary" + "\u0301" * 2_000,
    "".join(letter + "\u0300\u0316\u0334\u0489" * 12 for letter in "canary"),
    "\u200b\u200c\u200d\u2060\u00ad\u034fcanary\U000e0001\U000e0020",
    "👩‍👩‍👧‍👦" * 300 + "canary",
    "\U0001f3f4" + "\U000e0067" * 900 + "canary",
    "ﷺ" * 400 + "canary",
    "İıſßŉǰΐΰẞﬃ canary",
    "ｃａｎａｒｙ ℂ𝔞𝕟𝚊𝓇𝔂 canary",
    "саnаrу canary",
    "قناری canary عصفور",
    "\u3164\u115f\uffa0\u2800canary",
    "\U0010ffff\U000f0000\ue000canary",
    "canary\t\v\f\x1c\x85\xa0",
    "\r\r\r\ncanary\r",
    "canary " * 5_000,
    "canary" + "a" * 100_000,
    "canary" + "\n" * 30_000,
    "canary" + "<" * 30_000,
    "canary" + "&" * 30_000,
    "canary" + "(" * 20_000,
    "canary " + "connard " * 1_500,
)

NUMBERS = (
    "-1",
    "0",
    "-0",
    "1e309",
    "NaN",
    "Infinity",
    "0x10",
    "1_000",
    " 1 ",
    "+1",
    "²",
    "٣",
    "１２",
    "1.5",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999",
    "1" * 5_000,
    "None",
    "null",
    "true",
    "[]",
)

TEXTS = (*MARKUP, *TEMPLATES, *QUERIES, *LINES, *LETTERS)

#: What stands in a JSON body where something else belongs, as it is written there.
WRONG_JSON = (
    "null",
    "true",
    "17",
    "-1",
    "1e400",
    "-0.0",
    "NaN",
    "1" * 5_000,
    "[]",
    "{}",
    '[["canary"]]',
    '{"canary": {"canary": null}}',
    '{"__proto__": {"canary": 1}}',
    '{"canary": 1, "canary": 2}',
    "[" * 3_000 + "]" * 3_000,
    '"\\ud800canary"',
    '"\\u0000canary"',
    '"canary',
    "'canary'",
    "",
)

PARAMETERS = (
    "page",
    "tri",
    "lang",
    "next",
    "repondre",
    "reprendre",
    "jeton",
    "closed",
    "avant",
    "apres",
    "cas",
    "cherche",
    "file",
    "clause",
    "langue",
    "article",
    "attente",
    "etat",
    "figure",
    "format",
    "par",
    "tout",
    "v",
    "version",
    "key",
    "commentaire",
    "code",
    "state",
    "error",
    "error_description",
    "since",
    "include_auth_token",
    "auth_token",
    "canary",
)

#: Headers that a browser or a proxy sends, and what Eve puts in them; of each one value.
HEADERS = {
    "Accept": ("application/json", "text/canary;q=nan", "*/*;q=1e999", "canary" * 500),
    "Accept-Language": ("fr;q=canary", "*;q=nan", "xx-" * 900, "../canary", "fr;q=9e9,de;q=-1"),
    "Accept-Encoding": ("canary;q=1", "gzip;q=nan, *;q=0", "br" * 900),
    "Authorization": ("Bearer canary", "Basic Y2FuYXJ5", "Basic ==canary", "canary", "Bearer \xff"),
    "Authentication-Token": ("canary", "WyJjYW5hcnkiXQ.canary"),
    "Content-Encoding": ("gzip", "canary"),
    "Cookie": (
        "charte=canary",
        "charte=.eJyrVkpOzEssqlSyUkpOLFKqBQAuOwWp.canary.canary; lang=canary",
        "charte=eyJfdXNlcl9pZCI6ImNhbmFyeSJ9.aaaaaa.canary",
        "lang=../../canary; lang=fr",
        "charte_device=canary; charte_device=canary.canary.canary",
        "charte_device=WyJjYW5hcnkiXQ.YQ.YQ",
        "remember_token=1|canary; canary=\xe9\xff",
        "; ;=;canary;=canary; charte=" + "canary" * 600,
    ),
    "Host": (
        "canary.example",
        "canary:99999",
        "[::1",
        "canary@canary",
        "",
        "canary.example:canary",
    ),
    "Idempotency-Key": ("canary", '"canary', "canary" * 100, '"can\\"ary"', "\xe9canary", ""),
    "If-Match": ("canary", '"canary"', "*", '"1", "canary"', '"' + "9" * 4_400 + '"', '"1'),
    "If-Modified-Since": (
        "canary",
        "Thu, 99 Foo 99999 99:99:99 GMT",
        "Mon, 01 Jan 0000 00:00:00 GMT",
    ),
    "If-None-Match": ("canary", '"canary', 'W/"' + "canary" * 500),
    "If-Range": ("canary", '"canary"'),
    "Origin": ("null", "https://canary.example", "http://[", "http://[::1]:canary", "canary", "//"),
    "Range": ("bytes=canary", "bytes=9-1", "bytes=0-0,1-1,2-2", "bytes=-" + "9" * 4_400),
    "Referer": ("https://canary.example/canary", "http://[canary", "javascript:canary"),
    "Sec-Fetch-Site": ("cross-site", "same-site", "none", "canary", ""),
    "User-Agent": ("<script>canary</script>", "canary" * 900, "", "\xe9\xff\x80canary"),
    "X-Csrftoken": ("canary", ""),
    "X-Csrf-Token": ("canary.canary.canary",),
    "X-Forwarded-For": ("203.0.113.9, canary", "canary"),
    "X-Forwarded-Host": ("canary.example",),
    "X-Forwarded-Prefix": ("/canary", "//canary.example"),
    "X-Http-Method-Override": ("DELETE", "canary"),
    "X-Partial": ("case", "canary"),
    "X-Requested-With": ("XMLHttpRequest",),
}

TYPES = (
    "application/x-www-form-urlencoded; charset=canary",
    "application/x-www-form-urlencoded; charset=utf-7",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "canary" * 60,
    "application/json",
    "application/json; charset=utf-16",
    "text/plain",
    "canary",
    "",
)

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CANARY")

#: What each form takes, filled in as a person would.
FORMS: dict[str, dict[str, str]] = {
    "reader.submit": {
        "author_name": "Eve Canary",
        "author_email": "eve{n}@canary.example",  # few wait for one address to be confirmed
        "body": f"{CLEAN} canary",
        "accepted": "y",
        "charter": "{digest}",
        "submission": "{n}",
        "answers": "",
        "asked_name": "",
    },
    "report.tell": {
        "reason": "other",
        "words": "canary",
        "clause": "INJURE",
        "illegal": "y",
        "name": "Eve Canary",
        "email": "eve@canary.example",
        "good_faith": "y",
    },
    "correction.tell": {"words": "canary", "passage": "canary", "email": "eve@canary.example"},
    "account.name": {"author_name": "Eve Canary", "asked_name": "", "is_own_name": ""},
    "account.reply_mail": {"reply_mail": "daily"},
    "author.appeal": {"words": "canary"},
    "author.confirm": {"seen": "1"},
    "author.sign": {"seen": "1"},
    "editing.edit": {
        "body": f"{CLEAN} canary",
        "seen": "1",
        "accepted": "y",
        "charter": "{digest}",
    },
    "author.appeal_ban": {"objection": "canary"},
    "own_data.close_now": {"comments": "withdraw", "password": "canary"},
    "security.login": {"email": "eve@canary.example", "password": "canary", "next": "/canary"},
    "security.register": {
        "name": "Eve Canary",
        "email": "eve@canary.example",
        "password": "canary canary canary",
    },
    "security.forgot_password": {"email": "eve@canary.example"},
    "security.reset_password": {"password": "canary canary canary"},
    "security.send_confirmation": {"email": "eve@canary.example"},
    "security.change_password": {
        "password": "canary",
        "new_password": "canary canary canary",
        "new_password_confirm": "canary canary canary",
    },
    "security.verify": {"password": "canary"},
    "security.wan_register": {"name": "canary", "usage": "first"},
    "security.wan_register_response": {"credential": '{"id": "canary"}'},
    "security.wan_signin_response": {"credential": '{"id": "canary"}'},
    "security.wan_verify_response": {"credential": '{"id": "canary"}'},
    "security.wan_delete": {"name": "canary"},
    "connect.new_account": {"name": "Eve Canary", "email": "eve@canary.example"},
    "desk.decide": {"seen": "1", "action": "approve", "clauses": "INJURE", "note": "canary"},
    "desk.preview": {
        "seen": "1",
        "action": "reject",
        "clauses": "INJURE",
        "note": "canary",
        "text-INJURE": "canary",
    },
    "desk.hold": {"reason": "canary"},
    "sanction.appeal": {"objection": "canary"},
    "sanctions.ban": {"reason": "canary"},
    "sanctions.set_on": {"kind": "note", "sanction_clauses": "TON", "grounds": "canary"},
    "sanctions.lift": {"lift_reason": "canary"},
    "sanctions.maintain": {"keep_reason": "canary", "review_on": "2026-12-01"},
    "sanctions.answer": {"answer": "canary", "outcome": "lift"},
    "corrections.close": {"note": "canary", "status": "done", "sends": ""},
    "own_identity.ask_pseudonym": {"pseudonym": "canary", "reason": "canary"},
    "pseudonyms.answer": {"answer": "canary", "outcome": "grant"},
    "pseudonyms.withdraw": {"answer": "canary"},
    "inquiry.answer": {"said": "mine", "words": "canary"},
    "inquiries.ask": {"whom": "address", "email": "canary", "language": "fr", "note": "canary"},
}

#: What clients of Akismet send.
AKISMET: dict[str, object] = {
    "blog": "https://canary.example",
    "callback": "https://canary.example/wp-json/akismet/v1/webhook",
    "comment_author": "Eve Canary",
    "comment_author_email": "eve@canary.example",
    "comment_content": f"{CLEAN} canary",
    "comment_post_ID": "1",
    "permalink": "https://canary.example/budget",
    "blog_lang": "fr_FR",
}

#: What each operation of the API takes.
OBJECTS: dict[str, dict[str, object]] = {
    "api.answer_appeal": {"action": "approve", "note": "canary", "by": "mona@example.org"},
    "api.answer_sanction_appeal": {"lifts": False, "words": "canary", "by": "max@example.org"},
    "api.appeal": {"words": "canary"},
    "api.check": {"text": f"{CLEAN} canary", "author_name": "Eve Canary", "article": "budget"},
    "api.check_many": {"items": [{"id": "canary", "text": f"{CLEAN} canary"}, "canary"]},
    "api.decide": {
        "action": "approve",
        "clauses": ["TON"],
        "note": "canary",
        "by": "mona@example.org",
    },
    "api.export_person": {
        "email": "eve@canary.example",
        "by": "ada@example.org",
        "reason": "canary",
    },
    "api.lift_sanction": {"reason": "canary", "by": "max@example.org"},
    "api.confirm_sanction": {"by": "max@example.org"},
    "api.report": {
        "reason": "other",
        "words": "canary",
        "clause": "INJURE",
        "illegal": True,
        "good_faith": True,
        "name": "canary",
        "email": "canary@example.org",
    },
    "api.sanction": {"comment": "canary", "reason": "canary", "by": "mona@example.org"},
    "api.submit": {
        "article": {"key": "budget"},
        "author_name": "Eve Canary",
        "email": "eve@canary.example",
        "text": f"{CLEAN} canary",
        "language": "fr",
    },
    "api.put": {
        "title": "canary",
        "url": "https://canary.example/",
        "language": "fr",
        "is_open": True,
        "character_limit": 1500,
    },
    **{
        f"akismet.{call}": AKISMET
        for call in (
            "comment_check",
            "deactivate",
            "get_subscription",
            "no_method",
            "nothing_to_tell",
            "submit_ham",
            "submit_spam",
            "verify_key",
        )
    },
    "coral.moderate": {"action": "NEW", "comment": {"body": f"{CLEAN} canary"}},
    "openai.moderate": {"input": f"{CLEAN} canary", "model": "omni-moderation-latest"},
    "openai.no_method": {"input": "canary", "model": "canary"},
    "perspective.analyze": {
        "comment": {"text": f"{CLEAN} canary", "type": "PLAIN_TEXT"},
        "requestedAttributes": {"TOXICITY": {"scoreThreshold": 0.1}, "CHARTE": {}},
        "languages": ["fr"],
        "spanAnnotations": True,
        "clientToken": "canary",
    },
    "perspective.no_method": {"comment": {"text": "canary"}, "languages": ["fr"]},
    "perspective.suggestscore": {
        "comment": {"text": f"{CLEAN} canary"},
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
        "communityId": "canary",
        "clientToken": "canary",
    },
}

#: The secret by which Coral signs.
CORAL_SECRET = "empsec_" + "c" * 32

#: How often an address is tried beside the others: more if it takes what is stored or shown, less
#: if each time a password is hashed.
_WEIGHTS = {
    "security.forgot_password": 0.15,
    "security.send_confirmation": 0.15,
    "security.register": 0.25,
    "security.login": 0.3,
    "own_data.export": 0.4,
    "reader.submit": 12,
    "reader.article": 4,
    "report.tell": 8,
    "correction.tell": 5,
    "account.name": 3,
    "author.appeal": 3,
    "editing.edit": 4,
    "api.submit": 10,
    "api.put": 6,
    "api.check": 4,
    "openai.no_method": 0.1,
    "perspective.no_method": 0.1,
}


@dataclass(frozen=True)
class Known:
    """What Eve has found out, or been given: she fills addresses in with it."""

    #: Good values of the arguments of rules, by "argument", or by "endpoint argument" if they differ.
    values: dict[str, tuple[str, ...]]
    digest: str  # of the charter
    api_key: str
    sessions: tuple[tuple[str, str], ...]  # cookies, and the form token that goes with them


@dataclass(frozen=True)
class Attack:
    """One request."""

    endpoint: str
    method: str
    target: str  # percent-encoded, as it stands in the request line
    address: str  # of the caller
    headers: dict[str, str] = field(default_factory=dict)  # each character one byte
    body: bytes = b""

    def environ(self) -> dict[str, object]:
        """Return the headers and the caller as a WSGI environment has them."""
        named = {name.upper().replace("-", "_"): value for name, value in self.headers.items()}
        plain = {"CONTENT_TYPE": named.pop("CONTENT_TYPE", "")}
        return (
            plain
            | {f"HTTP_{name}": value for name, value in named.items()}
            | {"REMOTE_ADDR": self.address}
        )


def attacks(rules: list[Rule], known: Known, *, seed: int, n: int) -> Iterator[Attack]:
    """Yield *n* requests to *rules*: each rule and way at least once, and the same for a *seed*."""
    maker = _Maker(random.Random(seed), known)
    ways = [
        (rule, method)
        for rule in sorted(rules, key=lambda rule: (rule.rule, sorted(rule.methods)))
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]
    weights = [_WEIGHTS.get(rule.endpoint, 2 if method == "POST" else 1) for rule, method in ways]
    drawn = maker.random.choices(ways, weights, k=n - len(ways))
    for rule, method in (*ways, *drawn):
        yield maker.attack(rule, method)


class _Maker:
    def __init__(self, random_: random.Random, known: Known) -> None:
        self.random, self._known = random_, known

    def attack(self, rule: Rule, method: str) -> Attack:
        door = ACCESS[rule.endpoint.split(".")[0]]
        cookies, token = self.random.choice(self._known.sessions)
        headers = {"Host": "localhost", "Sec-Fetch-Site": "same-origin", "Cookie": cookies}
        if door is Door.KEY:
            key = self._known.api_key
            headers = {"Host": "localhost", "Authorization": f"Bearer {key}"}
            headers |= {"X-Goog-Api-Key": key} if rule.endpoint.startswith("perspective") else {}
        takes = method in ("POST", "PUT")
        # Either the address is right and what is sent is not, or the other way round.
        is_address_good = self._chance(0.85 if takes else 0.6)
        target = self._path(rule, is_good=is_address_good)
        body = b""
        if takes and door is Door.KEY:
            headers["Content-Type"], body = "application/json", self._object(rule.endpoint)
            if rule.endpoint in ("api.decide", "api.answer_appeal"):
                headers["If-Match"] = f'"{self.random.randrange(1, 4)}"'
            if rule.endpoint == "coral.moderate" and self._chance(0.9):
                signature = hmac.new(CORAL_SECRET.encode(), body, "sha256").hexdigest()
                headers["X-Coral-Signature"] = f"sha256={signature}"
        elif takes:
            headers["Content-Type"], body = self._form(rule.endpoint, token)
        if not takes or self._chance(0.1):
            target += self._query()
        if self._chance(0.25):
            headers |= self._headers()
            if self._chance(0.5):  # an older browser: "Origin" says where a form comes from
                headers.pop("Sec-Fetch-Site", None)
        if self._chance(0.05):
            method = self.random.choice(METHODS)
        return Attack(rule.endpoint, method, target, self._address(), headers, body)

    def _chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def _text(self) -> str:
        kind = self.random.choice((MARKUP, MARKUP, TEMPLATES, QUERIES, LINES, LETTERS, NUMBERS))
        text = self.random.choice(kind)
        match self.random.randrange(6):
            case 0:
                return text + self.random.choice(TEXTS)
            case 1:
                return f"{CLEAN}\n\n{text}"
            case 2:
                return f"Eve {text}"
        return text

    def _address(self) -> str:
        if self._chance(0.5):
            return f"{ADDRESSES[2]}{self._number() >> 16:x}:{self._number() >> 16:x}::1"
        return self.random.choice(ADDRESSES[:2]) + str(self.random.randrange(256))

    def _path(self, rule: Rule, *, is_good: bool) -> str:
        target = ""
        for is_argument, part in rule._trace:
            if not is_argument:
                target += part.removeprefix("|")
            elif is_good:
                target += self._value(rule, part)
            elif part == "token" and self._chance(0.3):
                target += self._forged(self._value(rule, part))
            else:
                target += encoded(self._text()[:4_000])
        return target

    def _value(self, rule: Rule, argument: str) -> str:
        values = self._known.values
        general = values.get(argument, (CANARY,))
        return self.random.choice(values.get(f"{rule.endpoint} {argument}", general))

    def _forged(self, token: str) -> str:
        at = self.random.randrange(len(token))
        match self.random.randrange(5):
            case 0:
                return token[:at]
            case 1:
                return token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
            case 2:
                return f".{token}.canary"
            case 3:
                return token.rpartition(".")[0] + ".canary"
        return "ImNhbmFyeSI" + token[token.find(".") :]

    def _query(self) -> str:
        if self._chance(0.3):
            return ""
        names = self.random.choices(PARAMETERS, k=self.random.randrange(1, 4))
        pairs = (f"{name}={encoded(self._text()[:2_000])}" for name in names)
        return "?" + "&".join(pairs)

    def _headers(self) -> dict[str, str]:
        names = self.random.choices(list(HEADERS), k=self.random.randrange(1, 4))
        return {name: self.random.choice(HEADERS[name]) for name in names}

    def _form(self, endpoint: str, token: str) -> tuple[str, bytes]:
        fields = dict(FORMS.get(endpoint, {}))
        fields = {name: self._fill(value) for name, value in fields.items()}
        for name in self.random.sample([*fields, CANARY], k=min(len(fields) + 1, 2)):
            if self._chance(0.7):
                fields[name] = self._text()
        fields["csrf_token"] = token if self._chance(0.95) else self._text()
        pairs = list(fields.items())
        if self._chance(0.1):
            pairs.append(self.random.choice(pairs))
        if self._chance(0.1):
            return "multipart/form-data; boundary=canary", _multipart(pairs)
        content = urlencode([(_bytes(name), _bytes(value)) for name, value in pairs]).encode()
        if self._chance(0.07):
            return self.random.choice(TYPES), content
        return "application/x-www-form-urlencoded", content

    def _fill(self, value: str) -> str:
        return value.replace("{digest}", self._known.digest).replace("{n}", f"{self._number()}")

    def _number(self) -> int:
        return self.random.randrange(1 << 32)

    def _object(self, endpoint: str) -> bytes:
        parts = {name: json.dumps(value) for name, value in OBJECTS[endpoint].items()}
        for name in self.random.sample([*parts, CANARY], k=2):
            if self._chance(0.5):
                parts[name] = json.dumps(self._text())
            elif self._chance(0.5):
                parts[name] = self.random.choice(WRONG_JSON)
        if endpoint.startswith("akismet."):
            parts["api_key"] = json.dumps(self._known.api_key)
        if endpoint == "api.submit" and self._chance(0.3):
            key = f"k{self.random.randrange(40)}"
            parts["article"] = json.dumps({"key": key, "title": self._text(), "url": self._text()})
        content = ", ".join(f"{json.dumps(name)}: {value}" for name, value in parts.items())
        if self._chance(0.05):
            return _bytes(self.random.choice(WRONG_JSON))
        return _bytes("{" + content + "}")


def encoded(text: str) -> str:
    """Return *text* percent-encoded, whatever it holds."""
    return quote_from_bytes(_bytes(text), safe="")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _multipart(pairs: list[tuple[str, str]]) -> bytes:
    parts = (
        b'--canary\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
        % (_bytes(name), _bytes(value))
        for name, value in pairs
    )
    return b"".join(parts) + b"--canary--\r\n"


#: Heads that only a socket can send: what stands before the first header, and headers.
HEADS = (
    b"GET /canary",
    b"GET\t/canary\tHTTP/1.1",
    b"GET  /canary  HTTP/1.1",
    b" GET /canary HTTP/1.1",
    b"get /canary HTTP/1.1",
    b"GET /canary HTTP/0.9",
    b"GET /canary HTTP/1.2",
    b"GET /canary HTTP/2.0",
    b"GET /canary HTTP/9.9",
    b"GET /canary HTTP/1.1 canary",
    b"GET /canary\x00 HTTP/1.1",
    b"GET /can\rary HTTP/1.1",
    b"GET /\xff\xfe\x80canary HTTP/1.1",
    b"GET //canary.example/canary HTTP/1.1",
    b"GET http://canary.example/charte HTTP/1.1",
    b"GET canary://canary HTTP/1.1",
    b"GET * HTTP/1.1",
    b"OPTIONS * HTTP/1.1",
    b"CONNECT canary.example:443 HTTP/1.1",
    b"GET /charte#canary HTTP/1.1",
    b"GET /charte?%ff%fe%00canary HTTP/1.1",
    b"GET /article/%2e%2e/%2e%2e/canary HTTP/1.1",
    b"GET /static/..%2f..%2fcanary HTTP/1.1",
    b"GET /static/%5c..%5ccanary HTTP/1.1",
    b"GET /" + b"canary" * 600 + b" HTTP/1.1",
    b"GET /" + b"canary" * 3_000 + b" HTTP/1.1",
    b"CANARY" * 40 + b" / HTTP/1.1",
    b"PRI * HTTP/2.0",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03canary",
    b"\x00\x00\x00\x00canary",
    b"",
)
FIELDS = (
    b"canary",
    b": canary",
    b"Canary : canary",
    b" folded: canary",
    b"Canary: a\r\n\tfolded canary",
    b"Canary: a\nb: canary",
    b"Canary: a\rb",
    b"Canary: \x00",
    b"Can\x00ary: a",
    b"Canary\xff: \xff\xfe",
    b"Canary: " + b"canary" * 2_000,
    b"\r\n".join(b"Canary%d: canary" % n for n in range(150)),
    b"Host: canary.example",
    b"Host: localhost\r\nHost: canary.example",
    b"Host:",
    b"Content-Length: canary",
    b"Content-Length: -1",
    b"Content-Length: +5",
    b"Content-Length: 5, 6",
    b"Content-Length: 5\r\nContent-Length: 6",
    b"Content-Length: 99999999999999999999999",
    b"Content-Length: 500",
    b"Content-Length: 0x5",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: chunked\r\nContent-Length: 5",
    b"Transfer-Encoding: canary",
    b"Transfer-Encoding: chunked, identity",
    b"Transfer-Encoding: \x0bchunked",
    b"Transfer-Encoding: gzip, chunked",
    b"Expect: 100-continue",
    b"Expect: canary",
    b"Connection: Content-Length, close, canary",
    b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: canary",
    b"Upgrade: websocket\r\nConnection: Upgrade",
    b"Cookie: charte=\xff\x80\x22canary",
    b"Cookie: " + b"a=canary; " * 700,
    b'Content-Type: multipart/form-data; boundary="can\\"ary',
    b"SCRIPT_NAME: /canary",
    b"Script-Name: /canary",
    b"X-Forwarded-Proto: canary",
    b"Forwarded: for=canary;host=canary.example",
    b"Range: bytes=0-,0-,0-,0-,0-,0-,0-",
    b"Accept-Language: " + b"fr;q=0." + b"9" * 4_000,
)
CONTENTS = (
    b"",
    b"canary",
    b"words=canary&passage=\xff\xfe%00%zz",
    b"5\r\nwords\r\n0\r\n\r\n",
    b"ffffffffffffffff\r\ncanary\r\n",
    b"-5\r\ncanary\r\n0\r\n\r\n",
    b'5;canary="\r\nwords\r\n0\r\nCanary: canary\r\n\r\n',
    b"0\r\n\r\nGET /canary HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"\x1f\x8b\x08\x00canary",
)
TARGETS = (
    b"/article/exemple",
    b"/article/exemple/erreur",
    b"/api/v1/check",
    b"/compte/connexion",
    b"/charte",
)


def raw_requests(*, seed: int, n: int) -> Iterator[bytes]:
    """Yield *n* requests as bytes, each malformed in a way that no HTTP library would send."""
    random_ = random.Random(seed)
    for at in range(n):
        method = random_.choice((b"GET", b"POST", b"POST", b"PUT", b"HEAD"))
        head = b"%b %b HTTP/1.1" % (method, random_.choice(TARGETS))
        fields = [b"Host: localhost", b"Connection: close"]
        content = b""
        if at % 4 == 0:
            head = random_.choice(HEADS)
        else:
            fields += random_.choices(FIELDS, k=random_.randrange(1, 3))
            content = random_.choice(CONTENTS)
        line = random_.choice((b"\r\n", b"\r\n", b"\r\n", b"\n"))
        request = line.join((head, *fields, b"", content))
        if at % 5 == 0:
            cut = random_.randrange(len(request))
            request = (
                request[:cut]
                + random_.choice((b"", b"\x00", b"\r", b"\n", b"\xff"))
                + request[cut + 1 :]
            )
        yield request
