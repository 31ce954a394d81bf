"""What decisions teach: a correction, small and exact, to a classifier that stays."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from moderation.core.charter import Charter
from moderation.core.comment import Status
from moderation.core.decision import Action, Decision
from moderation.core.suggestion import Suggestion
from moderation.errors import InvalidInput
from moderation.learning.candidate import HELD_OUT, divide, make_candidate
from moderation.learning.classifier import CATEGORIES, TrainedClassifier
from moderation.learning.dataset import LABELS, VIOLATIONS, LabelledComment
from moderation.learning.training import Part, part_of
from moderation.learning.update import LEAST_EXAMPLES, label, label_suggested, read_all, say, update
from moderation.learning.weights import sigmoid
from moderation.runtime import read_charter
from tests.learning.conftest import ENDINGS, silent

#: Nicknames that are insults in this town, which the classifier cannot know.
NEW_INSULTS = ("Le bigorneau a encore parlé", "Voilà notre pingouin", "La courge du conseil, quoi")
NEW_CALM = ("Le syndicat a encore parlé", "Voilà notre marché", "La courge du jardin est mûre")

CLEAN = dict.fromkeys(LABELS, 0)


def decided(texts: tuple[str, ...], labels: dict[str, int]) -> list[LabelledComment]:
    return [
        LabelledComment(text + end, "fr", labels, notes={"theme": "decisions"})
        for text, end in product(texts, ENDINGS)
    ]


def decisions() -> list[LabelledComment]:
    """Some 130 decisions, half of them on the clause against insults."""
    return decided(NEW_INSULTS, {"insult": 2}) + decided(NEW_CALM, CLEAN)


def auc(classifier: TrainedClassifier, comments: list[LabelledComment], category: str) -> float:
    column = CATEGORIES.index(category)
    known = [comment for comment in comments if comment.severity(category) is not None]
    found = say(classifier.weights, read_all(known, classifier.encoder, silent, ""))
    return float(
        roc_auc_score([comment.severity(category) == 2 for comment in known], found[:, column])
    )


def made(
    classifier: TrainedClassifier, told: list[LabelledComment], data: list[LabelledComment]
) -> TrainedClassifier:
    return make_candidate(classifier, divide(told, data, {}), progress=silent).classifier


# --- What a decision says ---------------------------------------------------------


@pytest.fixture(scope="module")
def charter() -> Charter:
    return read_charter(None)


def decision(action: Action, *clause_ids: str) -> Decision:
    return Decision(
        id=1,
        comment_id=1,
        action=action,
        clause_ids=clause_ids,
        note="",
        decided_by=1,
        decided_at=datetime(2026, 11, 2, tzinfo=UTC),
        charter_digest="0" * 64,
        status_before=Status.PENDING,
        status_after=Status.PUBLISHED,
    )


@pytest.mark.parametrize(
    ("action", "clause_ids", "labels", "violation"),
    [
        # Approved: a person read all of it and found nothing.
        (Action.APPROVE, (), CLEAN, 0),
        # Refused: the clauses that it breaks are known, and nothing of the others.
        (Action.REJECT, ("INJURE",), {"insult": 2}, 2),
        (Action.RETURN, ("INJURE", "RACISME"), {"racism": 2, "insult": 2}, 2),
        # A name is no part of the text: its words are innocent.
        (Action.REJECT, ("NOM_COMPLET",), {}, None),
        (Action.REJECT, ("NOM_COMPLET", "MENACE"), {"threat": 2}, 2),
    ],
)
def test_a_decision_says_what_its_clauses_are_about(
    charter: Charter,
    action: Action,
    clause_ids: tuple[str, ...],
    labels: dict[str, int],
    violation: int | None,
) -> None:
    found = label("Bonjour", "fr", decision(action, *clause_ids), charter)
    assert (found.labels, found.severity("violation")) == (labels, violation)


# --- What decisions teach ---------------------------------------------------------


@pytest.mark.parametrize(
    ("breaks", "labels"),
    [
        ({"violation": True}, {"violation": 2}),
        ({"violation": False}, dict.fromkeys(VIOLATIONS, 0)),
        ({"insult": True, "vulgarity": False}, {"insult": 2, "vulgarity": 0}),
    ],
)
def test_what_another_system_says_teaches_no_more_than_it_says(
    breaks: dict[str, bool], labels: dict[str, int]
) -> None:
    said = label_suggested(Suggestion("Bonjour.", "fr", breaks))
    assert said.labels == labels
    is_violation = True if labels.get("violation") else labels.get("insult") == 2
    assert (said.severity("violation") == 2) is is_violation


def test_with_too_little_to_learn_nothing_changes(classifier: TrainedClassifier) -> None:
    few = decisions()[: LEAST_EXAMPLES - 1] + decided(NEW_CALM, CLEAN)
    updated = update(
        classifier.weights, read_all(few, classifier.encoder, silent, ""), few, progress=silent
    )
    assert updated.taught == {}
    assert updated.weights is classifier.weights


def test_decisions_on_a_clause_teach_that_clause_and_leave_the_others(
    classifier: TrainedClassifier, comments: list[LabelledComment]
) -> None:
    taught = made(classifier, decisions(), comments)
    held_out = [c for c in decisions() if part_of(c) is Part.JUDGE]
    assert auc(taught, held_out, "insult") > auc(classifier, held_out, "insult") + 0.05
    judging = [c for c in comments if part_of(c) is Part.JUDGE]
    for category in CATEGORIES:
        before, after = (auc(one, judging, category) for one in (classifier, taught))
        assert after >= before - 0.01, category


def test_a_category_that_no_decision_names_keeps_its_weights(
    classifier: TrainedClassifier, comments: list[LabelledComment]
) -> None:
    taught = made(classifier, decisions(), comments)
    changed = {
        category
        for column, category in enumerate(CATEGORIES)
        if not np.array_equal(
            taught.weights.ngrams[:, column], classifier.weights.ngrams[:, column]
        )
    }
    assert changed == {"violation", "insult"}


def test_the_level_stays_right_on_comments_that_arrive(
    classifier: TrainedClassifier, comments: list[LabelledComment]
) -> None:
    """Half of what was decided is refused: that is no reason to think worse of all the rest."""
    taught = made(classifier, decisions(), comments)
    fitting = [c for c in [*decisions(), *comments] if part_of(c) is Part.FIT]
    features = read_all(fitting, taught.encoder, silent, "")
    found = sigmoid(taught.weights.log_odds(features))[:, CATEGORIES.index("violation")]
    severities = [comment.severity("violation") for comment in fitting]
    share = np.mean([severity == 2 for severity in severities if severity is not None])
    assert found[[s is not None for s in severities]].mean() == pytest.approx(share, abs=0.001)


def test_the_same_decisions_give_the_same_classifier(
    classifier: TrainedClassifier, comments: list[LabelledComment]
) -> None:
    lessons = divide(decisions(), comments, {})
    first, second = (make_candidate(classifier, lessons, progress=silent) for _ in range(2))
    assert first.model_id == second.model_id
    assert first.model_id.startswith("retrained-")


def test_what_was_learnt_from_decisions_is_never_learnt_upon(
    classifier: TrainedClassifier, comments: list[LabelledComment]
) -> None:
    (source, *_) = classifier.manifest.sources
    learnt = replace(source, name="decisions of this newsroom, added to small-0")
    base = replace(classifier, manifest=replace(classifier.manifest, sources=(source, learnt)))
    with pytest.raises(InvalidInput, match="--base"):
        made(base, decisions(), comments)


# --- What teaches, and what judges ------------------------------------------------


def test_what_judges_never_teaches(comments: list[LabelledComment]) -> None:
    told = decisions()
    lessons = divide(told, comments, {})
    assert {part_of(c) for c in lessons.learn} == {Part.LEARN}
    assert {part_of(c) for c in lessons.judge[HELD_OUT]} == {Part.JUDGE}
    assert not {c.text for c in lessons.learn} & {c.text for c in comments}


def test_a_text_that_was_decided_on_twice_counts_as_it_was_last(
    comments: list[LabelledComment],
) -> None:
    first = decisions()
    again = [replace(c, labels=CLEAN) for c in first]
    lessons = divide([*first, *again], comments, {})
    assert all(c.labels == CLEAN for c in lessons.learn)
    assert len({c.text for c in lessons.learn}) == len(lessons.learn)


def test_a_frozen_probe_is_never_learnt_from(comments: list[LabelledComment]) -> None:
    told = decisions()
    lessons = divide(told, comments, {"ordinary": told[-30:]})
    assert lessons.in_probes == 30
    used = [*lessons.learn, *lessons.fit, *lessons.judge[HELD_OUT]]
    assert not {c.text for c in used} & {c.text for c in told[-30:]}


def test_without_enough_that_judges_no_threshold_is_derived() -> None:
    with pytest.raises(InvalidInput, match="--data"):
        divide(decisions(), [], {})


def test_too_few_decisions_are_told_and_how_many_are_needed(
    classifier: TrainedClassifier, comments: list[LabelledComment]
) -> None:
    with pytest.raises(InvalidInput, match=f"{LEAST_EXAMPLES} of either are needed"):
        made(classifier, decisions()[:8], comments)
