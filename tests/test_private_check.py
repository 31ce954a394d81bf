"""The private check: what stands in the way, shown to its author alone, once, and not to be probed."""

import re
from dataclasses import replace

import pytest

from moderation.core.charter import LANGUAGES
from moderation.core.comment import AuthorHistory, Draft
from moderation.errors import Unavailable
from moderation.learning.classifier import ClassifierGap
from moderation.services import submission
from moderation.services.judging import judge
from moderation.services.private_check import check_privately
from moderation.web.checking import CHECK_LIMIT
from tests.conftest import AMBIGUOUS, CLEAN, REFUSED, Browser

ARTICLE = "/article/budget"
NOTHING = "Rien, dans votre texte, ne semble contrevenir à la charte."
ONCE = "Une vérification par commentaire"
TOO_MANY = "Trop de vérifications ont été demandées"


def check(browser, body, *, page=None, **fields):
    """Fill in the form and press the second button."""
    page = page or browser.get(ARTICLE)
    return browser.send(page, ARTICLE, [("body", body), ("check", "1"), *fields.items()])


def result(page):
    """Return what the page says of the check, without its marks for the eye."""
    found = re.search(r'<div id="verification".*?<label for="body">', page.text, re.DOTALL)[0]
    return re.sub(r"<sup.*?</sup>|</?(?:mark|span)[^>]*>", "", found)


def tables(runtime):
    with runtime.database.read() as session:
        rows = session.connection().exec_driver_sql
        return {
            name: [tuple(row) for row in rows(f"SELECT * FROM {name}").all()]  # noqa: S608
            for name in ("comment", "queue", "decision", "statement", "counter")
        }


def test_the_words_and_the_clause_are_shown_above_the_text_as_it_was(rita, runtime):
    page = check(rita, REFUSED, author_name="Amir Haddad", accepted="y")
    assert page.status_code == 200
    clause = runtime.charter.clause("INJURE")
    assert clause.title["fr"] in result(page)
    assert clause.words["fr"] in result(page)
    assert clause.author_text["fr"] in result(page)
    assert re.search(r"<mark[^>]*><span[^>]*>\[Injures: </span>[^<]*connard", page.text)
    assert "C’est une personne, ou la charte, qui décidera à l’envoi." in result(page)
    assert REFUSED in re.search(r"<textarea.*?</textarea>", page.text, re.DOTALL)[0]
    assert 'value="Amir Haddad"' in page.text
    assert "checked" in re.search(r'<input[^>]*id="accepted"[^>]*>', page.text)[0]
    assert page.headers["Cache-Control"] == "no-store"


def test_nothing_found_promises_nothing(amir):
    page = check(amir, CLEAN)
    assert page.status_code == 200
    assert NOTHING in result(page)
    assert "C’est une personne, ou la charte, qui décidera à l’envoi." in result(page)
    assert "<mark" not in page.text


def test_neither_name_nor_acceptance_is_needed_to_look(amir):
    assert "problems" not in check(amir, CLEAN).text


def test_nothing_of_the_text_is_kept(amir, runtime):
    check(amir, REFUSED, author_name="Amir Haddad", author_email="amir@example.org")
    kept = tables(runtime)
    counters = kept.pop("counter")
    assert kept == {"comment": [], "queue": [], "decision": [], "statement": []}
    assert not re.search("connard|Amir|amir|127", str(counters))


def test_the_checked_text_is_sent_as_ever_and_so_is_a_better_one(amir, runtime):
    page = check(amir, REFUSED, author_name="Amir Haddad", accepted="y")
    fields = [("author_name", "Amir Haddad"), ("accepted", "y")]
    better = amir.send(page, ARTICLE, [*fields, ("body", CLEAN)])
    assert "Votre commentaire est publié" in amir.get(better.location).text
    same = amir.send(page, ARTICLE, [*fields, ("body", REFUSED)])
    assert "Votre commentaire vous revient" in amir.get(same.location).text


