"""A pseudonym is asked for, granted, given up and withdrawn; the real name stays in the newsroom."""

import html
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from moderation.app import create_app
from moderation.core.charter import Pseudonyms
from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.core.letter import LetterKind
from moderation.core.person import ReplyMail, Role
from moderation.core.retention import Kind
from moderation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from moderation.services import bans, keys, pseudonyms, retention, submission, tracing
from moderation.services.pseudonyms import REQUESTS_A_DAY
from moderation.services.replies import choose_reply_mail, post_replies
from moderation.storage import people
from moderation.storage.tables import PersonRow
from tests.conftest import (
    AMBIGUOUS,
    CLEAN,
    REFUSED,
    Browser,
    at_the_desk,
    hire,
    person_of,
    signed_up,
)
from tests.everything import places_of
from tests.test_accounts import posted
from tests.test_privacy import AMIR, close, decided, written
from tests.test_proofs import check

PAGE, ASK, GIVE_UP = (
    "/compte/identite",
    "/compte/identite/pseudonyme",
    "/compte/identite/pseudonyme/renoncer",
)
DESK = "/desk/pseudonymes"
ARTICLE = "/article/budget"
OWN, NAME, REASON = "Amir Haddad", "Hirondelle", "Mon employeur siège dans la commission."
MARK = "pseudonyme, identité connue de la rédaction"
SECOND = "Et l’on attend encore le rapport que le Conseil d’État avait promis pour janvier."
THIRD = "La commission des finances siège mardi ; elle entendra les communes avant de voter."


def allowing(runtime, pseudonyms=Pseudonyms.CHECKED):
    return replace(runtime, charter=replace(runtime.charter, pseudonyms=pseudonyms))


@pytest.fixture
def runtime(runtime):
    """What the product runs on, under a charter that has pseudonyms."""
    return allowing(runtime)


@pytest.fixture
def mona(app, runtime):
    return at_the_desk(app, runtime, "Mona", Role.MODERATOR)


@pytest.fixture
def checked(amir, mona, runtime):
    """Amir, whose name the desk has checked under a first comment."""
    amir.write(CLEAN)
    check(mona, written(runtime)[0].public_id, "call")
    return amir


@pytest.fixture
def signing(checked, mona):
    """Amir, who signs with a pseudonym."""
    ask(checked)
    assert answer(mona, "grant").status_code == 303
    return checked


def ask(browser, name=NAME, reason=REASON):
    return browser.send(browser.get(PAGE), ASK, [("pseudonym", name), ("reason", reason)])


def give_up(browser):
    return browser.send(browser.get(PAGE), GIVE_UP, [])


def number(page):
    return re.search(r'id="pseudonyme-(\d+)"', page.text)[1]


def answer(desk, outcome, words=""):
    page = desk.get(DESK)
    fields = [("answer", words), ("outcome", outcome)]
    return desk.send(page, f"{DESK}/{number(page)}/repondre", fields)


def withdraw(desk, words):
    page = desk.get(DESK)
    return desk.send(page, f"{DESK}/{number(page)}/retirer", [("answer", words)])


def seen(browser, path=ARTICLE):
    return html.unescape(browser.get(path).text)


def the_moderator(runtime):
    return person_of(runtime, "mona@example.org")


def states(runtime):
    return [one.pseudonym.status for one in pseudonyms.listed_pseudonyms(runtime)]


# The way to one


