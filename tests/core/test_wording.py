"""Every code that the rules can give is worded, in each language alike."""

import json
import re
from pathlib import Path

import pytest

from moderation.core.charter import LANGUAGES
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.normalise import normalise
from moderation.core.rulebook import run_rules
from moderation.core.wording import EXPLANATIONS, PROBLEMS, explain, say_problem
from moderation.core.wording.scores import GAPS, LOWERED, SCORES
from moderation.errors import Problem

TABLES = {
    "explanations": EXPLANATIONS,
    "problems": PROBLEMS,
    "lowered": LOWERED,
    "gaps": GAPS,
    "": {"": SCORES},
}
TRAINING_DATA = Path(__file__).parent.parent.parent / "training_data"


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_each_sentence_is_there_in_each_language_with_the_same_facts(table):
    for code, text in table.items():
        assert set(text) == set(LANGUAGES), code
        facts = {language: set(re.findall(r"{\w+}", text[language])) for language in LANGUAGES}
        assert len(set(map(frozenset, facts.values()))) == 1, code
        assert all(sentence == sentence.strip() for sentence in text.values()), code


def test_swiss_typography():
    for table in TABLES.values():
        for code, text in table.items():
            assert not re.search(r" [:;!?%»]|« ", text["fr"]), code
            assert "ß" not in text["de"], code
            assert not any("'" in sentence for sentence in text.values()), code


def test_numbers_are_grouped_the_swiss_way():
    problem = Problem("body_too_long", "body", {"limit": 1500, "count": 12043})
    assert "1’500" in say_problem(problem, "fr")
    assert "12’043" in say_problem(problem, "de")


def test_whatever_the_rules_find_can_be_told(charter):
    """All the comments written for this project go through all the rules."""
    told = set()
    for file in TRAINING_DATA.glob("*.jsonl"):
        for line in file.read_text("utf-8").splitlines():
            text = json.loads(line)["text"]
            draft = Draft(text, "Jean Haimard", language="fr")
            hits, gaps = run_rules(normalise(text), draft, AuthorHistory(), charter)
            assert gaps == ()
            told |= {explain(hit, language) for hit in hits for language in LANGUAGES}
    assert len(told) > 4 * 20
