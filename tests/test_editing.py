"""An author edits a comment: for five minutes, judged anew, and never as a way round."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from moderation.core.comment import Draft, Status
from moderation.core.decision import Action
from moderation.core.letter import LetterKind
from moderation.core.proof import Rung
from moderation.core.redress import ReportReason
from moderation.core.revision import EDIT_MINUTES, MOST_EDITS
from moderation.errors import Conflict, Unavailable
from moderation.runtime import past_charter
from moderation.services import redress, retention, review, submission
from moderation.services.editing import edit_comment
from moderation.services.letters import send_letters
from moderation.services.redress import send_statements
from moderation.services.replies import choose_reply_mail, post_replies
from moderation.services.submission import find_comment, outcome
from moderation.storage import charters, people, revisions
from moderation.storage.tables import SampleRow
from tests.charters import with_sample
from tests.conftest import AMBIGUOUS, CLEAN, PASSWORD, REFUSED, hidden_fields, signed_up
from tests.everything import places_of
from tests.mails import inbox, mailing, text_of
from tests.test_accounts import as_guest, path_of, posted

__all__ = ["inbox", "mailing"]

ARTICLE = "/article/budget"
BETTER = "Le Grand Conseil a bien fait d’attendre : le rapport arrive en janvier, dit-on."
AMIR = "amir.haddad@example.org"


def person(runtime, email=AMIR):
    with runtime.database.read() as session:
        return people.person_by_email(session, email)


def written(runtime):
    """Return the last comment of Amir's."""
    return submission.written_by(runtime, person(runtime))[0]


def path_to(comment):
    return f"/commentaire/{comment.public_id}/modifier"


def send(browser, page, path, body, **fields):
    return browser.send(page, path, {"body": body, **fields}.items())


def edit(browser, comment, body, **fields):
    """Open the form of *comment* and send another text."""
    path = path_to(comment)
    return send(browser, browser.get(path), path, body, **fields)


def texts(runtime, comment):
    """Return the text of a comment, and those that it had before."""
    with runtime.database.read() as session:
        earlier = revisions.revisions_of(session, comment.id)
    return find_comment(runtime, comment.public_id).body, [one.body for one in earlier]


def problems(page):
    found = re.search(r'<div class="problems".*?</div>', page.text, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", found[0])) if found else ""


def words(page):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page.text))


def alone(runtime, comment, body, *, seen, who=AMIR):
    """Edit without a browser."""
    return edit_comment(
        runtime,
        comment.public_id,
        Draft(body),
        seen=seen,
        person=person(runtime, who),
        has_sent=False,
    )


@pytest.fixture
def sent(amir, runtime):
    """A published comment of Amir's."""
    amir.write(CLEAN)
    return written(runtime)


# --- What an edit does ------------------------------------------------------------------


def test_a_published_comment_is_edited_and_says_so_with_the_time(amir, rita, runtime, sent, clock):
    told = amir.get("/compte")
    link = re.search(r'href="(/commentaire/[^"]+/modifier)"', told.text)[1]
    clock.move(minutes=2)
    page = amir.get(link)
    assert "Vous avez jusqu’à 10 h 35." in words(page)
    assert CLEAN in page.text
    answer = send(amir, page, link, BETTER)
    assert answer.status_code == 303
    outcome_page = words(amir.get(answer.location))
    assert "Votre commentaire est publié" in outcome_page
    assert "modifié à 10 h 32" in outcome_page
    assert texts(runtime, sent) == (BETTER, [CLEAN])
    for path in (ARTICLE, f"/commentaire/{sent.public_id}"):
        shown = rita.get(path)
        assert BETTER in shown.text
        assert CLEAN not in shown.text
        assert "modifié à 10 h 32" in words(shown)
    assert "modifié à 10 h 32" in words(amir.get("/compte"))


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (REFUSED, Status.RETURNED, "Votre commentaire vous revient"),
        (AMBIGUOUS, Status.PENDING, "Votre commentaire attend d’être lu"),
    ],
)
def test_an_edit_is_no_way_round_the_charter(amir, rita, mona, runtime, sent, body, status, told):
    page = amir.get(edit(amir, sent, body).location)
    assert told in page.text
    assert find_comment(runtime, sent.public_id).status is status
    shown = rita.get(ARTICLE)
    for text in (body, CLEAN):
        assert text not in shown.text
    statement = outcome(runtime, sent.public_id).statement
    if status is Status.RETURNED:
        assert "Injures" in page.text
        assert (statement.status, statement.decided_by_machine) == (Status.RETURNED, True)
        assert "Plus rien n’attend" in mona.get("/desk").text
    else:
        assert body[-30:] in mona.get("/desk").text


