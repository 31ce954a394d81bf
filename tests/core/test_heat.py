"""A thread heats up: what is unusual there, and what is chance."""

import pytest

from moderation.core.heat import Counted, Level, heat_of

QUIET = Counted(100, 2000)  # one of twenty is held, in the house


@pytest.mark.parametrize(
    ("recent", "before", "level"),
    [
        ((2, 3), (0, 0), Level.USUAL),  # a bare share would call it hot
        ((0, 0), (0, 0), Level.USUAL),
        ((3, 60), (0, 0), Level.USUAL),  # one of twenty, as ever
        ((3, 10), (0, 0), Level.USUAL),  # one in 90 by chance
        ((4, 13), (0, 0), Level.WARM),
        ((8, 12), (0, 0), Level.HOT),
        ((8, 12), (200, 300), Level.USUAL),  # a thread that is always like that
        ((30, 100), (5, 100), Level.HOT),
        ((12, 12), (12, 12), Level.HOT),  # of before there is too little to say it is usual
    ],
)
def test_a_thread_is_measured_by_what_is_usual_there(recent, before, level):
    assert heat_of(Counted(*recent), Counted(*before), QUIET).level is level


def test_where_everything_is_held_nothing_is_unusual():
    assert heat_of(Counted(9, 9), Counted(500, 500), Counted(2000, 2000)).level is Level.USUAL
    assert heat_of(Counted(2, 2), Counted(0, 0), Counted(0, 0)).usual == 0.5
