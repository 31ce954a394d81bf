"""A small classifier, really trained, on comments made here."""

from itertools import product
from pathlib import Path

import numpy as np
import onnx
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from moderation.core.promise import Promise
from moderation.learning.artifact import Material, make_artifact
from moderation.learning.classifier import TrainedClassifier, load_classifier
from moderation.learning.dataset import LABELS, LabelledComment

#: What a small calibration can keep.
PROMISE = Promise(base_rate=0.2, published_wrongly=0.1, refused_rightly=0.8, confidence=0.9)


def silent(step: str, share: float) -> None:
    """Take note of no progress."""


#: label → what breaks it, so plainly that a few examples teach it.
PLAIN = {
    "hate": ("Ces gens sont de la vermine", "Cette engeance pourrit tout", "Des rats, ces gens"),
    "racism": (
        "Les étrangers, dehors",
        "Renvoyez ces étrangers",
        "Trop d’étrangers, qu’ils partent",
    ),
    "defamation": (
        "Ce syndic est un voleur",
        "Il a détourné la caisse",
        "Le syndic touche des pots-de-vin",
    ),
    "insult": ("Pauvre imbécile", "Tu es un crétin fini", "Bande d’abrutis"),
    "threat": ("Je sais où tu habites", "Tu vas le payer cher", "On viendra chez toi"),
    "incitement": ("Il faut brûler leur local", "Cassez-leur la figure", "Qu’on les pende tous"),
    "disrespect": (
        "Quel niveau lamentable",
        "Encore un article de stagiaire",
        "Pathétique, comme toujours",
    ),
    "spam": (
        "Gagnez 900 francs par jour",
        "Crédit rapide, écrivez-moi",
        "Cliquez vite sur mon site",
    ),
    "vulgarity": ("Quelle merde, ce bus", "Putain de travaux", "C’est le bordel partout"),
}
CALM = (
    "Le bus de sept heures était à l’heure",
    "Merci pour cet article sur les vendanges",
    "La patinoire rouvre en octobre",
    "Je ne suis pas d’accord avec le budget",
    "Le tunnel coûtera plus cher que prévu",
    "Mon fils commence l’école à Yverdon",
)
ENDINGS = (
    "",
    " !",
    " à Lausanne.",
    " depuis ce matin.",
    *(f", comme {day} passé." for day in ("lundi", "mardi", "mercredi", "jeudi", "vendredi")),
    *(f", dit mon {person}." for person in ("voisin", "frère", "chef", "boulanger", "oncle")),
    *(f" dans {place}." for place in ("le canton", "la vallée", "mon quartier", "ce pays")),
    *(f" ({year})." for year in (2019, 2021, 2023, 2025)),
)


def make_comments() -> list[LabelledComment]:
    """Return some 700 labelled comments, the same each time."""
    clean = dict.fromkeys(LABELS, 0)
    calm = [LabelledComment(a + b, "fr", clean) for a, b in product(CALM, (*ENDINGS, " ?", " …"))]
    plain = [
        LabelledComment(text + ending, "fr", clean | {label: 2})
        for label, texts in PLAIN.items()
        for text, ending in product(texts, ENDINGS)
    ]
    return calm + plain


@pytest.fixture(scope="session")
def comments() -> list[LabelledComment]:
    return make_comments()


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, comments: list[LabelledComment]) -> Path:
    """An artifact's folder; read only, copy it to damage it."""
    folder = tmp_path_factory.mktemp("models") / "small"
    make_artifact(folder, Material(comments), PROMISE, progress=silent)
    return folder


@pytest.fixture(scope="session")
def classifier(trained: Path) -> TrainedClassifier:
    return load_classifier(trained)


@pytest.fixture(scope="session")
def rng() -> np.random.Generator:
    return np.random.default_rng(7)


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    """A folder with a tiny encoder: the one-hot numbers of words, averaged."""
    words = {word: i for i, word in enumerate(["[UNK]", "bonjour", "salut", "train"])}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    table = onnx.numpy_helper.from_array(np.eye(4, dtype=np.float32) + 0.1, "table")
    int64, single = onnx.TensorProto.INT64, onnx.TensorProto.FLOAT
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Gather", ["table", "input_ids"], ["states"])],
        "tiny",
        [onnx.helper.make_tensor_value_info("input_ids", int64, ["n", "l"])],
        [onnx.helper.make_tensor_value_info("states", single, ["n", "l", 4])],
        [table],
    )
    opset = [onnx.helper.make_opsetid("", 18)]
    onnx.save(
        onnx.helper.make_model(graph, opset_imports=opset, ir_version=9), tmp_path / "model.onnx"
    )
    return tmp_path
