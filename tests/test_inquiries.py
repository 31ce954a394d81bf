"""Whoever bears the name under a comment is asked whether it is theirs; the answer decides nothing."""

import html
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from moderation.core.charter import LANGUAGES
from moderation.core.comment import Draft, Status
from moderation.core.decision import Action
from moderation.core.inquiry import DAILY_INQUIRIES, Asked, Said
from moderation.core.letter import LetterKind
from moderation.core.names.book import parse_name_book
from moderation.core.retention import Kind
from moderation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from moderation.services import inquiries, letters, retention, review, submission
from moderation.services.closing import close_account
from moderation.services.inquiries import Whom
from moderation.storage.inquiry_tables import InquiryRow
from tests.conftest import AMBIGUOUS, CLEAN, person_of, signed_up
from tests.everything import places_of
from tests.services.conftest import with_settings
from tests.test_accounts import posted
from tests.test_privacy import AMIR

CONTACT = "henri.mathis@commune.example"
AUTHOR = "eve@example.org"
TYPED = "le.vrai@example.net"
NOTE = "Nous nous sommes vus à la séance de mardi."
WORDS = "Je n’ai rien envoyé.\nDemandez à ma femme."
MONA = "mona@example.org"

BOOK = f"""
[figures]
"Alain Berset" = "ancien conseiller fédéral"
"Henri Mathis" = {{ office = "syndic de Nyon", contact = "{CONTACT}" }}
"""


@pytest.fixture
def runtime(runtime):
    """What the product runs on, with a known person who can be asked."""
    return replace(runtime, charter=replace(runtime.charter, name_book=parse_name_book(BOOK)))


@pytest.fixture
def send(runtime):
    """A function: a guest at an address of their own signs with a name."""

    def send(name="Henry Mathys", text=AMBIGUOUS):
        draft = Draft(text, name, AUTHOR)
        sent = submission.submit_comment(
            runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
        )
        assert sent.comment.status is Status.PENDING
        return sent.comment.public_id

    return send


def form_of(public_id):
    return f"/desk/comment/{public_id}/demande"


def ask(desk, public_id, whom="figure", **fields):
    path = form_of(public_id)
    filled = {"whom": whom, "language": "fr", **fields}
    return desk.send(desk.get(path), path, filled.items())


def link_of(letter):
    return re.search(r"/demande/[^\s]+$", letter.facts["link"])[0]


def asked_link(runtime):
    return link_of(posted(runtime, LetterKind.INQUIRY)[-1])


def answer(browser, link, said="not_mine", words=""):
    return browser.send(browser.get(link), link, [("said", said), ("words", words)])


def decide(runtime, public_id, action=Action.APPROVE):
    comment = submission.find_comment(runtime, public_id)
    review.decide(runtime, person_of(runtime, MONA), public_id, seen=comment.version, action=action)


def case(desk, public_id):
    return desk.get(f"/desk/comment/{public_id}").text


# Asking


def test_a_known_person_is_asked_at_the_address_of_the_name_book(runtime, send, mona):
    public_id = send()
    assert f'href="{form_of(public_id)}"' in case(mona, public_id)
    page = mona.get(form_of(public_id)).text
    assert CONTACT in page
    assert "Henri Mathis" in page
    done = ask(mona, public_id, note=NOTE)
    assert done.location == f"/desk/comment/{public_id}"
    shown = case(mona, public_id)
    assert "La lettre est partie" in shown
    assert "en attente de réponse" in shown
    assert "la personne connue, à l’adresse que la rédaction a d’elle" in shown
    assert "Demandé par Mona le 2\u00a0novembre\u00a02026" in shown
    assert CONTACT not in shown
    (letter,) = posted(runtime, LetterKind.INQUIRY)
    assert (letter.to, letter.language) == (CONTACT, "fr")
    told = {name: letter.facts[name] for name in ("signed", "title", "note", "forgets")}
    assert told == {
        "signed": "Henry Mathys",
        "title": "Le budget passe la rampe",
        "note": NOTE,
        "forgets": "yes",
    }
    for secret in (AMBIGUOUS, AUTHOR, public_id):
        assert secret not in str(letter.facts)


