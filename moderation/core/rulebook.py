"""All the rules, in one list; every rule runs, none stops the others."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from moderation.core.charter import Category, Charter, Recommendation
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.guard import hold_back
from moderation.core.hints import HINT_RULES, find_repetition
from moderation.core.names.policy import NAME_RULES
from moderation.core.normalise import NORMALISER_VERSION, NormalisedText
from moderation.core.rules import Hit, Rule
from moderation.core.safety import SAFETY_RULES

RULES: tuple[Rule, ...] = (*SAFETY_RULES, *NAME_RULES, *HINT_RULES)

#: What is found of an author and of what they wrote before: not in a text alone.
OF_AUTHORS = frozenset({Category.FULL_NAME, Category.FALSE_IDENTITY, Category.REPETITION})

#: The rules that need nothing but the text.
TEXT_RULES: tuple[Rule, ...] = (
    *SAFETY_RULES,
    *(rule for rule in HINT_RULES if rule is not find_repetition),
)

#: The gap of a comment that nothing here can read.
OTHER_SCRIPT = "script: not Latin"

#: Raised by whoever changes what a rule finds.
RULES_VERSION = "3"


def rules_version(charter: Charter) -> str:
    """Return what the rules' evidence depends on: rules, normaliser, lexicons, name book."""
    lists = f"{charter.lexicon.version}.{charter.name_book.version}"
    return f"{RULES_VERSION}.{NORMALISER_VERSION}.{lists}"


def run_rules(
    text: NormalisedText,
    draft: Draft,
    history: AuthorHistory,
    charter: Charter,
    rules: Iterable[Rule] = RULES,
) -> tuple[tuple[Hit, ...], tuple[str, ...]]:
    """Return all hits, and the gaps: the rules that could not run.

    A comment in another script than Latin is a gap as a whole: no lexicon holds its words,
    and no comment that the classifier learnt from. Each hit is held to the charter. Without a clause on its subject it is a
    hint, for staff alone, and calls for review at most; with one, for no more
    than the clause lets the machine do by itself.
    """
    hits: list[Hit] = []
    gaps = [] if text.is_latin() else [OTHER_SCRIPT]
    for rule in rules:
        try:
            # As a whole or not at all: what a rule found before it broke is no evidence.
            found = tuple(held_to(charter, rule(text, draft, history, charter)))
        except Exception as error:
            # The class alone: a message may quote the comment.
            gaps.append(f"{getattr(rule, '__name__', 'rule')}: {type(error).__name__}")
        else:
            hits += found
    if charter.suspended:
        hits = list(hold_back(hits, charter.suspended, charter.lexicon, text))
    return tuple(hits), tuple(gaps)


def held_to(charter: Charter, hits: Iterable[Hit]) -> Iterator[Hit]:
    """Give each hit with its clause in *charter*, calling for no more than that lets the machine do."""
    for hit in hits:
        clause = charter.clause_on(hit.category)
        call = min(hit.calls_for, ceiling(charter, hit.category), key=lambda call: call.severity)
        yield replace(hit, calls_for=call, clause_id=clause.id if clause else None)


def ceiling(charter: Charter, category: Category) -> Recommendation:
    """Return the most that a rule's evidence on *category* may call for."""
    clause = charter.clause_on(category)
    return clause.machine_may if clause else Recommendation.REVIEW
