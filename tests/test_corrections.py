"""A reader tells of an error in an article; the newsroom deals with it, and answers if it wishes."""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from moderation.app import create_app
from moderation.core.letter import LetterKind
from moderation.core.retention import Kind
from moderation.services import corrections, letters, retention, submission
from moderation.services.closing import close_account
from moderation.services.corrections import HOURLY_LETTERS_TO_NEWSROOM
from tests.conftest import PASSWORD, Browser, person_of, signed_up
from tests.everything import places_of
from tests.mails import Inbox, listening, mailer, text_of
from tests.services.conftest import with_settings
from tests.test_accounts import posted
from tests.test_privacy import AMIR

ARTICLE = "/article/budget"
FORM = f"{ARTICLE}/erreur"
THANKS = f"{FORM}/merci"
INBOX = "/desk/corrections"

WORDS = "Le vote a eu lieu mardi et non mercredi, j’étais à la tribune."
PASSAGE = "réunis mercredi à Berne"
EMAIL = "rita@example.org"
NOTE = "C’est corrigé. Merci !"
NEWSROOM = "corrections@journal.example"


def tell(browser, words=WORDS, *, passage=PASSAGE, email=""):
    page = browser.get(FORM)
    fields = [("words", words), ("passage", passage), ("email", email)]
    return browser.send(page, FORM, fields)


def number(page):
    return re.search(r'id="correction-(\d+)"', page.text)[1]


def close(desk, status="done", *, note="", sends=False):
    page = desk.get(INBOX)
    fields = [("note", note), ("status", status), *([("sends", "y")] if sends else [])]
    return desk.send(page, f"{INBOX}/{number(page)}/close", fields)


def reopen(desk, page):
    return desk.send(page, f"{INBOX}/{number(page)}/reopen", [])


def all_of(runtime):
    return corrections.listed_corrections(runtime)


def test_a_reader_tells_of_an_error_and_the_newsroom_has_it(runtime, rita, mona):
    assert FORM in rita.get(ARTICLE).text
    told = tell(rita)
    assert told.location == THANKS
    assert "Merci de votre message" in rita.get(THANKS).text
    assert "1 erreur signalée dans un article" in mona.get("/desk").text
    page = mona.get(INBOX).text
    for shown in (WORDS, PASSAGE, "Le budget passe la rampe", "1 à traiter"):
        assert shown in page
    assert "n’a pas laissé d’adresse" in page
    assert "Envoyer ce mot" not in page
    assert posted(runtime, LetterKind.CORRECTION) == []


def test_telling_needs_neither_a_cookie_nor_a_script(app, rita):
    page = rita.get(FORM)
    assert page.headers.getlist("Set-Cookie") == []
    assert "<script" not in page.text
    assert tell(rita).headers.getlist("Set-Cookie") == []


def test_what_is_sent_from_elsewhere_comes_back_whole_and_is_then_taken(app, runtime):
    browser = app.test_client()
    back = browser.post(FORM, data={"words": WORDS}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (back.status_code, WORDS in back.text) == (400, True)
    assert all_of(runtime) == ()
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', back.text)[1]
    assert browser.post(FORM, data={"words": WORDS, "csrf_token": token}).status_code == 303


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"words": "  "}, "Dites en quelques mots"),
        ({"words": "é" * 4001}, "trop long"),
        ({"passage": "é" * 1001}, "trop long"),
        ({"words": "Nul\x00."}, "illisibles"),
        ({"email": "rita@"}, "pas complète"),
        ({"email": "rita@example.org, eve@example.org"}, "pas complète"),
    ],
)
def test_what_cannot_be_taken_is_given_back_with_a_sentence(runtime, rita, fields, said):
    answer = tell(rita, **fields)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert fields.get("passage", PASSAGE) in answer.text
    assert all_of(runtime) == ()


