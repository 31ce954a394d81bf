"""Learning curves: less of one kind of data, and all of the others."""

from pathlib import Path

from moderation.learning.corpora import Corpus
from moderation.learning.curves import CORPORA, SHARES, learning_curves
from moderation.learning.dataset import LabelledComment
from moderation.learning.encoder import NoEncoder, fast_encoder
from moderation.learning.manifest import parse_manifest
from tests.learning.conftest import silent


def test_a_curve_ends_where_all_was_learnt(comments: list[LabelledComment], trained: Path) -> None:
    points = learning_curves({"written": comments}, [], encoder=fast_encoder(), progress=silent)
    assert {point.source for point in points} == {"written"}
    assert points[-1].share == 1
    assert points[-1].comments == len(comments)
    figures = parse_manifest((trained / "manifest.json").read_text("utf-8")).figures
    assert abs(points[-1].auc - figures["violation"].auc) < 0.05  # there the parts count, too


def test_what_is_too_little_to_learn_from_has_no_point(comments: list[LabelledComment]) -> None:
    points = learning_curves({"written": comments}, [], encoder=NoEncoder(), progress=silent)
    assert 0 not in {point.share for point in points}


def test_public_corpora_are_a_kind_of_their_own(comments: list[LabelledComment]) -> None:
    truths = ({"violation": True}, {"violation": False}) * 40
    texts = tuple(f"{word} {n}" for n in range(40) for word in ("Du Trottel", "Guten Tag"))
    corpus = Corpus("made_de", "none", texts, truths, "")
    points = learning_curves(
        {"written": comments}, [corpus], encoder=fast_encoder(), progress=silent
    )
    assert [point.share for point in points if point.source == CORPORA] == list(SHARES)