def test_another_commenter_is_asked_by_their_account_in_their_language(
    app, runtime, send, mona, rita
):
    amir = signed_up(app, runtime, "Amir Haddad")
    amir.write(CLEAN)
    with runtime.database.begin() as session:
        session.connection().exec_driver_sql(
            "UPDATE person SET language = 'de' WHERE role = 'reader'"
        )
    public_id = send("Amir Hadad")
    page = mona.get(form_of(public_id)).text
    assert "par son compte" in page
    assert "1 commentaire publié" in page
    assert AMIR not in page
    whom = re.search(r'value="(commenter-\d+)"', page)[1]
    assert ask(mona, public_id, whom, language="it").status_code == 303
    (letter,) = posted(runtime, LetterKind.INQUIRY)
    assert (letter.to, letter.language, letter.facts["forgets"]) == (AMIR, "de", "")
    assert places_of(runtime.database, AMIR) == {("letter", "to_address"), ("person", "email")}
    answer(rita, asked_link(runtime), "not_mine", WORDS)
    (told,) = amir.get("/compte/donnees").json["inquiries"]
    assert (told["answer"], told["words"], told["article"]["key"]) == ("not_mine", WORDS, "budget")
    close_account(runtime, person_of(runtime, AMIR), withdraws=False)
    assert places_of(runtime.database, "Demandez à ma femme") == set()
    assert "Ce n’est pas moi" in case(mona, public_id)


def test_an_address_is_typed_where_none_is_known(runtime, send, mona):
    public_id = send("Alain Bersett")
    page = mona.get(form_of(public_id)).text
    assert "Aucune adresse n’est notée pour Alain Berset" in page
    assert 'value="figure"' not in page
    missing = ask(mona, public_id, "address")
    assert (missing.status_code, "Indiquez l’adresse" in missing.text) == (422, True)
    assert ask(mona, public_id, "address", email=TYPED, language="it").status_code == 303
    (letter,) = posted(runtime, LetterKind.INQUIRY)
    assert (letter.to, letter.language) == (TYPED, "it")
    assert TYPED not in case(mona, public_id)
    assert TYPED not in mona.get("/desk/demandes").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"whom": "commenter-1"}, "Choisissez à qui demander."),
        ({"whom": "commenter-99999999999999999999"}, "Choisissez à qui demander."),
        ({"whom": "commenter-٣"}, "Choisissez à qui demander."),
        ({"whom": "moi"}, "Choisissez à qui demander."),
        ({"whom": ""}, "Choisissez à qui demander."),
        ({"whom": "address", "email": "rita@"}, "pas complète"),
        ({"whom": "address", "email": "a@b.ch, c@d.ch"}, "pas complète"),
        ({"note": f"Il a écrit : {AMBIGUOUS}"}, "Ne citez pas le commentaire"),
        ({"note": f"C’est {AUTHOR}."}, "Ne citez pas le commentaire"),
        ({"note": "é" * 1001}, "trop long"),
        ({"note": "Nul\x00."}, "illisibles"),
    ],
)
def test_what_cannot_be_sent_is_given_back(runtime, send, mona, fields, said):
    public_id = send()
    refused = ask(mona, public_id, **fields)
    assert (refused.status_code, said in html.unescape(refused.text)) == (422, True)
    assert posted(runtime, LetterKind.INQUIRY) == []


def test_one_person_is_asked_once_about_a_comment_and_others_may_be(runtime, send, mona, max_):
    public_id = send()
    assert ask(mona, public_id).status_code == 303
    again = ask(max_, public_id)
    assert (again.status_code, "déjà interrogée" in again.text) == (409, True)
    assert ask(max_, public_id, "address", email=TYPED).status_code == 303
    assert ask(max_, public_id, "address", email=TYPED.upper()).status_code == 409
    assert len(posted(runtime, LetterKind.INQUIRY)) == 2


def test_a_moderator_asks_only_so_many_a_day(runtime, send, mona, clock):
    public_id, person = send(), person_of(runtime, MONA)
    for n in range(DAILY_INQUIRIES):
        whom = Whom(Asked.ADDRESS, email=f"p{n}@example.net")
        inquiries.ask(runtime, person, public_id, whom=whom, note="", language="fr")
    refused = ask(mona, public_id)
    assert (refused.status_code, "Réessayez demain" in refused.text) == (429, True)
    clock.move(days=1, seconds=1)
    assert ask(mona, public_id).status_code == 303