def test_a_form_sent_twice_is_one_correction_and_another_one_is_another(runtime, rita):
    for _ in range(2):
        assert tell(rita).location == THANKS
    tell(rita, "Et son nom s’écrit avec un h.")
    assert len(all_of(runtime)) == 2


def test_there_is_no_such_article(rita):
    for path in ("/article/nulle-part/erreur", "/article/nulle-part/erreur/merci"):
        assert rita.get(path).status_code == 404


def test_too_many_are_refused_and_the_text_is_not_lost(runtime, rita):
    for n in range(10):
        assert tell(rita, f"{WORDS} {n}").status_code == 303
    refused = tell(rita, f"{WORDS} 10")
    assert (refused.status_code, f"{WORDS} 10" in refused.text) == (429, True)
    assert int(refused.headers["Retry-After"]) > 0
    assert "Attendez 60 minutes" in refused.text
    assert len(all_of(runtime)) == 10


def test_a_database_out_of_reach_loses_no_text(runtime, rita):
    page = rita.get(FORM)
    with runtime.database.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE correction RENAME TO gone"))
        connection.execute(sa.text("ALTER TABLE article RENAME TO gone_too"))
    rita.client.application.testing = False  # as readers have it: a bug is a page
    answer = rita.send(page, FORM, [("words", WORDS), ("passage", PASSAGE)])
    assert answer.status_code in (500, 503)
    assert WORDS in answer.text
    assert PASSAGE in answer.text


def test_one_is_closed_with_a_note_undone_and_closed_again(runtime, rita, mona, max_):
    tell(rita)
    closed = close(mona, note=NOTE)
    page = mona.get(closed.location)
    assert "C’est noté." in page.text
    assert "traité" in page.text
    assert NOTE in page.text
    assert "0 à traiter" in page.text
    assert "erreur signalée dans un article" not in mona.get("/desk").text
    assert reopen(max_, max_.get(INBOX)).status_code == 303
    (open_again,) = all_of(runtime)
    assert open_again.correction.closed_by is None
    assert NOTE in mona.get(INBOX).text
    close(mona, "aside", note=NOTE)
    assert "mis de côté" in mona.get(INBOX).text
    assert posted(runtime, LetterKind.CORRECTION_NOTE) == []


def test_who_is_slower_is_told(rita, mona, max_):
    tell(rita)
    early = max_.get(INBOX)
    path = f"{INBOX}/{number(early)}"
    close(mona)
    late = max_.send(early, f"{path}/close", [("status", "done")])
    assert (late.status_code, "plus rapide" in late.text) == (409, True)
    closed = mona.get(INBOX)
    reopen(mona, closed)
    assert mona.send(closed, f"{path}/reopen", []).status_code == 409


def test_a_note_is_sent_to_who_left_an_address_once_it_can_no_longer_be_undone(
    runtime, clock, rita, mona
):
    tell(rita, email=EMAIL)
    assert EMAIL not in mona.get(INBOX).text
    close(mona, note=NOTE, sends=True)
    assert "part dans un instant" in mona.get(INBOX).text
    with listening(Inbox()) as inbox:
        sending = replace(runtime, notifier=mailer(f"smtp://127.0.0.1:{inbox.port}"))
        assert letters.send_letters(sending) == 0
        clock.move(seconds=61)
        assert letters.send_letters(sending) == 1
        ((to, message),) = inbox.mails
    assert to == [EMAIL]
    text = text_of(message)
    assert NOTE in text
    assert WORDS in text
    assert "Ce mot a été envoyé." in mona.get(INBOX).text


def test_a_note_that_was_undone_in_time_is_never_sent(runtime, clock, rita, mona):
    tell(rita, email=EMAIL)
    close(mona, note=NOTE, sends=True)
    reopen(mona, mona.get(INBOX))
    clock.move(hours=1)
    with listening(Inbox()) as inbox:
        sending = replace(runtime, notifier=mailer(f"smtp://127.0.0.1:{inbox.port}"))
        assert letters.send_letters(sending) == 0
    assert places_of(runtime.database, EMAIL) == {("correction", "email")}


