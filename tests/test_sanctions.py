"""An author is noted, warned, suspended by a person; reads why, objects; another person looks again."""

import re
from datetime import UTC, datetime

import pytest

from moderation.core.comment import Draft, Status
from moderation.core.letter import LetterKind
from moderation.core.person import Role
from moderation.core.retention import Kind
from moderation.core.sanction import SANCTIONS_AN_HOUR, SanctionKind
from moderation.errors import CommentError, Conflict, NotFound
from moderation.services import (
    bans,
    casework,
    export,
    ladder,
    retention,
    sanctions,
    submission,
)
from moderation.services.ladder import Asked
from tests.conftest import (
    AMBIGUOUS,
    CLEAN,
    PASSWORD,
    at_the_desk,
    form_token,
    hire,
    person_of,
    signed_up,
)
from tests.everything import places_of
from tests.test_accounts import posted, stored
from tests.test_names import SECOND

WHY = "Trois commentaires sur cinq insultent d’autres lecteurs."
OBJECTION = "C’était de l’ironie, je vous assure."
ANSWER = "Nous l’avons relu à deux : c’est bien de l’ironie."
LIST = "/desk/sanctions"


@pytest.fixture
def case(amir, runtime):
    """The page of the case of a comment of Amir's."""
    amir.write(CLEAN)
    return f"/desk/comment/{stored(runtime)[0].public_id}"


@pytest.fixture
def sofia(app, runtime):
    """A senior."""
    return at_the_desk(app, runtime, "Sofia", Role.SENIOR)


@pytest.fixture
def elsa(app, runtime):
    """The editor-in-chief."""
    return at_the_desk(app, runtime, "Elsa", Role.EDITOR)


def set_on(desk, case, kind, *more, clauses=("TON",)):
    fields = [("kind", kind), ("grounds", WHY), *(("sanction_clauses", one) for one in clauses)]
    action = case.replace("/desk/comment", f"{LIST}/comment")
    return desk.client.post(
        action, data={"csrf_token": form_token(desk.get(case)), **dict([*fields, *more])}
    )


def form_of(page, ending):
    return re.search(rf'action="({LIST}/\d+/{ending})"', page.text)[1]


def own_page(browser):
    return re.search(r'href="(/sanction/[^"]+)"', browser.get("/compte").text)[1]


def test_a_suspended_author_reads_why_keeps_their_text_and_writes_again_when_it_is_over(
    amir, mona, case, runtime, clock
):
    written = amir.get("/article/budget")  # a form that was open before
    assert set_on(mona, case, "week").location == case
    refused = amir.send(
        written,
        "/article/budget",
        [("body", SECOND), ("accepted", "y"), ("author_name", "Amir Haddad")],
    )
    assert refused.status_code == 422
    assert SECOND in refused.text
    assert re.search(r"Vous ne pouvez pas commenter jusqu’au 9\s+novembre\s+2026", refused.text)
    assert "Ton" in refused.text
    statement = amir.get(own_page(amir)).text
    assert WHY in statement
    assert "Contester cette décision" in statement
    assert len(stored(runtime)) == 1
    (letter,) = posted(runtime, LetterKind.SANCTION_SET)
    assert letter.facts["reason"] == WHY
    assert letter.facts["comments"][0]["title"] == "Le budget passe la rampe"
    clock.move(days=7)
    assert "est publié" in amir.get(amir.write(SECOND).location).text
    assert "finie" in amir.get("/compte").text


@pytest.mark.parametrize("kind", ["note", "warning"])
def test_a_note_is_shown_until_it_is_read_and_stops_nobody(amir, mona, case, runtime, kind):
    set_on(mona, case, kind)
    page = amir.get("/article/budget")
    assert WHY in page.text
    assert "Publier le commentaire" not in page.text
    action = re.search(r'action="(/sanction/[^"]+/lu)"', page.text)[1]
    assert amir.send(page, action, []).location == "/article/budget#commenter"
    again = amir.get("/article/budget").text
    assert WHY not in again
    assert "Publier le commentaire" in again
    assert "lecture confirmée le" in amir.get("/compte").text
    assert "Passées" in mona.get(f"{LIST}?etat=passees").text
    assert amir.write(SECOND).location.startswith("/suivi/")


