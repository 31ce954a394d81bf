"""The ladder: who may take which step, how long it lasts, what is suggested."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from moderation.core.calendar import add_months
from moderation.core.permission import PERMITS
from moderation.core.person import Role
from moderation.core.sanction import (
    LADDER,
    MOST_REVIEW_MONTHS,
    STEPS,
    Sanction,
    SanctionKind,
    suggest,
    term_of,
)
from moderation.errors import InvalidInput

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)

#: Kind → the roles that may set it, by initials: Advocate, Moderator, Senior, Editor, aDministrator.
MAY = {
    "name_ban": ".MSED",
    "note": ".MSED",
    "warning": ".MSED",
    "week": ".MSED",
    "month": "..SED",
    "half_year": "..SED",
    "longer": "...ED",
}

ROLES = (Role.ADVOCATE, Role.MODERATOR, Role.SENIOR, Role.EDITOR, Role.ADMINISTRATOR)


def sanction(kind, *, ago=0, until=None, lifted=False, read=False, review=None, reread=False):
    at = NOW - timedelta(days=ago)
    return Sanction(
        id=1,
        kind=SanctionKind(kind),
        name="Amir Haddad",
        reason="Il insulte.",
        clause_ids=("INJURE",),
        set_by=1,
        set_at=at,
        charter_digest=None,
        comment_id=1,
        found_by_machine=False,
        until=until,
        review_at=review,
        acknowledged_at=at if read else None,
        reread_at=at if reread else None,
        lifted_at=at if lifted else None,
        lift_reason="",
        appeal=None,
    )


@pytest.mark.parametrize("kind", SanctionKind)
def test_each_step_asks_for_its_role(kind):
    told = "".join(
        initial if STEPS[kind].permission in PERMITS[role] else "."
        for role, initial in zip(ROLES, "AMSED", strict=True)
    )
    assert told == MAY[kind]


@pytest.mark.parametrize(
    ("kind", "until", "review"),
    [
        ("note", None, None),
        ("warning", None, None),
        ("name_ban", None, None),
        ("week", "2026-11-09", None),
        ("month", "2026-12-02", None),
        ("half_year", "2027-05-02", "2027-02-02"),
    ],
)
def test_each_step_has_its_length(kind, until, review):
    term = term_of(SanctionKind(kind), NOW)
    assert (day(term.until), day(term.review_at)) == (until, review)


def day(moment):
    return moment and f"{moment:%Y-%m-%d}"


def test_the_longest_ends_by_itself_if_nobody_reviews_it():
    term = term_of(SanctionKind.LONGER, NOW, review_at=datetime(2027, 3, 1, tzinfo=UTC))
    assert (day(term.review_at), day(term.until)) == ("2027-03-01", "2027-03-31")


@pytest.mark.parametrize("review", [None, NOW, NOW - timedelta(days=1), NOW + timedelta(days=190)])
def test_the_longest_needs_a_day_of_review_soon_enough(review):
    with pytest.raises(InvalidInput):
        term_of(SanctionKind.LONGER, NOW, review_at=review)


@pytest.mark.parametrize(
    ("record", "suggested"),
    [
        ([], "note"),
        ([sanction("note")], "warning"),
        ([sanction("note"), sanction("warning", read=True)], "week"),
        ([sanction("week", ago=30, until=NOW - timedelta(days=23))], "month"),
        ([sanction("half_year", until=NOW + timedelta(days=9))], "half_year"),
        ([sanction("longer", until=NOW + timedelta(days=9))], "half_year"),
        ([sanction("week", until=NOW + timedelta(days=5), lifted=True)], "note"),
        ([sanction("warning", ago=366)], "note"),
        ([sanction("name_ban")], "note"),
    ],
)
def test_the_record_suggests_the_next_step_and_never_the_last(record, suggested):
    assert suggest(record, NOW).kind == suggested


@pytest.mark.parametrize(
    ("one", "over", "rereading", "review"),
    [
        (sanction("week", until=NOW + timedelta(days=1)), False, False, False),
        (sanction("week", until=NOW), True, False, False),
        (sanction("month", until=NOW + timedelta(days=1)), False, True, False),
        (sanction("month", until=NOW + timedelta(days=1), reread=True), False, False, False),
        (sanction("month", until=NOW), True, False, False),
        (sanction("half_year", until=NOW + timedelta(days=9), review=NOW), False, True, True),
        (sanction("half_year", until=NOW + timedelta(days=9), lifted=True), True, False, False),
        (sanction("warning"), False, False, False),
        (sanction("warning", read=True), True, False, False),
        (sanction("name_ban"), False, True, False),
    ],
)
def test_what_a_sanction_waits_for(one, over, rereading, review):
    found = (one.is_over(NOW), one.waits_for_rereading(NOW), one.waits_for_review(NOW))
    assert found == (over, rereading, review)


def test_the_ladder_rises():
    """No step is shorter than the one below it, set by more people, or read again by fewer."""
    last_review = add_months(NOW, MOST_REVIEW_MONTHS)
    ends = [
        term_of(step.kind, NOW, review_at=last_review if step is LADDER[-1] else None).until
        for step in LADDER
    ]
    lasting = [end for end in ends if end is not None]
    assert ends == [None, None, *lasting]
    assert all(below < above for below, above in pairwise(lasting))
    setters = [{role for role in ROLES if step.permission in PERMITS[role]} for step in LADDER]
    assert all(below >= above for below, above in pairwise(setters))
    assert [step.is_reread for step in LADDER] == [False, False, False, True, True, True]
