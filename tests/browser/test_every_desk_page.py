"""Every page of the desk, in use: axe finds nothing, in light and dark, at a desk and on a telephone.

A page without arguments is walked as soon as it has a route. For one whose address names something,
`SHOWN` says what of `Furnished` it is looked at with.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from moderation.core.charter import Pseudonyms
from moderation.core.names.book import parse_name_book
from moderation.web.access import ACCESS, Door
from tests.browser.conftest import log_in
from tests.browser.furnished import furnish

pytestmark = pytest.mark.browser

BOOK = '[figures]\n"Henri Mathis" = { office = "syndic", contact = "h.mathis@commune.example" }'

#: What each page with arguments is shown of: a function of `Furnished`, one set of values a visit.
SHOWN = {
    "desk.case": lambda here: [
        {"public_id": one} for one in (here.grave, here.asked, here.appealed, here.reported)
    ],
    "inquiries.begin": lambda here: [{"public_id": here.asked}],
    "disclosing.ask": lambda here: [{"public_id": here.grave}],
    "lists.show": lambda here: [{"batch_id": here.batch}],
    "desk_articles.show": lambda _: [{"key": "exemple"}],
    "glossary.show_entry": lambda _: [{"entry_id": 1}],
    "glossary.show_precedent_": lambda _: [{"precedent_id": 1}],
    "webhooks.show": lambda here: [{"webhook_id": here.webhook}],
    "workshop.draft": lambda here: [{"draft_id": one} for one in (here.draft, here.wrong_draft)],
    "workshop.preview": lambda here: [{"draft_id": here.draft}],
    "workshop.file": lambda here: [{"draft_id": here.wrong_draft, "name": "charte.toml"}],
    "adjusting.settings": lambda here: [
        {"draft_id": one} for one in (here.draft, here.wrong_draft)
    ],
    "adjusting.clause": lambda here: [{"draft_id": here.draft, "clause": 3}],
    "word_lists.find": lambda here: [{"draft_id": here.draft, "cherche": "connard"}],
    "word_lists.words": lambda here: [{"draft_id": here.draft, "name": "insults.fr.toml"}],
    "trying.trial": lambda here: [{"trial_id": here.trial}],
    "reports_public.prepare": lambda here: [{"key": here.period}],
}

#: All that axe knows; the smallest size of what is pressed (2.5.8) it tries only if asked.
ALL = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}

#: All that the colours of another scheme can change.
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}

DESK, TELEPHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture
def site_settings():
    return {"second_reading": 1.0, "pause_minutes": 0}


@pytest.fixture
def site_charter():
    return {"pseudonyms": Pseudonyms.CHECKED, "name_book": parse_name_book(BOOK)}


@pytest.fixture
def furnished(live_server):
    return furnish(live_server)


@pytest.fixture
def ada(page, live_server, furnished):
    """A window of the administrator, at the desk."""
    log_in(page, live_server, "ada@example.org")
    page.wait_for_url("**/desk")
    return page


def pages(app, here):
    """Return the path of each page of the desk, those with arguments as `SHOWN` says."""
    for rule in app.url_map.iter_rules():
        is_desk = ACCESS[rule.endpoint.split(".")[0]] is Door.NEWSROOM
        if not is_desk or "GET" not in rule.methods:
            continue
        assert not rule.arguments or rule.endpoint in SHOWN, (
            f"{rule.rule} is a new page: say in SHOWN of {__name__} what it is shown of"
        )
        with app.test_request_context():
            for values in SHOWN[rule.endpoint](here) if rule.arguments else [{}]:
                yield app.url_for(rule.endpoint, **values)


def wrong_in(page, options):
    found = Axe().run(page, options=options).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


def problems_of(page, address):
    """Give all that is wrong with a page."""
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    answer = page.goto(address)
    if answer.status != 200:
        yield answer.status
    if "/desk" not in page.url:
        yield page.url
    page.evaluate(OPEN_ALL)
    yield from wrong_in(page, ALL)
    yield from page.evaluate(UNTOLD)
    page.emulate_media(color_scheme="dark")
    yield from wrong_in(page, COLOURS)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(TELEPHONE)
    yield from wrong_in(page, ALL)
    sideways = page.evaluate(SIDEWAYS)
    if sideways:
        yield f"scrolled sideways by {sideways} pixels"


#: All but the menus: of those one is open at a time, above the page.
OPEN_ALL = """() => document.querySelectorAll("details:not(.menu)").forEach((one) => {
    one.removeAttribute("name");
    one.open = true;
})"""

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

#: What who listens would miss: axe lets a second h1 pass, and does not ask for each of these.
UNTOLD = """() => {
    const seen = (one) => one.checkVisibility({ visibilityProperty: true });
    const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
    const told = [];
    let last = 0;
    for (const one of all("h1, h2, h3, h4, h5, h6")) {
        const level = Number(one.tagName[1]);
        if (level > last + 1) told.push(`h${last} is followed by ${one.outerHTML}`);
        last = level;
    }
    for (const one of ["h1", "main", "body > header"]) {
        if (all(one).length !== 1) told.push(`${all(one).length} of ${one}`);
    }
    const names = all("nav").map((one) => one.getAttribute("aria-label"));
    if (names.includes(null) || new Set(names).size < names.length) told.push(`navs: ${names}`);
    for (const one of all("input:not([type=hidden]), select, textarea")) {
        const labels = [...one.labels].map((label) => label.textContent).join("").trim();
        if (!labels && !one.getAttribute("aria-label") && !one.getAttribute("aria-labelledby"))
            told.push(`no name: ${one.outerHTML}`);
    }
    return told;
}"""

#: Where the focus is: in what part of the page, whether it is seen and by what it shows.
FOCUSED = """(parts) => {
    const one = document.activeElement;
    if (one === document.body) return null;
    const part = Object.keys(parts).find((name) => one.closest(parts[name]));
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const middle = [(left + right) / 2, (top + bottom) / 2];
    const points = [middle, [left + 2, top + 2], [right - 2, top + 2], [left + 2, bottom - 2]];
    const isSeen = points.some(([x, y]) => {
        const there = document.elementFromPoint(x, y);
        return there && (one.contains(there) || there.contains(one) && there.matches("a, label"));
    });
    const outlined = one.matches(".chip input") ? one.nextElementSibling : one;
    const isOutlined = getComputedStyle(outlined).outlineStyle !== "none";
    return { part, isSeen, isOutlined, html: one.outerHTML.slice(0, 120) };
}"""

#: The parts of a case's page, in their order.
PARTS = {
    "ways past": ".skip",
    "head": ".masthead",
    "notices": ".notice-bar",
    "queues": ".bench-head",
    "reminder": ".pause",
    "text": ".case-text",
    "reasons": ".case-reasons",
    "side": ".case-context",
    "decision": ".dock",
}


def test_everybody_can_use_every_page_of_the_desk(ada, live_server, furnished):
    found = {
        path: wrong
        for path in pages(live_server.app, furnished)
        if (wrong := list(problems_of(ada, live_server.url + path)))
    }
    assert not found, "\n".join(f"{path}: {one}" for path, all in found.items() for one in all)
    for size in (DESK, TELEPHONE):
        ada.set_viewport_size(size)
        ada.goto(f"{live_server.url}/desk")
        for menu in ada.locator(".menu summary").all():
            menu.click()
            assert wrong_in(ada, ALL) == [], menu.inner_text()
            assert ada.evaluate(SIDEWAYS) == 0


def test_tab_goes_through_a_case_as_it_is_read(ada, live_server, furnished):
    ada.emulate_media(reduced_motion="reduce")  # what the focus comes to is there at once
    for size in (DESK, TELEPHONE):
        ada.set_viewport_size(size)
        ada.goto(f"{live_server.url}/desk/comment/{furnished.grave}")
        met = list(focused_by_tab(ada))
        assert [one for one in met if not (one["isSeen"] and one["isOutlined"])] == []
        parts = [one["part"] for one in met]
        assert list(dict.fromkeys(parts)) == list(PARTS)
        assert parts == sorted(parts, key=list(PARTS).index), "one comes back to no part"


def focused_by_tab(page):
    """Give what Tab comes to, from the top of the page to its end."""
    while True:
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED, PARTS)
        if focused is None:
            return
        yield focused


def test_on_a_telephone_every_page_of_the_menu_is_within_reach(ada, live_server):
    ada.set_viewport_size(TELEPHONE)
    for language in ("fr", "de", "it", "en"):
        ada.goto(f"{live_server.url}/desk?lang={language}")
        for one in ada.locator(".desk-nav > a, .desk-nav summary").all():
            box = one.bounding_box()
            assert 0 <= box["x"] <= box["x"] + box["width"] <= TELEPHONE["width"], one.inner_text()
        assert ada.locator(".masthead").bounding_box()["height"] < 130, "three rows, in German"
