"""Ten thousand hostile requests: none breaks anything, runs anywhere or is told to anybody."""

import io
import logging
import re
import socket
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import httpx
import pytest
import sqlalchemy as sa
from selectolax.lexbor import LexborHTMLParser
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app

from moderation.app import create_app
from moderation.core.comment import Draft
from moderation.core.inquiry import Asked
from moderation.core.key import Scope
from moderation.core.person import Role
from moderation.services import bans, inquiries, keys, links, submission
from moderation.services.inquiries import Whom
from moderation.services.threads import PAGE_SIZE
from moderation.settings import Settings
from moderation.storage import comments, people
from moderation.storage.tables import LetterRow, Table
from tests.browser.conftest import SilentHandler
from tests.charters import with_sample
from tests.classifiers import FixedClassifier
from tests.conftest import (
    AMBIGUOUS,
    ANSWERS,
    CLEAN,
    PASSWORD,
    REFUSED,
    Clock,
    form_token,
    hire,
    installed,
)
from tests.databases import ENGINES, fresh_database
from tests.hostile import (
    ADDRESSES,
    CALCULATED,
    CANARY,
    CORAL_SECRET,
    PARAMETERS,
    Attack,
    Known,
    attacks,
    raw_requests,
)
from tests.servers import serving

#: Requests by database; what the second adds is its own strictness.
N_ATTACKS = {"sqlite": 10_000, "postgresql": 1_000}

#: Malformed requests to a real server.
N_RAW = 400

SEED = 20261102

PACKAGE = Path(__file__).parent.parent / "moderation"

SECRET_KEY = "s" * 32

#: Comments that the charter publishes.
ORDINARY = (
    CLEAN,
    "Je remercie la rédaction pour cet article très complet sur les finances du canton.",
    "Les écoles de la vallée attendent ce crédit depuis trois ans, il était temps.",
)

#: Schemes of the addresses that pages may lead to; without one it is a page of ours.
SCHEMES = {"", "http", "https", "mailto"}

#: Attributes that hold an address.
ADDRESS_ATTRIBUTES = {"href", "src", "action", "formaction", "cite", "data", "poster", "srcset"}

#: What no page of ours holds, whoever wrote it.
FORBIDDEN = {"base", "embed", "iframe", "object", "style", "template", "x-canary"}

#: Notes what the policy stopped: it would have run without one.
WATCH = """
window.__seen = [];
addEventListener("securitypolicyviolation", e => __seen.push(`${e.violatedDirective} ${e.blockedURI}`));
"""

#: Where readers' words are stored, and how many rows must hold hostile ones after ten thousand
#: requests: half of those that did. Few where few can be: three articles that are known are written
#: over and over, each comment and each sanction is appealed against once, four people were asked. None
#: where chance brings none or one: those count in the sum.
STORED = {
    "article": 1,
    "comment": 28,
    "correction": 17,
    "inquiry": 2,
    "report": 33,
    "reporter": 31,
    "appeal": 4,
    "sanction_appeal": 0,
    "suggestion": 13,
    "letter": 47,
    "person": 0,
}

LOGIN = Table.metadata.tables["login"]

COOKIES = {"charte", "charte_device", "lang"}


