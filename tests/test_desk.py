"""The moderators' desk: one case, a decision, the next; what happens when it is not one's turn."""

import re
from dataclasses import replace

import pytest
from werkzeug.datastructures import MultiDict

from moderation.core.comment import Draft, Mode, Status
from moderation.core.redress import ReportReason
from moderation.learning.classifier import ClassifierGap
from moderation.services import redress, submission
from tests.charters import with_sample
from tests.conftest import AMBIGUOUS, CLEAN, REFUSED, hidden_fields

OTHER = "Encore un texte ambigu, sur un tout autre sujet que le premier"

# What follows the word that is marked: by it a page shows which of the two it is about.
AMBIGUOUS_END, OTHER_END = (text.partition("ambigu")[2] for text in (AMBIGUOUS, OTHER))


def action_of(page, name="decision"):
    return re.search(rf'action="(/desk/[^"]+/{name})"', page.text)[1]


def decide(browser, page, action, *, clauses=(), note="", **options):
    fields = [("action", action), ("note", note), *(("clauses", clause) for clause in clauses)]
    return browser.send(page, action_of(page), fields, **options)


def status_of(runtime, path):
    return submission.find_comment(runtime, path.split("/")[3]).status


def ticked(page):
    return re.findall(r'name="clauses" value="(\w+)" checked', page.text)


def test_a_case_shows_all_that_is_needed_to_decide(amir, mona):
    amir.write(CLEAN)
    amir.write(AMBIGUOUS + " Appelez-moi au 021 345 67 89.")
    page = mona.get("/desk").text
    assert "Le budget passe la rampe" in page
    assert "Amir Haddad" in page
    assert re.search(r'<mark class="mark mark-insult mark-faint"><span[^>]*>\[injure: ', page)
    assert "Le classificateur estime à 60" in page
    assert "Probabilités du classificateur" in page
    assert "Indices pour l’équipe" in page  # a telephone number
    assert "Du même auteur" in page
    assert CLEAN in page
    assert "publié" in page


def test_a_case_shows_how_the_article_begins_and_what_its_author_did_before(
    amir, mona, max_, clock, runtime
):
    submission.put_article(
        runtime, key="vote", title="Le vote", url=None, excerpt="Par 61 voix contre 58."
    )
    for body in (OTHER, AMBIGUOUS):
        amir.write(body, article="vote")
        decide(mona, mona.get("/desk"), "reject", clauses=["TON"])
        clock.move(minutes=2)
    amir.write("Un autre avis ambigu, le troisième.", article="vote")
    page = mona.get("/desk").text
    assert "Par 61 voix contre 58." in page
    assert re.search(r'class="record-rejected">2<', page)
    assert re.search(r"Ton respectueux <span[^>]*>\(2\)", page)
    assert "Ici depuis le" in page


def test_an_author_reads_what_the_preview_showed_and_nothing_is_stored_by_it(amir, mona, runtime):
    link = amir.write(AMBIGUOUS).location
    page = mona.get("/desk")
    own = "Votre ton, et non votre avis, nous arrête."
    fields = [("action", "return"), ("clauses", "TON"), ("note", "À bientôt."), ("text-TON", own)]
    preview = mona.client.post(
        action_of(page).replace("/decision", "/apercu"),
        data=MultiDict([*hidden_fields(page, action_of(page)), *fields]),
    )
    assert preview.status_code == 200
    for told in (own, "À bientôt.", "Reprendre mon commentaire", "Le budget passe la rampe"):
        assert told in preview.text
    assert "Mona" not in preview.text.partition('class="letter"')[2]
    assert status_of(runtime, action_of(page)) is Status.PENDING
    assert mona.send(page, action_of(page), fields).status_code == 303
    assert own in amir.get(link).text


@pytest.mark.parametrize("text", ["x" * 2001, "a\x00b"])
def test_a_sentence_that_cannot_be_sent_is_refused_and_the_rest_is_kept(amir, mona, runtime, text):
    amir.write(AMBIGUOUS)
    page = mona.get("/desk")
    fields = [("action", "reject"), ("clauses", "TON"), ("note", "Ce mot."), ("text-TON", text)]
    answer = mona.send(page, action_of(page), fields)
    assert answer.status_code == 422
    assert "Une phrase à l’auteur est trop longue" in answer.text
    assert "Ce mot." in answer.text
    assert status_of(runtime, action_of(page)) is Status.PENDING


