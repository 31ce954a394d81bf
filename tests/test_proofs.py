"""The ladder: what shows who somebody is, what of it is kept, and what the charter makes of it."""

import html
import logging
import threading
import time
from dataclasses import replace

import pytest

from moderation.adapters.sms import MOST_UNDER_WAY, send_sms
from moderation.app import create_app
from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.core.proof import Proof, Rung
from moderation.errors import ConfigurationError, InvalidInput, NotFound, SmsError
from moderation.runtime import open_runtime
from moderation.services import bans, proofs, retention, review, tracing
from moderation.services.proofs import CODE_TRIES, MESSAGES_FOR_ACCOUNT, MESSAGES_TO_NUMBER
from moderation.settings import Settings
from tests.conftest import AMBIGUOUS, CLEAN, REFUSED, at_the_desk, person_of, signed_up
from tests.everything import places_of
from tests.services.conftest import with_settings
from tests.sms import sms_provider
from tests.test_privacy import AMIR, close, decided, written

PAGE = "/compte/identite"
NUMBER, DIGITS, ENDING = "079 812 34 67", "41798123467", "67"
OTHER_NUMBER = "+41 78 812 00 01"
SECOND = "Et l’on attend encore le rapport que le Conseil d’État avait promis pour janvier."
THIRD = "La commission des finances siège mardi ; elle entendra les communes avant de voter."
HELD = "À lire avant de paraître"


@pytest.fixture
def provider():
    with sms_provider() as provider:
        yield provider


@pytest.fixture
def runtime(runtime, provider):
    """What the product runs on, with a provider of text messages."""
    return with_settings(runtime, sms_url=provider.url)


def asking(runtime, rung):
    """Return *runtime* under a charter that publishes from *rung* on."""
    return replace(runtime, charter=replace(runtime.charter, publish_from=rung))


def ask(browser, number=NUMBER):
    return browser.send(browser.get(PAGE), f"{PAGE}/telephone", [("number", number)])


def type_code(browser, code):
    return browser.send(browser.get(PAGE), f"{PAGE}/code", [("code", code)])


def start_anew(browser):
    """Forget the code that is under way, or the number."""
    page = browser.get(PAGE)
    if "oublier" in page.text:
        browser.send(page, f"{PAGE}/telephone/oublier", [])


def prove_phone(browser, provider, number=NUMBER):
    assert ask(browser, number).status_code == 303
    assert type_code(browser, provider.last_code()).status_code == 303


def check(desk, public_id, how):
    page = desk.get(f"/desk/comment/{public_id}")
    return desk.send(page, f"/desk/comment/{public_id}/nom", [("how", how)])


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


# The reader's page


def test_the_page_says_what_was_shown_and_what_each_proves(amir):
    page = amir.get(PAGE).text
    for proof in ("Adresse e-mail confirmée", "Téléphone confirmé", "Pièce d’identité vue"):
        assert proof in page
    assert "Oui, depuis le 2\u00a0novembre\u00a02026." in page
    assert "Cela ne dit rien du nom" in page
    assert "Aucune copie n’en est gardée" in page
    assert f'href="{PAGE}"' in amir.get("/compte").text


def test_a_number_is_confirmed_by_the_code_that_was_sent_to_it(amir, provider):
    asked = ask(amir)
    assert asked.location == PAGE
    ((to, words),) = provider.sent
    assert to == DIGITS
    assert "est votre code pour 127.0.0.1, valable 10 minutes" in words
    done = type_code(amir, f" {words[:3]} {words[3:6]} ")
    page = amir.get(done.location).text
    assert "Votre numéro est confirmé." in page
    assert f"Le numéro se termine par {ENDING}." in page
    assert 'name="number"' not in page


def test_the_message_is_in_the_language_of_the_page(amir, provider):
    page = amir.get(f"{PAGE}?lang=de")
    amir.send(page, f"{PAGE}/telephone", [("number", NUMBER)])
    assert "ist Ihr Code für" in provider.sent[0][1]


def test_the_number_is_nowhere_and_neither_it_nor_the_code_is_logged(
    amir, provider, runtime, caplog
):
    with caplog.at_level(logging.DEBUG):
        ask(amir)
        code = provider.last_code()
        type_code(amir, wrong(code))
        type_code(amir, code)
        provider.is_broken = True
        start_anew(amir)
        ask(amir)
    for spelling in (DIGITS, NUMBER, DIGITS[2:], NUMBER.replace(" ", ""), code):
        assert places_of(runtime.database, spelling) == set()
        assert spelling not in caplog.text


