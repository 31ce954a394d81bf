"""A migrated database, and people and comments to put in it."""

from datetime import UTC, datetime, timedelta

import pytest

from moderation.core.charter import Recommendation
from moderation.core.comment import Article, Comment, Draft, Status
from moderation.core.desk import Rank
from moderation.core.person import Role
from moderation.core.verdict import Verdict
from moderation.storage import articles, comments, people, queue
from moderation.storage.comments import NewComment
from moderation.storage.database import Database
from moderation.storage.tables import CharterRow
from tests.databases import ENGINES, fresh_database

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
DIGEST = "0" * 64

VERDICT = Verdict(
    recommendation=Recommendation.REVIEW,
    hits=(),
    scores=(),
    probabilities={},
    gaps=("classifier: ArtifactError",),
    charter_digest=DIGEST,
    rules_version="1.1.abc",
    model_id=None,
    language="fr",
)


@pytest.fixture(params=ENGINES)
def database(request, tmp_path):
    with fresh_database(request.param, tmp_path) as url:
        database = Database(url)
        database.upgrade()
        with database.begin() as session:
            session.add(CharterRow(digest=DIGEST, version="1", source="", adopted_at=NOW))
        yield database
        database.close()


@pytest.fixture
def article(database):
    new = Article(0, "budget", "Le budget passe la rampe", None, "fr", True, None)
    with database.begin() as session:
        return articles.save_article(session, new, now=NOW)


@pytest.fixture
def mona(database):
    return _person(database, "mona", Role.MODERATOR)


@pytest.fixture
def max_(database):
    return _person(database, "max", Role.MODERATOR)


@pytest.fixture
def ada(database):
    return _person(database, "ada", Role.ADMINISTRATOR)


def _person(database, name, role):
    with database.begin() as session:
        return people.add_person(
            session,
            email=f"{name}@example.org",
            name=name.title(),
            role=role,
            language="fr",
            password="-",
            session_key=name,
            now=NOW,
        )


@pytest.fixture
def pending(database, article):
    """A function: store a pending comment, *minutes* after NOW, and queue it."""

    def store(
        body="Bonjour.",
        *,
        minutes=0,
        rank=Rank.PENDING,
        not_for=None,
        key=None,
        language="fr",
        article_id=article.id,
        verdict=VERDICT,
    ) -> Comment:
        at = NOW + timedelta(minutes=minutes)
        new = NewComment(
            person_id=None,
            public_id=f"c{minutes}-{key or body}",
            article_id=article_id,
            draft=Draft(body, "Amir Haddad"),
            author_key="amir haddad",
            name_key="amir adad",
            language=language,
            status=Status.PENDING,
            submitted_at=at,
            accepted_at=at,
            idempotency_key=key,
            payload_digest="d",
            verdict=verdict,
        )
        with database.begin() as session:
            comment = comments.add_comment(session, new)
            queue.enqueue(session, comment.id, rank, since=at, not_for=not_for)
        return comment

    return store