class Kept(logging.Handler):
    """Keeps what is logged, as it would be written."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@dataclass
class Site:
    """An application with something of everything in it, and what Eve knows of it."""

    app: object
    runtime: object
    known: Known
    clock: Clock
    login: dict[str, object]  # the row of Eve's session

    def go_on(self):
        """Let Eve's session go on if she has ended it: what follows would all stop at the door."""
        with self.runtime.database.begin() as session:
            if session.scalar(sa.select(LOGIN.c.id).where(LOGIN.c.id == self.login["id"])) is None:
                session.execute(sa.insert(LOGIN).values(self.login))

    def send(self, attack: Attack):
        """Return status, headers and text of the answer to *attack*, as a server would give them."""
        path, _, query = attack.target.partition("?")
        environ = {
            "REQUEST_METHOD": attack.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "REQUEST_URI": attack.target,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(attack.body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(attack.body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **attack.environ(),
        }
        self.clock.move(seconds=1)
        content, status, headers = run_wsgi_app(self.app, environ, buffered=True)
        return int(status.split()[0]), headers, b"".join(content).decode("utf-8", "replace")


def settle(runtime, text, *, person=None, email=None):
    draft = Draft(text, person.name if person else "Rita Favre", email)
    sent = submission.submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False, person=person
    )
    return sent.comment.public_id


def build(installation, home, url):
    """Return a site with an article, comments in each state, a ban, a reader who is logged in."""
    clock = Clock()
    settings = Settings(
        home=home,
        database_url=url,
        secret_key=SECRET_KEY,
        model="none",
        facebook_id="1",
        facebook_secret="2",
        corrections_to="newsroom@journal.example",
        coral_secret=CORAL_SECRET,
    )
    prepared = installed(installation, settings)
    runtime = replace(
        prepared,
        charter=with_sample(prepared.charter, 0.0),
        clock=clock,
        classifier=FixedClassifier(ANSWERS),
    )
    app = create_app(runtime)
    submission.put_article(runtime, key="budget", title="Le budget passe la rampe", url=None)
    addresses = {
        name: hire(runtime, name, role)
        for name, role in (
            ("Eve", Role.READER),
            ("Amir Haddad", Role.READER),
            ("Mona", Role.MODERATOR),
        )
    }
    with runtime.database.read() as session:
        person = {
            name: people.person_by_email(session, address) for name, address in addresses.items()
        }
    lasting = [settle(runtime, text, person=person["Amir Haddad"]) for text in ORDINARY]
    lasting += [settle(runtime, text, person=person["Eve"]) for text in (AMBIGUOUS, REFUSED)]
    lasting += [settle(runtime, f"{REFUSED} {n}", person=person["Eve"]) for n in range(8)]
    spare = [settle(runtime, f"{CLEAN} {n}", email="rita@example.org") for n in range(3, 40)]
    bans.ban_author(runtime, person["Mona"], lasting[0], reason="Une fausse identité.")
    asked = [ask_about(runtime, person["Mona"], n) for n in range(4)]
    # Sent later than anything else happens: its author may edit it all along.
    later = replace(runtime, clock=lambda: clock() + timedelta(days=1))
    editable = [settle(later, f"{text} Encore.", person=person["Eve"]) for text in ORDINARY]
    of_amir = person["Amir Haddad"].id
    tokens = {
        ("author.outcome", "author.appeal", "author.appeal_ban"): [
            links.outcome_token(runtime, one) for one in lasting
        ],
        ("author.withdraw", "author.sign"): [links.outcome_token(runtime, one) for one in spare],
        ("author.confirmation", "author.confirm"): [
            last_of(links.confirm_url(runtime, one)) for one in spare
        ],
        ("unsubscribing.ask", "unsubscribing.unsubscribe"): [
            last_of(links.unsubscribe_url(runtime, of_amir))
        ],
        ("inquiry.question", "inquiry.answer"): asked,
        ("own_data.close_by_link",): [last_of(links.close_url(runtime, of_amir, withdraws=True))],
    }
    known = Known(
        values={
            "key": ("budget", "exemple", "facebook"),
            "public_id": tuple(lasting),
            "comment_id": tuple(lasting),
            "digest": (runtime.charter.digest,),
            "filename": ("style.css", "reader.js", "../app.py"),
            "connection_id": ("1", "2"),
            "decision_id": ("1",),
            "ban_id": ("1",),
            "appeal_id": ("1",),
            "sanction_id": ("1",),
            "correction_id": ("1",),
            "pseudonym_id": ("1",),
            "inquiry_id": ("1",),
            "report.tell public_id": (*lasting[: len(ORDINARY)], *editable),
            "editing.begin public_id": tuple(editable),
            "editing.edit public_id": tuple(editable),
            **{
                f"{endpoint} token": tuple(good)
                for endpoints, good in tokens.items()
                for endpoint in endpoints
            },
        },
        digest=runtime.charter.digest,
        api_key=keys.issue_api_key(runtime, "CMS", scopes=frozenset(Scope)).secret,
        sessions=(session_of(app, None), session_of(app, addresses["Eve"])),
    )
    with runtime.database.read() as session:
        login = session.execute(sa.select(LOGIN).where(LOGIN.c.person_id == person["Eve"].id))
        return Site(app, runtime, known, clock, dict(login.mappings().one()))


def ask_about(runtime, moderator, n):
    """Have somebody asked whether a comment is theirs; the token of their link."""
    draft = Draft(f"{AMBIGUOUS} {n}", "Alain Bersset")
    sent = submission.submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
    )
    whom = Whom(Asked.ADDRESS, email=f"asked{n}@example.org")
    inquiries.ask(runtime, moderator, sent.comment.public_id, whom=whom, note="", language="fr")
    with runtime.database.read() as session:
        last = sa.select(LetterRow.facts).order_by(LetterRow.id.desc()).limit(1)
        return last_of(session.scalar(last)["link"])


def last_of(address):
    return address.rpartition("/")[2]


def session_of(app, address):
    """Return the cookies of a browser, logged in or not, and the form token that goes with them."""
    client = app.test_client()
    page = client.get("/compte/connexion")
    if address is not None:
        fields = {"csrf_token": form_token(page), "email": address, "password": PASSWORD}
        assert client.post("/compte/connexion", data=fields).status_code == 302
        page = client.get("/compte/nom")
    return f"charte={client.get_cookie('charte').value}", form_token(page)