def test_a_guest_is_told_where_the_link_in_their_mail_leads_and_nobody_else(
    app, rita, mona, runtime, clock
):
    rita.write(CLEAN, name="Rita Favre", author_email="rita@example.org")
    (first,) = posted(runtime, LetterKind.CONFIRM_COMMENT)
    path = "/confirmer/" + first.facts["link"].rpartition("/")[2]
    rita.send(rita.get(path), path, [])
    set_on(mona, f"/desk/comment/{stored(runtime)[0].public_id}", "week")
    sent = rita.write(SECOND, name="Rita Favre", author_email="RITA@example.org")
    assert sent.status_code == 303, "who types an address is not told of its sanctions"
    second = posted(runtime, LetterKind.CONFIRM_COMMENT)[-1]
    path = "/confirmer/" + second.facts["link"].rpartition("/")[2]
    told = rita.get(path)
    assert "Vous ne pouvez pas commenter jusqu’au" in told.text
    assert SECOND in told.text
    forged = {"csrf_token": form_token(rita.get("/compte/connexion")), "seen": "1"}
    forced = rita.client.post(path, data=forged)
    assert forced.status_code == 422
    assert stored(runtime)[1].status is Status.UNCONFIRMED
    account = signed_up(app, runtime, "Rita")
    assert "Vous ne pouvez pas commenter" in account.get("/article/budget").text


def test_a_program_that_hands_in_a_comment_is_told(amir, mona, case, runtime):
    set_on(mona, case, "week")
    draft = Draft(SECOND, "Amir Haddad", "amir.haddad@example.org")
    with pytest.raises(CommentError) as refused:
        submission.submit_comment(
            runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
        )
    (problem,) = refused.value.problems
    assert (problem.code, problem.facts["until"]) == ("suspended", "09.11.2026")
    assert "/sanction/" in problem.facts["link"]


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        ("week", "mona sofia elsa"),
        ("month", "sofia elsa"),
        ("half_year", "sofia elsa"),
        ("longer", "elsa"),
    ],
)
def test_a_step_is_taken_by_whom_it_is_for(mona, sofia, elsa, case, runtime, kind, may):
    desks = {"mona": mona, "sofia": sofia, "elsa": elsa}
    for name, desk in desks.items():
        shown = f'value="{kind}"' in desk.get(case).text
        assert shown == (name in may.split()), name
        if name not in may.split():
            assert set_on(desk, case, kind, ("review_on", "2027-02-01")).status_code == 403
    first = may.split()[0]
    assert set_on(desks[first], case, kind, ("review_on", "2027-02-01")).location == case
    again = set_on(elsa, case, kind, ("review_on", "2027-02-01"))
    assert again.status_code == 409, "suspended already"


def on_ladder(page):
    """Return the steps that the ladder on a case marks, and its words."""
    part = re.search(r'<div class="ladder">(.*?)</div>', page.text, re.DOTALL)[1]
    current = re.findall(r'aria-current="step">([^<]+)<', part)
    proposed = re.findall(r'class="is-proposed">([^<]+)<', part)
    return current, proposed, " ".join(re.sub(r"<[^>]+>", "", part).split())


def test_the_record_shows_on_which_step_the_author_stands_until_when_and_the_next(
    amir, mona, case, clock
):
    current, proposed, words = on_ladder(mona.get(case))
    assert (current, proposed) == ([], ["Remarque"])
    assert "Rien à son dossier" in words
    set_on(mona, case, "warning")
    current, proposed, words = on_ladder(mona.get(case))
    assert (current, proposed) == (["Avertissement"], ["7 jours"])
    assert re.search("Avertissement du 2 novembre 2026 : compte jusqu’au 2 novembre 2027", words)
    assert "« Suspension de 7 jours »" in words
    set_on(mona, case, "week")
    page = mona.get(case)
    current, proposed, words = on_ladder(page)
    assert (current, proposed) == (["7 jours"], ["30 jours"])
    assert "Cet auteur est suspendu jusqu’au 9 novembre 2026" in words
    assert 'href="#sanction"' in page.text
    assert '<details class="ban-name" id="sanction">' in page.text
    clock.move(days=366)
    mona.log_in("mona@example.org", PASSWORD)
    current, _, words = on_ladder(mona.get(case))
    assert current == ["7 jours"], "from its end on it counts for a year"
    assert "est suspendu" not in words


