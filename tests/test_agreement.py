"""A second reading is blind, changes nothing, is never one's own, and tells where people differ."""

import re
from dataclasses import replace

import pytest

from moderation.core.agreement import on_the_whole
from moderation.core.comment import Status
from moderation.core.person import Role
from moderation.core.retention import Kind
from moderation.services import agreement, retention, submission
from moderation.storage import second_readings
from tests.conftest import AMBIGUOUS, NOW, at_the_desk
from tests.test_figures import answer_next


@pytest.fixture
def runtime(runtime):
    """Every decision of a person is read again."""
    return replace(runtime, settings=runtime.settings.model_copy(update={"second_reading": 1.0}))


@pytest.fixture
def refused(runtime, clock, amir, mona):
    """A comment that Mona has refused, and that is drawn."""
    amir.write(AMBIGUOUS)
    answer_next(mona, "reject")
    clock.move(seconds=runtime.settings.undo_seconds + 1)
    assert agreement.draw_readings(runtime) == 1


def readings(runtime):
    with runtime.database.read() as session:
        return second_readings.readings(session, since=NOW, until=runtime.clock())


def give(browser, outcome, *clauses):
    page = browser.get("/desk/relecture")
    action = re.search(r'action="(/desk/relecture/\d+)"', page.text)[1]
    return browser.send(page, action, [("outcome", outcome), *(("clauses", c) for c in clauses)])


def test_it_is_blind_and_changes_nothing(runtime, clock, refused, mona, max_):
    assert "Rien à relire" in mona.get("/desk/relecture").text, "the first reading is hers"
    page = max_.get("/desk/relecture").text
    assert "ambigu" in page
    main = page.partition("<main")[2]
    assert "Mona" not in main
    assert "Refusé" not in main
    assert "checked" not in main
    assert give(max_, "refuse").status_code == 422, "a refusal says why"
    assert give(max_, "stand").status_code == 303
    clock.move(minutes=1)
    (one,) = readings(runtime)
    assert (set(one.first), set(one.second)) == ({"INJURE"}, set())
    public_id = re.search(r"/desk/comment/([\w-]+)", max_.get("/desk/accord").text)[1]
    assert submission.find_comment(runtime, public_id).status is Status.REJECTED
    assert "Rien à relire" in max_.get("/desk/relecture").text


def test_where_two_differ_is_to_be_discussed_without_a_name(
    app, runtime, clock, refused, mona, max_
):
    give(max_, "stand")
    clock.move(minutes=1)
    page = mona.get("/desk/accord").text.partition("<main")[2]
    assert "ambigu" in page
    assert "Première lecture" in page
    assert "Max" not in page
    assert "Par paire" not in page
    senior = at_the_desk(app, runtime, "Sara", Role.SENIOR)
    assert "Par paire" in senior.get("/desk/accord").text


def test_whoever_is_second_to_read_it_again_is_told(app, runtime, clock, refused, max_):
    paul = at_the_desk(app, runtime, "Paul", Role.MODERATOR)
    page = paul.get("/desk/relecture")
    action = re.search(r'action="(/desk/relecture/\d+)"', page.text)[1]
    give(max_, "refuse", "INJURE")
    late = paul.send(page, action, [("outcome", "stand")])
    assert late.status_code == 409
    clock.move(minutes=1)
    assert on_the_whole(readings(runtime)).both == 1


def test_what_is_undone_or_answers_an_appeal_is_not_drawn(runtime, clock, amir, mona):
    amir.write(AMBIGUOUS)
    answer_next(mona, "reject")
    page = mona.get("/desk")
    mona.send(page, re.search(r'action="(/desk/decision/\d+/undo)"', page.text)[1], [])
    clock.move(minutes=5)
    assert agreement.draw_readings(runtime) == 0


def test_a_decision_is_drawn_once(runtime, refused):
    assert agreement.draw_readings(runtime) == 0


def test_who_read_is_forgotten_in_time(runtime, refused, clock, max_):
    give(max_, "stand")
    clock.move(days=800)
    assert retention.retain(runtime).erased[Kind.SECOND_READER] == 1


def test_skipping_shows_the_next(runtime, refused, max_):
    page = max_.get("/desk/relecture").text
    after = re.search(r"apres=(\d+)", page)[1]
    assert "Rien à relire" in max_.get(f"/desk/relecture?apres={after}").text
    for odd in ("-1", "99999999999999999999", "x"):
        assert max_.get(f"/desk/relecture?apres={odd}").status_code == 200
