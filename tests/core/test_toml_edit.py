"""Values of a TOML text changed in place: what somebody wrote around them stays."""

import tomllib
from pathlib import Path

import pytest

from moderation.core.toml_edit import edit_toml, value_at
from moderation.errors import InvalidInput

CHARTERS = Path(__file__).parents[2] / "moderation" / "charters"
FILES = sorted(CHARTERS.rglob("*.toml"))

WORDS = """\
words = [
    # the first ones
    "a", "b", # two of them
    # one alone
    "c", # alone
    "d", "e",
]
"""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_of_ours_is_changed_in_one_line_alone(file):
    source = file.read_text("utf-8")
    edited = edit_toml(source, {("a_new_key",): 1})
    assert edited.replace("a_new_key = 1\n", "", 1).split() == source.split()


def test_a_value_is_changed_and_the_comment_on_its_line_stays():
    source = 'a = 1 # why\n\n[t]\nb   =   "x"   # and why\n'
    assert edit_toml(source, {("a",): 2, ("t", "b"): 'é"\n'}) == (
        'a = 2 # why\n\n[t]\nb   =   "é\\"\\n"   # and why\n'
    )


def test_a_key_is_added_before_the_tables_below_it_and_taken_out():
    source = (
        '[[clauses]]\nid = "A"\n\n[clauses.title]\nfr = "Un"\n\n# next\n[[clauses]]\nid = "B"\n'
    )
    added = edit_toml(source, {("clauses", 0, "refused_rightly"): 0.99})
    assert added == source.replace('id = "A"\n', 'id = "A"\nrefused_rightly = 0.99\n')
    assert edit_toml(added, {("clauses", 0, "refused_rightly"): None}) == source


def test_a_table_that_is_not_there_is_made():
    edited = edit_toml("a = 1\n", {("identity", "guests"): "no"})
    assert tomllib.loads(edited) == {"a": 1, "identity": {"guests": "no"}}


@pytest.mark.parametrize("gone", "abcde")
def test_a_word_goes_and_no_comment_but_its_own(gone):
    kept = [word for word in "abcde" if word != gone]
    edited = edit_toml(WORDS, {("words",): kept})
    assert tomllib.loads(edited)["words"] == kept
    comments = ["# the first ones", "# two of them", "# one alone", "# alone"]
    lost = ["# alone"] if gone == "c" else []
    assert [one for one in comments if f"{one}\n" not in edited] == lost
    assert sum(line not in WORDS.splitlines() for line in edited.splitlines()) <= 1


def test_words_are_added_at_the_end_and_many_go_at_once():
    edited = edit_toml(WORDS, {("words",): ["b", "d", "new", 'with "quotes" # and no comment']})
    assert tomllib.loads(edited)["words"] == ["b", "d", "new", 'with "quotes" # and no comment']
    assert '    "b", # two of them\n    # one alone\n' in edited


def test_a_list_that_is_empty_takes_a_word():
    assert tomllib.loads(edit_toml("words = []\n", {("words",): ["a"]})) == {"words": ["a"]}


def test_what_is_no_toml_is_told_as_such():
    for source in ("a = ", "a = " + "[" * 5_000 + "]" * 5_000):
        with pytest.raises(tomllib.TOMLDecodeError):
            edit_toml(source, {("a",): 1})


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("clauses = 3\n", ("clauses", 0, "id")),
        ("[[clauses]]\n", ("clauses", 7, "id")),
        ("a = 1\n", ("a", "b")),
        ("a = nan\n", ("b",)),
    ],
)
def test_what_cannot_be_changed_is_refused(source, path):
    with pytest.raises(InvalidInput):
        edit_toml(source, {path: "x"})


def test_what_is_not_there_is_nothing():
    data = {"a": [{"b": 1}], "c": 2}
    assert value_at(data, ("a", 0, "b")) == 1
    assert [value_at(data, path) for path in (("a", 1, "b"), ("c", "d"), ("e",))] == [None] * 3