def test_a_check_that_could_not_run_is_shown_as_such(mona, runtime):
    without_model = replace(runtime, classifier=ClassifierGap("no model"))
    draft = Draft(CLEAN, "Amir Haddad")
    submission.submit_comment(
        without_model, "budget", draft, idempotency_key=None, needs_acceptance=False
    )
    page = mona.get("/desk").text
    assert "Non vérifié : le classificateur" in page.replace("\u00a0", " ")
    assert "<mark" not in page


def test_under_a_premoderated_article_the_desk_says_why_a_comment_waits(runtime, amir, mona):
    submission.put_article(runtime, key="vote", title="Le vote", url=None, mode=Mode.PREMODERATED)
    amir.write(CLEAN, article="vote")
    page = mona.get("/desk")
    assert "sous cet article, une personne lit tout" in page.text
    decide(mona, page, "approve")
    assert status_of(runtime, action_of(page)) is Status.PUBLISHED
    amir.write(AMBIGUOUS)
    assert "sous cet article, une personne lit tout" not in mona.get("/desk").text


def test_the_clauses_of_the_verdict_are_ticked_beforehand(amir, mona):
    amir.write(AMBIGUOUS)
    assert ticked(mona.get("/desk")) == ["INJURE"]


def test_nothing_is_ticked_for_a_name_alone(runtime, mona):
    draft = Draft("Voilà un projet ambigu, mais utile au canton.", "Jean Haimard")
    submission.submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
    )
    page = mona.get("/desk")
    assert "j’en ai marre" in page.text
    assert "IDENTITE_FAUSSE" not in ticked(page)


@pytest.mark.parametrize(
    ("action", "clauses", "status", "told"),
    [
        ("approve", (), Status.PUBLISHED, "Votre commentaire est publié"),
        ("reject", ("INJURE", "TON"), Status.REJECTED, "Votre commentaire est refusé"),
        ("return", ("INJURE",), Status.RETURNED, "Votre commentaire vous revient"),
        ("hold", (), Status.PENDING, "Votre commentaire attend d’être lu"),
        ("escalate", (), Status.PENDING, "Votre commentaire attend d’être lu"),
    ],
)
def test_a_decision_leads_to_the_next_case_and_the_author_is_told(
    amir, mona, runtime, action, clauses, status, told
):
    link = amir.write(AMBIGUOUS).location
    page = mona.get("/desk")
    answer = decide(mona, page, action, clauses=clauses)
    assert answer.status_code == 303
    assert answer.location == "/desk"
    assert "Plus rien n’attend" in mona.get("/desk").text
    assert status_of(runtime, action_of(page)) is status
    assert told in amir.get(link).text


def test_a_refusal_without_a_clause_is_not_taken_and_the_note_is_kept(amir, mona, runtime):
    amir.write(AMBIGUOUS)
    page = mona.get("/desk")
    answer = decide(mona, page, "reject", note="Ce mot reste là.")
    assert answer.status_code == 422
    assert "Cochez au moins un point de la charte" in answer.text
    assert "Ce mot reste là." in answer.text
    assert status_of(runtime, action_of(page)) is Status.PENDING


