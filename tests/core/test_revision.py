"""What can be edited, by whom, for how long; and what has changed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from moderation.core.comment import Comment, Status
from moderation.core.person import Person, ReplyMail, Role
from moderation.core.revision import (
    EDIT_MINUTES,
    MOST_EDITS,
    Change,
    Revision,
    changes,
    edits_of,
    is_author,
    why_final,
)
from tests.storage.conftest import NOW, VERDICT

COMMENT = Comment(
    id=1,
    public_id="abc",
    article_id=1,
    author_name="Amir Haddad",
    body="Un texte.",
    language="fr",
    status=Status.PUBLISHED,
    version=1,
    submitted_at=NOW,
    charter_digest="0" * 64,
    has_email=True,
    person_id=7,
)
GUEST = replace(COMMENT, person_id=None, status=Status.UNCONFIRMED)
AMIR = Person(
    id=7,
    email="amir@example.org",
    name="Amir Haddad",
    role=Role.READER,
    language="fr",
    is_active=True,
    must_change_password=False,
    is_confirmed=True,
    reply_mail=ReplyMail.NEVER,
)
WINDOW = timedelta(minutes=EDIT_MINUTES)
A_MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("comment", "after", "n_edits", "is_decided", "code"),
    [
        pytest.param(COMMENT, WINDOW - A_MOMENT, 0, False, None, id="to the last moment"),
        pytest.param(COMMENT, WINDOW, 0, False, "edit_late", id="not at the end itself"),
        pytest.param(
            replace(COMMENT, status=Status.PENDING), A_MOMENT, 0, False, None, id="while it waits"
        ),
        pytest.param(GUEST, A_MOMENT, 0, False, None, id="a guest's, unconfirmed"),
        pytest.param(
            replace(GUEST, status=Status.PENDING),
            A_MOMENT,
            0,
            False,
            "edit_settled",
            id="not what a guest has confirmed",
        ),
        pytest.param(COMMENT, A_MOMENT, 0, True, "edit_settled", id="not once a person decided"),
        pytest.param(COMMENT, A_MOMENT, MOST_EDITS - 1, False, None, id="a last time"),
        pytest.param(COMMENT, A_MOMENT, MOST_EDITS, False, "edit_often", id="not for ever"),
        *(
            pytest.param(
                replace(COMMENT, status=status), A_MOMENT, 0, False, "edit_settled", id=status
            )
            for status in (Status.RETURNED, Status.REJECTED, Status.WITHDRAWN)
        ),
    ],
)
def test_what_is_final(comment, after, n_edits, is_decided, code):
    found = why_final(comment, n_edits=n_edits, is_decided=is_decided, now=NOW + after)
    assert (found and found.code) == code


@pytest.mark.parametrize(
    ("comment", "person_id", "has_sent", "is_own"),
    [
        (COMMENT, 7, False, True),
        (COMMENT, 8, True, False),  # signed by another since it was sent from here
        (COMMENT, None, True, False),
        (GUEST, None, True, True),
        (GUEST, 7, False, False),
        (GUEST, None, False, False),
    ],
)
def test_whose_a_comment_is(comment, person_id, has_sent, is_own):
    person = person_id and replace(AMIR, id=person_id)
    assert is_author(comment, person, has_sent=has_sent) is is_own


TEXTS = [
    ("", "Un mot."),
    ("Un mot.", ""),
    ("Le même.", "Le même."),
    ("Un bon vin\n\nd’ici", "Un vin d’ici"),
    ("a b a b a", "b a b"),
    ("mot " * 400, "mot " * 399 + "autre"),
    ("  \n", "\u200b"),
]


@pytest.mark.parametrize(("before", "after"), TEXTS)
def test_both_texts_can_be_read_from_what_changed(before, after):
    pieces = changes(before, after)
    for change, text in ((Change.ADDED, before), (Change.REMOVED, after)):
        assert "".join(piece.text for piece in pieces if piece.change is not change) == text
    assert all(piece.text for piece in pieces)


def test_each_edit_is_told_by_what_came_next_the_newest_first():
    first, second = (
        Revision(version, body, "fr", Status.PUBLISHED, VERDICT, NOW, NOW + WINDOW)
        for version, body in ((1, "un"), (2, "un deux"))
    )
    newest, oldest = edits_of((first, second), "deux")
    assert (newest.revision, oldest.revision) == (second, first)
    assert [piece.text for piece in newest.pieces] == ["un ", "deux"]
    assert edits_of((), "deux") == ()