@pytest.fixture(scope="module", params=ENGINES)
def site(request, installation, tmp_path_factory):
    home = tmp_path_factory.mktemp("hostile")
    with fresh_database(request.param, home) as url:
        site = build(installation, home, url)
        yield site
        site.runtime.database.close()


def troubles_of(attack, status, headers, text):
    """Yield all that must not be in the answer to *attack*."""
    if status >= 500:
        yield f"status {status}"
    for name, value in headers:
        if CANARY in name.lower() or "\n" in value or "\r" in value:
            yield f"header {name}"
        if name == "Set-Cookie" and value.partition("=")[0] not in COOKIES:
            yield "a cookie that is not ours"
        if name == "Location" and not leads_to_us(value):
            yield f"leads to {value[:80]}"
    if SECRET_KEY in text or CALCULATED in text.casefold():
        yield "what was sent was calculated"
    if CANARY not in text.casefold():
        return
    kind = headers.get("Content-Type", "").partition(";")[0]
    if kind == "text/html":
        yield from markup_of_eve(text)
    elif kind not in ("application/json", "application/problem+json"):
        yield f"comes back as {kind}"
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield "may be taken for something else"
    if "script-src 'self'" not in headers.get("Content-Security-Policy", ""):
        yield "has no policy"


def leads_to_us(address):
    place = urlsplit(address)
    return (place.netloc in ("", "localhost", "www.facebook.com")) and place.scheme in SCHEMES


def markup_of_eve(page):
    """Yield what a browser would run, load or follow, of what only a template may write."""
    for node in LexborHTMLParser(page).root.traverse():
        attributes = node.attributes
        if node.tag in FORBIDDEN or CANARY in node.tag:
            yield f"<{node.tag}>"
        if node.tag == "script" and not (attributes.get("src") or "").startswith("/static/"):
            yield "a script of its own"
        if node.tag == "meta" and "http-equiv" in attributes:
            yield "a <meta> that acts"
        for name, value in attributes.items():
            if name.startswith("on") or name in ("style", "srcdoc") or CANARY in name:
                yield f"<{node.tag} {name}>"
            if name in ADDRESS_ATTRIBUTES and scheme_of(value or "") not in SCHEMES:
                yield f"<{node.tag} {name}={value[:40]}>"
            if name == "src" and not (value or "").startswith("/static/"):
                yield f"<{node.tag} {name}={value[:40]}>"


def scheme_of(address):
    """Return the scheme as a browser reads it (WHATWG URL: it passes over tabs and line ends)."""
    kept = re.sub(r"[\t\r\n]", "", address.lstrip("".join(map(chr, range(33)))))
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", kept)
    return found[1].lower() if found else ""


@dataclass
class Outcome:
    """What became of all that Eve sent."""

    site: Site
    n: int
    troubles: dict[tuple[str, str], Attack]  # endpoint, what is wrong → the first such request
    statuses: Counter
    endpoints: Counter
    logged: str


@pytest.fixture(scope="module")
def outcome(site):
    """Send everything, with everything logged that can be."""
    n = N_ATTACKS[site.runtime.database.engine.dialect.name]
    rules = list(site.app.url_map.iter_rules())
    outcome = Outcome(site, n, {}, Counter(), Counter(), "")
    with everything_logged() as lines:
        for attack in attacks(rules, site.known, seed=SEED, n=n):
            status, headers, text = site.send(attack)
            outcome.statuses[status] += 1
            outcome.endpoints[attack.endpoint] += 1
            site.go_on()
            for trouble in troubles_of(attack, status, headers, text):
                outcome.troubles.setdefault((attack.endpoint, trouble), attack)
    outcome.logged = "\n".join(lines).casefold()
    return outcome


@contextmanager
def everything_logged():
    kept, root = Kept(), logging.getLogger()
    before = root.level
    root.addHandler(kept)
    root.setLevel("DEBUG")
    try:
        yield kept.lines
    finally:
        root.removeHandler(kept)
        root.setLevel(before)


def test_no_hostile_request_breaks_anything_or_runs(outcome):
    assert outcome.troubles == {}


def test_they_get_further_than_the_door(outcome):
    """What is refused at once proves nothing: a good part must be taken, and stored."""
    assert set(outcome.endpoints) == {
        rule.endpoint for rule in outcome.site.app.url_map.iter_rules()
    }
    assert outcome.statuses[200] > outcome.n / 10
    assert outcome.statuses[303] > outcome.n / 10
    stored = {table: len(holding_canary(outcome.site, table)) for table in STORED}
    assert sum(stored.values()) > outcome.n / 50
    if outcome.n == max(N_ATTACKS.values()):  # of fewer, not every table sees enough
        assert {table: n for table, n in stored.items() if n < STORED[table]} == {}