def test_a_long_suspension_is_reread_by_another_person(amir, sofia, mona, case, runtime):
    set_on(sofia, case, "month")
    own = sofia.get(LIST).text
    assert "À relire" in own
    assert "/relire" not in own
    page = mona.get(LIST)
    action = form_of(page, "relire")
    refused = sofia.client.post(action, data={"csrf_token": form_token(sofia.get(LIST))})
    assert refused.status_code == 403
    assert "1 sanction vous attend" in mona.get("/desk").text
    assert mona.send(page, action, []).location == LIST
    after = mona.get(LIST).text
    assert "En vigueur" in after
    assert "relue le" in after
    assert mona.client.post(action, data={"csrf_token": form_token(page)}).status_code == 409


def test_a_second_reader_who_does_not_agree_lifts_it_and_the_author_is_told(
    amir, sofia, mona, case, runtime
):
    set_on(sofia, case, "month")
    page = mona.get(LIST)
    mona.send(page, form_of(page, "lever"), [("lift_reason", ANSWER)])
    assert amir.write(SECOND).location.startswith("/suivi/")
    (letter,) = posted(runtime, LetterKind.SANCTION_LIFTED)
    assert letter.facts["answer"] == ANSWER
    assert "levée" in amir.get("/compte").text


def test_a_moderator_does_not_lift_what_is_graver_than_they_may_set(sofia, mona, max_, case):
    set_on(sofia, case, "month")
    page = mona.get(LIST)
    mona.send(page, form_of(page, "relire"), [])
    assert "/lever" not in max_.get(LIST).text
    lifting = form_of(page, "lever")
    data = {"csrf_token": form_token(max_.get(LIST)), "lift_reason": ANSWER}
    assert max_.client.post(lifting, data=data).status_code == 403


def test_an_appeal_is_answered_by_another_person(amir, mona, max_, case, runtime):
    set_on(mona, case, "week")
    path = own_page(amir)
    page = amir.get(path)
    assert amir.send(page, f"{path}/contester", [("objection", " ")]).status_code == 422
    assert amir.send(page, f"{path}/contester", [("objection", OBJECTION)]).location == path
    assert "Votre recours est en cours" in amir.get(path).text
    assert OBJECTION in mona.get(LIST).text
    assert "Une autre personne répond" in mona.get(LIST).text
    desk = max_.get(LIST)
    max_.send(desk, form_of(desk, "repondre"), [("answer", ANSWER), ("outcome", "keep")])
    assert ANSWER in amir.get(path).text
    (letter,) = posted(runtime, LetterKind.SANCTION_KEPT)
    assert (letter.facts["appeal"], letter.facts["answer"]) == ("yes", ANSWER)
    assert "Vous ne pouvez pas commenter" in amir.get("/article/budget").text


def test_the_longest_is_reviewed_or_ends(amir, elsa, case, runtime, clock):
    assert set_on(elsa, case, "longer").status_code == 422, "it needs a day of review"
    set_on(elsa, case, "longer", ("review_on", "2027-01-04"))
    clock.move(days=63)
    elsa.log_in("elsa@example.org", PASSWORD)
    page = elsa.get(LIST)
    action = form_of(page, "maintenir")
    fields = [("keep_reason", WHY), ("review_on", "2027-03-01")]
    assert elsa.send(page, action, fields).location == LIST
    (letter,) = posted(runtime, LetterKind.SANCTION_KEPT)
    assert letter.facts["appeal"] == ""
    (listed,) = sanctions.list_sanctions(runtime, person_of(runtime, "elsa@example.org"))
    assert f"{listed.sanction.review_at:%d.%m.%Y}" == "28.02.2027"
    clock.move(days=88)  # nobody looks at it again
    amir.log_in("amir.haddad@example.org", PASSWORD)
    assert amir.write(SECOND).location.startswith("/suivi/")


