"""A published report, for everybody: axe, 320 pixels, and a print that is whole."""

from zoneinfo import ZoneInfo

import pytest

from moderation.core.period import Span, period_around
from moderation.core.person import Role
from moderation.core.transparency import ByHand, key_of
from moderation.services import submission, transparency
from moderation.storage import people
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.conftest import hire

pytestmark = pytest.mark.browser


@pytest.fixture
def key(live_server):
    """The report on last month, published."""
    runtime = live_server.runtime
    month = period_around(Span.MONTH, runtime.clock().date()).before
    address = hire(runtime, "Edith", Role.EDITOR)
    with runtime.database.read() as session:
        edith = people.person_by_email(session, address)
    told = ByHand(orders_to_act=0, training="Une journée sur la diffamation, en mars.")
    transparency.tell_by_hand(runtime, edith, key_of(month), told)
    transparency.publish(runtime, edith, key_of(month))
    return key_of(month)


def test_everybody_can_read_it(page, live_server, key):
    for path in ("/transparence", f"/transparence/{key}", "/charte"):
        page.goto(live_server.url + path)
        assert_everybody_can_use(page)


def test_it_prints_as_a_document(page, live_server, key):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{live_server.url}/transparence/{key}")
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".languages", ".colophon", ".no-print"):
        assert not page.locator(hidden).first.is_visible(), hidden
    paper, ink = page.evaluate(
        "() => { const style = getComputedStyle(document.body);"
        " return [style.backgroundColor, style.color] }"
    )
    assert paper == "rgb(255, 255, 255)", "light, whatever the screen is"
    assert ink in ("rgb(27, 26, 24)", "rgb(0, 0, 0)")
    assert page.locator("text=Une journée sur la diffamation").is_visible()


def test_a_chart_is_told_apart_in_black_and_white(desk, live_server):
    runtime = live_server.runtime
    written = submission.outcome(runtime, live_server.comments["published"]).comment.submitted_at
    day = written.astimezone(ZoneInfo("Europe/Zurich")).date()
    desk.goto(f"{live_server.url}/desk/chiffres?periode=jour&jour={day}")
    fills = desk.evaluate(
        "() => [...document.querySelectorAll('#decisions .legend rect')]"
        ".map(one => getComputedStyle(one).fill)"
    )
    assert len(fills) == len(set(fills)) == 3
    assert sum("url(" in fill for fill in fills) == 2
    assert desk.evaluate("() => document.querySelectorAll('.chart [style]').length") == 0
    desk.click("#decisions summary")
    assert desk.locator("#decisions table").is_visible()