def test_what_is_held_and_then_edited_into_something_clean_is_published(amir, mona, rita, runtime):
    amir.write(AMBIGUOUS)
    comment = written(runtime)
    assert "en attente" in amir.get("/compte").text
    assert "Votre commentaire est publié" in amir.get(edit(amir, comment, CLEAN).location).text
    assert CLEAN in rita.get(ARTICLE).text
    assert "Plus rien n’attend" in mona.get("/desk").text


def test_a_held_comment_that_is_still_held_keeps_its_place(amir, mona, runtime, clock):
    amir.write(AMBIGUOUS)
    comment = written(runtime)
    clock.move(minutes=1)
    amir.write("Un autre avis ambigu, sur les comptes du canton")
    edit(amir, comment, f"{AMBIGUOUS} !")
    assert comment.public_id in mona.get("/desk").text


@pytest.mark.parametrize("body", [CLEAN, f"  {CLEAN}\r\n"])
def test_the_same_text_is_no_edit(amir, rita, runtime, sent, body):
    assert edit(amir, sent, body).status_code == 303
    assert find_comment(runtime, sent.public_id).version == 1
    assert "modifié" not in rita.get(ARTICLE).text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "Votre commentaire est vide"),
        ("a" * 1501, "la limite est de"),
        ("a\x00b", "des signes qui ne sont pas du texte"),
        ("\u202e" + CLEAN, "inversent le sens de lecture"),
    ],
    ids=["empty", "too long", "NUL", "direction"],
)
def test_the_limits_are_those_of_a_new_comment_and_no_word_is_lost(amir, runtime, sent, body, said):
    page = edit(amir, sent, body)
    assert page.status_code == 422
    assert said in problems(page)
    assert body[:40].replace("\x00", "") in page.text.replace("\x00", "")
    assert texts(runtime, sent) == (CLEAN, [])


def test_a_closed_article_takes_no_edits(amir, runtime, sent):
    page = amir.get(path_to(sent))
    submission.put_article(runtime, key="budget", title="Le budget", url=None, is_open=False)
    late = send(amir, page, path_to(sent), BETTER)
    assert late.status_code == 422
    assert "n’accepte pas, ou plus, de commentaires" in problems(late)
    assert BETTER in late.text


def test_a_charter_that_changed_is_accepted_before_an_edit_is_taken(app, amir, runtime, sent):
    newer = past_charter(runtime.charter.source.replace('version = "1.0"', 'version = "1.1"'))
    newer = with_sample(newer, 0.0)
    with runtime.database.begin() as session:
        charters.keep_charter(session, newer, adopted_at=runtime.clock())
    page = amir.get(path_to(sent))
    assert 'name="accepted"' not in page.text
    app.extensions["charte"] = replace(runtime, charter=newer)
    asked = send(amir, page, path_to(sent), BETTER)
    assert asked.status_code == 422
    assert "La Charte des commentaires a changé" in problems(asked)
    assert texts(runtime, sent) == (CLEAN, [])
    assert send(amir, asked, path_to(sent), BETTER, accepted="y").status_code == 303
    assert find_comment(runtime, sent.public_id).charter_digest == newer.digest


def test_an_edit_is_published_unread_of_no_one_of_whom_a_new_comment_would_not_be(
    app, amir, runtime
):
    charter = replace(runtime.charter, publish_from=Rung.PHONE)
    app.extensions["charte"] = replace(runtime, charter=charter)
    amir.write(CLEAN)
    comment = written(runtime)
    assert comment.status is Status.PENDING
    edit(amir, comment, BETTER)
    assert texts(runtime, comment) == (BETTER, [CLEAN])
    assert find_comment(runtime, comment.public_id).status is Status.PENDING


def test_edits_count_as_comments_do_from_one_address(amir, runtime, sent):
    page = amir.get(path_to(sent))
    for number in range(28):
        amir.write(f"{CLEAN} Ligne {number}.")
    assert send(amir, page, path_to(sent), BETTER).status_code == 303
    flooded = send(amir, amir.get(path_to(sent)), path_to(sent), CLEAN)
    assert flooded.status_code == 429
    assert "Attendez 1 minute" in problems(flooded)
    assert CLEAN in re.search(r"<textarea.*?</textarea>", flooded.text, re.DOTALL)[0]
    assert flooded.headers["Retry-After"]
    assert amir.write(f"{CLEAN} Encore.").status_code == 429


