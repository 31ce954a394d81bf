"""Colleagues tell, ask and answer each other about a comment, and hand cases over; nobody else hears of it."""

import re
from datetime import timedelta

import pytest

from moderation.core.colleague import MemoKind, Vote
from moderation.core.comment import Draft, Status
from moderation.core.decision import Action
from moderation.core.person import Role
from moderation.core.retention import Kind
from moderation.errors import Conflict, InvalidInput, NotAllowed
from moderation.services import colleagues, export, redress, retention, review, submission
from moderation.services.links import outcome_token
from tests.conftest import AMBIGUOUS, CLEAN, at_the_desk, hire, person_of
from tests.everything import places_of

MONA, MAX, ADA = "mona@example.org", "max@example.org", "ada@example.org"
WORDS = "Ce nom revient sous chaque article sur la caserne."
QUESTION = "Ironie ou injure ? J’hésite."
ANSWER = "Ironie, je crois : relisez la première phrase."


@pytest.fixture
def send(runtime):
    """A function: store a comment that waits for a person; its public id."""

    def send(text=AMBIGUOUS, name="Amir Haddad", email="amir@example.net"):
        sent = submission.submit_comment(
            runtime,
            "budget",
            Draft(text, name, email),
            idempotency_key=None,
            needs_acceptance=False,
        )
        return sent.comment.public_id

    return send


def case_path(public_id):
    return f"/desk/comment/{public_id}"


def tell(desk, public_id, what, words="", to=""):
    path = f"{case_path(public_id)}/collegues"
    fields = [("what", what), ("words", words), ("to", str(to))]
    return desk.send(desk.get(case_path(public_id)), path, fields)


def answer(desk, public_id, opinion="", vote=""):
    path = f"{case_path(public_id)}/avis"
    fields = [("opinion", opinion), ("vote", vote)]
    return desk.send(desk.get(case_path(public_id)), path, fields)


def shown(desk):
    """Return the public id of the next case of a desk."""
    found = re.search(r'/desk/comment/([^/"]+)/decision"', desk.get("/desk").text)
    return found and found[1]


def number(runtime, email):
    return person_of(runtime, email).id


def decide(runtime, email, public_id, action=Action.APPROVE):
    seen = submission.find_comment(runtime, public_id).version
    return review.decide(runtime, person_of(runtime, email), public_id, seen=seen, action=action)


# Memos


def test_a_memo_is_for_the_newsroom_alone(runtime, send, mona, max_, rita):
    public_id = send()
    done = tell(mona, public_id, "memo", WORDS)
    assert done.location == case_path(public_id)
    page = max_.get(case_path(public_id)).text
    assert WORDS in page
    assert "Mona" in page
    assert "2\u00a0novembre\u00a02026" in page
    decide(runtime, MAX, public_id)
    token = outcome_token(runtime, public_id)
    for path in ("/article/budget", f"/suivi/{token}", f"/commentaire/{public_id}"):
        assert WORDS not in rita.get(path).text
    told, _ = export.export_at(runtime, "amir@example.net") or ({}, None)
    assert WORDS not in str(told)
    assert places_of(runtime.database, WORDS) == {("memo", "words")}


def test_a_memo_needs_words_and_they_are_not_lost(runtime, send, mona):
    public_id = send()
    empty = tell(mona, public_id, "memo", "  ")
    assert (empty.status_code, "Écrivez quelques mots" in empty.text) == (422, True)
    long = tell(mona, public_id, "memo", "a" * 2_001)
    assert long.status_code == 422
    assert "a" * 2_001 in long.text
    assert tell(mona, public_id, "memo", "a" * 2_000).status_code == 303


def test_a_memo_goes_with_the_comments_text(runtime, send, clock, mona):
    public_id = send()
    tell(mona, public_id, "memo", WORDS)
    review.decide(
        runtime,
        person_of(runtime, MONA),
        public_id,
        seen=1,
        action=Action.REJECT,
        clause_ids=("INJURE",),
    )
    clock.move(days=200)
    assert retention.retain(runtime).erased[Kind.REFUSED] == 1
    assert places_of(runtime.database, WORDS) == set()
    with pytest.raises(Conflict):
        colleagues.write_memo(runtime, person_of(runtime, MONA), public_id, words=WORDS)


def test_a_memo_on_a_published_comment_goes_after_its_period(runtime, send, clock, mona):
    public_id = send(CLEAN)
    tell(mona, public_id, "memo", WORDS)
    clock.move(days=700)
    assert Kind.MEMO not in retention.retain(runtime).erased
    clock.move(days=60)
    assert retention.retain(runtime).erased[Kind.MEMO] == 1
    assert places_of(runtime.database, WORDS) == set()


