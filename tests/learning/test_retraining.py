"""A newsroom's journey: it decides, its classifier learns, and it goes back."""

import json
import re
import shutil
from itertools import product

import pytest
from click.testing import CliRunner

from moderation.cli import main
from moderation.core.comment import Draft
from moderation.core.decision import Action
from moderation.core.person import Role
from moderation.core.suggestion import Suggestion
from moderation.learning.classifier import load_classifier
from moderation.learning.dataset import write_dataset
from moderation.learning.serving import promote
from moderation.runtime import open_classifier, open_runtime
from moderation.services import identity, keys, redress, review, submission
from moderation.services.suggestions import suggest
from moderation.settings import Settings
from tests.conftest import NOW
from tests.learning.conftest import CALM, ENDINGS, PLAIN
from tests.learning.test_update import NEW_CALM, NEW_INSULTS


@pytest.fixture
def models(tmp_path, trained):
    """Where the newsroom's own classifiers are: the small one, which serves."""
    folder = tmp_path / "models"
    model_id = load_classifier(trained).model_id
    shutil.copytree(trained, folder / model_id)
    promote(folder, model_id, base=str(folder / model_id), now=NOW)
    return folder


@pytest.fixture
def material(tmp_path, comments):
    """Labelled comments that judge, and a frozen probe."""
    data, probes = tmp_path / "data", tmp_path / "probes"
    data.mkdir(), probes.mkdir()
    write_dataset(data / "fr.jsonl", comments[144:] + comments[:100])
    write_dataset(probes / "calm.jsonl", comments[100:144])
    return "--data", str(data), "--probes", str(probes)


@pytest.fixture
def charte(runtime, tmp_path, models):
    """A function: run `charte …` in the newsroom's home; CHARTE_MODEL is not set."""
    environment = {
        "CHARTE_HOME": str(tmp_path),
        "CHARTE_DATABASE_URL": runtime.settings.database_url,
        "CHARTE_SECRET_KEY": runtime.settings.secret_key,
        "COLUMNS": "160",
    }

    def run(*arguments, **settings):
        return CliRunner().invoke(main, arguments, env=environment | settings)

    return run


@pytest.fixture
def newsroom(runtime):
    """A function: a comment is sent, and a person decides on it."""
    mona, max_ = (
        identity.create_person(
            runtime, email=f"{name}@example.org", name=name, role=Role.MODERATOR
        ).person
        for name in ("mona", "max")
    )

    def send(text):
        draft = Draft(text, "Amir Haddad")
        return submission.submit_comment(
            runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
        ).comment

    def decide(text, *clause_ids, appealed=False):
        comment = send(text)
        action = Action.REJECT if clause_ids else Action.APPROVE
        arguments = {"seen": comment.version, "action": action, "clause_ids": clause_ids}
        review.decide(runtime, mona, comment.public_id, **arguments)
        if appealed:
            redress.appeal(runtime, comment.public_id, words="C’est un fruit de mer.")
            approved = {"seen": comment.version + 1, "action": Action.APPROVE}
            review.decide(runtime, max_, comment.public_id, **approved)

    decide.send = send
    return decide


@pytest.fixture
def elsewhere(runtime):
    """What moderators of another system told of two comments there, and of one that is ours too."""
    key = keys.issue_api_key(runtime, "another system").key
    for text, breaks in (("Quel bulot !", True), ("Merci à tous.", False), (NEW_CALM[0], True)):
        suggest(runtime, key, Suggestion(text, "fr", {"insult": breaks}))


@pytest.fixture
def a_month(newsroom, elsewhere):
    """What a newsroom decides in a month: nicknames that are insults in this town."""
    for text, end in product(NEW_INSULTS, ENDINGS):
        newsroom(text + end, "INJURE")
    for text, end in product(NEW_CALM, ENDINGS):
        newsroom(text + end)
    newsroom.send("Rien que la machine n’ait décidé seule.")
    newsroom("Le bigorneau est un fruit de mer, dit le traiteur.", "INJURE", appealed=True)


def served(runtime, tmp_path):
    """What serves at the next start."""
    settings = runtime.settings.model_copy(update={"model": None, "home": tmp_path})
    opened = open_runtime(settings)
    opened.database.close()
    return opened.classifier


