"""What the codes of problems, rules and scores say to people, in every language.

The rules themselves deal in codes; a person reads a sentence. ``{0}``, ``{1}``
stand for a hit's facts, ``{limit}`` and ``{count}`` for a problem's.
"""

from collections.abc import Mapping

from moderation.core.charter import Text, in_language
from moderation.core.rules import Hit
from moderation.core.verdict import Score
from moderation.core.wording.hints import HINTS
from moderation.core.wording.names import NAMES
from moderation.core.wording.problems import PROBLEMS
from moderation.core.wording.safety import SAFETY
from moderation.core.wording.scores import GAPS, LOWERED, SCORES
from moderation.errors import Problem

#: What a rule found: code → sentence for author and moderator.
EXPLANATIONS: Mapping[str, Text] = {**SAFETY, **NAMES, **HINTS}


def say_problem(problem: Problem, language: str) -> str:
    """Return the sentence that tells a person about *problem*; thousands grouped the Swiss way."""
    facts = {name: _say_fact(fact, language) for name, fact in problem.facts.items()}
    return in_language(PROBLEMS[problem.code], language).format(**facts)


def _say_fact(fact: int | str | Text, language: str) -> str:
    if isinstance(fact, int):
        return f"{fact:,}".replace(",", "’")
    return fact if isinstance(fact, str) else in_language(fact, language)


def explain(hit: Hit, language: str) -> str:
    """Return the sentence that tells what *hit* found, and what spoke for the author."""
    said = in_language(EXPLANATIONS[hit.code], language).format(*hit.facts)
    if hit.lowered_by is None:
        return said
    return f"{said} {in_language(LOWERED[hit.lowered_by], language)}"


def say_gap(gap: str, language: str) -> str:
    """Return what *gap* of a verdict left unchecked."""
    check = gap.partition(":")[0]
    return in_language(GAPS.get(check, GAPS["rule"]), language).format(check)


def explain_score(score: Score, language: str) -> str:
    """Return the sentence that tells what the classifier thinks, with its probability."""
    return in_language(SCORES, language).format(round(score.probability * 100))
