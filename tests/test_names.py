"""The question about a name, from the form to the desk: put once, kindly, answered, remembered."""

import html
import re

import pytest

from moderation.core.comment import Draft, Status
from moderation.core.letter import LetterKind
from moderation.core.person import Role
from moderation.services import submission
from tests.conftest import CLEAN, PASSWORD, Browser, form_token, hire, signed_up
from tests.core.test_names import ASKED, REAL_NAMES
from tests.test_accounts import ARTICLE, RITA, path_of, posted, register, stored

QUESTION = "Votre nom nous sert de signature. Est-ce bien le vôtre\u00a0?"
REQUEST = "Nous vous prions d’utiliser votre nom complet"
CHECKED = "Vrai nom, vérifié"
SECOND = "Et l’on attend encore le rapport que le Conseil d’État avait promis pour janvier."


def field(page, name):
    """Return what the page's field *name* holds."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page.text)
    return tag and html.unescape(re.search(r'value="([^"]*)"', tag[0])[1])


def asked(page):
    """Return whether the page puts a question, and nothing is said to be wrong."""
    assert 'class="problems"' not in page.text
    return 'id="question"' in page.text


def answer(browser, page, *, name, is_own=False, body=CLEAN, email=RITA):
    """Send the form again that came back with the question."""
    fields = [("author_name", name), ("author_email", email), ("body", body), ("accepted", "y")]
    fields += [("is_own_name", "y")] if is_own else []
    return browser.send(page, ARTICLE, fields)


def as_guest(browser, name, *, body=CLEAN, email=RITA):
    return browser.write(body, name=name, author_email=email)


def confirmed(browser, runtime):
    """Open the link in the last letter that confirms a guest's comment."""
    path = path_of(posted(runtime, LetterKind.CONFIRM_COMMENT)[-1].facts["link"])
    return browser.send(browser.get(path), path, [])


def approve(desk, page):
    action = re.search(r'action="(/desk/comment/[^"]+/decision)"', page.text)[1]
    return desk.send(page, action, [("action", "approve")])


def verify(desk, page):
    action = re.search(r'action="(/desk/comment/[^"]+/nom)"', page.text)[1]
    return desk.get(desk.send(page, action, []).location)


def test_a_guest_is_asked_once_and_nothing_is_lost(rita, mona, runtime):
    page = as_guest(rita, "Jean Haimard")
    assert page.status_code == 422
    assert asked(page)
    assert QUESTION in page.text
    assert "marre" not in page.text  # what is heard in a name is nothing to be told
    assert CLEAN in html.unescape(page.text)
    assert (field(page, "author_name"), field(page, "author_email")) == ("Jean Haimard", RITA)
    assert re.search(r'<input checked [^>]*name="accepted"', page.text)
    assert stored(runtime) == []
    sent = answer(rita, page, name="Jean Haimard", is_own=True)
    assert sent.status_code == 303
    confirmed(rita, runtime)
    case = mona.get("/desk").text
    assert "Lu à voix haute" in case
    assert "A répondu\u00a0: c’est mon nom, le 2\u00a0novembre" in case
    again = as_guest(rita, "Jean Haimard", body=SECOND)
    assert again.status_code == 303


def test_what_a_guest_answers_counts_for_the_address_that_is_confirmed(rita, eve, runtime):
    page = as_guest(eve, "Jean Haimard")
    answer(eve, page, name="Jean Haimard", is_own=True)
    assert asked(as_guest(rita, "Jean Haimard"))
    confirmed(rita, runtime)
    assert as_guest(rita, "Jean Haimard", body=SECOND).status_code == 303
    assert asked(as_guest(eve, "Jean Haimard", email="eve@example.org"))


def test_a_question_that_is_left_open_is_not_put_again(rita, mona, runtime):
    page = as_guest(rita, "Jean Haimard")
    assert answer(rita, page, name="Jean Haimard").status_code == 303
    confirmed(rita, runtime)
    assert "elle est restée sans réponse" in mona.get("/desk").text


def test_an_incomplete_name_is_asked_for_kindly_and_may_stay(rita, mona, runtime):
    page = as_guest(rita, "Marie")
    assert asked(page)
    assert REQUEST in page.text
    assert QUESTION not in page.text
    assert 'type="checkbox" value="y"' in page.text  # the charter's, and no other
    assert 'name="is_own_name"' not in page.text
    assert answer(rita, page, name="Marie").status_code == 303
    assert [comment.author_name for comment in stored(runtime)] == ["Marie"]


def test_a_name_that_is_corrected_is_taken_and_a_worse_one_asked_about(rita, runtime):
    page = as_guest(rita, "Marie")
    page = answer(rita, page, name="Batman", is_own=True)
    assert QUESTION in page.text
    assert not re.search(r'<input checked [^>]*name="is_own_name"', page.text)
    assert answer(rita, page, name="Marie Rochat").status_code == 303
    assert [comment.author_name for comment in stored(runtime)] == ["Marie Rochat"]


