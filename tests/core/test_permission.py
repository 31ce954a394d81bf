"""What each role may do."""

from dataclasses import replace

import pytest

from moderation.core.permission import NEWSROOM, PERMITS, Permission, may, require
from moderation.core.person import Person, ReplyMail, Role
from moderation.errors import NotAllowed

SOMEBODY = Person(1, "a@example.org", "A", Role.READER, "fr", True, False, True, ReplyMail.NEVER)


def test_every_role_is_in_the_table_and_a_reader_may_do_nothing():
    assert set(PERMITS) == set(Role)
    assert set(Role) - NEWSROOM == {Role.READER}


def test_each_role_of_the_desk_may_do_all_that_the_lesser_one_may():
    ladder = [PERMITS[role] for role in (Role.MODERATOR, Role.SENIOR, Role.EDITOR)]
    assert ladder[0] < ladder[1] < ladder[2] < PERMITS[Role.ADMINISTRATOR]


def test_the_advocate_of_the_readers_judges_nothing_in_the_first_place():
    advocate = replace(SOMEBODY, role=Role.ADVOCATE)
    assert may(advocate, Permission.ANSWER_APPEALS)
    assert not may(advocate, Permission.DECIDE)
    assert not may(advocate, Permission.SANCTION)


def test_whose_account_is_closed_may_do_nothing():
    gone = replace(SOMEBODY, role=Role.ADMINISTRATOR, is_active=False)
    assert not any(may(gone, permission) for permission in Permission)


def test_what_is_not_permitted_is_refused():
    with pytest.raises(NotAllowed, match="moderator"):
        require(replace(SOMEBODY, role=Role.MODERATOR), Permission.EDIT_CHARTER)
    require(replace(SOMEBODY, role=Role.EDITOR), Permission.EDIT_CHARTER)
