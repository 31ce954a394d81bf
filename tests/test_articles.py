"""Articles at the desk: opened, closed, slowed; what readers are told; which threads heat up."""

from itertools import product

import pytest

from moderation.core.comment import Draft, Mode
from moderation.core.person import Role
from moderation.errors import CommentError
from moderation.services import submission
from moderation.services.pace import heat_under
from tests.conftest import AMBIGUOUS, CLEAN, at_the_desk, signed_up

PATH = "/desk/articles/budget"


@pytest.fixture
def sam(app, runtime):
    """A senior, logged in."""
    return at_the_desk(app, runtime, "Sam", Role.SENIOR)


def run(browser, **fields):
    fields = {"state": "open", "mode": "charter", **fields}
    return browser.send(browser.get(PATH), PATH, fields.items())


def told(runtime, name="Amir Haddad", email=None, words=""):
    """Return the problems of a text that a CMS sends for a reader."""
    draft = Draft(f"{CLEAN} {words}", name, email)
    try:
        submission.submit_comment(
            runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
        )
    except CommentError as error:
        return [problem.code for problem in error.problems]
    return []


def test_a_senior_closes_an_article_and_readers_read_why(sam, rita):
    assert run(sam, state="closed", closed_reason="La nuit porte conseil.").status_code == 303
    assert "C’est enregistré" in sam.get(PATH).text
    page = rita.get("/article/budget").text
    assert "La nuit porte conseil." in page
    assert "fermé" in sam.get("/desk/articles").text
    run(sam)
    assert "La nuit porte conseil." not in rita.get("/article/budget").text


def test_a_moderator_sees_how_an_article_is_run_and_changes_nothing(mona, runtime):
    page = mona.get(PATH)
    assert page.status_code == 200
    assert "Enregistrer" not in page.text
    assert mona.get("/desk/articles/nulle-part").status_code == 404


def test_slow_mode_tells_when_and_loses_no_text(sam, amir, rita, clock, runtime):
    run(sam, slow_minutes="10")
    assert "attend 10 minutes" in rita.get("/article/budget").text.replace("\u00a0", " ")
    assert amir.write(CLEAN).status_code == 303
    clock.move(minutes=3)
    late = amir.write(AMBIGUOUS)
    assert late.status_code == 422
    assert AMBIGUOUS in late.text
    assert "à 10:40" in late.text  # 9:30 in London is 10:30 in Zurich
    german = amir.get("/article/budget?lang=de")
    assert "10 Minuten" in german.text
    clock.move(minutes=7)
    assert amir.write(AMBIGUOUS).status_code == 303


def test_each_reader_waits_for_themselves_alone(sam, app, runtime, clock):
    run(sam, slow_minutes="60")
    assert told(runtime) == []
    assert told(runtime) == ["slow_mode"]
    assert told(runtime, "Rita Favre") == []
    assert told(runtime, email="amir@example.org") == [], "another Amir, for all that is known"
    assert told(runtime, "Amir H.", email="amir@example.org") == ["slow_mode"]
    zoe = signed_up(app, runtime, "Zoé Rochat")
    assert zoe.write(CLEAN).status_code == 303
    assert zoe.write(AMBIGUOUS).status_code == 422
    clock.move(minutes=60)
    assert told(runtime) == []


def test_a_reader_writes_so_many_comments_and_no_more(sam, runtime):
    run(sam, reader_limit="2")
    assert [told(runtime), told(runtime), told(runtime)] == [[], [], ["reader_limit"]]
    assert told(runtime, "Rita Favre") == []


def test_an_article_has_hours_of_its_own(sam, rita, runtime, clock):
    run(sam, opens_at="07:00", closes_at="10:00")  # it is 10:30 in Zurich
    assert "ils rouvrent à 07:00" in rita.get("/article/budget").text.replace("\u00a0", " ")
    assert told(runtime) == ["hours_closed"]
    clock.move(hours=21)
    assert told(runtime) == []
    assert "rouvrent" not in rita.get("/article/budget").text


@pytest.mark.parametrize(
    "fields",
    [
        {"opens_at": "07:00"},
        {"closes_at": "22:00"},
        {"slow_minutes": "0"},
        {"slow_minutes": "1441"},
        {"slow_minutes": "soon"},
        {"reader_limit": "-1"},
        {"character_limit": "20481"},
        {"state": "ajar"},
        {"mode": "whim"},
        {"closed_reason": "x" * 501},
        {"closed_reason": "a\x00b"},
    ],
    ids=str,
)
def test_what_makes_no_sense_changes_nothing(sam, runtime, fields):
    before = submission.find_article(runtime, "budget")
    answer = run(sam, **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert submission.find_article(runtime, "budget") == before


def test_who_tells_of_an_article_again_leaves_its_pace_alone(sam, runtime):
    run(sam, slow_minutes="10", reader_limit="3", opens_at="07:00", closes_at="22:00")
    submission.put_article(runtime, key="budget", title="Le budget est passé", url=None)
    found = submission.find_article(runtime, "budget")
    assert (found.title, found.slow_minutes, found.reader_limit) == ("Le budget est passé", 10, 3)
    assert f"{found.opens_at:%H:%M}–{found.closes_at:%H:%M}" == "07:00–22:00"


def test_a_thread_that_heats_up_is_shown_and_slowed_by_one_click(sam, mona, runtime, clock):
    for first, last in product(
        ("Rita", "Anne", "Luc", "Jean", "Zoé"), ("Favre", "Rochat", "Meier")
    ):
        assert told(runtime, f"{first} {last}", words=f"{first} {last} le dit aussi.") == []
    clock.move(hours=12)
    assert "Ça s’échauffe" not in sam.get("/desk/articles").text
    for i in range(5):
        draft = Draft(f"{AMBIGUOUS} {i}", "Eve Moret")
        submission.submit_comment(
            runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
        )
    article = submission.find_article(runtime, "budget")
    assert heat_under(runtime, article).level == "hot"
    page = sam.get("/desk/articles")
    assert "Ça s’échauffe" in page.text
    assert "s’enflamme" in page.text
    assert "Ralentir" not in mona.get("/desk/articles").text
    assert f'href="{PATH}"' in mona.get("/desk").text, "a case of it says so, too"
    sam.send(page, f"{PATH}/ralentir", [])
    assert submission.find_article(runtime, "budget").slow_minutes == 10
    assert "ralentie" in sam.get(PATH).text
    clock.move(hours=7)
    assert heat_under(runtime, article) is None
    assert f'href="{PATH}"' not in mona.get("/desk").text


def test_where_a_person_reads_all_nothing_is_called_hot(sam, runtime, clock):
    submission.put_article(runtime, key="budget", title="…", url=None, mode=Mode.PREMODERATED)
    for first in ("Rita", "Anne", "Luc", "Jean", "Zoé"):
        told(runtime, f"{first} Favre")
    assert "Ça s’échauffe" not in sam.get("/desk/articles").text