# --- What is no longer edited, and by whom -------------------------------------------------


def test_after_five_minutes_nothing_is_edited_and_no_word_is_lost(amir, runtime, sent, clock):
    page = amir.get(path_to(sent))
    clock.move(minutes=EDIT_MINUTES)
    late = send(amir, page, path_to(sent), BETTER)
    assert late.status_code == 409
    assert "ce temps est passé" in problems(late)
    assert BETTER in late.text
    assert texts(runtime, sent) == (CLEAN, [])
    shut = amir.get(path_to(sent))
    assert shut.status_code == 409
    assert "ce temps est passé" in shut.text
    assert "<textarea" not in shut.text
    assert "/modifier" not in amir.get("/compte").text


def test_others_edit_nothing_and_learn_nothing(app, amir, eve, runtime, sent):
    path = path_to(sent)
    page = amir.get(path)
    amir.write(AMBIGUOUS)
    held = written(runtime)
    assert eve.get(path).location == f"/compte/connexion?next={path}"
    zoe = signed_up(app, runtime, "Zoé Müller")
    for browser in (zoe, eve):
        for comment in (sent, held):
            fields = {**dict(hidden_fields(page, path)), "body": BETTER}
            refused = browser.client.post(path_to(comment), data=fields)
            assert refused.status_code == 403
            assert "Seul son auteur peut modifier" in problems(refused)
            assert BETTER in refused.text
            assert comment.body not in refused.text
    seen = zoe.get(path_to(held))
    assert (seen.status_code, AMBIGUOUS in seen.text) == (403, False)
    assert zoe.get("/commentaire/nul/modifier").status_code == 404
    assert texts(runtime, sent) == (CLEAN, [])


@pytest.mark.parametrize("how", ["withdrawn", "returned", "rejected", "approved", "put aside"])
def test_what_is_withdrawn_refused_or_decided_is_final(amir, mona, runtime, how):
    amir.write(CLEAN if how == "withdrawn" else AMBIGUOUS)
    comment = written(runtime)
    page = amir.get(path_to(comment))
    if how == "withdrawn":
        submission.withdraw(runtime, comment.public_id)
    else:
        action = {
            "returned": Action.RETURN,
            "rejected": Action.REJECT,
            "approved": Action.APPROVE,
            "put aside": Action.HOLD,
        }[how]
        clauses = ("INJURE",) if action in (Action.RETURN, Action.REJECT) else ()
        decide(runtime, comment, action, clauses=clauses)
    refused = send(amir, page, path_to(comment), BETTER)
    assert refused.status_code == 409
    assert "ne peut plus être modifié" in problems(refused)
    assert BETTER in refused.text
    assert texts(runtime, comment) == (comment.body, [])
    assert amir.get(path_to(comment)).status_code == 409
    assert "/modifier" not in amir.get("/compte").text


def decide(runtime, comment, action, *, seen=None, clauses=(), moderator="mona"):
    return review.decide(
        runtime,
        person(runtime, f"{moderator}@example.org"),
        comment.public_id,
        seen=seen or find_comment(runtime, comment.public_id).version,
        action=action,
        clause_ids=clauses,
    )


def test_an_undone_decision_does_not_open_the_text_again(amir, mona, runtime):
    amir.write(AMBIGUOUS)
    comment = written(runtime)
    made = decide(runtime, comment, Action.APPROVE)
    review.undo(runtime, person(runtime, "mona@example.org"), made.id)
    assert amir.get(path_to(comment)).status_code == 409


def test_the_machine_cannot_be_tried_for_ever(amir, runtime, sent):
    for number in range(MOST_EDITS):
        assert edit(amir, sent, f"{CLEAN} {number}").status_code == 303
    one_more = amir.get(path_to(sent))
    assert one_more.status_code == 409
    assert f"a déjà été modifié {MOST_EDITS} fois" in one_more.text


def test_what_a_cms_sent_is_nobodys_to_edit_here(amir, runtime):
    draft = Draft(CLEAN, "Amir Haddad", AMIR)
    comment = submission.submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
    ).comment
    assert amir.get(path_to(comment)).status_code == 403


# --- Versions, and the same sent twice ----------------------------------------------------


