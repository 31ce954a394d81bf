"""A reader's own page: all they wrote, with what became of it, and the sanctions on their names."""

import html
import re

import pytest

from moderation.core.comment import Draft
from moderation.services import submission
from moderation.services.history import PAGE_SIZE
from moderation.storage import people
from tests.conftest import AMBIGUOUS, CLEAN, PASSWORD, REFUSED, signed_up
from tests.test_bans import REASON, answer, banned, jean, object_to
from tests.test_desk import decide

__all__ = ["banned", "jean"]


def said(browser, path="/compte"):
    return html.unescape(browser.get(path).text).replace("\u00a0", " ")


def entries(browser, path="/compte"):
    """Return what the page says of each comment, in its order; form tokens differ from second to second."""
    listed = re.search(r'<ul class="history">(.*?)</ul>', said(browser, path), re.DOTALL)[1]
    listed = re.sub(r'<input [^>]*name="csrf_token"[^>]*>', "", listed)
    return re.findall(r"<li>(.*?)</li>", listed, re.DOTALL)


def write_many(runtime, email, n):
    with runtime.database.read() as session:
        person = people.person_by_email(session, email)
    for number in range(n):
        draft = Draft(f"{CLEAN} Voilà pour le point numéro {number}.", "")
        submission.submit_comment(
            runtime,
            "budget",
            draft,
            idempotency_key=None,
            needs_acceptance=False,
            person=person,
        )


def test_all_of_ones_comments_are_there_on_as_many_pages_as_it_takes(app, runtime, clock, amir):
    signed_up(app, runtime, "Rita Favre").write("Une phrase de Rita, et d’elle seule.")
    write_many(runtime, "amir.haddad@example.org", PAGE_SIZE + 2)
    first, last = entries(amir), entries(amir, "/compte?page=2")
    assert (len(first), len(last)) == (PAGE_SIZE, 2)
    assert f"numéro {PAGE_SIZE + 1}." in first[0]
    assert "numéro 0." in last[-1]
    assert "Le budget passe la rampe" in last[-1]
    assert "Page 1 sur 2" in said(amir)
    assert "/compte?page=2#own-comments-title" in said(amir)
    assert entries(amir, "/compte?page=99") == last
    for nonsense in ("0", "-1", "x", "9" * 30):
        assert "Page" in said(amir, f"/compte?page={nonsense}")
    assert "Une phrase de Rita" not in said(amir) + said(amir, "/compte?page=2")


def test_what_became_of_each_comment_is_told(amir, mona, clock):
    refused = amir.write(REFUSED).location
    amir.write(AMBIGUOUS)
    held, returned = entries(amir)
    assert "tag-pending" in held
    assert "charte en cause" not in held
    assert 'charte en cause : <span lang="fr">Injures' in returned
    assert "Contester cette décision" in returned
    assert "jusqu’au 2 mai 2027" in returned
    amir.send(amir.get(refused), f"{refused}/contester", [("words", "Je parlais du texte.")])
    assert "Votre recours est en cours" in entries(amir)[1]
    assert "Contester" not in entries(amir)[1]


def test_an_appeal_that_was_answered_is_told_as_such(amir, mona):
    refused = amir.write(REFUSED).location
    amir.send(amir.get(refused), f"{refused}/contester", [("words", "Je parlais du texte.")])
    decide(mona, mona.get("/desk"), "approve")
    (entry,) = entries(amir)
    assert "Votre recours a reçu une réponse" in entry
    assert "charte en cause" not in entry


def test_a_decision_can_be_contested_so_long_and_no_longer(amir, clock):
    amir.write(REFUSED)
    clock.move(days=182)
    amir.log_in("amir.haddad@example.org", PASSWORD)  # a session of then is over
    assert "Contester" not in entries(amir)[0]
    assert "charte en cause" in entries(amir)[0]


@pytest.fixture
def sanction(jean, banned):
    """A function: what Jean's own page says of his sanction."""

    def told():
        page = said(jean)
        return re.search(r'<section class="sanctions".*?</section>', page, re.DOTALL)[0]

    return told


def test_a_sanction_is_told_with_its_reasons_until_it_is_lifted(sanction, jean, banned, max_):
    assert "Le nom « Jean Faux » est banni" in sanction()
    link = re.search(r'href="([^"]*)#banned-title">Lire les motifs, contester', sanction())[1]
    assert link == banned
    assert REASON in said(jean, link)
    object_to(jean, banned)
    assert "Votre recours est en cours" in sanction()
    assert "contester" not in sanction()
    answer(max_, "lift")
    assert "Le nom « Jean Faux » n’est plus banni" in sanction()
    assert "news-error" not in sanction()


def test_a_sanction_that_was_kept_says_so(sanction, jean, banned, max_):
    object_to(jean, banned)
    answer(max_, "keep")
    assert "Votre recours a reçu une réponse" in sanction()
    assert "est banni" in sanction()


def test_who_has_no_sanction_reads_of_none(amir):
    assert "Sanctions" not in said(amir)
