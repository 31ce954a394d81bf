"""The statement of reasons: the charter's own words, the author's own passages, nothing else."""

from datetime import UTC, datetime

import pytest

from moderation.core.charter import LANGUAGES, Category, Charter, Recommendation
from moderation.core.comment import Status
from moderation.core.decision import Action, Decision
from moderation.core.normalise import Span
from moderation.core.rules import Field, Hit
from moderation.core.statement import Statement, state_reasons
from moderation.core.verdict import Score, Verdict

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
PUBLISH, REVIEW, _ = Recommendation
WORD, OTHER_WORD, SENTENCE = Span(8, 15), Span(30, 35), Span(0, 36)


def decision(*clause_ids: str, action: Action = Action.REJECT, note: str = "") -> Decision:
    after = Status.REJECTED if action is Action.REJECT else Status.PUBLISHED
    return Decision(
        7, 3, action, clause_ids, note, 1, NOW, "an older digest", Status.PENDING, after
    )


def hit(
    clause_id: str | None,
    *spans: Span,
    field: Field = Field.BODY,
    calls_for: Recommendation = REVIEW,
) -> Hit:
    return Hit("rule", Category.INSULT, calls_for, "code", spans, field, clause_id=clause_id)


def score(clause_id: str | None, *spans: Span) -> Score:
    return Score(clause_id, "insult", 0.8, 0.4, REVIEW, spans)


def verdict(
    hits: tuple[Hit, ...] = (), scores: tuple[Score, ...] = (), gaps: tuple[str, ...] = ()
) -> Verdict:
    return Verdict(REVIEW, hits, scores, {}, gaps, "an older digest", "1", "m1", "fr")


def reasons(charter: Charter, made: Decision, found: Verdict) -> Statement:
    return state_reasons(made, found, charter, language="fr", automatic=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_ground_quotes_its_clause_in_the_authors_language(
    charter: Charter, language: str
) -> None:
    statement = state_reasons(
        decision("TON", "INJURE"), verdict(), charter, language=language, automatic=False
    )
    quoted = [(g.clause_id, g.title, g.words, g.author_text) for g in statement.grounds]
    clauses = [charter.clause("TON"), charter.clause("INJURE")]
    assert quoted == [
        (c.id, c.title[language], c.words[language], c.author_text[language]) for c in clauses
    ]
    assert statement.mediator == charter.redress.mediator[language]
    assert statement.language == language


def test_a_language_that_the_charter_lacks_is_answered_in_its_own(charter: Charter) -> None:
    statement = state_reasons(
        decision("INJURE"), verdict(), charter, language="rm", automatic=False
    )
    assert statement.grounds[0].words == "Nous refusons les […] injures."


@pytest.mark.parametrize(
    ("found", "passages", "policy"),
    [
        (verdict((hit("INJURE", WORD),)), (WORD,), "the words that a rule found are shown"),
        (verdict((), (score("INJURE", SENTENCE),)), (SENTENCE,), "or the classifier's sentence"),
        (
            verdict((hit("INJURE", WORD),), (score("INJURE", SENTENCE),)),
            (WORD,),
            "a word says more than the sentence around it",
        ),
        (
            verdict((hit("INJURE", OTHER_WORD), hit("INJURE", WORD, OTHER_WORD))),
            (WORD, OTHER_WORD),
            "passages stand in the order of the text, each once",
        ),
        (
            verdict((hit("TON", WORD),), (score("TON", SENTENCE),)),
            (),
            "evidence for another clause is no ground for this one",
        ),
        (
            verdict((hit("INJURE", WORD), hit("INJURE", OTHER_WORD, calls_for=PUBLISH))),
            (WORD,),
            "an insult that its author quotes to condemn it is not held against them",
        ),
        (verdict((hit(None, WORD),)), (), "a hint without a clause is for staff alone"),
        (verdict((), (score(None, SENTENCE),)), (), "a score without a clause is for staff alone"),
        (
            verdict((hit("INJURE", WORD, field=Field.NAME),)),
            (),
            "a passage of the name cannot be marked in the body",
        ),
        (verdict(gaps=("classifier",)), (), "a gap accuses nobody"),
    ],
)
def test_a_ground_points_at_its_own_evidence(
    charter: Charter, found: Verdict, passages: tuple[Span, ...], policy: str
) -> None:
    (ground,) = reasons(charter, decision("INJURE"), found).grounds
    assert ground.passages == passages, policy


def test_a_gap_never_reaches_the_author(charter: Charter) -> None:
    found = verdict(gaps=("find_threats: ValueError", "classifier"))
    stated = repr(reasons(charter, decision("INJURE"), found))
    assert "find_threats" not in stated
    assert "classifier" not in stated


@pytest.mark.parametrize(
    ("found", "automatic", "detected", "policy"),
    [
        (verdict(), False, False, "a person found it and a person decided"),
        (verdict((hit("INJURE", WORD),)), False, True, "a rule pointed at it"),
        (verdict((), (score("INJURE"),)), False, True, "the classifier did, without a passage"),
        (verdict((hit("INJURE", field=Field.NAME),)), False, True, "a rule on the name did"),
        (verdict((hit("TON", WORD),)), False, False, "what the machine saw was something else"),
        (verdict((hit(None, WORD),)), False, False, "a hint is not the ground"),
        (verdict(gaps=("names",)), False, False, "what could not run detected nothing"),
        (verdict((hit("INJURE", WORD),)), True, True, "the charter acted on a rule's evidence"),
        (verdict(), True, False, "nothing was detected in what the machine published"),
    ],
)
def test_the_part_of_the_machine_is_told(
    charter: Charter, found: Verdict, automatic: bool, detected: bool, policy: str
) -> None:
    statement = state_reasons(
        decision("INJURE"), found, charter, language="fr", automatic=automatic
    )
    assert statement.detected_by_machine is detected, policy
    assert statement.decided_by_machine is automatic, policy


def test_what_is_published_has_no_grounds(charter: Charter) -> None:
    statement = reasons(charter, decision(action=Action.APPROVE), verdict((hit("INJURE", WORD),)))
    assert statement.grounds == ()
    assert statement.detected_by_machine is False
    assert statement.status is Status.PUBLISHED


def test_a_statement_says_what_was_decided_when_and_how_to_object(charter: Charter) -> None:
    statement = state_reasons(
        decision("INJURE", note="Relisez-vous, Rita."),
        verdict(),
        charter,
        language="fr",
        automatic=False,
        found_by_report=True,
    )
    assert (statement.decision_id, statement.comment_id) == (7, 3)
    assert (statement.status, statement.decided_at) == (Status.REJECTED, NOW)
    assert statement.note == "Relisez-vous, Rita."
    assert statement.found_by_report is True
    assert statement.appeal_months == 6
    assert "Conseil suisse de la presse" in statement.mediator
    assert (statement.charter_version, statement.charter_digest) == (
        charter.version,
        charter.digest,
    )


def test_a_clause_that_the_charter_lacks_cannot_be_a_ground(charter: Charter) -> None:
    with pytest.raises(KeyError, match="HORS_SUJET"):
        reasons(charter, decision("HORS_SUJET"), verdict())
