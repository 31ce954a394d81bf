"""What the classifier sees of a comment."""

import numpy as np

from moderation.learning.encoder import fast_encoder
from moderation.learning.features import BUCKETS, count_ngrams, read_features, weigh


def test_a_disguise_hides_nothing_from_the_encoder() -> None:
    plain, hidden, other = read_features(
        ["quel connard", "quel c0nn@rd", "quel beau temps"], fast_encoder()
    ).vectors
    assert plain @ hidden > 0.95 > plain @ other


def test_an_accent_is_not_a_disguise() -> None:
    """The encoder knows accents: it must be given what was written."""
    text = "Le préfet a été élu à Genève"
    found = read_features([text], fast_encoder()).vectors
    assert np.allclose(found, fast_encoder().encode([text]), atol=1e-6)


def test_every_row_has_length_one_and_an_empty_text_none() -> None:
    counts = count_ngrams(["bonjour a tous", "", "con con con"])
    weighted = weigh(counts, np.ones(BUCKETS, dtype=np.float32))
    squares = np.bincount(weighted.rows(), weighted.values**2, minlength=3)
    assert np.allclose(squares, [1, 0, 1])


def test_an_ngram_that_comes_back_is_counted_in_one_bucket() -> None:
    once, thrice = count_ngrams(["con"]), count_ngrams(["con con con"])
    assert set(once.values) == {1, 2}  # the word is a run of five characters, too: " con "
    assert max(thrice.values) == 6
    assert len(set(thrice.buckets)) == len(thrice.buckets)


def test_a_product_by_rows_is_that_of_the_full_matrix(rng: np.random.Generator) -> None:
    counts = count_ngrams(["le bus de midi", "", "con con con", "le bus"])
    full = np.zeros((4, BUCKETS))
    full[counts.rows(), counts.buckets] = counts.values
    columns = rng.normal(size=(BUCKETS, 3))
    assert np.allclose(counts @ columns, full @ columns)
    assert np.allclose(counts @ columns[:, 0], full @ columns[:, 0])


def test_no_texts_no_rows() -> None:
    counts = count_ngrams([])
    assert (len(counts), len(counts.values)) == (0, 0)


def test_a_short_word_is_not_the_beginning_of_a_long_one() -> None:
    short, long = (set(count_ngrams([word]).buckets) for word in ("con", "conseil"))
    assert short - long


def test_a_vector_does_not_depend_on_the_batch() -> None:
    texts = ["Merci pour l’article.", "Le bus est en retard", "Non."]
    together = fast_encoder().encode(texts)
    alone = np.vstack([fast_encoder().encode([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)