def test_from_the_request_to_the_thread(checked, mona, rita, runtime):
    asked = ask(checked)
    page = seen(checked, asked.location)
    assert "Votre demande est envoyée." in page
    assert f"Vous avez demandé le pseudonyme «\u00a0{NAME}\u00a0»" in page
    assert f"Vous signez\u00a0: <strong><bdi>{OWN}</bdi></strong>" in seen(checked)
    assert "1 demande de pseudonyme" in seen(mona, "/desk")
    desk = seen(mona, DESK)
    for shown in (NAME, OWN, REASON, "Rappel de la rédaction", "1 demande attend une réponse"):
        assert shown in desk
    assert answer(mona, "grant", "Bienvenue.").status_code == 303
    (letter,) = posted(runtime, LetterKind.PSEUDONYM_YES)
    assert (letter.to, letter.language) == (AMIR, "fr")
    assert (letter.facts["pseudonym"], letter.facts["answer"]) == (NAME, "Bienvenue.")
    assert "demande de pseudonyme" not in seen(mona, "/desk")
    form = seen(checked)
    assert re.search(rf"<strong><bdi>{NAME}</bdi></strong>\s*<span[^>]*>{MARK}</span>", form)
    checked.write(SECOND)
    (comment, before) = written(runtime)
    assert (comment.author_name, comment.is_pseudonym, comment.status) == (
        NAME,
        True,
        Status.PUBLISHED,
    )
    assert (before.author_name, before.is_pseudonym) == (OWN, False)
    thread = seen(rita)
    assert re.search(rf"<bdi>{NAME}</bdi></h3>\s*<span[^>]*title=\"[^\"]+\">{MARK}</span>", thread)
    assert thread.count(MARK) == 1
    case = seen(mona, f"/desk/comment/{comment.public_id}")
    assert NAME in case
    assert f"Vrai nom, que les lecteurs ne voient pas\u00a0: {OWN}." in case
    assert "Vrai nom, vérifié par Mona" in case


def test_a_charter_that_has_none_changes_nothing(amir, mona, runtime):
    amir.write(CLEAN)
    check(mona, written(runtime)[0].public_id, "call")
    browser = Browser(create_app(allowing(runtime, Pseudonyms.NO)))
    browser.log_in(AMIR, "une phrase que Mona retient")
    assert "seudonyme" not in browser.get(PAGE).text
    assert "seudonyme" not in browser.get("/charte").text
    assert "seudonyme" not in browser.get("/confidentialite").text
    with pytest.raises(NotAllowed):
        pseudonyms.ask(
            allowing(runtime, Pseudonyms.NO), person_of(runtime, AMIR), NAME, reason=REASON
        )


def test_the_charter_and_the_notice_say_so(rita):
    assert "peut demander un pseudonyme" in seen(rita, "/charte")
    assert "Le pseudonyme que vous demandez, et pourquoi" in seen(rita, "/confidentialite")


def test_the_newsroom_must_know_who_asks(amir, mona, runtime):
    page = amir.get(PAGE)
    assert 'name="pseudonym"' not in page.text
    assert "Elle n’a pas encore vérifié votre nom" in page.text
    for asker in (person_of(runtime, AMIR), the_moderator(runtime)):
        with pytest.raises(NotAllowed):
            pseudonyms.ask(runtime, asker, NAME, reason=REASON)


@pytest.mark.parametrize(
    ("name", "reason", "said"),
    [
        ("", REASON, "Indiquez le pseudonyme"),
        ("Mi", REASON, "3 lettres au moins"),
        ("H" * 41, REASON, "40 caractères au plus"),
        ("Nul\x00", REASON, "ne se lisent pas"),
        ("Amir Hadad", REASON, "dit votre vrai nom"),
        ("Alain Berset", REASON, "de quelqu’un d’autre"),
        ("Mona", REASON, "de quelqu’un d’autre"),  # works in the newsroom
        ("Ritah Favre", REASON, "de quelqu’un d’autre"),  # sounds like who comments here
        (NAME, "", "Dites en quelques mots"),
        (NAME, "é" * 1001, "trop long"),
        (NAME, "Nul\x00.", "illisibles"),
    ],
)
def test_what_cannot_be_asked_is_said_and_given_back(checked, rita, runtime, name, reason, said):
    rita.write(THIRD, name="Rita Favre", author_email="rita@example.org")
    page = ask(checked, name, reason)
    assert (page.status_code, said in html.unescape(page.text)) == (422, True)
    assert (reason or name) in html.unescape(page.text)
    assert states(runtime) == []


def test_a_pseudonym_is_one_readers_alone(app, checked, mona, runtime):
    other = signed_up(app, runtime, "Jean Dupont")
    other.write(SECOND)
    check(mona, written(runtime, "jean.dupont@example.org")[0].public_id, "known")
    ask(checked)
    assert "de quelqu’un d’autre" in html.unescape(ask(other, "Irondèle").text)
    assert "de quelqu’un d’autre" in html.unescape(ask(other, "HIRONDELLE").text)
    give_up(checked)
    assert ask(other).status_code == 303
    answer(mona, "grant")
    other.write(THIRD)
    give_up(other)
    # What stands in a thread keeps its name from others, and not from who signed it.
    assert "de quelqu’un d’autre" in html.unescape(ask(checked).text)
    assert ask(other).status_code == 303


