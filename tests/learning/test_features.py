"""What the classifier sees of a comment."""

import numpy as np

from moderation.learning.encoder import shipped_encoder
from moderation.learning.features import BUCKETS, count_ngrams, read_features, weigh


def test_a_disguise_hides_nothing_from_the_encoder() -> None:
    plain, hidden, other = read_features(
        ["quel connard", "quel c0nn@rd", "quel beau temps"], shipped_encoder()
    ).vectors
    assert plain @ hidden > 0.95 > plain @ other


def test_an_accent_is_not_a_disguise() -> None:
    """The encoder knows accents: it must be given what was written."""
    text = "Le préfet a été élu à Genève"
    found = read_features([text], shipped_encoder()).vectors
    assert np.allclose(found, shipped_encoder().encode([text]), atol=1e-6)


def test_every_row_has_length_one_and_an_empty_text_none() -> None:
    counts = count_ngrams(["bonjour a tous", "", "con con con"])
    weighted = weigh(counts, np.ones(BUCKETS, dtype=np.float32))
    assert np.allclose(np.sqrt((weighted.toarray() ** 2).sum(axis=1)), [1, 0, 1])


def test_a_short_word_is_not_the_beginning_of_a_long_one() -> None:
    short, long = count_ngrams(["con", "conseil"]).toarray() > 0
    assert (short & ~long).any()


def test_a_vector_does_not_depend_on_the_batch() -> None:
    texts = ["Merci pour l’article.", "Le bus est en retard", "Non."]
    together = shipped_encoder().encode(texts)
    alone = np.vstack([shipped_encoder().encode([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)
