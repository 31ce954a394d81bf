"""Training a classifier, measuring one, learning from decisions, and going back."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from moderation.core.charter import Charter
from moderation.core.decision import REFUSALS
from moderation.core.verdict import VIOLATION
from moderation.errors import ArtifactError, InvalidInput
from moderation.learning.artifact import Material, make_artifact, record_curves, record_suites
from moderation.learning.candidate import (
    HELD_OUT,
    Candidate,
    Lessons,
    divide,
    make_candidate,
    write_candidate,
)
from moderation.learning.classifier import (
    CATEGORIES,
    Classifier,
    ClassifierGap,
    TrainedClassifier,
    load_classifier,
)
from moderation.learning.corpora import read_corpora, read_labelled
from moderation.learning.dataset import CLEAR, DECIDED, LabelledComment, read_dataset
from moderation.learning.encoder import Encoder, FolderEncoder, NoEncoder, fast_encoder
from moderation.learning.evaluation import evaluate as evaluate_scores
from moderation.learning.manifest import CategoryFigures, Manifest
from moderation.learning.overlap import RUN, overlapping, read_judges
from moderation.learning.report import REPORT, Counts, Retrained, report
from moderation.learning.serving import (
    Step,
    folder_of,
    go_back,
    promote,
    read_steps,
    serving,
    was_left,
)
from moderation.learning.spelling import WORDS, known_words
from moderation.learning.training import Part, Progress, part_of
from moderation.learning.trial import try_out
from moderation.learning.update import label, label_suggested
from moderation.resources import resource
from moderation.runtime import Runtime, artifact_folder, load_artifact, shipped_artifact
from moderation.services.submission import charter_of
from moderation.settings import Settings
from moderation.storage.decisions import HumanLabel, human_labels
from moderation.storage.imported import imported_labels
from moderation.storage.suggestions import all_suggestions


@dataclass(frozen=True, slots=True)
class Made:
    """What `retrain` made, and where the artifact lies."""

    retrained: Retrained
    folder: Path

    @property
    def report(self) -> Path:
        """Where the report lies."""
        return self.folder / REPORT


class Kind(StrEnum):
    """What a classifier reads of a comment, from the best to the lightest."""

    QUALITY = "quality"  # two encoders, one of them fine-tuned, and letters
    FAST = "fast"  # one encoder, and letters
    LIGHT = "light"  # letters alone


class Tune(StrEnum):
    """How an encoder is fine-tuned: from its published weights, or on from the shipped one."""

    ANEW = "anew"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True)
class Sources:
    """The folders that `train` reads; of those that are None there are none."""

    data: Path  # labelled comments, and under ``probes`` and ``labels`` what belongs to them
    corpora: Path | None = None  # public corpora
    kept_apart: Path | None = None  # sets that will judge: nothing of them may be learnt
    brought: Path | None = None  # an encoder of the operator's own (CHARTE_ENCODER)


def train(
    sources: Sources,
    output: Path,
    charter: Charter,
    *,
    kind: Kind,
    tune: Tune | None,
    has_curves: bool,
    seed: int,
    progress: Progress,
) -> Manifest:
    """Train on the labelled comments of *sources* and write an artifact to *output*.

    Corpora that ``labels`` has labels for teach as our own comments do, each
    other one gives an expert. The card says what comes of the promise of
    *charter*. One of QUALITY takes the shipped fine-tuned encoder unless *tune*
    says how to make another, which takes an hour and the extra ``tuning``. *has_curves*:
    learning curves are drawn too, which trains a dozen classifiers more.

    Raises InvalidInput if there is nothing to learn from, too little of a
    category, nothing to fine-tune, or if something written by us is in a set kept apart;
    ArtifactError if an encoder is not at hand.
    """
    data, corpora = sources.data, sources.corpora
    material = Material(
        read_dataset(_files(data)),
        read_labelled(corpora, data / "labels") if corpora else (),
        read_corpora(corpora, seed=seed) if corpora else (),
    )
    if sources.kept_apart:
        _check_apart(material.written, read_judges(sources.kept_apart))
    if tune and kind is not Kind.QUALITY:
        raise InvalidInput(f"a classifier of the kind {kind} has no encoder to fine-tune")
    encoder = _encoder(kind, sources.brought)
    with TemporaryDirectory() as unfinished:
        tuned = shipped_artifact()
        if tune:
            start = tuned if tune is Tune.CONTINUE else None
            tuned = Path(unfinished)
            _tune(material, tuned, start, seed, progress)
        make_artifact(
            output,
            material,
            charter.promise,
            progress=progress,
            encoder=encoder,
            tuned=tuned if kind is Kind.QUALITY else None,
        )
    probes = {path.stem: read_dataset([path]) for path in sorted((data / "probes").glob("*.jsonl"))}
    texts = {name: [comment.text for comment in found] for name, found in probes.items()}
    brought = sources.brought
    manifest = record_suites(output, material, texts, brought=brought, progress=progress)
    if has_curves:
        manifest = record_curves(output, material, encoder=encoder, progress=progress)
    return manifest


def _encoder(kind: Kind, brought: Path | None) -> Encoder:
    if brought is not None:
        return FolderEncoder(brought)
    return NoEncoder() if kind is Kind.LIGHT else fast_encoder()


def _tune(
    material: Material, folder: Path, start: Path | None, seed: int, progress: Progress
) -> None:
    try:
        # Imported when called: torch and onnx come with an extra.
        tuning = import_module("moderation.learning.tuning")
    except ModuleNotFoundError as error:
        message = f"to fine-tune, {error.name} is needed"
        raise InvalidInput(f"{message}: `make tuning`, or pip install 'charte[tuning]'") from error
    tuning.fine_tune(
        tuning.examples(material.written, material.labelled, material.corpora),
        folder,
        start=start,
        seed=seed,
        progress=lambda share, loss: progress(f"fine-tuning (loss {loss:.3f})", share),
    )


def write_words(data: Path) -> int:
    """Make anew the words that the classifier knows, from the folder *data*; return how many there are.

    Every artifact must be trained again after it: it reads with these words.

    Raises InvalidInput if there is nothing to learn from.
    """
    words = words_taught(data)
    WORDS.write_text("".join(f"{word}\n" for word in words), "utf-8")
    return len(words)


def words_taught(data: Path) -> list[str]:
    """Return the words of those comments in *data* that teach (`known_words`)."""
    taught = [comment for comment in read_dataset(_files(data)) if part_of(comment) is Part.LEARN]
    breaks = ((comment.severity(VIOLATION) or 0) >= CLEAR for comment in taught)
    return known_words(zip((comment.text for comment in taught), breaks, strict=True))


def evaluate(
    model: Path, data: Sequence[Path], *, brought: Path | None = None
) -> dict[str, CategoryFigures]:
    """Measure the classifier in *model* on labelled comments that it has not learnt from.

    Raises ArtifactError if it cannot be loaded, InvalidInput without comments.
    """
    comments = read_dataset(data)
    if not comments:
        raise InvalidInput("there is no labelled comment to measure on")
    found = load_classifier(model, brought=brought).probabilities(
        [comment.text for comment in comments]
    )
    scores = np.array([[row[category] for category in CATEGORIES] for row in found])
    return evaluate_scores(comments, scores)


def retrain(
    runtime: Runtime,
    *,
    base: Path | None,
    data: Path | None,
    probes: Path | None,
    is_dry_run: bool,
    progress: Progress,
) -> Made:
    """Add what moderators decided, here and in systems that tell us, to a classifier; promote it if it is not worse than what serves.

    A server takes what was promoted at its next start.

    *base*: the artifact that decisions are added to; unless told, CHARTE_MODEL,
    or the base of what serves, or the shipped one. *data*: labelled comments,
    whose judging part helps to derive thresholds. *probes*: frozen sets, of
    which nothing is learnt. None of them: there are none.

    Raises InvalidInput if there is too little to learn from or to derive
    thresholds from, or nothing new; ArtifactError if no classifier serves or
    *base* cannot be loaded.
    """
    models, now = runtime.settings.home / "models", runtime.clock()
    steps = read_steps(models)
    before = _comparable(runtime.classifier)
    base_folder = base or _base_of(runtime.settings, serving(steps))
    foundation = load_artifact(base_folder, runtime.settings)
    labels, suggested = _human_labels(runtime), _suggested(runtime)
    lessons = divide(
        # Of a text that both know what was decided here counts: it comes last.
        [*suggested, *(comment for _, comment in labels)],
        read_dataset(_files(data)) if data else (),
        {path.stem: read_dataset([path]) for path in _files(probes)} if probes else {},
    )
    candidate = make_candidate(foundation, lessons, progress=progress)
    _check_new(steps, candidate.model_id)
    trial = try_out(candidate, before, foundation, runtime.charter, progress=progress)
    found = Retrained(
        model_id=candidate.model_id,
        made_at=now,
        promise=runtime.charter.promise,
        counts=_counts(labels, len(suggested), lessons),
        taught=candidate.taught,
        trial=trial,
        is_promoted=not trial.faults and not is_dry_run,
    )
    progress("writing", 0)
    folder = folder_of(models, found.model_id)
    _write(folder, base_folder, candidate, found, brought=runtime.settings.encoder)
    if found.is_promoted:
        promote(models, found.model_id, base=_noted(base_folder), now=now)
    progress("done", 1)
    return Made(found, folder)


def roll_back(settings: Settings, *, now: datetime) -> Step:
    """Have the classifier serve again that served before the last promotion, from the next start on.

    Raises NotFound if there is nothing to go back to, ArtifactError if what
    was promoted cannot be read.
    """
    return go_back(settings.home / "models", now=now)


def _comparable(serving: Classifier) -> TrainedClassifier:
    if isinstance(serving, TrainedClassifier):
        return serving
    why = serving.reason if isinstance(serving, ClassifierGap) else f"it is {serving.model_id}"
    raise ArtifactError(f"no classifier serves that another can be compared with: {why}")


def _base_of(settings: Settings, step: Step | None) -> Path:
    if settings.model is not None:
        return artifact_folder(settings.model)
    return artifact_folder(Path(step.base) if step is not None and step.base else None)


def _noted(base_folder: Path) -> str | None:
    """Return how *base_folder* is noted: a shipped one by its name, for an update replaces it.

    None: the best shipped one, whichever that is.
    """
    folder = base_folder.resolve()
    if folder == shipped_artifact().resolve():
        return None
    is_ours = folder.parent == resource("models").resolve()
    return folder.name if is_ours else str(folder)


def _human_labels(runtime: Runtime) -> list[tuple[HumanLabel, LabelledComment]]:
    with runtime.database.read() as session:
        found = human_labels(session)
    digests = {one.decision.charter_digest for one in found}
    charters = {digest: charter_of(runtime, digest) for digest in digests}
    return [
        (one, label(one.body, one.language, one.decision, charters[one.decision.charter_digest]))
        for one in found
    ]


def _suggested(runtime: Runtime) -> list[LabelledComment]:
    with runtime.database.read() as session:
        found = (*imported_labels(session), *all_suggestions(session))
    return [label_suggested(each) for each in found]


def _check_new(steps: Sequence[Step], name: str) -> None:
    """Raise InvalidInput if the classifier called *name* was promoted before."""
    if was_left(steps, name):
        what = f"somebody went back from {name}, and nothing new to learn from was decided since"
        raise InvalidInput(f"{what}: to have it serve, name its folder in CHARTE_MODEL")
    if any(step.model_id == name for step in steps):
        raise InvalidInput(f"nothing new to learn from was decided since {name} was made")


def _counts(
    labels: Sequence[tuple[HumanLabel, LabelledComment]], n_suggested: int, lessons: Lessons
) -> Counts:
    n_refused = sum(one.decision.action in REFUSALS for one, _ in labels)
    return Counts(
        refused=n_refused,
        approved=len(labels) - n_refused,
        without_label=sum(not comment.labels for _, comment in labels),
        suggested=n_suggested,
        in_probes=lessons.in_probes,
        taught=len(lessons.learn),
        set_level=sum(comment.notes.get("theme") == DECIDED for comment in lessons.fit),
        held_out=len(lessons.judge.get(HELD_OUT, ())),
    )


def _write(
    folder: Path,
    base_folder: Path,
    candidate: Candidate,
    found: Retrained,
    *,
    brought: Path | None,
) -> None:
    """Write artifact and report as a whole: nobody finds half of them under their name.

    Raises ArtifactError if the folder cannot be written, or what was written not be loaded.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=".") as unfinished:
            made = Path(unfinished) / folder.name
            write_candidate(made, base_folder, candidate, found.promise)
            (made / REPORT).write_text(report(found), "utf-8")
            load_classifier(made, brought=brought)
            if folder.exists():  # made before from the same decisions, and never promoted
                shutil.rmtree(folder)
            made.replace(folder)
    except OSError as error:
        raise ArtifactError(f"{folder} cannot be written: {error.strerror}") from error


def _check_apart(comments: Sequence[LabelledComment], judges: Sequence[str]) -> None:
    found = overlapping([comment.text for comment in comments], judges)
    if found:
        themes = sorted({comments[i].notes.get("theme", "") for i in found})
        message = f"{len(found)} comments share {RUN} words in a row with what is kept apart"
        raise InvalidInput(f"{message}; their themes: {', '.join(themes)}")


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise InvalidInput(f"{folder} holds no labelled comments (*.jsonl)")
    return files