def test_a_note_that_nobody_can_get_closes_nothing(runtime, rita, mona):
    tell(rita)
    without_words = close(mona, sends=True)
    assert (without_words.status_code, "Écrivez le mot" in without_words.text) == (422, True)
    without_address = close(mona, note=NOTE, sends=True)
    assert (without_address.status_code, NOTE in without_address.text) == (422, True)
    assert all_of(runtime)[0].correction.closed_at is None


def test_the_newsroom_is_written_to_without_the_address_and_not_without_end(runtime, app):
    runtime = with_settings(runtime, corrections_to=NEWSROOM)
    browser = Browser(create_app(runtime))
    tell(browser, email=EMAIL)
    (letter,) = posted(runtime, LetterKind.CORRECTION)
    assert letter.to == NEWSROOM
    assert letter.facts["words"] == WORDS
    assert letter.facts["passage"] == PASSAGE
    assert EMAIL not in str(letter.facts)
    assert letter.facts["link"].endswith(f"{INBOX}#correction-{all_of(runtime)[0].correction.id}")
    for n in range(HOURLY_LETTERS_TO_NEWSROOM):
        corrections.tell(
            runtime, "budget", words=f"{WORDS} {n}", passage="", email=None, language="fr"
        )
    assert len(posted(runtime, LetterKind.CORRECTION)) == HOURLY_LETTERS_TO_NEWSROOM
    assert corrections.count_open(runtime) == HOURLY_LETTERS_TO_NEWSROOM + 1


def test_the_inbox_is_shut_to_readers_and_strangers(runtime, amir, rita):
    tell(rita)
    for browser, status in ((amir, 403), (rita, 303)):
        assert browser.get(INBOX).status_code == status


def test_there_is_no_such_correction(rita, mona):
    tell(rita)
    page = mona.get(INBOX)
    path = f"{INBOX}/{number(page)}"
    fields = dict(re.findall(r'name="(csrf_token)" type="hidden" value="([^"]+)"', page.text))
    for way in ("close", "reopen"):
        gone = mona.client.post(
            f"{INBOX}/{int(number(page)) + 1}/{way}", data=fields | {"status": "done"}
        )
        assert gone.status_code == 404
    nonsense = mona.client.post(f"{path}/close", data=fields | {"status": "lost"})
    assert nonsense.status_code == 422


