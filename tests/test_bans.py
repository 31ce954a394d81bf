"""A name is banned by a person, with reasons; its author objects, and another person answers."""

import re

import pytest

from moderation.core.comment import Status
from moderation.core.letter import LetterKind
from moderation.services import bans
from tests.conftest import CLEAN, form_token, signed_up
from tests.test_accounts import posted, stored
from tests.test_names import SECOND

REASON = "Le vrai Jean Faux, boulanger à Nyon, nous a écrit qu’il n’a rien envoyé."
OBJECTION = "C’est mon nom de toujours, je vous envoie volontiers une preuve."
ANSWER = "Nous nous sommes parlé au téléphone : c’est bien lui."
NAMES = "/desk/sanctions"


@pytest.fixture
def jean(app, runtime):
    """Somebody who signs "Jean Faux", with an account."""
    return signed_up(app, runtime, "Jean Faux")


@pytest.fixture
def banned(jean, mona, runtime):
    """The page of the comment for which Mona banned the name, as its author sees it."""
    outcome = jean.write(CLEAN).location
    case = f"/desk/comment/{stored(runtime)[0].public_id}"
    action = banning(case)
    answer = mona.send(mona.get(case), action, [("reason", REASON)])
    assert answer.location == case
    return outcome


def banning(case):
    return case.replace("/desk/comment", f"{NAMES}/nom")


def ban_id(page):
    return re.search(r'id="sanction-(\d+)"', page.text)[1]


def object_to(browser, outcome, words=OBJECTION):
    page = browser.get(outcome)
    return browser.send(page, outcome + "/contester-nom", [("objection", words)])


def answer(desk, outcome, words=ANSWER):
    page = desk.get(NAMES)
    fields = [("answer", words), ("outcome", outcome)]
    return desk.send(page, f"{NAMES}/{ban_id(page)}/repondre", fields)


def letters(runtime):
    kinds = (LetterKind.NAME_BANNED, LetterKind.BAN_KEPT, LetterKind.BAN_LIFTED)
    return [(kind, letter) for kind in kinds for letter in posted(runtime, kind)]


def test_a_banned_name_is_held_and_its_author_is_told_why(jean, banned, mona, runtime):
    told = jean.get(banned).text
    assert "Le nom «\u00a0Jean Faux\u00a0» est banni" in told
    assert REASON in told
    assert "Les fausses identités seront bannies" in told
    assert "Contester cette décision" in told
    ((kind, letter),) = letters(runtime)
    assert (kind, letter.to) == (LetterKind.NAME_BANNED, "jean.faux@example.org")
    assert letter.facts["reason"] == REASON
    assert letter.facts["link"].endswith(banned)
    assert "Lire les motifs" in jean.get("/compte").text
    jean.write(SECOND)
    assert stored(runtime)[1].status is Status.PENDING
    case = mona.get("/desk").text
    assert "Nom banni le" in case
    assert "Bannir ce nom" not in case


def test_whoever_was_banned_returns_under_their_own_name(jean, banned, runtime):
    page = jean.get("/compte/nom")
    jean.send(page, "/compte/nom", [("author_name", "Bruno Wernli")])
    assert "est publié" in jean.get(jean.write(SECOND).location).text


def test_somebody_else_of_that_name_is_told_nothing(app, runtime, banned):
    other = signed_up(app, runtime, "Jean  FAUX")
    outcome = other.write(SECOND).location
    page = other.get(outcome)
    assert "attend d’être lu" in page.text
    assert "banni" not in page.text
    assert "banni" not in other.get("/compte").text
    data = {"csrf_token": form_token(page), "objection": OBJECTION}
    assert other.client.post(outcome + "/contester-nom", data=data).status_code == 403


def test_an_appeal_is_answered_by_another_person_who_lifts_the_ban(
    jean, banned, mona, max_, runtime
):
    assert object_to(jean, banned).location == banned
    assert "Votre recours est en cours" in jean.get(banned).text
    assert "1 sanction vous attend" not in mona.get("/desk").text
    assert "1 sanction vous attend" in max_.get("/desk").text
    assert "Une autre personne répond" in mona.get(NAMES).text
    page = max_.get(NAMES)
    data = {"csrf_token": form_token(page), "answer": ANSWER, "outcome": "lift"}
    refused = mona.client.post(
        f"{NAMES}/{ban_id(page)}/repondre", data={**data, "csrf_token": form_token(mona.get(NAMES))}
    )
    assert refused.status_code == 403
    assert answer(max_, "lift").location == NAMES
    told = jean.get(banned).text
    assert "n’est plus banni" in told
    assert ANSWER in told
    assert [kind for kind, _ in letters(runtime)][-1] is LetterKind.BAN_LIFTED
    assert "est publié" in jean.get(jean.write(SECOND).location).text
    assert "n’est plus banni" in jean.get("/compte").text