def test_nobody_is_asked_where_no_name_is_near_or_nothing_is_to_be_decided(runtime, send, mona):
    ordinary = send("Sophie Rochat", "Une phrase ambigu, et elle attend donc une personne.")
    assert "Demander à cette personne" not in case(mona, ordinary)
    assert mona.get(form_of(ordinary)).status_code == 409
    assert mona.get(form_of("nulle-part")).status_code == 404
    public_id = send()
    page = mona.get(form_of(public_id))
    decide(runtime, public_id)
    assert "Demander à cette personne" not in case(mona, public_id)
    late = mona.send(page, form_of(public_id), [("whom", "figure"), ("language", "fr")])
    assert late.status_code == 409
    checked = send()
    path = f"/desk/comment/{checked}/nom"
    mona.send(mona.get(f"/desk/comment/{checked}"), path, [("how", "known")])
    assert "Demander à cette personne" not in case(mona, checked)


def test_while_an_answer_is_awaited_others_go_first(runtime, send, mona, clock, rita):
    public_id = send()
    other = send("Sophie Rochat", "Une phrase ambigu, et elle attend donc une personne.")
    assert public_id in mona.get("/desk").text
    ask(mona, public_id)
    page = mona.get("/desk").text
    assert other in page
    assert "1 réponse attendue" in page
    answer(rita, asked_link(runtime))
    clock.move(hours=1)  # the claim on the other lapses
    page = mona.get("/desk").text
    assert public_id in page
    assert "1 nouvelle réponse sur un nom" in page
    assert "nouvelle réponse</strong>" in page


# Answering


def test_opening_the_link_changes_nothing_and_tells_only_what_is_needed(runtime, send, mona, rita):
    public_id = send()
    ask(mona, public_id, note=NOTE)
    link = asked_link(runtime)
    before = places_of(runtime.database, "")
    for method in ("GET", "HEAD"):
        answered = rita.client.open(link, method=method)
        assert answered.status_code == 200
    page = rita.get(link)
    for shown in ("Est-ce vous", "Henry Mathys", "Le budget passe la rampe", NOTE, "C’est moi"):
        assert shown in page.text
    for secret in (AMBIGUOUS, AUTHOR, CONTACT, public_id):
        assert secret not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert places_of(runtime.database, "") == before
    (one,) = inquiries.listed_inquiries(runtime)
    assert one.inquiry.said is None


def test_an_answer_is_shown_as_new_and_decides_nothing(runtime, send, mona, rita):
    public_id = send()
    ask(mona, public_id)
    link = asked_link(runtime)
    done = answer(rita, link, "not_mine", WORDS)
    assert (done.status_code, done.location) == (303, link)
    assert "Votre réponse, le" in rita.get(link).text
    shown = case(mona, public_id)
    for part in ("Ce n’est pas moi", "nouvelle réponse", "Demandez à ma femme."):
        assert part in shown
    assert submission.find_comment(runtime, public_id).status is Status.PENDING
    listed = mona.get("/desk/demandes")
    assert "1 nouvelle réponse" in listed.text
    (one,) = inquiries.listed_inquiries(runtime)
    path = f"/desk/demandes/{one.inquiry.id}/vu"
    assert mona.send(listed, path, []).location == "/desk/demandes"
    assert "J’ai vu" not in mona.get("/desk/demandes").text
    assert mona.client.post(path, data={"csrf_token": "forged"}).status_code == 400


def test_it_can_be_changed_until_somebody_decides(runtime, send, mona, rita):
    public_id = send()
    ask(mona, public_id)
    link = asked_link(runtime)
    answer(rita, link, "not_mine", WORDS)
    page = rita.get(link)
    assert "Demandez à ma femme." in page.text
    answer(rita, link, "mine", "")
    shown = case(mona, public_id)
    assert "C’est moi" in shown
    assert "Ce n’est pas moi" not in shown
    decide(runtime, public_id)
    late = rita.send(page, link, [("said", "not_mine")])
    assert (late.status_code, "La question ne se pose plus" in late.text) == (409, True)
    assert "C’est moi" in case(mona, public_id)
    assert inquiries.count(runtime).new == 0


def test_a_first_answer_after_the_decision_is_still_heard(runtime, send, mona, rita):
    public_id = send()
    ask(mona, public_id)
    decide(runtime, public_id)
    link = asked_link(runtime)
    assert answer(rita, link).status_code == 303
    assert inquiries.count(runtime).new == 1
    assert "1 nouvelle réponse" in mona.get("/desk").text
    assert submission.find_comment(runtime, public_id).status is Status.PUBLISHED
    assert "La question ne se pose plus" in rita.get(link).text


