"""All rules run; a rule's bug is a gap; no hit goes further than the charter lets it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from moderation.core.charter import Category, Charter, Recommendation
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.normalise import NormalisedText, normalise
from moderation.core.rulebook import OTHER_SCRIPT, RULES, rules_version, run_rules
from moderation.core.rules import Hit, Rule

PUBLISH, REVIEW, REFUSE = Recommendation
DRAFT = Draft("Un texte que personne ne doit lire dans un journal.", "Amir Haddad", language="fr")


def run(charter: Charter, *rules: Rule) -> tuple[tuple[Hit, ...], tuple[str, ...]]:
    return run_rules(normalise(DRAFT.body), DRAFT, AuthorHistory(), charter, rules)


def finding(category: Category, call: Recommendation) -> Rule:
    def rule(
        text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
    ) -> Iterator[Hit]:
        yield Hit("rule", category, call, "insult_aimed")

    return rule


def breaks_halfway(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterator[Hit]:
    yield Hit("rule", Category.INSULT, REFUSE, "insult_aimed")
    raise ValueError(draft.body)


def test_a_rule_that_breaks_is_a_gap_and_stops_no_other(charter: Charter) -> None:
    hits, gaps = run(charter, breaks_halfway, finding(Category.HATE, REVIEW))
    assert gaps == ("breaks_halfway: ValueError",)
    assert Category.HATE in {hit.category for hit in hits}


@pytest.mark.parametrize(
    ("body", "is_read"),
    [
        ("Merci, très bel article !", True),
        ("Größe, Ærø, São Tomé, łódź", True),
        ("😀 1291 …", True),
        ("Путин : большая ошибка правительства", False),
        ("هذا مقال جيد", False),
        ("நன்றி, நல்ல கட்டுரை", False),
        ("Il a dit « спасибо », et voilà tout", True),
        ("un соnnаrd", True),  # look-alikes in a Latin word
    ],
)
def test_a_script_that_nothing_reads_is_a_gap(charter: Charter, body: str, is_read: bool) -> None:
    draft = replace(DRAFT, body=body)
    _, gaps = run_rules(normalise(body), draft, AuthorHistory(), charter, rules=[])
    assert gaps == (() if is_read else (OTHER_SCRIPT,))


def test_a_gap_never_quotes_the_comment(charter: Charter) -> None:
    _, gaps = run(charter, breaks_halfway)
    assert DRAFT.body not in repr(gaps)


def test_what_a_broken_rule_had_found_does_not_count(charter: Charter) -> None:
    hits, _ = run(charter, breaks_halfway)
    assert hits == ()


@pytest.mark.parametrize(
    ("category", "call", "held_to", "clause", "policy"),
    [
        (Category.INSULT, REFUSE, REFUSE, "INJURE", "an insult may be refused by the machine"),
        (Category.INSULT, REVIEW, REVIEW, "INJURE", "a doubt stays a doubt"),
        (Category.THREAT, REFUSE, REVIEW, "MENACE", "a threat is for a person"),
        (Category.DEFAMATION, REFUSE, REVIEW, "DIFFAMATION", "so is an accusation"),
        (Category.FALSE_IDENTITY, REFUSE, REVIEW, "IDENTITE_FAUSSE", "so is every name"),
        (Category.FULL_NAME, REVIEW, PUBLISH, "NOM_COMPLET", "a full name is only asked for"),
        (Category.LINK, REFUSE, REVIEW, None, "without a clause: a hint, review at most"),
        (Category.SHOUTING, PUBLISH, PUBLISH, None, "a note to staff stays one"),
    ],
)
def test_a_hit_is_held_to_the_charter(
    charter: Charter,
    category: Category,
    call: Recommendation,
    held_to: Recommendation,
    clause: str | None,
    policy: str,
) -> None:
    ((hit,), _) = run(charter, finding(category, call))
    assert (hit.calls_for, hit.clause_id) == (held_to, clause), policy


def test_a_hint_becomes_more_once_the_charter_gains_the_clause(charter: Charter) -> None:
    clause = replace(charter.clause("INJURE"), id="LIEN", category=Category.LINK)
    richer = replace(charter, clauses=(*charter.clauses, clause))
    ((hit,), _) = run(richer, finding(Category.LINK, REFUSE))
    assert (hit.calls_for, hit.clause_id) == (REFUSE, "LIEN")


def test_no_rule_breaks_on_strange_text(charter: Charter) -> None:
    for body in (
        "",
        "\ud800",
        "\x00",
        "e" + "\u0301" * 999,
        "\u202e" * 50,
        "🐷" * 1500,
        "«" * 1500,
    ):
        draft = Draft(body, body)
        _, gaps = run_rules(normalise(body), draft, AuthorHistory(), charter, RULES)
        assert gaps == ()


def test_the_version_changes_with_the_lists(charter: Charter) -> None:
    other = replace(charter, name_book=replace(charter.name_book, version="other"))
    assert rules_version(other) != rules_version(charter)