# Opinions


def test_one_colleague_is_asked_and_answers_without_deciding(runtime, send, mona, max_, ada):
    public_id = send()
    assert shown(mona) == public_id
    assert tell(mona, public_id, "ask", QUESTION, number(runtime, MAX)).location == "/desk"
    assert shown(mona) is None  # it waits for the answer
    assert 'class="badge"' in max_.get("/desk").text
    asked = max_.get("/desk/avis").text
    assert QUESTION in asked
    assert QUESTION not in ada.get("/desk/avis").text
    assert 'class="badge"' not in ada.get("/desk").text
    assert "avis demandé" in ada.get(case_path(public_id)).text
    assert answer(max_, public_id, ANSWER, "approve").location == "/desk/avis"
    assert submission.find_comment(runtime, public_id).status is Status.PENDING
    mine = mona.get("/desk/avis").text
    assert ANSWER in mine
    assert "publierait" in mine
    assert 'class="badge"' not in max_.get("/desk").text
    assert shown(mona) == public_id  # at once, and for nobody else
    assert shown(max_) is None
    decide(runtime, MONA, public_id)


def test_everybody_is_asked_and_one_answer_is_enough(runtime, send, mona, max_, ada):
    public_id = send()
    tell(mona, public_id, "ask", QUESTION)
    for desk in (max_, ada):
        assert QUESTION in desk.get("/desk/avis").text
    assert 'name="opinion"' not in mona.get(case_path(public_id)).text
    assert answer(max_, public_id, vote="refuse").status_code == 303
    assert "Personne n’attend votre avis" in ada.get("/desk/avis").text
    with pytest.raises(Conflict):
        colleagues.give_opinion(
            runtime, person_of(runtime, ADA), public_id, words=ANSWER, vote=None
        )


def test_an_opinion_says_something(runtime, send, mona, max_):
    public_id = send()
    tell(mona, public_id, "ask", QUESTION)
    assert answer(max_, public_id).status_code == 422
    answer(max_, public_id, ANSWER)
    asked, said = colleagues.exchange_on(runtime, person_of(runtime, MONA), public_id).memos
    assert (said.kind, said.vote, said.words) == (MemoKind.OPINION, None, ANSWER)
    assert asked.closed_at == runtime.clock()


def test_who_asks_decides_without_waiting_and_nobody_is_asked_any_more(runtime, send, mona, max_):
    public_id = send()
    tell(mona, public_id, "ask", QUESTION, number(runtime, MAX))
    decide(runtime, MONA, public_id)
    assert "Personne n’attend votre avis" in max_.get("/desk/avis").text
    assert 'name="opinion"' not in max_.get(case_path(public_id)).text


def test_without_an_answer_the_case_comes_back_after_two_hours(runtime, send, clock, mona, max_):
    public_id = send()
    shown(mona)
    tell(mona, public_id, "ask", QUESTION, number(runtime, MAX))
    clock.move(hours=2)
    assert shown(mona) == public_id


def test_an_answer_does_not_take_a_case_from_whoever_reads_it(runtime, send, clock, mona, max_):
    ada = at_the_desk(mona.client.application, runtime, "Ada", Role.ADMINISTRATOR)
    public_id = send()
    shown(mona)
    tell(mona, public_id, "ask", QUESTION, number(runtime, MAX))
    clock.move(hours=2)
    assert shown(ada) == public_id
    answer(max_, public_id, ANSWER)
    assert shown(ada) == public_id
    assert shown(mona) is None


def test_nobody_outside_the_newsroom_can_be_asked(runtime, send, mona):
    reader = hire(runtime, "Amir Haddad", Role.READER)
    public_id = send()
    for whom in (number(runtime, reader), number(runtime, MONA), 10**6):
        with pytest.raises(InvalidInput):
            colleagues.ask(runtime, person_of(runtime, MONA), public_id, words=QUESTION, whom=whom)
    assert tell(mona, public_id, "ask", QUESTION, number(runtime, reader)).status_code == 422


def test_an_advocate_may_ask_and_answer_but_takes_no_case(runtime, send, mona):
    advocate = hire(runtime, "Ruth", Role.ADVOCATE)
    public_id = send()
    colleagues.ask(runtime, person_of(runtime, advocate), public_id, words=QUESTION)
    answer(mona, public_id, ANSWER, "refuse")
    with pytest.raises(NotAllowed):
        colleagues.hand_over(
            runtime, person_of(runtime, MONA), public_id, whom=number(runtime, advocate)
        )


# Cases that change hands