def test_a_comment_that_was_withdrawn_asks_nothing_any_more(runtime, send, mona, rita):
    public_id = send()
    ask(mona, public_id)
    page = rita.get(asked_link(runtime))
    submission.withdraw(runtime, public_id)
    assert "La question ne se pose plus" in rita.get(asked_link(runtime)).text
    late = rita.send(page, asked_link(runtime), [("said", "mine")])
    assert late.status_code == 409


def test_a_link_is_good_for_fourteen_days_and_says_so_afterwards(runtime, send, mona, rita, clock):
    public_id = send()
    ask(mona, public_id)
    link = asked_link(runtime)
    clock.move(days=14, seconds=-1)
    page = rita.get(link)
    assert page.status_code == 200
    clock.move(seconds=1)
    late = rita.get(link)
    assert (late.status_code, "Ce lien ne vaut plus" in late.text) == (410, True)
    assert "Henry Mathys" not in late.text
    assert rita.send(page, link, [("said", "mine")]).status_code == 410
    assert "sans réponse" in case(mona, public_id)
    assert inquiries.count(runtime) == inquiries.Counted(0, 0)
    assert ask(mona, public_id).status_code == 303, "they may be asked again"


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t[::-1], lambda t: "x", lambda t: f"{t}%00"]
)
def test_a_link_that_is_not_ours_opens_nothing(runtime, send, mona, eve, change):
    ask(mona, send())
    link = asked_link(runtime)
    token = link.rpartition("/")[2]
    for path in (f"/demande/{change(token)}", f"/suivi/{token}", f"/confirmer/{token}"):
        assert eve.get(path).status_code == 404


def test_an_answer_needs_the_forms_token_and_one_of_two_answers(runtime, send, mona, eve):
    ask(mona, send())
    link = asked_link(runtime)
    assert eve.client.post(link, data={"said": "mine"}).status_code == 400
    assert eve.client.post(link, data={"said": "mine", "csrf_token": "forged"}).status_code == 400
    page = eve.get(link)
    for fields in (
        [],
        [("said", "")],
        [("said", "perhaps")],
        [("said", "mine"), ("words", "é" * 1001)],
        [("said", "mine"), ("words", "Nul\x00.")],
    ):
        assert eve.send(page, link, fields).status_code == 422
    assert inquiries.count(runtime).awaited == 1
    markup = "<script>alert(1)</script>"
    assert answer(eve, link, "mine", markup).status_code == 303
    for shown in (eve.get(link).text, mona.get("/desk/demandes").text):
        assert markup not in shown
        assert html.escape(markup) in shown


def test_the_service_takes_nothing_else(runtime, send, mona):
    public_id, person = send(), person_of(runtime, MONA)
    asking = {"note": "", "language": "fr"}
    for whom in (
        Whom(Asked.COMMENTER, person_id=person.id),
        Whom(Asked.ADDRESS, email="a\nb@c.ch"),
    ):
        with pytest.raises(InvalidInput):
            inquiries.ask(runtime, person, public_id, whom=whom, **asking)
    with pytest.raises(InvalidInput):
        inquiries.ask(
            runtime, person, public_id, whom=Whom(Asked.FIGURE), note=AMBIGUOUS, language="fr"
        )
    inquiries.ask(runtime, person, public_id, whom=Whom(Asked.FIGURE), **asking)
    with pytest.raises(Conflict):
        inquiries.ask(runtime, person, public_id, whom=Whom(Asked.FIGURE), **asking)
    token = asked_link(runtime).rpartition("/")[2]
    with pytest.raises(InvalidInput):
        inquiries.answer(runtime, token, said=Said.MINE, words="\x00")
    decide(runtime, public_id)
    inquiries.answer(runtime, token, said=Said.MINE, words="")
    with pytest.raises(NotAllowed):
        inquiries.answer(runtime, token, said=Said.NOT_MINE, words="")
    with pytest.raises(NotFound):
        inquiries.mark_read(runtime, 2**40)


def test_the_pages_are_shut_to_readers_and_strangers(send, amir, eve):
    public_id = send()
    for path in (form_of(public_id), "/desk/demandes"):
        assert amir.get(path).status_code == 403
        assert eve.get(path).status_code == 303


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_four_languages(runtime, send, mona, rita, language):
    said = {
        "fr": ("C’est moi", "Ce n’est pas moi", "Ce lien ne vaut plus"),
        "de": ("Das bin ich", "Das bin ich nicht", "Dieser Link gilt nicht mehr"),
        "it": ("Sono io", "Non sono io", "Questo link non vale più"),
        "en": ("It is me", "It is not me", "This link no longer works"),
    }
    ask(mona, send())
    page = rita.get(f"{asked_link(runtime)}?lang={language}").text
    assert f'<html lang="{language}">' in page
    for button in said[language][:2]:
        assert f">{button}</button>" in page