def test_an_appeal_may_be_answered_by_keeping_the_ban(jean, banned, max_, runtime):
    object_to(jean, banned)
    answer(max_, "keep")
    told = jean.get(banned).text
    assert "Une autre personne a maintenu la décision" in told
    assert "Contester cette décision" not in told
    assert "Conseil suisse de la presse" in told
    assert [kind for kind, _ in letters(runtime)][-1] is LetterKind.BAN_KEPT
    assert answer_again(max_) == 409


def answer_again(desk):
    page = desk.get(NAMES)
    data = {"csrf_token": form_token(page), "answer": ANSWER, "outcome": "lift"}
    return desk.client.post(f"{NAMES}/{ban_id(page)}/repondre", data=data).status_code


def test_one_objects_once_with_words_and_in_time(jean, banned, runtime, clock):
    empty = object_to(jean, banned, words="  ")
    assert (empty.status_code, "Dites en quelques mots" in empty.text) == (422, True)
    page = jean.get(banned)
    clock.move(days=200)
    late = jean.send(page, banned + "/contester-nom", [("objection", OBJECTION)])
    assert late.status_code == 403
    assert "Contester cette décision" not in jean.get(banned).text


def test_a_ban_needs_a_reason_and_is_made_once(jean, banned, mona, max_, runtime):
    case = f"/desk/comment/{stored(runtime)[0].public_id}"
    for words, status in (("", 422), (REASON, 409)):
        data = {"csrf_token": form_token(max_.get(case)), "reason": words}
        made = max_.client.post(banning(case), data=data)
        assert made.status_code == status
    assert len(letters(runtime)) == 1


def test_a_ban_is_lifted_with_a_reason_and_its_author_is_told(jean, banned, mona, runtime):
    page = mona.get(NAMES)
    lifting = f"{NAMES}/{ban_id(page)}/lever"
    assert mona.send(page, lifting, [("lift_reason", "")]).status_code == 422
    assert mona.send(page, lifting, [("lift_reason", ANSWER)]).location == NAMES
    assert "Levée le" in mona.get(f"{NAMES}?etat=passees").text
    assert [kind for kind, _ in letters(runtime)][-1] is LetterKind.BAN_LIFTED
    data = {"csrf_token": form_token(mona.get(NAMES)), "lift_reason": ANSWER}
    assert mona.client.post(lifting, data=data).status_code == 409


def test_readers_and_strangers_see_and_move_nothing_of_the_bans(jean, rita, banned):
    for browser, status in ((jean, 403), (rita, 303)):
        assert browser.get(NAMES).status_code == status
        data = {
            "csrf_token": form_token(
                browser.get("/compte/connexion" if status == 303 else "/compte")
            )
        }
        for path in (f"{NAMES}/1/lever", f"{NAMES}/1/repondre"):
            assert browser.client.post(path, data=data).status_code == status


def test_a_ban_ends_what_was_held_to_be_checked(jean, mona, runtime):
    jean.write(CLEAN)
    case = f"/desk/comment/{stored(runtime)[0].public_id}"
    page = mona.get(case)
    mona.client.post(case + "/nom", data={"csrf_token": form_token(page)})
    mona.send(mona.get(case), banning(case), [("reason", REASON)])
    jean.write(SECOND)
    assert stored(runtime)[1].status is Status.PENDING


def test_a_name_that_the_operator_bans_is_listed_without_a_comment(mona, runtime):
    bans.ban_name(runtime, "Jean Faux", reason=REASON)
    page = mona.get(NAMES).text
    assert "Jean Faux" in page
    assert "l’administration du service" in page


def test_there_is_no_such_ban(mona):
    page = mona.get(NAMES)
    assert "Aucune sanction" in page.text
    data = {"csrf_token": form_token(page), "lift_reason": REASON}
    assert mona.client.post(f"{NAMES}/12/lever", data=data).status_code == 404