def test_a_comment_is_checked_once_and_another_for_itself(amir):
    page = amir.get(ARTICLE)
    first = check(amir, REFUSED, page=page)
    assert 'name="check"' not in first.text
    for again in (page, first):
        second = check(amir, CLEAN, page=again)
        assert second.status_code == 409
        assert ONCE in result(second)
        assert NOTHING not in result(second)
        assert CLEAN in re.search(r"<textarea.*?</textarea>", second.text, re.DOTALL)[0]
    assert check(amir, CLEAN).status_code == 200


def test_a_day_later_the_same_comment_may_be_checked_again(amir, clock):
    page = amir.get(ARTICLE)
    assert [check(amir, CLEAN, page=page).status_code for _ in range(2)] == [200, 409]
    clock.move(days=1)
    assert check(amir, CLEAN, page=page).status_code == 200


def test_whoever_tries_text_after_text_is_stopped_and_keeps_the_text(app, eve, amir, clock):
    per_hour, per_day = (int(limit.partition("/")[0]) for limit in CHECK_LIMIT.split(";"))
    tried = [check(eve, f"Vous n’êtes qu’un c{n}nnard.") for n in range(per_hour + 2)]
    assert [page.status_code for page in tried] == [200] * per_hour + [429] * 2
    assert TOO_MANY in result(tried[-1])
    assert (
        f"c{per_hour + 1}nnard"
        in re.search(r"<textarea.*?</textarea>", tried[-1].text, re.DOTALL)[0]
    )
    # A new browser, with a session of its own, has the same address.
    assert check(Browser(app), CLEAN).status_code == 429
    # To send is another matter.
    assert amir.write(CLEAN).status_code == 303
    # Nor does patience help: there is a limit by day.
    passed = per_hour
    for _ in range(8):
        clock.move(hours=1, seconds=1)
        passed += sum(check(eve, CLEAN).status_code == 200 for _ in range(per_hour + 1))
    assert passed == per_day


def test_other_addresses_are_not_held_back(app, eve):
    for _ in range(7):
        check(eve, CLEAN)
    assert check(eve, CLEAN).status_code == 429
    elsewhere = Browser(app)
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert check(elsewhere, CLEAN).status_code == 200


def test_one_account_is_one_caller_wherever_it_is_used(amir):
    statuses = []
    for n in range(7):
        amir.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{n}"
        statuses.append(check(amir, CLEAN).status_code)
    assert statuses == [200] * 5 + [429] * 2


@pytest.mark.parametrize("made", ["", "selfmade", "selfmade.signature", "é\x00", "x" * 5000])
def test_a_made_up_submission_is_not_checked_but_the_page_that_comes_back_is(eve, made):
    data = {"submission": made, "body": REFUSED, "check": "1"}
    answer = eve.client.post(ARTICLE, data=data)
    assert answer.status_code == 400
    assert "vérifiez-le encore une fois" in result(answer)
    assert "<mark" not in answer.text
    assert check(eve, REFUSED, page=answer).status_code == 200


def test_a_submission_of_another_session_is_not_checked(amir, eve):
    theirs = dict(re.findall(r'name="(submission)"[^>]*value="([^"]+)"', amir.get(ARTICLE).text))
    data = {"body": REFUSED, "check": "1", **theirs}
    assert eve.client.post(ARTICLE, data=data).status_code == 400


@pytest.mark.parametrize("token", ["", "forged"])
def test_without_its_token_nothing_is_checked_and_no_word_lost(amir, token):
    data = {"csrf_token": token, "body": REFUSED, "check": "1"}
    page = amir.client.post(ARTICLE, data=data)
    assert page.status_code == 400
    assert "connard" in re.search(r"<textarea.*?</textarea>", page.text, re.DOTALL)[0]
    assert "<mark" not in page.text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param("", "commentaire", id="empty"),
        pytest.param("a" * 1501, "1’501", id="too long"),
        pytest.param("a\x00b", "", id="NUL"),
        pytest.param("\u202e" + CLEAN, "", id="a bidirectional override"),
    ],
)
def test_what_could_not_be_sent_is_said_and_uses_nothing_up(amir, body, said):
    page = check(amir, body)
    assert page.status_code == 422
    assert said in result(page)
    assert check(amir, CLEAN, page=page).status_code == 200


