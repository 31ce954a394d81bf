"""When replies are told, and how much of one a mail shows."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from moderation.core.reply import EXCERPT_CODE_POINTS, excerpt, last_morning

ZURICH = ZoneInfo("Europe/Zurich")


@pytest.mark.parametrize(
    ("now", "made"),
    [
        ("2026-11-02T10:30+01:00", "2026-11-02T07:00+01:00"),
        ("2026-11-02T07:00+01:00", "2026-11-02T07:00+01:00"),
        ("2026-11-02T06:59+01:00", "2026-11-01T07:00+01:00"),
        ("2026-11-02T06:30+00:00", "2026-11-02T07:00+01:00"),  # asked in another time zone
        ("2026-10-25T06:30+01:00", "2026-10-24T07:00+02:00"),  # the night that has an hour more
        ("2026-03-29T07:30+02:00", "2026-03-29T07:00+02:00"),  # and the one that has an hour less
    ],
)
def test_digests_are_made_at_seven_in_the_morning(now, made):
    assert last_morning(datetime.fromisoformat(now), ZURICH) == datetime.fromisoformat(made)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("Bonjour.", "Bonjour."),
        ("a" * EXCERPT_CODE_POINTS, "a" * EXCERPT_CODE_POINTS),
        ("un " * 200, ("un " * 100)[:-1] + " …"),
        ("a" * 400, "a" * EXCERPT_CODE_POINTS + " …"),
    ],
)
def test_a_long_reply_is_cut_between_words(body, shown):
    assert excerpt(body) == shown