def test_who_asks_twice_asks_once_and_too_often_is_told(checked, runtime):
    first = checked.get(PAGE)
    for _ in range(2):
        checked.send(first, ASK, [("pseudonym", NAME), ("reason", REASON)])
    assert states(runtime) == ["asked"]
    for _ in range(REQUESTS_A_DAY - 1):
        give_up(checked)
        ask(checked)
    give_up(checked)
    page = ask(checked)
    assert (page.status_code, "Réessayez demain" in page.text) == (403, True)


def test_a_request_is_taken_back(checked, mona, runtime):
    ask(checked)
    late = mona.get(DESK)
    give_up(checked)
    assert states(runtime) == ["given_up"]
    action = f"{DESK}/{number(late)}/repondre"
    slower = mona.send(late, action, [("answer", ""), ("outcome", "grant")])
    assert (slower.status_code, "plus rapide" in slower.text) == (409, True)
    assert posted(runtime, LetterKind.PSEUDONYM_YES) == []


def test_declining_needs_a_reason_which_the_reader_reads(checked, mona, runtime):
    ask(checked)
    refused = answer(mona, "decline", " ")
    assert (refused.status_code, "Dites pourquoi" in refused.text) == (422, True)
    assert states(runtime) == ["asked"]
    assert answer(mona, "decline", "Rien n’est en danger.").status_code == 303
    (letter,) = posted(runtime, LetterKind.PSEUDONYM_NO)
    assert letter.facts["answer"] == "Rien n’est en danger."
    page = seen(checked, PAGE)
    assert f"n’a pas accordé le pseudonyme «\u00a0{NAME}\u00a0»" in page
    assert "Rien n’est en danger." in page
    assert 'name="pseudonym"' in page
    checked.write(SECOND)
    assert written(runtime)[0].author_name == OWN


def test_the_letter_is_in_the_readers_language(checked, mona, runtime):
    with runtime.database.begin() as session:
        session.execute(sa.update(PersonRow).where(PersonRow.email == AMIR).values(language="de"))
    ask(checked)
    answer(mona, "grant")
    assert posted(runtime, LetterKind.PSEUDONYM_YES)[0].language == "de"


def test_what_has_become_somebodys_name_is_not_granted(checked, mona, rita, runtime):
    ask(checked)
    rita.write(THIRD, name="Irondelle", author_email="rita@example.org")
    refused = answer(mona, "grant", "Oui.")
    assert (refused.status_code, "de quelqu’un d’autre" in refused.text) == (422, True)
    assert "Oui." in refused.text
    assert states(runtime) == ["asked"]
    assert posted(runtime, LetterKind.PSEUDONYM_YES) == []


def test_a_name_that_is_checked_no_more_is_not_granted(checked, mona, runtime):
    ask(checked)
    rename(checked, "Amir Khoury")
    refused = answer(mona, "grant")
    assert (refused.status_code, "n’est pas vérifié" in refused.text) == (403, True)


def test_the_newsrooms_words_are_checked(runtime, signing):
    moderator = the_moderator(runtime)
    (listed,) = pseudonyms.listed_pseudonyms(runtime)
    with pytest.raises(InvalidInput):
        pseudonyms.withdraw(runtime, moderator, listed.pseudonym.id, answer=" ")
    with pytest.raises(Conflict):
        pseudonyms.decline(runtime, moderator, listed.pseudonym.id, answer="Non.")
    with pytest.raises(NotFound):
        pseudonyms.grant(runtime, moderator, 999)


# Never unmasked


def rename(browser, name):
    page = browser.get("/compte/nom")
    return browser.send(page, "/compte/nom", [("author_name", name), ("is_own_name", "y")])


def test_given_up_it_stays_under_what_it_signed(signing, rita, runtime):
    signing.write(SECOND)
    give_up(signing)
    signing.write(THIRD)
    assert [one.author_name for one in written(runtime)] == [OWN, NAME, OWN]
    thread = seen(rita)
    assert thread.count(f"<bdi>{NAME}</bdi>") == 1
    assert f"Vous avez renoncé au pseudonyme «\u00a0{NAME}\u00a0»" in seen(signing, PAGE)


