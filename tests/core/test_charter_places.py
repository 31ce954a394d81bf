"""Each mistake leads to its line."""

import pytest

from moderation.core.charter_places import Place, place_of
from moderation.errors import CharterMistake

CHARTE = '''\
id = "charte"
[title]
fr = """
version = "not a key"
"""
it = ""

[hours]
time_zone = "Europe/Zürich"

[[clauses]]
id = "INJURE"
[clauses.title]
fr = "Injures"

[[clauses]]
id = "MENACE"
[clauses.title]
it = ""
[[clauses.legal]]
article = ""
'''
FILES = {
    "charte.toml": CHARTE,
    "names.toml": 'inventions = []\n\n[figures]\n"Marie" = 1\n',
    "insults.fr.toml": "[[terms]]\n",
}


@pytest.mark.parametrize(
    ("place", "message", "expected"),
    [
        ("hours.time_zone", "", Place("charte.toml", 9)),
        ("title.it", "", Place("charte.toml", 6)),
        ("title.de", "is missing", Place("charte.toml", 2)),  # what it is missing in
        ("version", "is missing", Place("charte.toml", None)),  # the one there is within a text
        ("clause INJURE, title.fr", "", Place("charte.toml", 14)),
        ("clause MENACE, title.it", "", Place("charte.toml", 19)),
        ("clause 2, words", "is missing", Place("charte.toml", 16)),
        ("clause MENACE, legal 1, article", "", Place("charte.toml", 16)),  # as near as can be told
        ("line 7", "Invalid value", Place("charte.toml", 7)),
        ("insults.fr.toml, line 1", "no words", Place("insults.fr.toml", 1)),
        (
            "insults.fr.toml",
            "not TOML: Invalid value (at line 3, column 1)",
            Place("insults.fr.toml", 3),
        ),
        ("insults.fr.toml", "no terms", Place("insults.fr.toml", None)),
        (
            "name book",
            "this is not TOML: Invalid value (at line 2, column 1)",
            Place("names.toml", 2),
        ),
        ("name book: inventions", "this must be a list of texts", Place("names.toml", 1)),
        ("name book: figures: Marie", "this is not a full name", Place("names.toml", 3)),
    ],
)
def test_where_a_mistake_stands(place, message, expected):
    assert place_of(CharterMistake(place, message, ""), FILES) == expected
