"""A branch of a thread: how many of its replies are shown at once."""

from datetime import UTC, datetime

import pytest

from moderation.core.comment import Comment, Status
from moderation.core.thread import FIRST_FEW, HANDFUL, Branch, Reply

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def reply(number):
    comment = Comment(
        number, f"c{number}", 1, "Rita Favre", "Oui.", "fr", Status.PUBLISHED, 1, NOW, "d", False
    )
    return Reply(comment, None)


@pytest.mark.parametrize(
    ("shown", "total", "in_sight", "folded"),
    [
        pytest.param(0, 0, 0, 0, id="no reply"),
        pytest.param(HANDFUL, HANDFUL, HANDFUL, 0, id="a handful is shown"),
        pytest.param(HANDFUL + 1, HANDFUL + 1, FIRST_FEW, 3, id="more than that are folded"),
        pytest.param(10, 400, FIRST_FEW, 7, id="this page has not room for all"),
        pytest.param(HANDFUL, 400, FIRST_FEW, 2, id="few have room, and there are many"),
    ],
)
def test_a_handful_of_replies_is_shown_and_of_more_the_first_few(shown, total, in_sight, folded):
    branch = Branch("c0", None, False, tuple(map(reply, range(shown))), total)
    assert len(branch.in_sight) == in_sight
    assert len(branch.folded) == folded
    assert branch.in_sight + branch.folded == branch.replies