def test_whatever_a_page_reads_of_its_address_is_tried():
    sources = [path for layer in ("web", "api") for path in (PACKAGE / layer).glob("*.py")]
    read = {
        name
        for path in sources
        for name in re.findall(r'request\.args\.get\("(\w+)"', path.read_text("utf-8"))
    }
    assert {"avant", "apres", "cas"} < read <= set(PARAMETERS)


def holding_canary(site, table):
    """Return the rows of a table in which Eve wrote something."""
    with site.runtime.database.engine.connect() as connection:
        rows = connection.execute(sa.select(Table.metadata.tables[table])).mappings()
        return [row for row in rows if CANARY in str(dict(row)).casefold()]


def test_nothing_of_them_is_logged(outcome):
    assert outcome.logged
    for secret in (CANARY, "example.org", SECRET_KEY, *ADDRESSES):
        assert secret not in outcome.logged


@pytest.mark.browser
def test_what_was_stored_does_nothing_in_a_browser(outcome, browser):
    site = outcome.site
    with site.runtime.database.begin() as session:
        session.connection().exec_driver_sql("UPDATE comment SET status = 'published'")
    seen = []
    with listening(site.app) as url:
        for cookies, paths in pages_with_canaries(site):
            context = browser.new_context(extra_http_headers={"Cookie": cookies})
            context.add_init_script(WATCH)
            # What the browser leaves half read when it goes on to the next page.
            context.route("**/icon.svg", lambda route: route.abort())
            page = context.new_page()
            watch(page, url, seen)
            for path in paths:
                assert page.goto(url + path).status == 200, path
                assert page.url.startswith(url)
                seen += page.evaluate("[...window.__seen, ...(window.__pwned ? ['pwned'] : [])]")
            context.close()
    assert seen == []


@contextmanager
def listening(app):
    """Give the address at which a browser reaches *app*."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=SilentHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def watch(page, url, seen):
    """Note in *seen* what only a script or markup of Eve's would do."""
    page.on("dialog", lambda dialog: seen.append(dialog.message))
    page.on("request", lambda one: one.url.startswith(url) or seen.append(one.url))


def pages_with_canaries(site):
    """Yield whose cookies open which pages, those that show what Eve wrote."""
    rows = holding_canary(site, "comment")
    per_article = Counter(row["article_id"] for row in rows)
    articles = {row["id"]: row["key"] for row in holding_canary(site, "article")}
    with site.runtime.database.read() as session:
        articles |= {
            row.id: row.key for row in session.execute(sa.select(Table.metadata.tables["article"]))
        }
    stranger = [
        f"/article/{articles[article]}?page={page + 1}"
        for article, n in per_article.items()
        for page in range(-(-n // PAGE_SIZE) + 1)
    ]
    shown = [row["public_id"] for row in rows[:: max(1, len(rows) // 12)]]
    stranger += [f"/commentaire/{one}" for one in shown]
    stranger += [
        f"/article/{articles[row['article_id']]}?repondre={row['public_id']}" for row in rows[:5]
    ]
    stranger += [f"/suivi/{links.outcome_token(site.runtime, one)}" for one in shown]
    yield site.known.sessions[0][0], stranger
    yield site.known.sessions[1][0], ["/compte", "/compte/nom"]
    reported = {row["comment_id"] for row in holding_canary(site, "report")}
    with site.runtime.database.read() as session:
        cases = [comments.public_id_of(session, one) for one in reported]
    desk = [f"/desk/comment/{one}" for one in [*cases, *shown]]
    yield (
        session_of(site.app, "mona@example.org")[0],
        [*desk, "/desk/corrections", "/desk/sanctions"],
    )


@pytest.mark.slow
def test_no_bytes_make_the_server_fail_or_its_log_tell(tmp_path):
    with serving(tmp_path, CHARTE_MODEL="none") as server:
        place = urlsplit(server.url)
        statuses = Counter(
            status_of_bytes((place.hostname, place.port), request)
            for request in raw_requests(seed=SEED, n=N_RAW)
        )
        assert httpx.get(f"{server.url}/health").status_code == 200
        server.stop()
    # RFC 9112, section 6.1: the answer to a transfer coding that is not known.
    assert {status for status in statuses if status >= 500} <= {501}
    assert statuses[400] > N_RAW / 3
    assert statuses[200] > N_RAW / 50
    assert CANARY not in server.output[0].casefold()


def status_of_bytes(place, request):
    """Return the status of the answer to *request*; 0 if there is none: the connection was closed."""
    answer = b""
    with socket.create_connection(place, timeout=20) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            while received := connection.recv(65_536):
                answer += received
        except ConnectionError:
            pass
    assert not answer or answer.startswith(b"HTTP/1."), answer[:80]
    return int(answer[9:12] or 0)