def test_an_older_version_is_not_written_over_unseen(amir, runtime, sent):
    first, second = amir.get(path_to(sent)), amir.get(path_to(sent))
    assert send(amir, first, path_to(sent), BETTER).status_code == 303
    stale = send(amir, second, path_to(sent), "Tout autre chose, sur la fontaine.")
    assert stale.status_code == 409
    assert "a changé depuis que vous avez ouvert cette page" in problems(stale)
    assert BETTER in stale.text
    assert "Tout autre chose" in re.search(r"<textarea.*?</textarea>", stale.text, re.DOTALL)[0]
    assert texts(runtime, sent) == (BETTER, [CLEAN])
    # Seen now, it can be replaced.
    again = send(amir, stale, path_to(sent), "Tout autre chose, sur la fontaine.")
    assert again.status_code == 303
    assert texts(runtime, sent)[1] == [CLEAN, BETTER]


def test_an_edit_that_is_sent_again_is_one(amir, runtime, sent, clock):
    page = amir.get(path_to(sent))
    first = send(amir, page, path_to(sent), BETTER)
    clock.move(minutes=EDIT_MINUTES)
    second = send(amir, page, path_to(sent), BETTER.replace("\n", "\r\n"))
    assert (first.location, second.status_code) == (second.location, 303)
    assert texts(runtime, sent) == (BETTER, [CLEAN])


def test_of_edits_sent_at_once_one_is_stored_and_the_same_text_is_one(amir, runtime, sent):
    with ThreadPoolExecutor(4) as pool:
        same = list(pool.map(lambda _: alone(runtime, sent, BETTER, seen=1), range(4)))
    assert {(comment.body, comment.version) for comment in same} == {(BETTER, 2)}

    def try_edit(number):
        try:
            return alone(runtime, sent, f"{CLEAN} {number}", seen=2)
        except Conflict:
            return None

    with ThreadPoolExecutor(4) as pool:
        others = list(pool.map(try_edit, range(4)))
    assert sum(found is not None for found in others) == 1
    assert len(texts(runtime, sent)[1]) == 2


def test_a_moderator_decides_on_what_they_read_and_is_told_if_it_has_changed(amir, mona, runtime):
    amir.write(AMBIGUOUS)
    comment = written(runtime)
    page = mona.get("/desk")
    edit(amir, comment, f"{AMBIGUOUS}, Madame la conseillère")
    path = f"/desk/comment/{comment.public_id}/decision"
    stale = mona.send(page, path, [("action", "approve"), ("note", "")])
    assert stale.status_code == 409
    assert "ou son auteur l’a modifié" in stale.text
    assert find_comment(runtime, comment.public_id).status is Status.PENDING
    assert "Madame la conseillère" in stale.text
    assert mona.send(stale, path, [("action", "approve"), ("note", "")]).status_code == 303


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_missing_or_forged_token_changes_nothing_and_loses_no_word(amir, runtime, sent, token):
    path = path_to(sent)
    fields = {**dict(hidden_fields(amir.get(path), path)), "csrf_token": token, "body": BETTER}
    page = amir.client.post(path, data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 400
    assert "envoyez-le encore une fois" in problems(page)
    assert texts(runtime, sent) == (CLEAN, [])
    assert send(amir, page, path, BETTER).status_code == 303


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "٣"])
def test_a_form_that_does_not_say_what_was_seen_is_stale(amir, runtime, sent, seen):
    path = path_to(sent)
    fields = {**dict(hidden_fields(amir.get(path), path)), "seen": seen, "body": BETTER}
    assert amir.client.post(path, data=fields).status_code == 409
    assert texts(runtime, sent) == (CLEAN, [])


def test_when_the_database_is_out_of_reach_the_text_is_still_there(
    amir, runtime, sent, monkeypatch
):
    page = amir.get(path_to(sent))

    def fail(self):
        raise Unavailable("no database")

    monkeypatch.setattr(type(runtime.database), "read", fail)
    unsent = send(amir, page, path_to(sent), BETTER)
    monkeypatch.undo()
    assert unsent.status_code == 503
    assert "n’a pas pu être transmis" in problems(unsent)
    assert BETTER in unsent.text
    assert send(amir, unsent, path_to(sent), BETTER).status_code == 303


# --- Guests ---------------------------------------------------------------------------------


