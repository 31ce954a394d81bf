"""The API's page in a browser: operations are tried from it, and without a script it is read."""

import json

import pytest
from playwright.sync_api import expect

from moderation.core.key import Scope
from moderation.services.keys import issue_api_key
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.conftest import REFUSED

pytestmark = pytest.mark.browser


@pytest.fixture
def reference(page, live_server):
    """The page, its forms made."""
    page.goto(f"{live_server.url}/api/")
    page.wait_for_selector("#try-key")
    return page


def tried(page, operation, **values):
    """Open the form of an operation, fill it in, send it; the status and what came."""
    form = page.locator(f"section:has(> #{operation}) details")
    form.locator("summary").click()
    for name, value in values.items():
        form.get_by_label(name.replace("_", "-"), exact=False).first.fill(value)
    form.locator("button").click()
    expect(form.locator("[role=status]")).to_have_text("200 OK")
    headers, _, content = form.locator("pre").inner_text().partition("\n\n")
    return headers, json.loads(content)


def test_operations_are_tried_with_a_key(reference, live_server):
    reference.fill("#try-key", issue_api_key(live_server.runtime, "somebody who tries").secret)
    body = json.dumps({"text": REFUSED})
    headers, verdict = tried(reference, "check", body=body, Accept_Language="de")
    assert verdict["recommendation"] == "refuse"
    assert "content-language: de" in headers
    assert "ratelimit-policy:" in headers
    _, article = tried(reference, "showArticle", key="exemple")
    assert article["key"] == "exemple"
    _, listed = tried(reference, "listArticles", limit="1")
    assert len(listed["items"]) == 1


def test_what_fails_is_shown_and_markup_in_it_is_text(reference, live_server):
    form = reference.locator("section:has(> #showPromise) details")
    form.locator("summary").click()
    form.locator("button").click()
    expect(form.locator("[role=status]")).to_have_text(
        "Fill in the key first, at the top of the page."
    )
    secret = issue_api_key(live_server.runtime, "<b>", scopes={Scope.CHECK}).secret
    reference.fill("#try-key", secret)
    form.locator("button").click()
    expect(form.locator("[role=status]")).to_contain_text("403")
    assert "insufficient-scope" in form.locator("pre").inner_text()
    assert secret not in reference.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )


def test_everybody_can_use_the_forms(reference):
    reference.locator("section:has(> #check) summary").click()
    assert_everybody_can_use(reference)


def test_without_a_script_the_page_is_read(browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/api/")
    assert page.is_visible("text=curl -X POST")
    assert not page.is_visible("#try-key")
    context.close()