def test_withdrawn_it_stays_too_and_the_form_says_what_signs_now(signing, mona, rita, runtime):
    signing.write(SECOND)
    assert withdraw(mona, "").status_code == 422
    assert withdraw(mona, "Il servait à insulter.").status_code == 303
    (letter,) = posted(runtime, LetterKind.PSEUDONYM_OVER)
    assert (letter.to, letter.facts["answer"]) == (AMIR, "Il servait à insulter.")
    assert f"<bdi>{NAME}</bdi>" in seen(rita)
    form = seen(signing)
    assert f"Votre pseudonyme «\u00a0{NAME}\u00a0» ne signe plus" in form
    assert f"Vous signez\u00a0: <strong><bdi>{OWN}</bdi></strong>" in form
    assert "Il servait à insulter." in seen(signing, PAGE)
    signing.write(THIRD)
    assert written(runtime)[0].author_name == OWN
    assert withdraw_again(mona).status_code == 409


def withdraw_again(desk):
    page = desk.get(DESK)
    token = [("csrf_token", re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1])]
    path = f"{DESK}/{number(page)}/retirer"
    return desk.client.post(path, data=dict([*token, ("answer", "Encore.")]))


def test_another_charter_unmasks_nobody(signing, runtime):
    signing.write(SECOND)
    without = create_app(allowing(runtime, Pseudonyms.NO))
    reader, amir = Browser(without), Browser(without)
    thread = seen(reader)
    assert thread.count(f"<bdi>{NAME}</bdi>") == 1
    assert thread.count(MARK) == 1
    amir.log_in(AMIR, "une phrase que Mona retient")
    form = seen(amir)
    assert f"Votre pseudonyme «\u00a0{NAME}\u00a0» ne signe plus" in form
    assert "la charte n’en permet plus" in seen(amir, PAGE)
    amir.write(THIRD)
    assert [one.author_name for one in written(runtime)] == [OWN, NAME, OWN]


def test_a_name_that_the_newsroom_does_not_know_is_not_hidden(signing, runtime):
    assert "ne signera plus vos commentaires" in seen(signing, "/compte/nom")
    rename(signing, "Amir Khoury")
    assert f"Votre pseudonyme «\u00a0{NAME}\u00a0» ne signe plus" in seen(signing)
    assert "n’a pas vérifié le nom que vous avez maintenant" in seen(signing, PAGE)
    signing.write(SECOND)
    assert written(runtime)[0].author_name == "Amir Khoury"


def test_a_form_that_said_another_name_comes_back(signing, mona, runtime):
    form = signing.get(ARTICLE)
    withdraw(mona, "Il n’y a plus de danger.")
    fields = [("body", SECOND), ("accepted", "y")]
    back = signing.send(form, ARTICLE, fields)
    told = html.unescape(back.text)
    assert back.status_code == 422
    assert f"serait maintenant signé «\u00a0{OWN}\u00a0»" in told
    assert SECOND in told
    assert len(written(runtime)) == 1
    assert signing.send(back, ARTICLE, fields).status_code == 303
    assert written(runtime)[0].author_name == OWN


def test_an_unsigned_comment_is_signed_with_the_name_on_the_button(app, signing, mona, runtime):
    outcome = Browser(app).write(SECOND, name=OWN, author_email="x@example.org").location
    page = signing.get(outcome)
    assert f"Signer\u00a0: {NAME}" in html.unescape(page.text)
    give_up(signing)
    signing.send(page, f"{outcome}/signer", [])
    assert len(written(runtime)) == 1
    ask(signing)
    answer(mona, "grant")
    signing.send(signing.get(outcome), f"{outcome}/signer", [])
    signed = written(runtime)[0]
    assert (signed.author_name, signed.is_pseudonym) == (NAME, True)


def test_an_edit_keeps_the_signature(signing, runtime):
    signing.write(SECOND)
    (comment, _) = written(runtime)
    give_up(signing)
    path = f"/commentaire/{comment.public_id}/modifier"
    signing.send(signing.get(path), path, [("body", THIRD)])
    (edited, _) = written(runtime)
    assert (edited.body, edited.author_name, edited.is_pseudonym) == (THIRD, NAME, True)
    assert edited.status is Status.PUBLISHED