def test_a_guest_edits_from_the_browser_that_sent_it_until_it_is_confirmed(rita, eve, runtime):
    outcome_path = as_guest(rita)
    path = re.search(r'href="(/commentaire/[^"]+/modifier)"', rita.get(outcome_path).text)[1]
    assert "/modifier" not in eve.get(outcome_path).text
    assert eve.get(path).status_code == 303
    (letter,) = posted(runtime, LetterKind.CONFIRM_COMMENT)
    confirm = path_of(letter.facts["link"])
    opened = eve.get(confirm)  # in another browser: the mail program's
    assert send(rita, rita.get(path), path, BETTER).status_code == 303
    public_id = path.split("/")[2]
    assert find_comment(runtime, public_id).status is Status.UNCONFIRMED
    # Who confirms has read what they confirm.
    stale = eve.send(opened, confirm, [])
    assert stale.status_code == 409
    assert "Ce texte a changé" in stale.text
    assert BETTER in stale.text
    assert find_comment(runtime, public_id).status is Status.UNCONFIRMED
    open_form = rita.get(path)
    assert eve.send(stale, confirm, []).status_code == 303
    assert find_comment(runtime, public_id).status is Status.PENDING
    assert send(rita, open_form, path, CLEAN).status_code == 409
    assert find_comment(runtime, public_id).body == BETTER


def test_a_guests_insult_is_sent_back_by_an_edit_too(rita, runtime):
    outcome_path = as_guest(rita)
    path = re.search(r'href="(/commentaire/[^"]+/modifier)"', rita.get(outcome_path).text)[1]
    send(rita, rita.get(path), path, REFUSED)
    assert "Votre commentaire vous revient" in rita.get(outcome_path).text


def test_what_was_edited_since_is_not_signed_unseen(app, rita, runtime):
    outcome_path = as_guest(rita)
    path = re.search(r'href="(/commentaire/[^"]+/modifier)"', rita.get(outcome_path).text)[1]
    zoe = signed_up(app, runtime, "Zoé Müller")
    page = zoe.get(outcome_path)
    send(rita, rita.get(path), path, BETTER)
    public_id = path.split("/")[2]
    assert zoe.send(page, f"{outcome_path}/signer", []).location == outcome_path
    assert find_comment(runtime, public_id).person_id is None
    zoe.send(zoe.get(outcome_path), f"{outcome_path}/signer", [])
    assert find_comment(runtime, public_id).author_name == "Zoé Müller"
    assert rita.get(path).status_code == 303  # it is no longer the guest's


# --- Mails ------------------------------------------------------------------------------------


def test_an_author_is_written_to_of_what_became_of_the_text_that_stands(
    amir, mailing, inbox, runtime
):
    amir.write(CLEAN)
    comment = written(runtime)
    alone(mailing, comment, REFUSED, seen=1)
    assert send_statements(mailing) == 1
    ((_, message),) = inbox.mails
    assert message["Subject"] == "Votre commentaire : à reprendre".replace(" :", "\u00a0:")
    assert "connard" in text_of(message)


def test_an_edit_that_changes_nothing_of_the_outcome_writes_no_second_mail(
    amir, mailing, inbox, runtime, sent
):
    assert send_statements(mailing) == 1
    alone(mailing, sent, BETTER, seen=1)
    assert send_statements(mailing) == 0
    statement = outcome(runtime, sent.public_id).statement
    assert (statement.status, len(inbox.mails)) == (Status.PUBLISHED, 1)


def test_a_reply_is_told_in_the_words_that_it_has_kept(app, amir, mailing, inbox, runtime, clock):
    amir.write(CLEAN)
    choose_reply_mail(runtime, person(runtime), "each")
    zoe = signed_up(app, runtime, "Zoé Müller")
    zoe.write("La commission travaille bien.", answers=written(runtime).public_id)
    (reply,) = submission.written_by(runtime, person(runtime, "zoé.müller@example.org"))
    clock.move(minutes=EDIT_MINUTES - 1)
    assert post_replies(mailing) == 0
    edit(zoe, reply, "La commission travaille très bien.")
    clock.move(minutes=1)
    assert post_replies(mailing) == 0, "an edit that has just come may still be on its way"
    clock.move(minutes=1, seconds=1)
    assert post_replies(mailing) == 1
    send_statements(mailing)
    inbox.mails.clear()
    send_letters(mailing)
    assert "La commission travaille très bien." in text_of(inbox.mails[0][1])


# --- What is kept --------------------------------------------------------------------------