def test_without_a_provider_the_rung_is_not_offered(runtime):
    runtime = with_settings(runtime, sms_url=None)
    amir = signed_up(create_app(runtime), runtime, "Amir Haddad")
    page = amir.get(PAGE)
    assert "Téléphone confirmé" not in page.text
    assert "Pièce d’identité vue" in page.text
    with pytest.raises(NotFound):
        proofs.send_code(runtime, person_of(runtime, AMIR), NUMBER, language="fr")


@pytest.mark.parametrize(
    "number",
    [
        "",
        "bonjour",
        "079",
        "022 322 00 00",  # no mobile
        "0900 123 456",  # for money
        "+33 6 12 34 56 78",  # of no country in the settings
        "+41 79 812 34 67 89",
        "0" * 500,
    ],
)
def test_what_is_no_mobile_number_here_is_refused(amir, provider, number):
    page = ask(amir, number)
    assert page.status_code == 422
    assert 'id="number-error"' in page.text
    assert provider.sent == []


def test_countries_are_the_operators(runtime, provider):
    runtime = with_settings(runtime, sms_countries="FR CH")
    amir = signed_up(create_app(runtime), runtime, "Amir Haddad")
    assert "France et Suisse" in amir.get(PAGE).text
    assert ask(amir, "06 12 34 56 78").status_code == 303
    assert provider.sent[0][0] == "33612345678"


def test_a_provider_that_fails_is_said_and_the_number_is_still_there(amir, provider):
    provider.is_broken = True
    page = ask(amir)
    assert page.status_code == 503
    assert "Le message n’a pas pu être envoyé. Veuillez réessayer." in page.text
    assert f'value="{NUMBER}"' in page.text


def test_a_provider_that_drips_is_left_and_holds_so_many_threads_and_no_more(provider):
    provider.drips = threading.Event()
    before, started = threading.active_count(), time.monotonic()
    for _ in range(MOST_UNDER_WAY + 3):
        with pytest.raises(SmsError):
            send_sms(provider.url, DIGITS, "1", seconds=0.1)
    assert time.monotonic() - started < 30
    assert len(provider.sent) <= MOST_UNDER_WAY
    provider.drips.set()
    for _ in range(100):  # what was left behind ends, and room is made
        if threading.active_count() <= before:
            break
        time.sleep(0.1)
    send_sms(provider.url, DIGITS, "2")
    assert provider.sent[-1] == (DIGITS, "2")


def test_a_wrong_code_can_be_tried_five_times(amir, provider, runtime):
    ask(amir)
    code = provider.last_code()
    for _ in range(CODE_TRIES):
        page = type_code(amir, wrong(code))
        assert page.status_code == 422
        assert "Ce n’est pas le code que nous avons envoyé." in page.text
    page = type_code(amir, code)
    assert page.status_code == 422
    assert "Ce code ne vaut plus" in page.text
    assert 'name="number"' in page.text
    assert "Pas encore" in page.text
    assert [one.proof for one in proofs.proofs_of(runtime, person_of(runtime, AMIR))] == ["email"]


@pytest.mark.parametrize(("seconds", "status"), [(599, 303), (600, 422)])
def test_a_code_is_good_for_ten_minutes(amir, provider, clock, seconds, status):
    ask(amir)
    clock.move(seconds=seconds)
    assert type_code(amir, provider.last_code()).status_code == status


def test_a_code_is_good_for_the_account_that_asked(app, amir, runtime, provider):
    signed_up(app, runtime, "Eve Martin")
    person, eve = (person_of(runtime, email) for email in (AMIR, "eve.martin@example.org"))
    token = proofs.send_code(runtime, person, NUMBER, language="fr")
    code = provider.last_code()
    with pytest.raises(NotFound):
        proofs.confirm_phone(runtime, eve, token, code)
    with pytest.raises(NotFound):
        proofs.confirm_phone(runtime, person, token + "x", code)
    second = proofs.send_code(runtime, person, OTHER_NUMBER, language="fr")
    with pytest.raises(InvalidInput):
        proofs.confirm_phone(runtime, person, second, code)
    proofs.confirm_phone(runtime, person, token, code)


def test_messages_are_counted_for_an_account_and_to_a_number(app, amir, runtime, provider, clock):
    for n in range(MESSAGES_FOR_ACCOUNT):
        assert ask(amir, f"079 812 34 {n:02}").status_code == 303
        start_anew(amir)
    page = ask(amir)
    assert page.status_code == 429
    assert "Assez de messages sont partis pour aujourd’hui" in page.text
    others = [signed_up(app, runtime, f"Lecteur Numéro{n}") for n in "abcd"]
    for n, other in enumerate(others):
        other.client.environ_base["REMOTE_ADDR"] = f"203.0.113.{n}"
        told = ask(other).status_code
        assert told == (303 if n < MESSAGES_TO_NUMBER else 429)
    clock.move(days=1, seconds=1)
    assert ask(amir).status_code == 303


