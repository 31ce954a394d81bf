"""An editor prepares a report, publishes it once, and nothing changes it any more."""

import csv
import json
from io import StringIO

import pytest

from moderation.core.person import Role
from tests.conftest import AMBIGUOUS, CLEAN, at_the_desk
from tests.test_figures import answer_next

KEY = "2026-11"


@pytest.fixture
def edith(app, runtime):
    """The editor-in-chief, logged in."""
    return at_the_desk(app, runtime, "Edith", Role.EDITOR)


@pytest.fixture
def a_month(clock, amir, mona):
    for body in (CLEAN, AMBIGUOUS, AMBIGUOUS + " Encore."):
        amir.write(body)
    answer_next(mona, "approve")
    answer_next(mona, "reject")
    clock.move(days=35)


def publish(browser):
    path = f"/desk/transparence/{KEY}"
    return browser.send(browser.get(path), f"{path}/publier", [])


def test_from_draft_to_public(runtime, clock, a_month, edith, rita):
    assert "Rapports de transparence" not in rita.get("/charte").text
    assert rita.get(f"/transparence/{KEY}").status_code == 404
    path = f"/desk/transparence/{KEY}"
    assert path in edith.get("/desk/transparence").text
    wrong = edith.send(edith.get(path), path, [("disputes", "beaucoup")])
    assert wrong.status_code == 422
    kept = edith.send(
        edith.get(path),
        path,
        [("disputes", "0"), ("training", "Une journée."), ("orders_to_act", "")],
    )
    assert kept.status_code == 303
    assert publish(edith).location == f"/transparence/{KEY}"
    assert publish_again(edith) == 409
    page = rita.get(f"/transparence/{KEY}").text
    assert "Une journée." in page
    assert "non mesuré" in page
    assert "Edith" not in page
    assert "Mona" not in page
    assert "/transparence" in rita.get("/charte").text
    assert KEY in rita.get("/transparence").text


def publish_again(browser):
    path = f"/desk/transparence/{KEY}"
    page = browser.get("/desk/chiffres")
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    return browser.client.post(f"{path}/publier", data={"csrf_token": token}).status_code


def test_what_is_published_stays_as_it_was(runtime, clock, a_month, edith, rita):
    publish(edith)
    before = json.loads(rita.get(f"/transparence/{KEY}?format=json").text)
    assert (before["received"], before["published"], before["rejected"]) == (3, 2, 1)
    assert before["by_hand"]["orders_to_act"] is None
    clock.move(days=900)
    from_then = rita.get(f"/transparence/{KEY}?format=json").text
    assert json.loads(from_then) == before


def test_the_csv_says_what_the_page_says(a_month, edith, rita):
    publish(edith)
    answer = rita.get(f"/transparence/{KEY}?format=csv")
    rows = {row[0]: row[3] for row in csv.reader(StringIO(answer.text.removeprefix("\ufeff")))}
    assert rows["received"] == "3"
    assert rows["disputes"] == "non mesuré"
    assert rows["clause.others"] == "1", "one refusal tells nobody on which clause"


@pytest.mark.parametrize("key", ["%00", "2026-%00", "x" * 300, "2026-s3"])
def test_a_report_that_cannot_be_is_not_found(rita, key):
    assert rita.get(f"/transparence/{key}").status_code in (404, 422)


def test_who_may_not_prepare_and_what_is_not_over(mona, edith, clock):
    assert mona.get("/desk/transparence").status_code == 403
    assert edith.get("/desk/transparence/2026-11").status_code == 422, "it is not over"
    assert edith.get("/desk/transparence/2026-13").status_code == 404