def test_what_moderators_decide_is_learnt_promoted_served_and_taken_back(
    charte, runtime, tmp_path, models, material, a_month
):
    before = served(runtime, tmp_path)
    ran = charte("retrain", *material)
    assert ran.exit_code == 0, ran.output
    (model_id,) = set(re.findall(r"(retrained-\w{8}): promoted", ran.output))
    assert "at its next start" in ran.output

    report = (models / model_id / "REPORT.md").read_text("utf-8")
    assert "**Promoted.**" in report
    # One was approved after appeal; what the machine published by itself is not there.
    assert f"{2 * 3 * len(ENDINGS) + 1} final decisions by people" in report
    assert f"{3 * len(ENDINGS)} refused, {3 * len(ENDINGS) + 1} approved" in report
    assert "other systems told of 3 comments more" in report
    assert "| calm | ordinary comments held | 44 |" in report
    manifest = json.loads((models / model_id / "manifest.json").read_text("utf-8"))
    assert manifest["sources"][-1]["name"].endswith(f"added to {before.model_id}")
    assert model_id in (models / model_id / "CARD.md").read_text("utf-8")

    after = served(runtime, tmp_path)
    assert after.model_id == model_id
    text = "Le bigorneau a encore parlé, dit mon cousin."
    was, now = (one.probabilities([text])[0]["insult"] for one in (before, after))
    assert now > 2 * was

    again = charte("retrain", *material)
    assert again.exit_code == 1
    assert "nothing new" in again.output

    back = charte("rollback")
    assert (back.exit_code, before.model_id in back.output) == (0, True)
    assert served(runtime, tmp_path).model_id == before.model_id
    refused = charte("retrain", *material)
    assert refused.exit_code == 1
    assert "went back from" in refused.output

    assert "Back to the shipped classifier" in charte("rollback").output
    nothing = charte("rollback")
    assert (nothing.exit_code, "nothing to go back to" in nothing.output) == (1, True)


def test_a_dry_run_promotes_nothing_and_setting_a_model_goes_first(
    charte, runtime, tmp_path, models, material, a_month
):
    before = served(runtime, tmp_path).model_id
    ran = charte("retrain", "--dry-run", *material)
    assert "a dry run" in ran.output
    assert served(runtime, tmp_path).model_id == before
    (made,) = (path for path in models.iterdir() if path.name.startswith("retrained-"))
    assert (made / "REPORT.md").is_file()

    ran = charte("retrain", *material, CHARTE_MODEL=str(models / before))
    assert "promoted" in ran.output
    assert "CHARTE_MODEL is set" in ran.output
    assert served(runtime, tmp_path).model_id == made.name


def test_what_is_worse_is_not_promoted(charte, runtime, tmp_path, models, material, newsroom):
    """A moderator who refuses what is innocent, and lets insults through, for a month."""
    for text, end in product(CALM[4:], ENDINGS):
        newsroom(f"{text}, tiens{end}", "INJURE")
    for text, end in product(PLAIN["insult"], ENDINGS):
        newsroom(f"{text}, tiens{end}")
    before = served(runtime, tmp_path).model_id
    ran = charte("retrain", *material)
    assert ran.exit_code == 0, ran.output
    assert "worse: " in ran.output
    assert ": not promoted" in ran.output
    assert served(runtime, tmp_path).model_id == before
    (made,) = (path for path in models.iterdir() if path.name.startswith("retrained-"))
    assert "**Not promoted.** It is worse:" in (made / "REPORT.md").read_text("utf-8")


def test_too_little_is_told_and_leaves_nothing(charte, models, material, newsroom):
    newsroom("Le bigorneau a encore parlé", "INJURE")
    ran = charte("retrain", *material)
    assert ran.exit_code == 1
    assert "too few decisions" in ran.output
    assert len(list(models.iterdir())) == 2  # the small one, and what serves


def test_without_a_classifier_there_is_nothing_to_compare_with(charte, material, newsroom):
    ran = charte("retrain", *material, CHARTE_MODEL="none")
    assert ran.exit_code == 1
    assert "switched off" in ran.output


def damaged_note(models, model_id):
    (models / "serving.json").write_text("{", "utf-8")


def damaged_artifact(models, model_id):
    with (models / model_id / "model.skops").open("ab") as file:
        file.write(b"\0")


def gone(models, model_id):
    shutil.rmtree(models / model_id)


@pytest.mark.parametrize("damage", [damaged_note, damaged_artifact, gone])
def test_if_the_promoted_one_cannot_serve_the_shipped_one_does(models, damage, caplog):
    (model_id,) = (path.name for path in models.iterdir() if path.is_dir())
    settings = Settings(home=models.parent)
    assert open_classifier(settings).model_id == model_id
    damage(models, model_id)
    shipped = open_classifier(Settings(home=models.parent / "nowhere")).model_id
    assert open_classifier(settings).model_id == shipped
    assert "the shipped classifier serves" in caplog.text