def test_a_case_that_is_handed_over_waits_for_one_person_alone_for_half_an_hour(
    runtime, send, clock, mona, max_, ada
):
    public_id = send()
    assert shown(mona) == public_id
    assert tell(mona, public_id, "hand_over", WORDS, number(runtime, MAX)).location == "/desk"
    assert shown(mona) is None
    assert shown(ada) is None
    listed = max_.get("/desk/avis").text
    assert "On vous confie" in listed
    assert WORDS in listed
    clock.move(minutes=29)
    assert shown(ada) is None
    clock.move(minutes=1)
    assert shown(ada) == public_id
    assert "On vous confie" not in max_.get("/desk/avis").text


def test_what_is_handed_over_waits_for_what_is_on_the_screen(runtime, send, mona, max_):
    first = send()
    assert shown(max_) == first
    second = send("Un autre texte ambigu, sur la caserne cette fois.")
    assert shown(mona) == second
    tell(mona, second, "hand_over", to=number(runtime, MAX))
    assert shown(max_) == first
    decide(runtime, MAX, first)
    assert shown(max_) == second


def test_somebody_elses_case_is_not_handed_over(runtime, send, mona, max_, ada):
    public_id = send()
    assert shown(max_) == public_id
    refused = tell(mona, public_id, "hand_over", WORDS, number(runtime, ADA))
    assert refused.status_code == 409
    assert WORDS in refused.text
    assert shown(max_) == public_id
    assert tell(mona, public_id, "hand_over").status_code == 422  # to nobody in particular


def test_an_appeal_is_not_handed_to_whom_it_is_against(runtime, send, mona, max_, ada):
    public_id = send()
    review.decide(
        runtime,
        person_of(runtime, MONA),
        public_id,
        seen=1,
        action=Action.REJECT,
        clause_ids=("INJURE",),
    )
    runtime.clock.move(hours=1)
    redress.appeal(runtime, public_id, words="Ce n’est pas une injure.")
    assert shown(max_) == public_id
    refused = tell(max_, public_id, "hand_over", WORDS, number(runtime, MONA))
    assert refused.status_code == 403
    assert tell(max_, public_id, "hand_over", WORDS, number(runtime, ADA)).status_code == 303
    assert shown(ada) == public_id


def test_words_go_with_a_case_to_a_senior(runtime, send, mona, max_, ada, rita):
    public_id = send()
    shown(mona)
    assert tell(mona, public_id, "escalate", WORDS).location == "/desk"
    assert shown(max_) is None
    assert shown(ada) == public_id
    page = ada.get(case_path(public_id)).text
    block = re.search(r'<div class="memo-escalated">.*?</div>', page, re.DOTALL)[0]
    assert "Mona" in block
    assert WORDS in block
    seen = submission.find_comment(runtime, public_id).version
    review.decide(runtime, person_of(runtime, ADA), public_id, seen=seen, action=Action.APPROVE)
    assert WORDS not in rita.get(f"/suivi/{outcome_token(runtime, public_id)}").text


def test_a_case_is_escalated_in_the_version_that_was_read(runtime, send, mona):
    public_id = send()
    page = mona.get(case_path(public_id))
    decide(runtime, MONA, public_id)
    path = f"{case_path(public_id)}/collegues"
    late = mona.send(page, path, [("what", "escalate"), ("words", WORDS), ("to", "")])
    assert late.status_code == 409
    assert WORDS in late.text


def test_nobody_sees_who_skipped(runtime, send, mona, ada):
    public_id = send()
    shown(mona)
    mona.send(mona.get("/desk"), f"{case_path(public_id)}/skip", [])
    runtime.clock.move(minutes=10)
    page = ada.get("/desk").text
    assert public_id in page
    assert page.count("Mona") == 1  # among those whom she can ask
    mona_id = person_of(runtime, MONA).id
    with runtime.database.read() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT claimed_by FROM queue UNION ALL SELECT decided_by FROM decision"
        )
        assert mona_id not in [row[0] for row in rows]


def test_votes_are_told_apart(runtime, send):
    mona = person_of(runtime, hire(runtime, "Mona", Role.MODERATOR))
    max_ = person_of(runtime, hire(runtime, "Max", Role.MODERATOR))
    public_id = send()
    for vote in (Vote.APPROVE, Vote.REFUSE, None):
        runtime.clock.now += timedelta(minutes=1)
        colleagues.ask(runtime, mona, public_id, words=QUESTION, whom=max_.id)
        colleagues.give_opinion(runtime, max_, public_id, words=ANSWER, vote=vote)
    listed = colleagues.waiting_for(runtime, mona).asked_by_me
    assert [len(about.opinions) for about in listed] == [1, 2, 3]
    said = [one.vote for one in listed[-1].opinions]
    assert said == [Vote.APPROVE, Vote.REFUSE, None]