def test_the_desk_shows_what_was_changed(amir, mona, runtime):
    amir.write(AMBIGUOUS)
    comment = written(runtime)
    edit(amir, comment, AMBIGUOUS.replace("Votre argument", "Votre <b>calcul</b>"))
    page = mona.get("/desk").text
    assert "Modifié 1 fois par son auteur" in page
    changed = re.search(r'<div class="changes".*?</div>', page, re.DOTALL)[0]
    assert "<del>argument </del><ins>&lt;b&gt;calcul&lt;/b&gt; </ins>" in changed
    assert "avant" not in re.search(r'<details class="revisions">.*?</details>', page, re.DOTALL)[0]


def test_once_it_was_read_the_desk_says_where_the_earlier_text_stood(amir, mona, runtime, sent):
    edit(amir, sent, AMBIGUOUS)
    decide(runtime, sent, Action.REJECT, clauses=("INJURE",))
    page = mona.get(f"/desk/comment/{sent.public_id}")
    assert "avant : publié" in words(page)


def test_a_report_waits_on_when_the_text_is_edited(amir, mona, runtime, sent):
    redress.report(runtime, sent.public_id, reason=ReportReason.OTHER, words="Hors sujet.")
    for body in (AMBIGUOUS, CLEAN, REFUSED):
        edit(amir, find_comment(runtime, sent.public_id), body)
        page = mona.get("/desk").text
        assert "Hors sujet." in page
        assert "1 signalement" in page


def test_what_was_drawn_for_the_sample_stays_in_it_while_it_is_published(app, amir, mona, runtime):
    app.extensions["charte"] = replace(runtime, charter=with_sample(runtime.charter, 1.0))
    amir.write(CLEAN)
    comment = written(runtime)
    edit(amir, comment, BETTER)
    assert n_sampled(runtime) == 1
    assert BETTER in mona.get("/desk").text
    edit(amir, comment, AMBIGUOUS)
    assert n_sampled(runtime) == 0
    assert AMBIGUOUS[-30:] in mona.get("/desk").text
    edit(amir, comment, CLEAN)
    assert n_sampled(runtime) == 1


def test_what_chance_has_not_drawn_is_not_drawn_for_an_edit(app, amir, runtime, sent):
    app.extensions["charte"] = replace(runtime, charter=with_sample(runtime.charter, 1.0))
    edit(amir, sent, BETTER)
    assert n_sampled(runtime) == 0


def n_sampled(runtime):
    with runtime.database.read() as session:
        return session.query(SampleRow).count()


def test_earlier_texts_are_exported_kept_and_erased_with_the_comment(amir, runtime, sent, clock):
    edit(amir, sent, BETTER)
    (own,) = amir.get("/compte/donnees").json["comments"]
    assert own["edited_at"] == runtime.clock().isoformat()
    (revision,) = own["revisions"]
    assert (revision["text"], revision["status"]) == (CLEAN, "published")
    assert revision["machine"]["recommendation"] == "publish"
    clock.move(days=4000)
    retention.retain(runtime)
    assert places_of(runtime.database, CLEAN) == {("revision", "body")}
    submission.withdraw(runtime, sent.public_id)
    clock.move(days=200)
    retention.retain(runtime)
    assert places_of(runtime.database, CLEAN, BETTER) == set()


def test_the_page_speaks_the_readers_language_and_is_kept_by_nobody(amir, sent):
    said = {
        "fr": "Modifier votre commentaire",
        "de": "Ihren Kommentar ändern",
        "it": "Modificare il suo commento",
        "en": "Edit your comment",
    }
    for language, title in said.items():
        page = amir.get(f"{path_to(sent)}?lang={language}")
        assert f"<h1>{title}</h1>" in page.text
        assert page.headers["Cache-Control"] == "no-store"


# --- One's own page ---------------------------------------------------------------------------


@pytest.mark.parametrize("body", [CLEAN, AMBIGUOUS, REFUSED])
def test_at_any_time_a_comment_is_withdrawn_from_ones_own_page(amir, runtime, clock, body):
    amir.write(body)
    comment = written(runtime)
    clock.move(days=100)
    amir.log_in("amir.haddad@example.org", PASSWORD)  # a session of then is over
    page = amir.get("/compte")
    action = re.search(r'action="(/suivi/[^"]+/retirer)"', page.text)[1]
    answer = amir.send(page, action, [])
    assert "Vous avez retiré votre commentaire" in amir.get(answer.location).text
    assert find_comment(runtime, comment.public_id).status is Status.WITHDRAWN
    assert "/retirer" not in amir.get("/compte").text