@pytest.mark.parametrize(
    "fields",
    [
        [("action", "explode")],
        [],
        [("action", "withdraw")],
        [("action", "reject"), ("clauses", "NO_SUCH_CLAUSE")],
        [("action", "approve"), ("note", "x" * 2001)],
        [("action", "approve"), ("note", "a\x00b")],
        [("action", "approve"), ("seen", "soon")],
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_clearly(amir, mona, runtime, fields):
    amir.write(AMBIGUOUS)
    page = mona.get("/desk")
    hidden = dict(hidden_fields(page, action_of(page)))
    data = hidden | {"note": ""} | dict(fields)
    answer = mona.client.post(action_of(page), data=data)
    assert answer.status_code in (403, 422)
    assert 'role="alert"' in answer.text
    assert status_of(runtime, action_of(page)) is Status.PENDING


def test_undo_makes_a_new_decision_and_brings_the_case_back(amir, mona, clock, runtime):
    link = amir.write(AMBIGUOUS).location
    decide(mona, mona.get("/desk"), "reject", clauses=["INJURE"])
    page = mona.get("/desk")
    assert "Décision enregistrée" in page.text
    assert mona.send(page, action_of(page, "undo"), []).status_code == 303
    back = mona.get("/desk")
    assert AMBIGUOUS_END in back.text
    assert "Refusé" in back.text  # nothing is erased
    assert "Décision annulée" in back.text
    assert "Votre commentaire attend d’être lu" in amir.get(link).text


def test_after_a_minute_nothing_can_be_undone(amir, mona, clock):
    amir.write(AMBIGUOUS)
    decide(mona, mona.get("/desk"), "approve")
    page = mona.get("/desk")
    clock.move(seconds=61)
    late = mona.send(page, action_of(page, "undo"), [])
    assert late.status_code == 403
    assert "ne peut plus être annulée" in late.text
    assert "Décision enregistrée" not in mona.get("/desk").text


def test_two_moderators_never_hold_the_same_case(amir, mona, max_):
    amir.write(AMBIGUOUS)
    amir.write(OTHER)
    assert AMBIGUOUS_END in mona.get("/desk").text
    assert OTHER_END in max_.get("/desk").text
    assert AMBIGUOUS_END in mona.get("/desk").text  # one's own again


def test_a_claim_lapses_after_ten_minutes(amir, mona, max_, clock):
    amir.write(AMBIGUOUS)
    mona.get("/desk")
    assert "Plus rien n’attend" in max_.get("/desk").text
    clock.move(minutes=10, seconds=1)
    assert AMBIGUOUS_END in max_.get("/desk").text


def test_nothing_on_the_desk_tells_a_sampled_comment_from_one_that_is_held(mona, runtime, clock):
    # The same text, drawn, and held by an operator who has people read everything.
    drawn = replace(runtime, charter=with_sample(runtime.charter, 1.0))
    held = replace(runtime, settings=runtime.settings.model_copy(update={"automation": False}))
    pages = []
    for way, name in ((drawn, "Amir Haddad"), (held, "Anne Rochat")):
        draft = Draft(CLEAN, name)
        sent = submission.submit_comment(
            way, "budget", draft, idempotency_key=None, needs_acceptance=False
        ).comment
        page = mona.get("/desk")
        assert CLEAN in page.text
        assert "Avis de la machine" not in page.text  # it is not the same of all that is held
        tokens = {value for _, value in hidden_fields(page, action_of(page))} - {str(sent.version)}
        shown = re.sub("|".join(map(re.escape, [*tokens, sent.public_id, name])), "…", page.text)
        pages.append(re.sub(r'(?<=name="csrf_token" type="hidden" value=")[^"]+', "…", shown))
        assert decide(mona, page, "approve").status_code == 303
        assert status_of(runtime, action_of(page)) is Status.PUBLISHED
        clock.move(minutes=2)  # nothing can be undone any more
    assert pages[0] == pages[1]


def test_a_sampled_comment_that_is_reported_shows_what_it_is(amir, mona, runtime):
    drawn = replace(runtime, charter=with_sample(runtime.charter, 1.0))
    sent = submission.submit_comment(
        drawn, "budget", Draft(CLEAN, "Amir Haddad"), idempotency_key=None, needs_acceptance=False
    ).comment
    redress.report(runtime, sent.public_id, reason=ReportReason.OTHER, words="Hors sujet.")
    page = mona.get("/desk").text
    assert "publié" in page
    assert "la charte, sans personne" in page
    assert "Hors sujet." in page


def test_who_is_late_sees_the_case_as_it_now_is(amir, mona, max_, clock, runtime):
    amir.write(AMBIGUOUS)
    page = mona.get("/desk")
    clock.move(minutes=11)
    decide(max_, max_.get("/desk"), "approve")
    late = decide(mona, page, "reject", clauses=["INJURE"])
    assert late.status_code == 409
    assert "Quelqu’un a décidé entre-temps" in late.text
    assert "publié" in late.text
    assert "Max" in late.text
    assert status_of(runtime, action_of(page)) is Status.PUBLISHED
    # From there the decision can be taken again, on what is really there.
    assert decide(mona, late, "reject", clauses=["INJURE"]).status_code == 303


def test_what_the_script_asks_for_is_the_case_alone(amir, mona, max_, clock):
    amir.write(AMBIGUOUS)
    amir.write(OTHER)
    page = mona.get("/desk")
    script = {"headers": {"X-Partial": "case"}}
    following = decide(mona, page, "approve", **script)
    assert following.status_code == 200
    assert following.text.lstrip().startswith('<div id="desk"')
    assert OTHER_END in following.text
    assert "<html" not in following.text
    stale = decide(mona, page, "approve", **script)
    assert stale.status_code == 409
    assert stale.text.lstrip().startswith('<div id="desk"')
    none = decide(mona, following, "reject", **script)
    assert none.status_code == 422


def test_a_case_that_is_passed_over_comes_back_later(amir, mona):
    amir.write(AMBIGUOUS)
    amir.write(OTHER)
    page = mona.get("/desk")
    assert mona.send(page, action_of(page, "skip"), []).status_code == 303
    assert OTHER_END in mona.get("/desk").text


def test_an_appeal_goes_first_and_to_somebody_else(amir, mona, max_):
    link = amir.write(AMBIGUOUS).location
    decide(mona, mona.get("/desk"), "reject", clauses=["TON"])
    amir.write(OTHER)
    amir.send(amir.get(link), f"{link}/contester", [("words", "Je parlais du texte.")])
    assert OTHER_END in mona.get("/desk").text
    page = max_.get("/desk")
    assert AMBIGUOUS_END in page.text
    assert "Je parlais du texte." in page.text
    assert 'data-need="appeals">1<' in page.text
    assert ticked(page) == ["TON"]
    own = mona.get(re.search(r"(/desk/comment/[^/]+)/", action_of(page))[1])
    refused = decide(mona, own, "reject", clauses=["TON"])
    assert refused.status_code in (403, 409)
    assert 'role="alert"' in refused.text
    assert decide(max_, page, "approve").status_code == 303
    assert "Votre commentaire est publié" in amir.get(link).text


def test_what_was_handed_on_is_for_an_administrator(amir, mona, ada):
    amir.write(AMBIGUOUS)
    page = mona.get("/desk")
    decide(mona, page, "escalate")
    assert "Plus rien n’attend" in mona.get("/desk").text
    again = decide(mona, mona.get(action_of(page).removesuffix("/decision")), "approve")
    assert again.status_code == 403
    assert AMBIGUOUS_END in ada.get("/desk").text


def test_a_settled_comment_can_be_reopened_from_ones_own_decisions(amir, mona, runtime):
    amir.write(AMBIGUOUS)
    decide(mona, mona.get("/desk"), "approve")
    page = mona.get("/desk/decisions")
    assert AMBIGUOUS_END in page.text
    assert "Approuvé" in page.text
    link = re.search(r'href="(/desk/comment/[^"]+)"', page.text)[1]
    again = mona.get(link)
    assert decide(mona, again, "reject", clauses=["INJURE"]).status_code == 303


def test_an_automatic_return_waits_for_nobody_until_it_is_contested(amir, mona, runtime):
    link = amir.write(REFUSED).location
    assert "Plus rien n’attend" in mona.get("/desk").text
    with runtime.database.read() as session:
        public_id = session.connection().exec_driver_sql("SELECT public_id FROM comment").scalar()
    redress.appeal(runtime, public_id, words="Relisez.")
    page = mona.get("/desk")
    assert "la charte, sans personne" in page.text
    assert decide(mona, page, "approve").status_code == 303
    assert "Votre commentaire est publié" in amir.get(link).text


@pytest.mark.parametrize("path", ["/desk/comment/nul", "/desk/comment/%00", "/desk/nulle-part"])
def test_a_case_that_does_not_exist_is_a_clear_page(mona, path):
    answer = mona.get(path)
    assert answer.status_code == 404
    assert "Cette page n’existe pas" in answer.text


def test_a_decision_on_nothing_is_a_clear_page(amir, mona):
    amir.write(AMBIGUOUS)
    page = mona.get("/desk")
    fields = dict(hidden_fields(page, action_of(page))) | {"action": "approve", "note": ""}
    assert mona.client.post("/desk/comment/nul/decision", data=fields).status_code == 404
