"""What is held for another system: known again, told what became of it, forgotten in time."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from moderation.core.comment import Article, Draft, Mode, Status
from moderation.core.decision import Action
from moderation.core.held import Asked, Said
from moderation.services import retention, review, submission
from moderation.services.holding import ask_about
from moderation.services.keys import issue_akismet_key, revoke_api_key, rotate_api_key
from moderation.services.telling import tell_decisions
from moderation.storage.held_tables import HeldCheckRow
from moderation.storage.tables import CommentRow
from tests.conftest import AMBIGUOUS, CLEAN
from tests.receivers import receiving
from tests.services.conftest import with_settings


@pytest.fixture
def runtime(runtime):
    """Posts may go to this machine."""
    return with_settings(runtime, webhooks_private="127.0.0.0/8")


@pytest.fixture
def new(runtime):
    return issue_akismet_key(runtime, "the blog")


@pytest.fixture
def blog():
    """Where decisions are told."""
    with receiving() as receiver:
        receiver.status = 200
        yield receiver


@pytest.fixture
def ask(runtime, new, blog):
    """A function: ask about a comment as the blog does; what is told."""

    def about(text, **options):
        article = Article(0, "blog:12", "Budget", None, "fr", True, 20_480)
        draft = Draft(text, "Rita Favre", "rita@example.org", "fr")
        prefix = options.pop("secret", new.secret)[:4]
        asked = Asked(draft, article, "12", options.pop("callback", blog.url), prefix)
        return ask_about(runtime, new.key, asked, **{"may_hold": True, **options})

    return about


def decide(runtime, moderator, action):
    with runtime.database.read() as session:
        public_id = session.scalar(sa.select(CommentRow.public_id).order_by(CommentRow.id.desc()))
    comment = submission.find_comment(runtime, public_id)
    clauses = ("INJURE",) if action is Action.REJECT else ()
    return review.decide(
        runtime, moderator, public_id, seen=comment.version, action=action, clause_ids=clauses
    )


def told(blog):
    return [json.loads(one.body) for one in blog.received]


def test_a_comment_is_held_once_and_the_answer_follows_the_decision(ask, runtime, mona):
    first = ask(AMBIGUOUS)
    assert (first.said, first.guid is not None) == (Said.HOLD, True)
    assert ask(AMBIGUOUS) == first
    decide(runtime, mona, Action.REJECT)
    assert (ask(AMBIGUOUS).said, ask(AMBIGUOUS).guid) == (Said.REFUSE, first.guid)


def test_what_passes_or_may_not_be_held_is_not_stored(ask, runtime):
    assert ask(CLEAN).said is Said.PUBLISH
    assert (ask(AMBIGUOUS, may_hold=False).said, ask(AMBIGUOUS, may_hold=False).guid) == (
        Said.HOLD,
        None,
    )
    with runtime.database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(CommentRow)) == 0


@pytest.mark.parametrize(("action", "word"), [(Action.APPROVE, "false"), (Action.REJECT, "true")])
def test_a_decision_is_told_once_it_can_no_longer_be_undone(
    ask, runtime, mona, clock, blog, new, action, word
):
    guid = ask(AMBIGUOUS).guid
    decide(runtime, mona, action)
    assert tell_decisions(runtime) == 0
    clock.move(seconds=runtime.settings.undo_seconds)
    assert (tell_decisions(runtime), tell_decisions(runtime)) == (1, 0)
    comment = {"guid": guid, "result": word, "comment_post_ID": "12"}
    assert told(blog) == [{"key": new.secret, "endpoint": "comment-check", "comments": [comment]}]
    assert blog.received[0].headers["x-akismet-webhook"]


def test_a_change_of_mind_is_told_anew(ask, runtime, mona, clock, blog):
    ask(AMBIGUOUS)
    for action in (Action.APPROVE, Action.APPROVE, Action.REJECT):
        decide(runtime, mona, action)
        clock.move(minutes=2)
        tell_decisions(runtime)
    assert [one["comments"][0]["result"] for one in told(blog)] == ["false", "true"]


def test_a_blog_that_is_away_is_told_later(ask, runtime, mona, clock, blog):
    ask(AMBIGUOUS)
    decide(runtime, mona, Action.APPROVE)
    clock.move(minutes=2)
    blog.status = 503
    assert (tell_decisions(runtime), tell_decisions(runtime)) == (0, 0)
    assert len(blog.received) == 1
    blog.status = 200
    clock.move(minutes=2)
    assert tell_decisions(runtime) == 1


def test_a_blog_that_stays_away_is_given_up(ask, runtime, mona, clock, blog):
    ask(AMBIGUOUS)
    decide(runtime, mona, Action.APPROVE)
    blog.status = 500
    for _ in range(12):
        clock.move(days=2)
        tell_decisions(runtime)
    assert len(blog.received) == 7


def test_without_the_operators_leave_nothing_is_posted_inside(ask, runtime, mona, clock, blog):
    ask(AMBIGUOUS)
    decide(runtime, mona, Action.APPROVE)
    clock.move(minutes=2)
    assert tell_decisions(with_settings(runtime, webhooks_private="")) == 0
    assert blog.received == []


def test_with_a_revoked_key_nobody_is_told(ask, runtime, mona, clock, blog, new):
    ask(AMBIGUOUS)
    decide(runtime, mona, Action.APPROVE)
    revoke_api_key(runtime, new.secret[:4])
    clock.move(minutes=2)
    assert (tell_decisions(runtime), blog.received) == (0, [])


def test_a_new_secret_is_told_where_somebody_asked_with_it(ask, runtime, mona, clock, blog, new):
    # Whoever had the one before may have said where to.
    ask(AMBIGUOUS)
    decide(runtime, mona, Action.APPROVE)
    rotated = rotate_api_key(runtime, new.secret[:4], overlap=timedelta())
    clock.move(minutes=2)
    blog.status = 401
    assert tell_decisions(runtime) == 0
    blog.status = 200
    ask(AMBIGUOUS + " Encore.", secret=rotated.secret)
    clock.move(minutes=2)
    assert tell_decisions(runtime) == 1
    assert [one["key"] for one in told(blog)] == [new.secret, rotated.secret]


def test_where_to_tell_is_forgotten_in_time(ask, runtime, mona, clock, blog):
    ask(AMBIGUOUS)
    decide(runtime, mona, Action.APPROVE)
    ask(AMBIGUOUS + " Encore, qui attend.")
    clock.move(days=200)
    retention.retain(runtime)
    with runtime.database.read() as session:
        (kept,) = session.scalars(sa.select(HeldCheckRow)).all()
        waiting = session.get(CommentRow, kept.comment_id)
        assert waiting.status is Status.PENDING


def test_where_to_tell_is_forgotten_with_the_comment(ask, runtime, mona, clock, blog):
    ask(AMBIGUOUS)
    decide(runtime, mona, Action.REJECT)
    clock.move(days=400)
    retention.retain(runtime)
    with runtime.database.read() as session:
        assert session.scalars(sa.select(HeldCheckRow)).all() == []


def test_under_an_article_that_is_pre_moderated_everything_waits(ask, runtime):
    submission.put_article(runtime, key="blog:12", title="Budget", url=None, mode=Mode.PREMODERATED)
    assert (ask(CLEAN).said, ask(CLEAN).guid is not None) == (Said.HOLD, True)