def test_no_page_letter_or_answer_tells_the_real_name(app, signing, mona, rita, runtime, clock):
    """All that others see of a comment under a pseudonym, and what they are sent of it."""
    other = signed_up(app, runtime, "Jean Dupont")
    other.write(THIRD)
    jean = person_of(runtime, "jean.dupont@example.org")
    choose_reply_mail(runtime, jean, ReplyMail.EACH)
    answered = written(runtime, "jean.dupont@example.org")[0].public_id
    page = signing.get(f"{ARTICLE}?repondre={answered}")
    signing.send(page, ARTICLE, [("answers", answered), ("body", SECOND), ("accepted", "y")])
    reply = written(runtime)[0]
    assert reply.author_name == NAME
    withdraw_first_comment(signing, runtime)
    for path in (
        ARTICLE,
        f"{ARTICLE}?repondre={reply.public_id}",
        f"/commentaire/{reply.public_id}",
        f"/commentaire/{reply.public_id}/signaler",
    ):
        page = seen(rita, path)
        assert NAME in page, path
        assert "Haddad" not in page, path
    clock.move(minutes=20)
    assert post_replies(runtime) == 1
    (letter,) = posted(runtime, LetterKind.REPLY)
    assert (letter.to, letter.facts["author"]) == (jean.email, NAME)
    assert "Haddad" not in str(letter.facts)
    key = keys.issue_api_key(runtime, "CMS").secret
    told = rita.client.get(
        f"/api/v1/comments/{reply.public_id}", headers={"Authorization": f"Bearer {key}"}
    )
    assert (told.json["author_name"], told.json["author_is_pseudonym"]) == (NAME, True)
    assert "Haddad" not in told.text


def withdraw_first_comment(browser, runtime):
    """Take back what was signed with the real name before."""
    submission.withdraw(runtime, written(runtime)[-1].public_id)


def test_statement_and_appeal_speak_of_no_other_name(signing, runtime, rita):
    outcome = signing.write(REFUSED).location
    assert written(runtime)[0].status is Status.RETURNED
    page = signing.get(outcome)
    assert "Haddad" not in page.text
    contested = signing.send(page, f"{outcome}/contester", [("words", "J’insiste.")])
    assert contested.status_code == 303
    # Whoever has the link, and is not logged in, reads the pseudonym.
    told = seen(rita, outcome)
    assert NAME in told
    assert "Haddad" not in told
    (statement, *_) = signing.get("/compte/donnees").json["comments"][-1]["statements"]
    assert "Haddad" not in str(statement)


def test_names_alike_are_shown_to_the_desk_and_tell_nothing_of_the_account(
    app, signing, mona, runtime
):
    signing.write(SECOND)
    guest = Browser(app)
    guest.write(THIRD, name=NAME, author_email="eve@example.org")
    with runtime.database.read() as session:
        query = "SELECT public_id FROM comment ORDER BY id DESC LIMIT 1"
        public_id = session.connection().exec_driver_sql(query).scalar()
    case = seen(mona, f"/desk/comment/{public_id}")
    assert "Vrai nom, que les lecteurs" not in case
    assert MARK not in case
    hits = submission.stored_verdict(runtime, public_id).hits
    assert [hit.code for hit in hits] == ["name_namesake"]


# Sanctions bind to the account


def ban(runtime, public_id):
    return bans.ban_author(runtime, the_moderator(runtime), public_id, reason="Ce n’est pas lui.")


def test_a_ban_on_the_real_name_holds_whatever_signs(signing, runtime):
    ban(runtime, written(runtime)[-1].public_id)
    signing.write(SECOND)
    # The name is checked no more, and so the pseudonym signs no more.
    assert (written(runtime)[0].author_name, written(runtime)[0].status) == (OWN, Status.PENDING)


def test_a_ban_by_the_operator_on_the_real_name_holds_the_pseudonym(signing, runtime):
    bans.ban_name(runtime, OWN, reason="Sur ordre.")
    signing.write(SECOND)
    assert (written(runtime)[0].author_name, written(runtime)[0].status) == (NAME, Status.PENDING)


