"""What is learnt from has not seen what judges."""

import json
from pathlib import Path

import pytest

from moderation.errors import InvalidInput
from moderation.learning.dataset import LabelledComment, write_dataset
from moderation.learning.overlap import overlapping, read_judges
from moderation.runtime import read_charter
from moderation.services.retraining import Kind, Sources, train

JUDGE = "Le conseil communal a refusé hier soir le crédit pour la nouvelle patinoire de Malley."


@pytest.mark.parametrize(
    ("learnt", "is_seen"),
    [
        (JUDGE, True),
        ("Comme on dit : LE CONSEIL communal a refusé hier soir le crédit, bravo !", True),
        ("le conseil, communal; a «refusé» hier – soir le crédit pour", True),
        ("Le conseil communal a refusé hier le crédit pour la patinoire de Malley.", False),
        ("Le conseil a voté.", False),
    ],
)
def test_a_shared_run_of_words_is_seen(learnt: str, is_seen: bool) -> None:
    assert overlapping(["Merci beaucoup.", learnt], [JUDGE]) == ([1] if is_seen else [])


def test_training_refuses_what_is_kept_apart(tmp_path: Path) -> None:
    write_dataset(
        tmp_path / "some.jsonl", [LabelledComment(JUDGE, "fr", {}, notes={"theme": "glace"})]
    )
    judges = tmp_path / "judges"
    judges.mkdir()
    (judges / "set.jsonl").write_text(json.dumps({"id": "a", "text": JUDGE}), "utf-8")
    with pytest.raises(InvalidInput, match="themes: glace") as caught:
        train(
            Sources(tmp_path, kept_apart=judges),
            tmp_path / "model",
            read_charter(None),
            kind=Kind.FAST,
            tune=None,
            has_curves=False,
            seed=0,
            progress=lambda step, share: None,
        )
    assert "patinoire" not in str(caught.value)


def test_a_folder_without_sets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="holds no set"):
        read_judges(tmp_path)
