"""The classifier that is shipped."""

from pathlib import Path

import pytest

from moderation.learning.card import model_card
from moderation.learning.classifier import CATEGORIES, TrainedClassifier, load_classifier
from moderation.learning.dataset import digest, read_dataset
from moderation.learning.encoder import CHANGES, GRAPH
from moderation.learning.manifest import parse_manifest
from moderation.resources import resource

BASELINE = resource("models") / "baseline"
TRAINING_DATA = Path(__file__).parents[2] / "training_data"


@pytest.fixture(scope="module")
def baseline() -> TrainedClassifier:
    return load_classifier(BASELINE)


def test_it_is_small() -> None:
    """The encoder is 8 MB at most, the rest 4 MB."""
    sizes = {file.name: file.stat().st_size for file in BASELINE.iterdir()}
    encoder = sizes.pop(GRAPH) + sizes.pop(CHANGES)
    assert encoder < 8_000_000
    assert sum(sizes.values()) < 4_000_000


def test_it_tells_what_the_charter_needs(baseline: TrainedClassifier) -> None:
    assert baseline.manifest.categories == CATEGORIES
    assert baseline.model_id.startswith("baseline-")


def test_it_learnt_from_the_training_data_that_lie_here(baseline: TrainedClassifier) -> None:
    comments = read_dataset(sorted(TRAINING_DATA.glob("*.jsonl")))
    assert baseline.manifest.sources[0].digest == digest(comments)
    assert baseline.manifest.sources[0].comments == len(comments)


def test_its_card_says_what_its_manifest_says() -> None:
    manifest = parse_manifest((BASELINE / "manifest.json").read_text("utf-8"))
    assert (BASELINE / "CARD.md").read_text("utf-8") == model_card(manifest)
    assert manifest.public_sets
    assert manifest.obfuscation
    assert manifest.names
    assert manifest.curve
    assert all((BASELINE / plot).is_file() for plot in manifest.plots)
    assert len(manifest.plots) == 3


def test_its_figures_keep_what_we_ask_of_it(baseline: TrainedClassifier) -> None:
    manifest = baseline.manifest
    assert all(found.ece <= 0.03 for found in manifest.figures.values())
    assert all(found.held <= 0.05 and found.refused <= 0.003 for found in manifest.probes)
    assert manifest.names is not None
    assert manifest.names.mean_difference <= 0.02


@pytest.mark.parametrize("name", ["fast", "light"])
def test_the_lesser_ones_load_and_are_told_apart(name: str, baseline: TrainedClassifier) -> None:
    classifier = load_classifier(BASELINE.with_name(name))
    assert classifier.model_id.startswith(f"{name}-")
    assert classifier.manifest.sources == baseline.manifest.sources
    bad, calm = classifier.probabilities(["Espèce de sale con, ferme ta gueule.", "Merci à vous."])
    assert bad["insult"] > 2 * calm["insult"]


@pytest.mark.parametrize(
    ("bad", "ordinary", "category"),
    [
        (
            "Espèce de sale con, ferme ta gueule.",
            "Merci pour ce reportage sur les apiculteurs.",
            "insult",
        ),
        ("Ces gens-là sont des parasites, dehors !", "Ces gens-là travaillent dur.", "hate"),
        (
            "On va te retrouver et te casser les jambes.",
            "Le marché de Vevey ouvre samedi.",
            "threat",
        ),
        ("Qu’on leur foute le feu, à tous.", "Le feu de forêt est éteint.", "incitement"),
        ("Quel c0nn4rd ce type", "Quel bonheur ce type", "violation"),
        ("Du bist ein Vollidiot und Abschaum.", "Danke für den Artikel.", "violation"),
        ("Sei un idiota e uno stronzo.", "Grazie per l’articolo.", "violation"),
        ("You are a disgusting idiot.", "Thanks for the article.", "violation"),
    ],
)
def test_an_obvious_case_scores_higher_than_an_ordinary_comment(
    baseline: TrainedClassifier, bad: str, ordinary: str, category: str
) -> None:
    high, low = (found[category] for found in baseline.probabilities([bad, ordinary]))
    assert high > 2 * low


def test_it_publishes_an_ordinary_comment(baseline: TrainedClassifier) -> None:
    (found,) = baseline.probabilities(
        ["Le train de 7 h 12 était à l’heure ce matin, merci les CFF."]
    )
    assert found["violation"] < baseline.manifest.flagged_from


def test_it_lets_ordinary_readers_speak(baseline: TrainedClassifier) -> None:
    """A frozen probe that nobody trains on: at most one in twenty waits for a person."""
    comments = read_dataset([TRAINING_DATA / "probes" / "ordinary_fr.jsonl"])
    found = baseline.probabilities([comment.text for comment in comments])
    held = [row["violation"] >= baseline.manifest.flagged_from for row in found]
    assert len(held) >= 1_000
    assert sum(held) / len(held) <= 0.05
