"""Where a second factor is required, the way to the desk leads past its set-up, and everybody can take it."""

import pytest

from tests.browser.conftest import log_in
from tests.browser.test_access_axe import assert_everybody_can_use

pytestmark = pytest.mark.browser


@pytest.fixture
def site_settings():
    return {"staff_second_factor": "required"}


def test_who_has_none_is_led_to_it_and_told_why(page, live_server):
    log_in(page, live_server, "mona@example.org")
    page.wait_for_url("**/compte/code")
    assert page.locator("text=seconde protection").is_visible()
    assert_everybody_can_use(page)