# What is kept


def test_an_address_goes_with_the_answer(runtime, send, mona, rita):
    ask(mona, send(), "address", email=TYPED)
    assert letters.send_letters(runtime) == 1
    assert places_of(runtime.database, TYPED) == {("inquiry", "email")}
    mail = next(runtime.settings.mail_folder.glob("*.eml")).read_text("utf-8")
    assert "Henry Mathys" in mail
    link = re.search(r"https?://\S+(/demande/\S+)", mail)
    assert link is not None
    answer(rita, inquiry_link_of(mail))
    assert places_of(runtime.database, TYPED) == set()


def inquiry_link_of(mail):
    return re.search(r"(/demande/[\w.~-]+)", mail.replace("=\n", ""))[1]


def test_an_address_goes_when_the_link_lapses_and_the_rest_after_its_period(
    runtime, send, mona, clock
):
    public_id = send()
    ask(mona, public_id, "address", email=TYPED, note=NOTE)
    letters.send_letters(runtime)
    clock.move(days=13)
    assert Kind.ASKED not in retention.retain(runtime).erased
    clock.move(days=1)
    assert retention.retain(runtime).erased[Kind.ASKED] == 1
    assert places_of(runtime.database, TYPED) == set()
    assert NOTE in case(mona, public_id)
    clock.move(days=185)
    assert retention.retain(runtime).erased[Kind.INQUIRY] == 1
    assert places_of(runtime.database, NOTE) == set()


def test_all_of_it_goes_with_the_text_of_the_comment(runtime, send, mona, rita, clock):
    public_id = send()
    ask(mona, public_id, "address", email=TYPED, note=NOTE)
    answer(rita, asked_link(runtime), "mine", WORDS)
    letters.send_letters(runtime)
    submission.withdraw(runtime, public_id)
    runtime = with_settings(runtime, keep_refused_months=0)
    clock.move(days=1)
    retention.retain(runtime)
    assert places_of(runtime.database, TYPED, NOTE, "Demandez à ma femme", AMBIGUOUS) == set()


def test_who_asked_is_forgotten_after_its_period(runtime, send, mona, clock):
    public_id = send()
    ask(mona, public_id)
    runtime = with_settings(runtime, keep_refused_months=60)
    clock.move(days=3 * 365)
    assert retention.retain(runtime).erased[Kind.INQUIRER] == 1
    (one,) = inquiries.listed_inquiries(runtime)
    assert one.inquiry.asked_by == "Rédaction"


def test_a_letter_that_nobody_gets_is_said(runtime, send, mona):
    public_id = send()
    ask(mona, public_id, "address", email="a@b..ch")
    ask(mona, public_id, "address", email=TYPED)
    with runtime.database.begin() as session:
        session.connection().exec_driver_sql("UPDATE letter SET try_at = NULL")
    assert "cette adresse ne reçoit rien" in case(mona, public_id)


def test_nothing_of_it_is_logged(runtime, send, mona, rita, caplog):
    with caplog.at_level(logging.DEBUG):
        ask(mona, send(), "address", email=TYPED, note=NOTE)
        letters.send_letters(runtime)
        link = inquiry_link_of(next(runtime.settings.mail_folder.glob("*.eml")).read_text("utf-8"))
        answer(rita, link, "mine", WORDS)
    for secret in (TYPED, NOTE, "Demandez à ma femme", AMBIGUOUS, AUTHOR, link):
        assert secret not in caplog.text


def test_the_privacy_notice_says_so(rita):
    page = rita.get("/confidentialite").text
    assert "Ce que nous demandons à qui porte un nom" in page
    assert "14\u00a0jours" in page or "14 jours" in page


def test_two_at_once_ask_one_person_once(runtime, send, mona, max_):
    public_id, person = send(), person_of(runtime, MONA)

    def ask_once(_):
        try:
            inquiries.ask(
                runtime, person, public_id, whom=Whom(Asked.FIGURE), note="", language="fr"
            )
        except Conflict:
            return 0
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(ask_once, range(4))) == 1
    with runtime.database.read() as session:
        assert session.query(InquiryRow).count() == 1