def test_what_is_wrong_comes_before_what_is_asked(rita):
    page = rita.write(CLEAN, name="Jean Haimard", author_email=RITA, accepted=False)
    assert 'id="question"' not in page.text
    assert "accepter la Charte" in page.text


def test_an_account_is_asked_when_it_is_made_and_not_again(rita, mona, runtime):
    page = register(rita, name="Jean Haimard")
    assert asked(page)
    assert QUESTION in page.text
    assert posted(runtime, LetterKind.CONFIRM_ADDRESS) == []
    again = [("name", "Jean Haimard"), ("email", RITA), ("password", PASSWORD)]
    made = rita.send(page, "/compte/nouveau", [*again, ("is_own_name", "y")])
    assert made.location == "/compte/connexion"
    rita.get(path_of(posted(runtime, LetterKind.CONFIRM_ADDRESS)[0].facts["link"]))
    rita.log_in(RITA, PASSWORD)
    assert "attend d’être lu" in rita.get(rita.write(CLEAN).location).text
    assert "A répondu\u00a0: c’est mon nom" in mona.get("/desk").text


def test_whether_an_address_has_an_account_is_not_told_by_the_question(app, runtime):
    hire(runtime, "Rita", Role.READER)
    pages = []
    for email in (RITA, "personne@example.org"):
        page = register(Browser(app), name="Jean Haimard", email=email)
        pages.append(re.sub(r'value="[^"]*"', "", page.text))
    assert pages[0] == pages[1]


def test_an_account_that_was_not_asked_yet_is_asked_at_its_first_comment(app, mona, runtime):
    jean = signed_up(app, runtime, "Jean Haimard")
    page = jean.write(CLEAN)
    assert asked(page)
    assert field(page, "author_name") == "Jean Haimard"
    assert CLEAN in html.unescape(page.text)
    sent = answer(jean, page, name="Jean Haimard", is_own=True)
    assert "attend d’être lu" in jean.get(sent.location).text
    case = mona.get("/desk")
    assert "A répondu\u00a0: c’est mon nom" in case.text
    approve(mona, case)
    # Answered by its author, accepted by a person: it holds nothing back any more.
    assert "est publié" in jean.get(jean.write(SECOND).location).text


def test_an_account_corrects_its_name_in_the_form(app, runtime):
    jean = signed_up(app, runtime, "Batman")
    page = jean.write(CLEAN)
    sent = answer(jean, page, name="  Bruno   Wernli ")
    assert "est publié" in jean.get(sent.location).text
    assert stored(runtime)[0].author_name == "Bruno Wernli"
    assert "<bdi>Bruno Wernli</bdi>" in jean.get("/compte").text


def test_an_account_cannot_take_a_name_that_nobody_could_sign_with(app, runtime):
    jean = signed_up(app, runtime, "Batman")
    page = answer(jean, jean.write(CLEAN), name="")
    assert "Veuillez indiquer votre nom complet" in page.text
    assert stored(runtime) == []
    assert "<bdi>Batman</bdi>" in jean.get("/compte").text


def test_a_pun_on_an_ordinary_name_is_published_after_one_question(app, runtime):
    jean = signed_up(app, runtime, "Jean Bonneau")
    page = jean.write(CLEAN)
    assert QUESTION in page.text
    sent = answer(jean, page, name="Jean Bonneau", is_own=True)
    assert "est publié" in jean.get(sent.location).text
    assert "est publié" in jean.get(jean.write(SECOND).location).text


@pytest.mark.parametrize("name", ["Jean Haimard", "Alain Berset", "Xhevat Krasniki"])
def test_a_name_that_a_person_checked_is_never_in_question_again(app, mona, runtime, name):
    draft = Draft(CLEAN, "Xhevat Krasniqi")  # a namesake of the last
    submission.submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
    )
    author = signed_up(app, runtime, name)
    page = author.write(SECOND)
    if page.status_code == 422:
        page = answer(author, page, name=name, is_own=True, body=SECOND)
    assert "attend d’être lu" in author.get(page.location).text
    case = mona.get("/desk")
    assert 'class="signal"' in case.text
    checked = verify(mona, case)
    assert f"{CHECKED} par Mona le 2\u00a0novembre" in checked.text
    assert 'class="signal"' not in checked.text
    assert 'data-key="i"' not in checked.text
    third = author.write("Un troisième avis, sur un tout autre point du budget cette fois.")
    assert "est publié" in author.get(third.location).text


def test_nobody_learns_of_another_commenter_by_a_question(app, mona, runtime):
    draft = Draft(CLEAN, "Xhevat Krasniqi")
    submission.submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
    )
    author = signed_up(app, runtime, "Xhevat Krasniki")
    assert author.write(SECOND).status_code == 303
    assert "Une autre personne commente ici" in mona.get("/desk").text


