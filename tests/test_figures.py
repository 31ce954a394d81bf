"""The newsroom's figures: what happened is counted where and when it did, and nobody is named."""

import csv
import re
from datetime import date, timedelta
from io import StringIO

from moderation.core.figures import summarise, total
from moderation.core.period import Span, period_around
from moderation.core.person import Role
from moderation.services import figures
from moderation.web.charts import Axes, lying, stacked
from tests.conftest import AMBIGUOUS, CLEAN, REFUSED, at_the_desk
from tests.test_desk import decide


def of_today(runtime, clock):
    return total(figures.days_of(runtime, period_around(Span.DAY, clock.now.date())).values())


def answer_next(browser, action):
    clauses = ["INJURE"] if action == "reject" else []
    return decide(browser, browser.get("/desk"), action, clauses=clauses)


def rows_of(page):
    return list(csv.reader(StringIO(page.text.removeprefix("\ufeff"))))


def test_what_came_in_and_what_became_of_it(runtime, clock, amir, mona):
    amir.write(CLEAN)
    amir.write(AMBIGUOUS)
    amir.write(AMBIGUOUS + " Encore.")
    clock.move(minutes=10)
    answer_next(mona, "approve")
    answer_next(mona, "reject")
    summary = summarise(of_today(runtime, clock))
    assert (summary.received, summary.answered, summary.by_machine) == (3, 3, 1)
    assert (summary.published, summary.rejected) == (2, 1)
    assert timedelta(minutes=9.7) < summary.median_wait < timedelta(minutes=10.3)
    page = mona.get("/desk/chiffres")
    assert "10\u00a0min" in page.text
    clauses = rows_of(mona.get("/desk/chiffres?figure=clauses&format=csv"))
    assert [row[1:] for row in clauses[1:]] == [["1", "0"]]


def test_an_undone_decision_is_none(runtime, clock, amir, mona):
    amir.write(AMBIGUOUS)
    answer = answer_next(mona, "reject")
    action = re.search(r'action="(/desk/decision/\d+/undo)"', mona.get("/desk").text)[1]
    assert answer.status_code == 303
    mona.send(mona.get("/desk"), action, [])
    assert summarise(of_today(runtime, clock)).answered == 0
    answer_next(mona, "approve")
    summary = summarise(of_today(runtime, clock))
    assert (summary.published, summary.rejected) == (1, 0)


def test_what_is_kept_of_a_day_is_what_would_be_counted_again(runtime, clock, amir, mona):
    amir.write(AMBIGUOUS)
    answer_next(mona, "approve")
    day = period_around(Span.DAY, clock.now.date())
    before = figures.days_of(runtime, day)
    clock.move(days=1)
    assert figures.count_due_days(runtime) == 1
    assert figures.days_of(runtime, day) == before != {}
    assert figures.count_due_days(runtime) == 0, "counted just now"
    clock.move(hours=1)
    assert figures.count_due_days(runtime) == 1, "a guest may confirm still"
    clock.move(days=runtime.settings.keep_unconfirmed_days + 1)
    figures.count_due_days(runtime)
    clock.move(hours=2)
    assert figures.count_due_days(runtime) <= runtime.settings.keep_unconfirmed_days + 1
    assert figures.days_of(runtime, day) == before


def test_nobody_is_named(app, runtime, amir, max_):
    paula = at_the_desk(app, runtime, "Paula Quetzal", Role.MODERATOR)
    amir.write(AMBIGUOUS)
    answer_next(paula, "reject")
    for query in ("", "?periode=mois", "?periode=jour"):
        page = max_.get(f"/desk/chiffres{query}")
        assert page.status_code == 200
        assert "Quetzal" not in page.text
        assert "Haddad" not in page.text
    for name in re.findall(r"figure=(\w+)", page.text):
        assert "Quetzal" not in max_.get(f"/desk/chiffres?figure={name}&format=csv").text


def test_periods_that_are_none_are_told(mona):
    for query in (
        "periode=an",
        "jour=hier",
        "du=2026-11-02&au=2026-11-01",
        "du=2026-11-01",
        "jour=2027-01-01",
    ):
        assert mona.get(f"/desk/chiffres?{query}").status_code == 422, query
    assert mona.get("/desk/chiffres?du=2026-01-01&au=2026-11-02").status_code == 200
    assert mona.get("/desk/chiffres?figure=secret&format=csv").status_code == 404


def test_a_drawing_asks_nothing_of_the_page():
    axes = Axes(str, "-")
    for drawn in (
        stacked("a", ["1", "2"], {"un": [1, 2], "deux": [2, 0]}, axes),
        lying("b", ["<x>"], [3], axes),
    ):
        assert not re.search(r"<script|<style|style=|http://(?!www.w3.org)|<desc|<!--", drawn)
        assert "<x>" not in drawn
    assert "url(#a-hatched)" in stacked("a", ["1"], {"un": [1], "deux": [2]}, axes)


def test_a_refusal_by_the_machine_is_the_machines(runtime, clock, amir):
    amir.write(REFUSED)
    summary = summarise(of_today(runtime, clock))
    assert summary.received == 1
    assert summary.by_machine == summary.answered


def test_days_are_those_of_switzerland():
    assert period_around(Span.WEEK, date(2026, 11, 29)).first == date(2026, 11, 23)
    assert [str(one.first) for one in period_around(Span.MONTH, date(2026, 2, 3)).bins()][
        -1
    ] == "2026-02-28"
