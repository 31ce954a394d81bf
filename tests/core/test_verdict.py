"""The machine's advice: all the evidence is weighed, and nothing but evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from moderation.core.charter import Category, Charter, Recommendation
from moderation.core.promise import HOLD_EVERYTHING, ClauseThresholds, Thresholds
from moderation.core.rules import Hit
from moderation.core.verdict import VIOLATION, Verdict, reach_verdict

PUBLISH, REVIEW, REFUSE = Recommendation
REVIEW_AT, REFUSE_AT, VIOLATION_AT = 0.4, 0.9, 0.3
THRESHOLDS = Thresholds(
    review_at=VIOLATION_AT,
    clauses={category: ClauseThresholds(REVIEW_AT, REFUSE_AT) for category in Category},
)
NAN = float("nan")


def advise(
    charter: Charter,
    hits: Iterable[Hit],
    probabilities: Mapping[str, float],
    *,
    thresholds: Thresholds = THRESHOLDS,
    gaps: Iterable[str] = (),
) -> Verdict:
    return reach_verdict(
        charter, hits, probabilities, thresholds=thresholds, gaps=gaps, rules_version="1"
    )


def hit(calls_for: Recommendation, clause_id: str | None = "INJURE") -> Hit:
    return Hit("insult", Category.INSULT, calls_for, "insult_aimed", clause_id=clause_id)


@pytest.mark.parametrize(
    ("hits", "probabilities", "gaps", "advice", "policy"),
    [
        ([], {}, [], PUBLISH, "nothing found: publish"),
        ([hit(PUBLISH)], {}, [], PUBLISH, "a hit that calls for nothing holds nothing back"),
        ([hit(REVIEW)], {}, [], REVIEW, "a doubt goes to a person"),
        ([hit(REFUSE)], {}, [], REFUSE, "a clear breach may be refused"),
        ([hit(REFUSE), hit(REVIEW)], {}, [], REFUSE, "the severest wins, wherever it stands"),
        ([hit(REVIEW), hit(PUBLISH)], {}, [], REVIEW, "what is harmless excuses nothing"),
        ([hit(REVIEW, None)], {}, [], REVIEW, "a hint for staff has a person look"),
        ([], {"insult": 0.95}, [], REFUSE, "the classifier alone may refuse"),
        ([hit(REVIEW)], {"insult": 0.95}, [], REFUSE, "rules and scores count together"),
        ([hit(REFUSE)], {"insult": 0.01}, [], REFUSE, "a low score does not soften a rule"),
        ([], {"insult": 0.01}, ["classifier"], REVIEW, "what was not checked, a person checks"),
        (
            [hit(REFUSE)],
            {},
            ["names"],
            REVIEW,
            "not all was checked: a person reads, whatever was found",
        ),
        ([], {"spam": 1.0}, [], PUBLISH, "the charter has no clause on advertising"),
        ([], {"full_name": 1.0}, [], PUBLISH, "a full name is asked for, never demanded"),
    ],
)
def test_the_severest_call_wins(
    charter: Charter,
    hits: list[Hit],
    probabilities: dict[str, float],
    gaps: list[str],
    advice: Recommendation,
    policy: str,
) -> None:
    verdict = advise(charter, hits, probabilities, gaps=gaps)
    assert verdict.recommendation is advice, policy


@pytest.mark.parametrize(
    ("category", "probability", "advice", "policy"),
    [
        ("insult", 0.0, PUBLISH, "an impossible breach"),
        ("insult", 0.3999, PUBLISH, "just below the threshold of review"),
        ("insult", 0.4, REVIEW, "the threshold of review belongs to the upper side"),
        ("insult", 0.8999, REVIEW, "just below the threshold of refusal"),
        ("insult", 0.9, REFUSE, "the threshold of refusal belongs to the upper side"),
        ("insult", 1.0, REFUSE, "a certain breach"),
        ("threat", 1.0, REVIEW, "a threat is read by a person, however sure the machine"),
        ("incitement", 1.0, REVIEW, "so is a call to violence"),
        ("defamation", 1.0, REVIEW, "whether an accusation is true, no machine can tell"),
        ("disrespect", 1.0, REVIEW, "the tone is for a person to judge"),
        ("violation", 0.2999, PUBLISH, "just below the threshold of any violation"),
        ("violation", 0.3, REVIEW, "the threshold of any violation belongs to the upper side"),
        ("violation", 1.0, REVIEW, "without a clause there is nothing to refuse on"),
    ],
)
def test_thresholds(
    charter: Charter, category: str, probability: float, advice: Recommendation, policy: str
) -> None:
    verdict = advise(charter, [], {category: probability})
    assert verdict.recommendation is advice, policy


@pytest.mark.parametrize(
    ("threat", "advice", "policy"),
    [
        (REVIEW, REVIEW, "a threat among insults is read by a person, not sent back unread"),
        (PUBLISH, REFUSE, "a threat that is only quoted does not shield the insult beside it"),
    ],
)
def test_what_a_person_must_read_goes_before_severity(
    charter: Charter, threat: Recommendation, advice: Recommendation, policy: str
) -> None:
    threatens = replace(hit(threat), category=Category.THREAT, clause_id="MENACE")
    verdict = advise(charter, [hit(REFUSE), threatens], {})
    assert verdict.recommendation is advice, policy


def test_a_refusal_threshold_is_idle_where_the_machine_may_not_refuse(charter: Charter) -> None:
    verdict = advise(charter, [], {"threat": 0.99})
    assert verdict.recommendation is REVIEW
    assert verdict.scores[0].threshold == REVIEW_AT


@pytest.mark.parametrize(
    ("insult", "probability", "advice", "policy"),
    [
        (None, 1.0, PUBLISH, "a category without thresholds is not weighed"),
        (ClauseThresholds(None, None), 1.0, PUBLISH, "nor is one whose thresholds are none"),
        (ClauseThresholds(0.4, None), 1.0, REVIEW, "no probability is sure enough to refuse"),
        (ClauseThresholds(None, 0.9), 0.95, REFUSE, "what may be refused needs no other threshold"),
    ],
)
def test_what_cannot_be_promised_is_left_to_rules_and_people(
    charter: Charter,
    insult: ClauseThresholds | None,
    probability: float,
    advice: Recommendation,
    policy: str,
) -> None:
    thresholds = Thresholds(0.3, {} if insult is None else {"insult": insult})
    verdict = advise(charter, [], {"insult": probability}, thresholds=thresholds)
    assert verdict.recommendation is advice, policy
    assert advise(charter, [hit(REFUSE)], {}, thresholds=thresholds).recommendation is REFUSE


def test_where_nothing_can_be_promised_a_person_reads_everything(charter: Charter) -> None:
    scored = advise(charter, [], {VIOLATION: 0.0, "insult": 0.0}, thresholds=HOLD_EVERYTHING)
    assert scored.recommendation is REVIEW
    unscored = advise(charter, [], {}, gaps=["classifier"], thresholds=HOLD_EVERYTHING)
    assert (unscored.recommendation, unscored.scores) == (REVIEW, ()), "a gap is not evidence"


def test_a_score_names_its_clause_and_the_highest_threshold_reached(charter: Charter) -> None:
    verdict = advise(charter, [], {"insult": 0.93, "hate": 0.45, "racism": 0.2})
    found = {(s.clause_id, s.probability, s.threshold, s.calls_for) for s in verdict.scores}
    assert found == {("INJURE", 0.93, REFUSE_AT, REFUSE), ("HAINE", 0.45, REVIEW_AT, REVIEW)}


def test_some_violation_is_named_only_when_no_clause_is(charter: Charter) -> None:
    alone = advise(charter, [], {VIOLATION: 0.7, "insult": 0.39})
    assert [(s.clause_id, s.category) for s in alone.scores] == [(None, VIOLATION)]
    named = advise(charter, [], {VIOLATION: 0.7, "insult": 0.41})
    assert [(s.clause_id, s.category) for s in named.scores] == [("INJURE", "insult")]


def test_a_gap_is_not_evidence(charter: Charter) -> None:
    verdict = advise(charter, [], {}, gaps=["classifier", "threats"])
    assert verdict.recommendation is REVIEW
    assert verdict.gaps == ("classifier", "threats")
    assert (verdict.hits, verdict.scores) == ((), ())


def test_a_verdict_keeps_all_its_evidence_and_what_made_it(charter: Charter) -> None:
    hits = [hit(REVIEW), hit(PUBLISH), hit(REFUSE, None)]
    verdict = reach_verdict(
        charter,
        iter(hits),
        {"insult": 0.1, "spam": 0.8},
        thresholds=THRESHOLDS,
        rules_version="1.1.abc",
        model_id="m1",
        language="it",
    )
    assert verdict.hits == tuple(hits)
    assert verdict.probabilities == {"insult": 0.1, "spam": 0.8}
    assert verdict.charter_digest == charter.digest
    assert (verdict.rules_version, verdict.model_id, verdict.language) == ("1.1.abc", "m1", "it")


@pytest.mark.parametrize("probability", [-0.01, 1.01, NAN, float("inf")])
@pytest.mark.parametrize("category", ["insult", "spam", VIOLATION])
def test_what_is_no_probability_is_refused_by_name(
    charter: Charter, category: str, probability: float
) -> None:
    with pytest.raises(ValueError, match=category):
        advise(charter, [], {category: probability})