def test_ten_an_hour_and_then_a_senior(mona, sofia, case, runtime, clock):
    asked = Asked(SanctionKind.NOTE, ("TON",), WHY)
    public_id = case.rpartition("/")[2]
    moderator = person_of(runtime, "mona@example.org")
    for _ in range(SANCTIONS_AN_HOUR):
        ladder.sanction_author(runtime, moderator, public_id, asked)
    told = set_on(mona, case, "note")
    assert (told.status_code, "demandez à une ou un responsable" in told.text) == (403, True)
    assert WHY in re.search(r'<textarea id="unsent".*?</textarea>', told.text, re.DOTALL)[0]
    assert f'href="{case}"' in told.text
    assert set_on(sofia, case, "note").status_code == 303
    clock.move(hours=1)
    assert set_on(mona, case, "note").status_code == 303


def test_a_sanction_rests_on_comments_of_the_same_author_and_names_clauses(
    app, amir, mona, case, runtime
):
    amir.write(SECOND)
    signed_up(app, runtime, "Bruno Wernli").write(AMBIGUOUS)
    own, other = (one.public_id for one in stored(runtime)[1:])
    assert set_on(mona, case, "note", ("others", other)).status_code == 422
    assert set_on(mona, case, "note", clauses=("NULLE_PART",)).status_code == 422
    assert set_on(mona, case, "note", ("others", own)).status_code == 303
    cited = amir.get(own_page(amir)).text
    assert cited.count("Le budget passe la rampe") == 2


def test_who_returns_under_another_address_is_shown_and_not_punished(mona, case, runtime, clock):
    set_on(mona, case, "week")
    clock.move(minutes=5)
    draft = Draft(AMBIGUOUS, "Amir Hadad", "amir.haddad+bis@example.org")
    submission.submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
    )
    shown = mona.get(f"/desk/comment/{stored(runtime)[1].public_id}").text
    assert "Peut-être une personne déjà sanctionnée" in shown
    assert "un nom qui sonne de même, la même boîte aux lettres" in shown
    assert "Peut-être de la même personne" in mona.get(LIST).text


def sent_for(runtime, email, name="Rita Favre", body=CLEAN, person=None):
    """Return the public id of a comment that a CMS sends for a guest, or for a person."""
    draft = Draft(body, name, email)
    sent = submission.submit_comment(
        runtime, "budget", draft, person=person, idempotency_key=None, needs_acceptance=False
    )
    return sent.comment.public_id


def since(desk):
    """Return the comments that the list of sanctions says may be of the same person."""
    (told,) = re.findall(r"Peut-être de la même personne.*?</p>", desk.get(LIST).text) or [""]
    return re.findall(r"/desk/comment/([\w-]+)", told)


def test_a_guest_at_the_same_address_is_the_same_person_and_does_not_return(mona, runtime, clock):
    set_on(mona, f"/desk/comment/{sent_for(runtime, 'rita.favre@example.org')}", "note")
    clock.move(minutes=5)
    for spelt in ("rita.favre@example.org", "Rita.Favre@Example.org") * 6:
        clock.move(seconds=1)
        sent_for(runtime, spelt)
    address = hire(runtime, "Rita Favre", Role.READER)
    sent_for(runtime, None, body=SECOND, person=person_of(runtime, address))
    assert since(mona) == []
    other = sent_for(runtime, "rf@example.org", body=AMBIGUOUS)
    clock.move(seconds=1)
    sent_for(runtime, "rita.favre@example.org")
    assert since(mona) == [other], "and own comments are not counted among the newest"


def test_a_guest_whose_name_is_banned_and_who_signs_nearly_so_returns(mona, runtime, clock):
    banned = f"/desk/comment/{sent_for(runtime, 'rita@example.org')}"
    action = banned.replace("/desk/comment", f"{LIST}/nom")
    assert mona.send(mona.get(banned), action, [("reason", WHY)]).location == banned
    clock.move(minutes=5)
    again = sent_for(runtime, "rita@example.org", "Ritta Favre")
    assert since(mona) == [again]


