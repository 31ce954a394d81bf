"""Anybody reports a comment; a person decides, and whoever left an address is answered."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from moderation.app import create_app
from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.core.letter import HOURLY_LETTERS, LetterKind
from moderation.core.redress import Allegation, Reporter, ReportReason
from moderation.core.retention import Kind
from moderation.errors import InvalidInput
from moderation.services import export, letters, redress, retention, review, submission
from moderation.services.closing import close_account
from moderation.storage import people
from tests.conftest import CLEAN, person_of, signed_up
from tests.everything import places_of
from tests.mails import inbox, mailing
from tests.services.conftest import with_settings
from tests.test_accounts import posted
from tests.test_privacy import AMIR
from tests.test_reader import thread

__all__ = ["inbox", "mailing"]

EMAIL = "noémie@example.org"
NAME = "Noémie Rochat"
WORDS = "Cet homme n’a jamais siégé à Berne."
WRITTEN = [("reason", "other"), ("words", WORDS)]
ANSWERED = [*WRITTEN, ("name", NAME), ("email", EMAIL), ("good_faith", "y")]


@pytest.fixture
def public_id(amir, runtime):
    amir.write(CLEAN)
    (comment,) = thread(runtime)
    return comment.public_id


@pytest.fixture
def moderator(mona, runtime):
    with runtime.database.read() as session:
        return people.person_by_email(session, "mona@example.org")


def report(browser, public_id, fields=ANSWERED):
    path = f"/commentaire/{public_id}/signaler"
    return browser.send(browser.get(path), path, fields)


def status_of(runtime, public_id):
    return submission.outcome(runtime, public_id).comment.status


def decide(runtime, moderator, public_id, action=Action.REJECT, clauses=("INJURE",)):
    seen = review.open_case(runtime, public_id).comment.version
    return review.decide(
        runtime, moderator, public_id, seen=seen, action=action, clause_ids=clauses
    )


def test_who_leaves_an_address_has_a_receipt_and_an_answer(
    runtime, clock, rita, public_id, moderator
):
    assert report(rita, public_id).status_code == 303
    (receipt,) = posted(runtime, LetterKind.REPORT_RECEIVED)
    assert (receipt.to, receipt.language) == (EMAIL, "fr")
    assert receipt.facts["link"].endswith(f"/commentaire/{public_id}")
    assert NAME not in str(receipt.facts)
    decide(runtime, moderator, public_id)
    assert posted(runtime, LetterKind.REPORT_ANSWERED) == []  # it can be undone still
    clock.move(seconds=runtime.settings.undo_seconds)
    (answer,) = posted(runtime, LetterKind.REPORT_ANSWERED)
    assert (answer.to, answer.facts["outcome"]) == (EMAIL, "rejected")
    (clause,) = answer.facts["clauses"]
    assert clause["words"] == runtime.charter.clause("INJURE").words["fr"]
    assert not answer.facts["link"].endswith(public_id)


def test_who_is_told_that_it_stays_has_the_link_to_it(runtime, clock, rita, public_id, moderator):
    report(rita, public_id)
    report(rita, public_id, [*ANSWERED, ("illegal", "y")])
    decide(runtime, moderator, public_id, Action.APPROVE, ())
    clock.move(seconds=runtime.settings.undo_seconds)
    (answer,) = posted(runtime, LetterKind.REPORT_ANSWERED)  # one, for both
    assert (answer.facts["outcome"], answer.facts["clauses"]) == ("published", [])
    assert answer.facts["link"].endswith(f"/commentaire/{public_id}")


def test_a_decision_that_is_undone_answers_nobody_and_the_next_one_does(
    runtime, clock, rita, public_id, moderator
):
    report(rita, public_id)
    undone = decide(runtime, moderator, public_id)
    review.undo(runtime, moderator, undone.id)
    clock.move(hours=1)
    assert posted(runtime, LetterKind.REPORT_ANSWERED) == []
    decide(runtime, moderator, public_id, Action.APPROVE, ())
    clock.move(hours=1)
    (answer,) = posted(runtime, LetterKind.REPORT_ANSWERED)
    assert answer.facts["outcome"] == "published"


def test_putting_aside_answers_nobody_and_what_its_author_takes_back_is_said(
    runtime, clock, rita, public_id, moderator
):
    report(rita, public_id)
    decide(runtime, moderator, public_id, Action.HOLD, ())
    clock.move(hours=1)
    assert posted(runtime, LetterKind.REPORT_ANSWERED) == []
    submission.withdraw(runtime, public_id)
    (answer,) = posted(runtime, LetterKind.REPORT_ANSWERED)
    assert answer.facts["outcome"] == "withdrawn"


def test_reports_change_nothing_of_a_comment_however_many_there_are(runtime, rita, public_id):
    for n in range(12):
        fields = [*WRITTEN, ("illegal", "y"), ("email", f"n{n}@example.org"), ("good_faith", "y")]
        assert report(rita, public_id, fields).status_code == 303
    assert status_of(runtime, public_id) is Status.PUBLISHED
    assert CLEAN in rita.get(f"/commentaire/{public_id}").text


@pytest.mark.parametrize(
    ("fields", "is_taken"),
    [
        (WRITTEN, True),
        ([*WRITTEN, ("name", NAME)], True),
        ([*WRITTEN, ("clause", "INJURE")], True),
        ([*WRITTEN, ("email", EMAIL)], False),
        ([*WRITTEN, ("illegal", "y")], False),
        ([*WRITTEN, ("illegal", "y"), ("good_faith", "y")], True),
        ([*WRITTEN, ("clause", "NOTHING")], False),
        ([*WRITTEN, ("email", "noémie@"), ("good_faith", "y")], False),
        ([*WRITTEN, ("email", f"{EMAIL}, eve@example.org"), ("good_faith", "y")], False),
        ([*WRITTEN, ("email", f"{EMAIL}\r\nBcc: eve@example.org"), ("good_faith", "y")], False),
        ([*WRITTEN, ("name", "N" * 201)], False),
        ([*WRITTEN, ("name", "N\x00")], False),
    ],
)
def test_what_a_report_needs_is_said_and_nothing_of_it_is_lost(
    runtime, rita, public_id, fields, is_taken
):
    sent = report(rita, public_id, fields)
    assert sent.status_code == (303 if is_taken else 422)
    reports = review.open_case(runtime, public_id).reports
    assert len(reports) == is_taken
    if not is_taken:
        assert 'class="problems"' in sent.text
        assert WORDS in sent.text
        assert re.search(r'<input checked[^>]*value="other"', sent.text)
        assert posted(runtime, LetterKind.REPORT_RECEIVED) == []


def test_a_report_from_a_page_that_is_not_ours_is_given_back_whole(rita, public_id):
    path = f"/commentaire/{public_id}/signaler"
    rita.client.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"
    sent = rita.client.post(path, data=dict(ANSWERED))
    assert sent.status_code == 400
    assert all(written in sent.text for written in (WORDS, NAME, EMAIL))
    again = rita.send(sent, path, ANSWERED)
    assert again.status_code == 303


def test_moderators_see_that_an_answer_is_awaited_and_not_by_whom(rita, public_id, mona):
    report(rita, public_id, [*ANSWERED, ("illegal", "y")])
    page = mona.get("/desk").text
    assert WORDS in page
    assert "réponse attendue" in page
    assert "dit contraire au droit" in page
    assert NAME not in page
    assert EMAIL not in page


def test_nobody_is_flooded_with_receipts(runtime, rita, public_id):
    for _ in range(HOURLY_LETTERS + 2):
        report(rita, public_id)
    assert len(posted(runtime, LetterKind.REPORT_RECEIVED)) == HOURLY_LETTERS


@pytest.mark.parametrize(
    ("said", "by"),
    [
        (Allegation(is_illegal=True), Reporter()),
        (Allegation(), Reporter(email=EMAIL)),
        (Allegation(in_good_faith=True), Reporter(email="a@b.ch, c@d.ch")),
        (Allegation(clause_id="NOTHING"), Reporter()),
        (Allegation(), Reporter(name="N" * 201)),
    ],
)
def test_the_service_takes_no_report_that_the_form_would_not(runtime, public_id, said, by):
    with pytest.raises(InvalidInput):
        redress.report(runtime, public_id, reason=ReportReason.OTHER, words="", said=said, by=by)


def test_who_reported_is_erased_after_the_answer_and_its_period(
    runtime, clock, rita, public_id, moderator
):
    report(rita, public_id)
    clock.move(days=400)
    retention.retain(runtime)
    assert places_of(runtime.database, NAME) == {("reporter", "name")}  # nobody has answered
    decide(runtime, moderator, public_id, Action.APPROVE, ())
    clock.move(days=360)
    assert Kind.REPORTER not in retention.retain(runtime).erased
    clock.move(days=10)
    assert retention.retain(runtime).erased[Kind.REPORTER] == 1
    assert places_of(runtime.database, NAME) == set()
    with runtime.database.read() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM report")) == 1


def test_who_closes_their_account_leaves_no_address_with_their_reports(
    app, runtime, rita, public_id
):
    signed_up(app, runtime, "Rita Favre")
    fields = [*WRITTEN, ("name", "Rita Favre"), ("email", AMIR), ("good_faith", "y")]
    report(rita, public_id, fields)
    assert ("reporter", "email") in places_of(runtime.database, AMIR)
    close_account(runtime, person_of(runtime, AMIR), withdraws=False)
    assert ("reporter", "email") not in places_of(runtime.database, AMIR)
    assert ("reporter", "name") not in places_of(runtime.database, "Rita Favre")


def test_the_desk_sees_reports_by_comment_with_the_record_of_who_made_them(
    runtime, amir, rita, public_id, moderator, mona
):
    report(rita, public_id)
    decide(runtime, moderator, public_id)  # upheld
    for body in ("Le budget a été voté mardi.", "Le rapport dit autre chose que l’article."):
        amir.write(body)
    second, first = (comment.public_id for comment in thread(runtime))
    report(rita, first, [("reason", "insult"), ("words", "Lisez la deuxième phrase.")])
    report(rita, second, [*ANSWERED, ("clause", "INJURE"), ("illegal", "y")])
    page = mona.get("/desk/signalements").text
    assert "2 signalements ouverts" in page
    assert page.index(f"/desk/comment/{second}") < page.index(f"/desk/comment/{first}")
    assert "suivis 1, écartés 0" in page
    assert "fondé : 40" in page  # (1 + 1) / (1 + 4)
    assert "fondé : 25" in page
    assert "Lisez la deuxième phrase." in page
    assert page.count("réponse attendue") == 1
    assert "/desk/corrections" in page
    assert NAME not in page
    assert EMAIL not in page
    assert "/desk/signalements" in mona.get("/desk/corrections").text


def test_sent_twice_at_once_with_one_key_it_is_one_report(runtime, public_id):
    def send(_):
        return redress.report(
            runtime,
            public_id,
            reason=ReportReason.OTHER,
            words=WORDS,
            said=Allegation(in_good_faith=True),
            by=Reporter(NAME, EMAIL),
            idempotency_key="a-1",
        )

    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(send, range(6)))
    assert [one.is_new for one in taken].count(True) == 1
    assert len({one.report.id for one in taken}) == 1
    assert len(posted(runtime, LetterKind.REPORT_RECEIVED)) == 1


def test_the_key_of_a_report_goes_with_its_words_and_alone_if_there_are_none(
    runtime, clock, public_id, moderator
):
    for key, words in (("key-of-words", WORDS), ("key-of-none", "")):
        redress.report(
            runtime, public_id, reason=ReportReason.OTHER, words=words, idempotency_key=key
        )
    clock.move(days=400)
    retention.retain(runtime)
    assert places_of(runtime.database, "key-of-") == {("report", "idempotency_key")}
    decide(runtime, moderator, public_id, Action.APPROVE, ())
    clock.move(days=190)
    assert retention.retain(runtime).erased[Kind.REPORT] == 2
    assert places_of(runtime.database, "key-of-", WORDS) == set()
    clock.move(days=1)
    assert Kind.REPORT not in retention.retain(runtime).erased
    with runtime.database.read() as session:
        left = sa.text("SELECT count(*) FROM report WHERE payload_digest IS NOT NULL")
        assert session.scalar(left) == 0


LINE = "line.brunner@example.org"


def own_reports(browser):
    return browser.get("/compte/donnees").json["reports"]


def test_a_readers_data_holds_what_they_reported_and_what_they_were_told(
    app, runtime, clock, mailing, amir, rita, public_id, moderator
):
    line = signed_up(app, runtime, "Line Brunner")
    left = [("name", NAME), ("email", LINE), ("good_faith", "y")]
    report(line, public_id, [("reason", "insult"), ("words", "Avec mon compte."), *left[:1]])
    report(rita, public_id, [*WRITTEN, *left, ("clause", "INJURE"), ("illegal", "y")])
    report(amir, public_id, [("reason", "other"), ("words", "D’un autre compte."), *left])
    report(rita, public_id, [("reason", "other"), ("words", "D’une autre adresse."), *ANSWERED[2:]])
    report(rita, public_id, [("reason", "other"), ("words", "De personne."), *left[:1]])
    by_account, by_address = own_reports(line)
    assert by_account["words"] == "Avec mon compte."
    assert (by_account["name"], by_account["email"]) == (NAME, None)
    assert by_address == {
        "comment": public_id,
        "article": {"key": "budget", "title": "Le budget passe la rampe", "url": None},
        "reason": "other",
        "words": WORDS,
        "clause": "INJURE",
        "illegal": True,
        "good_faith": True,
        "name": NAME,
        "email": LINE,
        "language": "fr",
        "reported_at": runtime.clock().isoformat(),
        "told": None,
    }
    (from_amir,) = own_reports(amir)
    assert from_amir["words"] == "D’un autre compte."
    decide(runtime, moderator, public_id)
    assert own_reports(line)[1]["told"] is None  # it can be undone still
    clock.move(seconds=runtime.settings.undo_seconds)
    assert letters.send_letters(mailing) > 0
    told = {"outcome": "rejected", "clauses": ["INJURE"], "sent_at": runtime.clock().isoformat()}
    assert [one["told"] for one in own_reports(line)] == [None, told]
    assert "Mona" not in line.get("/compte/donnees").text


def test_an_address_that_nobody_confirmed_opens_no_reports(app, runtime, rita, public_id):
    line = signed_up(app, runtime, "Line Brunner")
    report(rita, public_id, [*WRITTEN, ("email", LINE), ("good_faith", "y")])
    assert len(own_reports(line)) == 1
    with runtime.database.begin() as session:
        session.connection().exec_driver_sql("UPDATE person SET confirmed_at = NULL")
    assert own_reports(line) == []


def test_what_was_reported_from_an_address_without_an_account_is_found_by_it(
    runtime, rita, public_id
):
    report(rita, public_id)
    report(rita, public_id, [*WRITTEN, ("name", NAME)])
    kept, owner = export.export_at(runtime, EMAIL)
    assert owner is None
    (reported,) = kept["reports"]
    assert (reported["name"], reported["email"], reported["words"]) == (NAME, EMAIL, WORDS)
    assert export.export_at(runtime, "nobody@example.org") is None


def test_what_is_said_of_a_comment_is_not_its_authors(amir, rita, public_id):
    report(rita, public_id)
    own = amir.get("/compte/donnees")
    assert own.json["reports"] == []
    assert WORDS not in own.text
    assert NAME not in own.text


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (7, r"votre adresse et l’empreinte\s: jusqu’à 7\smois après"),
        (0, r"votre adresse et l’empreinte sont effacés au plus tard le lendemain"),
    ],
)
def test_the_notice_says_for_how_long_who_reports_is_known(runtime, months, words):
    told = with_settings(runtime, keep_refused_months=9, keep_identity_months=months)
    page = create_app(told).test_client().get("/confidentialite").text
    assert "Un commentaire que vous signalez" in page
    assert re.search(rf"Vos mots\s: jusqu’à 9\smois après la décision\. Votre nom, {words}", page)