def test_messages_are_counted_for_an_address(app, runtime, provider):
    readers = [signed_up(app, runtime, f"Lecteur Numéro{n}") for n in "abc"]
    asked = []
    for n in range(11):
        reader = readers[n % 3]
        asked.append(ask(reader, f"079 812 35 {n:02}").status_code)
        start_anew(reader)
    assert asked == [303] * 10 + [429]
    assert len(provider.sent) == 10


def test_a_number_is_taken_back(amir, provider, runtime):
    prove_phone(amir, provider)
    start_anew(amir)
    assert 'name="number"' in amir.get(PAGE).text
    assert [one.proof for one in proofs.proofs_of(runtime, person_of(runtime, AMIR))] == ["email"]


# What the charter makes of it


def held(runtime):
    (comment,) = written(runtime)
    return comment.status is Status.PENDING


@pytest.mark.parametrize("rung", Rung)
def test_an_account_is_published_from_the_rung_on_that_the_charter_names(runtime, provider, rung):
    runtime = asking(runtime, rung)
    amir = signed_up(create_app(runtime), runtime, "Amir Haddad")
    amir.write(CLEAN)
    assert held(runtime) == (rung is not Rung.EMAIL)


def test_a_confirmed_number_is_enough_where_the_charter_says_so(runtime, provider):
    runtime = asking(runtime, Rung.PHONE)
    amir = signed_up(create_app(runtime), runtime, "Amir Haddad")
    assert "Le vôtre n’y est pas encore" in amir.get(PAGE).text
    prove_phone(amir, provider)
    assert "Le vôtre y est." in amir.get(PAGE).text
    amir.write(CLEAN)
    assert not held(runtime)


@pytest.mark.parametrize("how", ["known", "call", "document"])
def test_a_checked_name_is_enough_until_it_is_another(runtime, provider, how):
    runtime = asking(runtime, Rung.CHECKED)
    app = create_app(runtime)
    amir, mona = (
        signed_up(app, runtime, "Amir Haddad"),
        at_the_desk(app, runtime, "Mona", "moderator"),
    )
    prove_phone(amir, provider)
    amir.write(CLEAN)
    assert held(runtime)
    check(mona, written(runtime)[0].public_id, how)
    amir.write(SECOND)
    assert written(runtime)[0].status is Status.PUBLISHED
    page = amir.get("/compte/nom")
    amir.send(page, "/compte/nom", [("author_name", "Amir Khoury")])
    amir.write(THIRD)
    assert written(runtime)[0].status is Status.PENDING


def test_the_desk_reads_why_and_nobody_is_accused(runtime, provider):
    runtime = asking(runtime, Rung.PHONE)
    app = create_app(runtime)
    amir, mona = (
        signed_up(app, runtime, "Amir Haddad"),
        at_the_desk(app, runtime, "Mona", "moderator"),
    )
    amir.write(CLEAN)
    case = html.unescape(mona.get("/desk").text)
    assert HELD in case
    assert "téléphone confirmé" in case
    assert "Rien trouvé qui contrevienne à la charte." in case
    (comment,) = written(runtime)
    seen = review.open_case(runtime, comment.public_id)
    assert (seen.verdict.missing_rung, seen.verdict.hits, seen.verdict.gaps) == (Rung.PHONE, (), ())
    decided(runtime, "mona", comment.public_id, Action.APPROVE)
    own = amir.get("/compte/donnees").json["comments"][0]
    assert own["statements"][0]["grounds"] == []
    assert own["statements"][0]["detected_by_machine"] is False
    # What is held for its words says nothing of rungs that are reached.
    prove_phone(amir, provider)
    amir.write(AMBIGUOUS)
    assert HELD not in mona.get("/desk").text


def test_what_the_machine_may_refuse_is_refused_all_the_same(runtime):
    runtime = asking(runtime, Rung.CHECKED)
    amir = signed_up(create_app(runtime), runtime, "Amir Haddad")
    amir.write(REFUSED)
    assert written(runtime)[0].status is Status.RETURNED


def test_readers_are_told_in_the_charter(runtime, rita):
    assert "Une personne le lit d’abord" not in rita.get("/charte").text
    asked = create_app(asking(runtime, Rung.PHONE)).test_client().get("/charte").text
    assert "n’en est pas à «\u00a0téléphone confirmé\u00a0»" in asked


# The desk