def test_the_author_finds_it_among_their_data_and_it_is_erased_in_time(
    amir, mona, case, runtime, clock
):
    set_on(mona, case, "week")
    kept = export.export_of(runtime, person_of(runtime, "amir.haddad@example.org"))
    (told,) = kept["sanctions"]
    assert (told["kind"], told["reason"], told["clauses"]) == ("week", WHY, ["TON"])
    clock.move(days=7 + 366)
    assert dict(retention.retain(runtime).erased)[Kind.SANCTION] == 1
    assert places_of(runtime.database, WHY) == {("letter", "facts")}, "which waits to be sent"
    assert (
        sanctions.list_sanctions(runtime, person_of(runtime, "mona@example.org"), over=True) == ()
    )


def test_what_is_blanked_is_not_listed_as_if_it_went_on(mona, case, runtime, clock):
    set_on(mona, case, "note")  # that nobody acknowledges
    (listed,) = casework.list_sanctions(runtime, in_force=True, after=None, limit=10)
    clock.move(days=400)
    retention.retain(runtime)
    for in_force in (True, False, None):
        assert casework.list_sanctions(runtime, in_force=in_force, after=None, limit=10) == ()
    with pytest.raises(NotFound):
        casework.sanction_numbered(runtime, listed.sanction.id)


def test_an_appeal_against_what_the_operator_lifted_can_be_answered(
    amir, mona, max_, case, runtime
):
    public_id = case.rpartition("/")[2]
    ban = bans.ban_author(
        runtime, person_of(runtime, "mona@example.org"), public_id, reason="Ce n’est pas son nom."
    )
    bans.appeal_ban(runtime, public_id, words=OBJECTION)
    bans.lift_ban_on(runtime, "Amir Haddad")
    other = person_of(runtime, "max@example.org")
    with pytest.raises(Conflict, match="lifted"):
        sanctions.answer_appeal(runtime, other, ban.id, words="Il reste.", lifts=False)
    sanctions.answer_appeal(runtime, other, ban.id, words=ANSWER, lifts=True)
    assert sanctions.count_waiting(runtime, other) == 0


@pytest.mark.parametrize(
    ("role", "n"), [(Role.ADVOCATE, 0), (Role.MODERATOR, 1), (Role.SENIOR, 1), (Role.EDITOR, 1)]
)
def test_nobody_is_told_of_a_second_reading_that_is_not_theirs_to_give(
    mona, sofia, case, runtime, role, n
):
    set_on(sofia, case, "month")  # which another person rereads
    email = hire(runtime, "Otto", role)
    assert sanctions.count_waiting(runtime, person_of(runtime, email)) == n
    assert sanctions.count_waiting(runtime, person_of(runtime, "sofia@example.org")) == 0


def test_the_last_day_is_that_of_the_reader_s_clock(amir, mona, case, runtime, clock):
    clock.now = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)  # half past midnight in Switzerland
    assert set_on(mona, case, "week").status_code == 303
    page = amir.get("/article/budget").text
    assert re.search(r"jusqu’au 10\s+novembre\s+2026", page)
    with pytest.raises(CommentError) as refused:
        submission.submit_comment(
            runtime,
            "budget",
            Draft(SECOND, "Amir Haddad"),
            person=person_of(runtime, "amir.haddad@example.org"),
            idempotency_key=None,
            needs_acceptance=False,
        )
    (problem,) = refused.value.problems
    assert problem.facts["until"] == "10.11.2026"


def test_readers_and_strangers_set_nothing(amir, rita, case):
    for browser, status in ((amir, 403), (rita, 303)):
        page = browser.get("/compte" if status == 403 else "/compte/connexion")
        data = {"csrf_token": form_token(page), "kind": "week", "grounds": WHY}
        path = case.replace("/desk/comment", f"{LIST}/comment")
        assert browser.client.post(path, data=data).status_code == status


def test_the_old_address_leads_to_the_list(mona):
    assert mona.get("/desk/noms").location == LIST