def test_a_ban_on_the_pseudonym_holds_the_account(signing, mona, runtime):
    signing.write(SECOND)
    ban(runtime, written(runtime)[0].public_id)
    assert "est banni" in seen(signing, "/compte")
    signing.write(THIRD)
    (comment, *_) = written(runtime)
    assert (comment.author_name, comment.status) == (OWN, Status.PENDING)
    check(mona, comment.public_id, "document")
    signing.write(CLEAN + " Vraiment.")
    # Known again, they sign with what is banned: a person reads it.
    assert (written(runtime)[0].author_name, written(runtime)[0].status) == (NAME, Status.PENDING)


def test_what_was_written_under_either_name_is_one_authors(signing, mona, runtime):
    signing.write(AMBIGUOUS)
    (comment, first) = written(runtime)
    case = seen(mona, f"/desk/comment/{comment.public_id}")
    assert f"/desk/comment/{first.public_id}" in case
    assert "Premier commentaire sous ce nom" not in case
    decided(runtime, "mona", comment.public_id, Action.APPROVE)
    signing.write(CLEAN)  # sent before, under the other name
    again = submission.stored_verdict(runtime, written(runtime)[0].public_id)
    assert "repetition" in {hit.category for hit in again.hits}


# What is kept


def test_a_reader_takes_it_along(signing, runtime):
    signing.write(SECOND)
    data = signing.get("/compte/donnees").json
    (own,) = data["pseudonyms"]
    assert (own["name"], own["reason"], own["status"]) == (NAME, REASON, "granted")
    assert [(one["name"], one["is_pseudonym"]) for one in data["comments"]] == [
        (OWN, False),
        (NAME, True),
    ]
    assert "Mona" not in str(data)


def test_it_goes_with_the_account_and_stays_under_what_is_published(signing, runtime, ada, clock):
    signing.write(SECOND)
    (comment, _) = written(runtime)
    assert ("pseudonym", "reason") in places_of(runtime.database, REASON)
    close(signing)
    assert places_of(runtime.database, REASON) == set()
    assert places_of(runtime.database, NAME) == {
        ("comment", "author_name"),
        ("comment", "author_key"),
        ("letter", "facts"),
    }
    administrator = person_of(runtime, "ada@example.org")
    known = tracing.disclose(runtime, administrator, comment.public_id, reason="Plainte")
    assert known.name == OWN
    case = seen(ada, f"/desk/comment/{comment.public_id}")
    assert "Vrai nom, que les lecteurs" not in case
    clock.move(days=400)
    retention.retain(runtime)
    assert submission.find_comment(runtime, comment.public_id).author_name == NAME


def test_an_erased_comment_has_no_pseudonym(signing, runtime, clock):
    signing.write(SECOND)
    (comment, _) = written(runtime)
    submission.withdraw(runtime, comment.public_id)
    clock.move(days=200)
    retention.retain(runtime)
    erased = submission.find_comment(runtime, comment.public_id)
    assert (erased.author_name, erased.is_pseudonym) == ("", False)


def test_what_was_declined_goes_after_its_period_and_what_is_granted_stays(
    app, checked, mona, runtime, clock
):
    ask(checked)
    answer(mona, "decline", "Non.")
    ask(checked, "Martinet")
    answer(mona, "grant")
    clock.move(days=170)
    assert retention.count_due(runtime)[Kind.PSEUDONYM] == 0
    clock.move(days=30)
    assert retention.count_due(runtime)[Kind.PSEUDONYM] == 1
    retention.retain(runtime)
    (left,) = pseudonyms.listed_pseudonyms(runtime)
    assert (left.pseudonym.name, left.decided_by) == ("Martinet", "Mona")
    clock.move(days=600)
    retention.retain(runtime)
    assert pseudonyms.listed_pseudonyms(runtime)[0].decided_by == "Rédaction"


def test_the_desks_page_is_the_newsrooms(amir, rita, mona):
    assert DESK in mona.get("/desk").text
    assert amir.get(DESK).status_code == 403
    assert rita.get(DESK).status_code == 303


def test_two_who_ask_at_once_are_told_apart_by_the_database(checked, runtime):
    hire(runtime, "Jean Dupont", Role.READER)
    ask(checked)
    with runtime.database.read() as session:
        jean = people.person_by_email(session, "jean.dupont@example.org")
    with pytest.raises(NotAllowed):
        pseudonyms.ask(runtime, jean, NAME, reason=REASON)