def test_a_comment_of_before_is_signed_once_the_name_is_settled(app, rita, runtime):
    outcome = as_guest(rita, "Rita Favre").location
    hire(runtime, "Jean Haimard", Role.READER)
    rita.log_in("jean.haimard@example.org", PASSWORD)
    page = rita.get("/compte")
    asked_first = rita.send(page, outcome + "/signer", [])
    page = rita.get(asked_first.location)
    assert QUESTION in page.text
    fields = [("author_name", "Jean Haimard"), ("is_own_name", "y")]
    back = rita.client.post(
        asked_first.location,
        data={
            **dict(fields),
            "asked_name": field(page, "asked_name"),
            "csrf_token": form_token(page),
        },
    )
    assert back.location == outcome
    signed = rita.send(rita.get(outcome), outcome + "/signer", [])
    assert signed.location == outcome
    (comment,) = stored(runtime)
    assert (comment.author_name, comment.status) == ("Jean Haimard", Status.PENDING)


def test_a_name_is_changed_on_the_page_for_it(amir, runtime):
    page = amir.get("/compte/nom")
    assert field(page, "author_name") == "Amir Haddad"
    page = amir.send(page, "/compte/nom", [("author_name", "Amir")])
    assert (page.status_code, REQUEST in page.text) == (422, True)
    page = amir.send(page, "/compte/nom", [("author_name", "Amir Haddad-Rochat")])
    assert page.location == "/compte"
    assert "Votre nom est enregistré" in amir.get("/compte").text
    amir.write(CLEAN)
    assert stored(runtime)[0].author_name == "Amir Haddad-Rochat"


def test_only_the_newsroom_checks_names(amir, rita, mona, runtime):
    draft = Draft(CLEAN, "Jean Haimard", "jean@example.org")
    made = submission.submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
    )
    page = f"/desk/comment/{made.comment.public_id}"
    assert CHECKED in mona.get(page).text
    for browser, status in ((amir, 403), (rita, 303)):
        data = {
            "csrf_token": form_token(
                browser.get("/compte/connexion" if browser is rita else "/compte")
            )
        }
        assert browser.client.post(page + "/nom", data=data).status_code == status
    assert "vérifié par" not in mona.get(page).text


def test_nothing_is_noted_of_somebody_who_cannot_be_told_apart(mona, runtime):
    made = submission.submit_comment(
        runtime,
        "budget",
        Draft(CLEAN, "Jean Haimard"),
        idempotency_key=None,
        needs_acceptance=False,
    )
    page = mona.get(f"/desk/comment/{made.comment.public_id}")
    assert CHECKED not in page.text
    answered = mona.client.post(
        f"/desk/comment/{made.comment.public_id}/nom", data={"csrf_token": form_token(page)}
    )
    assert answered.status_code == 409


@pytest.mark.parametrize("language", ["fr", "de", "it", "en"])
def test_the_question_is_put_in_the_readers_language(rita, language):
    words = {
        "fr": "Oui, c’est mon nom",
        "de": "Ja, das ist mein Name",
        "it": "Sì, è il mio nome",
        "en": "Yes, it is my name",
    }
    rita.get(f"{ARTICLE}?lang={language}")
    page = rita.write(CLEAN, name="Jean Haimard", author_email=RITA)
    assert words[language] in page.text


def from_address(number):
    """Return how somebody else sends: the limits of one address are not theirs."""
    return {"environ_overrides": {"REMOTE_ADDR": f"192.0.2.{number}"}}


def test_every_name_of_the_table_comments_without_friction(rita, runtime):
    """Section 4.3 of the reference: real names, none of which may stand in anybody's way."""
    article = rita.get(ARTICLE)
    stopped = []
    for number, name in enumerate(REAL_NAMES):
        fields = [("author_name", name), ("author_email", f"reader{number}@example.org")]
        fields += [("body", f"{CLEAN} ({number})"), ("accepted", "y")]
        sent = rita.send(article, ARTICLE, fields, **from_address(number))
        if sent.status_code != 303:
            stopped.append(name)
    assert stopped == []
    assert [comment.author_name for comment in stored(runtime)] == REAL_NAMES


def test_every_name_of_the_table_registers_without_friction(rita, runtime):
    """To hash a password takes long: the form lacks it, and lacks nothing else."""
    registering = rita.get("/compte/nouveau")
    for number, name in enumerate(REAL_NAMES):
        fields = [("name", name), ("email", f"reader{number}@example.org"), ("password", "")]
        page = rita.send(registering, "/compte/nouveau", fields, **from_address(number))
        problems = re.search(r'<div class="problems".*?</div>', page.text, re.DOTALL)[0]
        assert re.findall(r'href="#(\w+)"', problems) == ["password"], name
        assert 'id="question"' not in page.text, name
        assert field(page, "name") == name


def test_every_pun_and_every_odd_name_raises_one_question_and_no_more(rita):
    article = rita.get(ARTICLE)
    stopped = []
    for number, name in enumerate(ASKED):
        fields = [("author_name", name), ("author_email", f"reader{number}@example.org")]
        fields += [("body", f"{CLEAN} ({number})"), ("accepted", "y")]
        page = rita.send(article, ARTICLE, fields, **from_address(number))
        fields += [("is_own_name", "y")]
        sent = rita.send(page, ARTICLE, fields, **from_address(number))
        if not asked(page) or sent.status_code != 303:
            stopped.append(name)
    assert stopped == []