def test_the_desk_notes_a_call_or_a_document_and_it_is_logged(app, amir, mona, ada, runtime):
    amir.write(CLEAN)
    (comment,) = written(runtime)
    assert check(mona, comment.public_id, "call").status_code == 303
    case = mona.get(f"/desk/comment/{comment.public_id}").text
    assert "Vrai nom, vérifié par Mona le 2\u00a0novembre" in case
    assert "Rappel de la rédaction" in case
    check(ada, comment.public_id, "document")
    check(mona, comment.public_id, "known")  # weaker: it stays as it was
    case = mona.get(f"/desk/comment/{comment.public_id}").text
    assert "vérifié par Ada" in case
    assert "Pièce d’identité vue" in case
    assert 'name="how"' not in case
    log = tracing.disclosures(runtime, limit=10)
    assert [(one.seen_by, one.what) for one in log] == [("Ada", ("document",)), ("Mona", ("call",))]
    own = amir.get("/compte/donnees").json
    assert own["names"][0]["verified_how"] == "document"
    assert [one["what"] for one in own["disclosures"]] == [["document"], ["call"]]
    assert "Mona" not in str(own)


def test_how_a_name_is_checked_is_one_of_three(amir, mona, runtime):
    amir.write(CLEAN)
    (comment,) = written(runtime)
    for how in ("email", "phone", "passport", ""):
        assert check(mona, comment.public_id, how).status_code == 422


def test_a_ban_takes_the_check_back(amir, mona, runtime):
    amir.write(CLEAN)
    (comment,) = written(runtime)
    check(mona, comment.public_id, "document")
    moderator = person_of(runtime, "mona@example.org")
    bans.ban_author(runtime, moderator, comment.public_id, reason="Ce nom est d’un autre.")
    assert [one.proof for one in proofs.proofs_of(runtime, person_of(runtime, AMIR))] == ["email"]


def test_one_number_for_two_accounts_is_shown_to_the_desk_alone(app, amir, mona, runtime, provider):
    other = signed_up(app, runtime, "Jean Dupont")
    for reader in (amir, other):
        prove_phone(reader, provider)
    amir.write(AMBIGUOUS)
    (comment,) = written(runtime)
    case = mona.get("/desk").text
    assert "Un autre compte a confirmé le même numéro de téléphone\u00a0: Jean Dupont." in case
    assert ENDING not in case
    assert "Jean Dupont" not in amir.get(PAGE).text
    assert "Jean Dupont" not in str(amir.get("/compte/donnees").json)
    close(other)
    assert "le même numéro" not in mona.get(f"/desk/comment/{comment.public_id}").text


# What is kept


def test_a_reader_takes_their_proofs_along(amir, runtime, provider):
    prove_phone(amir, provider)
    given = amir.get("/compte/donnees").json["proofs"]
    assert [(one["proof"], one["number_ends_in"]) for one in given] == [
        ("email", None),
        ("phone", ENDING),
    ]


def test_a_number_goes_with_the_account_and_its_trace(amir, ada, runtime, provider, clock):
    prove_phone(amir, provider)
    amir.write(CLEAN)
    (comment,) = written(runtime)
    with runtime.database.read() as session:
        query = "SELECT digest FROM phone"
        digest = session.connection().exec_driver_sql(query).scalar()
    assert places_of(runtime.database, digest) == {("phone", "digest")}
    close(amir)
    assert places_of(runtime.database, digest) == {("trace", "phone_digest")}
    administrator = person_of(runtime, "ada@example.org")
    seen = tracing.disclose(runtime, administrator, comment.public_id, reason="Plainte")
    assert seen.phone_ending == ENDING
    assert "phone" in tracing.disclosures(runtime, limit=1)[0].what
    clock.move(days=370)
    retention.retain(runtime)
    assert places_of(runtime.database, digest) == set()


def test_the_notice_speaks_of_numbers_where_messages_are_sent(runtime, rita):
    assert "Un prestataire achemine les SMS" in rita.get("/confidentialite").text
    silent = create_app(with_settings(runtime, sms_url=None)).test_client()
    assert "SMS" not in silent.get("/confidentialite").text


def test_a_url_that_no_service_has_stops_the_start(tmp_path):
    settings = Settings(home=tmp_path, secret_key="s" * 32, sms_url="nosuch://me@host/{phone}")
    with pytest.raises(ConfigurationError, match="CHARTE_SMS_URL"):
        open_runtime(settings)


def test_proofs_rise():
    assert [proof.rung for proof in Proof] == ["email", "phone", "checked", "checked", "checked"]
    assert [rung.height for rung in Rung] == [0, 1, 2]