def test_a_closed_article_is_not_checked(amir, runtime):
    page = amir.get(ARTICLE)
    submission.put_article(runtime, key="budget", title="Le budget", url=None, is_open=False)
    closed = check(amir, CLEAN, page=page)
    assert closed.status_code == 422
    assert NOTHING not in closed.text
    assert CLEAN in closed.text


def test_without_the_database_the_text_is_still_there(amir, runtime, monkeypatch):
    page = amir.get(ARTICLE)

    def fail(self):
        raise Unavailable("no database")

    monkeypatch.setattr(type(runtime.database), "read", fail)
    unsent = check(amir, CLEAN, page=page)
    assert unsent.status_code == 503
    assert "La vérification n’a pas pu se faire." in result(unsent)
    assert CLEAN in unsent.text
    assert "n’a pas pu être transmis" not in re.sub('data-failure="[^"]*"', "", unsent.text)


def test_a_check_that_could_not_run_accuses_nobody_and_clears_nobody(amir, app, runtime):
    app.extensions["charte"] = replace(runtime, classifier=ClassifierGap("gone"))
    page = check(amir, CLEAN)
    assert "rien ne vous est reproché" in result(page)
    assert NOTHING not in result(page)
    assert "<mark" not in page.text
    found = check(amir, REFUSED)
    assert "rien ne vous est reproché" in result(found)
    assert runtime.charter.clause("INJURE").title["fr"] in result(found)


def test_no_figure_of_the_classifier_is_told(amir):
    page = check(amir, AMBIGUOUS)
    assert "Injures" in result(page)
    assert not re.search(r"\d+\s?%|0[.,]\d|probab|seuil|classificateur", result(page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_clause_is_cited_in_the_pages_language(amir, runtime, language):
    amir.get(f"{ARTICLE}?lang={language}")
    page = check(amir, REFUSED)
    assert f'<html lang="{language}">' in page.text
    clause = runtime.charter.clause("INJURE")
    for words in (clause.title, clause.words, clause.author_text):
        assert words[language] in result(page)
    assert 'lang="fr" dir="auto"' in page.text


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param("Écrivez-moi au 079 555 12 34, je vous dirai tout.", "a hint", id="hint"),
        pytest.param(
            "ARRÊTEZ DE CONSTRUIRE PARTOUT, ÇA SUFFIT MAINTENANT !!!", "a hint", id="loud"
        ),
        pytest.param(
            "« Tu es un connard » : voilà ce que m’a dit le voisin, et c’est inadmissible.",
            "quoted",
            id="quoted",
        ),
    ],
)
def test_hints_and_what_spoke_for_the_author_are_not_told(runtime, body, why):
    judged = judge(runtime, Draft(body))
    assert judged.hits, "the text must make the rules speak"
    assert all(hit.clause_id is None or hit.lowered_by for hit in judged.hits), judged.hits
    checked = check_privately(runtime, body, language="fr")
    assert checked.grounds == ()


def test_what_is_known_of_a_name_is_not_told(amir, runtime):
    """Neither a famous name nor what its bearer wrote before: somebody else may sign with it."""
    assert amir.write(CLEAN, name="Micheline Calmy-Rey").status_code == 303
    earlier = AuthorHistory(earlier_bodies=(CLEAN,), is_banned=True, namesakes=("Amir Hadad",))
    judged = judge(runtime, Draft(CLEAN, "Micheline Calmy-Rey"), earlier)
    assert judged.hits, "the name and the history must make the rules speak"
    page = check(amir, CLEAN, author_name="Micheline Calmy-Rey")
    assert NOTHING in result(page)


def test_passages_are_numbered_in_reading_order(runtime):
    body = "Je vais te tuer, espèce de gros connard."
    grounds = check_privately(runtime, body, language="fr").grounds
    assert len(grounds) > 1
    starts = [ground.passages[0].start for ground in grounds if ground.passages]
    assert starts == sorted(starts)