def test_nothing_of_it_is_logged_nor_where_it_comes_from_stored(runtime, rita, caplog):
    rita.client.environ_base |= {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Lynx of one"}
    with caplog.at_level("DEBUG"):
        tell(rita, email=EMAIL)
    assert places_of(runtime.database, "203.0.113.77", "Lynx of one") == set()
    for secret in (WORDS, PASSAGE, EMAIL, "203.0.113.77"):
        assert secret not in caplog.text


def test_what_is_closed_goes_after_its_period_and_an_address_after_its_own(
    runtime, clock, rita, mona
):
    runtime = with_settings(runtime, keep_open_correction_months=24)
    tell(rita, email=EMAIL)
    clock.move(days=100)
    mona.log_in("mona@example.org", PASSWORD)  # a session of then is over
    close(mona, note=NOTE)
    tell(rita, "Le Conseil d’État n’a pas sept membres.", email=EMAIL)
    clock.move(days=180)
    retention.retain(runtime)
    assert len(all_of(runtime)) == 2
    clock.move(days=5)
    assert retention.retain(runtime).erased[Kind.CORRECTION] == 1
    assert places_of(runtime.database, WORDS, NOTE) == set()
    clock.move(days=190)
    assert retention.retain(runtime).erased[Kind.INFORMANT] == 1
    assert places_of(runtime.database, EMAIL) == set()
    (left,) = all_of(runtime)
    assert (left.correction.has_email, left.correction.closed_at) == (False, None)


def test_what_nobody_closes_goes_after_its_period(runtime, clock, rita, mona):
    runtime = with_settings(runtime, keep_open_correction_months=3)
    tell(rita, email=EMAIL)
    close(mona, note=NOTE)
    (told,) = all_of(runtime)
    corrections.reopen_correction(runtime, told.correction.id)
    clock.move(days=60)
    tell(rita, "Le Conseil d’État n’a pas sept membres.")
    clock.move(days=31)
    assert Kind.OPEN_CORRECTION not in retention.retain(runtime).erased
    clock.move(days=2)  # 2 February
    assert retention.count_due(runtime)[Kind.OPEN_CORRECTION] == 1
    report = retention.retain(runtime)
    assert report.erased[Kind.OPEN_CORRECTION] == 1
    assert report.periods.open_correction_months == 3
    assert places_of(runtime.database, WORDS, NOTE, EMAIL) == set()
    assert len(all_of(runtime)) == 1
    clock.move(days=60)
    retention.retain(runtime)
    assert all_of(runtime) == ()


def test_a_report_of_before_open_ones_went_is_still_read(runtime):
    retention.retain(runtime)
    old = '{"unconfirmed_days": 7, "refused_months": 6, "identity_months": 12, "origin_days": 90, "decider_months": 24, "disclosure_months": 60}'
    with runtime.database.begin() as session:
        session.connection().execute(sa.text("UPDATE retention SET periods = :old"), {"old": old})
    (report,) = retention.reports(runtime, limit=1)
    assert report.periods.open_correction_months is None


def test_the_notice_says_for_how_long_what_nobody_closes_is_kept(runtime):
    runtime = with_settings(runtime, keep_open_correction_months=9)
    notice = create_app(runtime).test_client().get("/confidentialite").text
    told = re.search(r"Si elle ne s’en occupe pas\s: jusqu’à (.*?) après votre signalement", notice)
    assert told[1].split() == ["9", "mois"]


def test_who_closed_it_is_forgotten_after_its_period(runtime, clock, rita, mona):
    tell(rita)
    close(mona)
    runtime = with_settings(runtime, keep_refused_months=60)
    clock.move(days=3 * 365)
    assert retention.retain(runtime).erased[Kind.CLOSER] == 1
    assert all_of(runtime)[0].closed_by == "Rédaction"


def test_a_readers_data_holds_what_they_told_and_the_note_only_if_it_was_sent(
    app, runtime, rita, mona
):
    amir = signed_up(app, runtime, "Amir Haddad")
    tell(amir, email="Amir.Haddad@example.org")
    tell(rita, "D’une autre personne.", email=EMAIL)
    close(mona, note=NOTE)
    (told,) = amir.get("/compte/donnees").json["corrections"]
    assert (told["words"], told["passage"]) == (WORDS, PASSAGE)
    assert told["article"]["title"] == "Le budget passe la rampe"
    assert told["note"] is None
    with runtime.database.begin() as session:
        session.connection().exec_driver_sql("UPDATE person SET confirmed_at = NULL")
    assert amir.get("/compte/donnees").json["corrections"] == []  # it may be another's address


def test_an_account_that_is_closed_leaves_no_address(app, runtime):
    amir = signed_up(app, runtime, "Amir Haddad")
    tell(amir, email=AMIR)
    close_account(runtime, person_of(runtime, AMIR), withdraws=False)
    assert places_of(runtime.database, AMIR) == set()
    assert len(all_of(runtime)) == 1


def test_the_privacy_notice_says_so(rita):
    assert "Une erreur que vous signalez dans un article" in rita.get("/confidentialite").text


def test_an_article_that_takes_no_comments_any_more_is_corrected_all_the_same(runtime, rita):
    submission.put_article(
        runtime, key="budget", title="Le budget passe la rampe", url=None, is_open=False
    )
    assert tell(rita).location == THANKS
