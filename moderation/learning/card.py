"""An artifact's manifest, told to people: CARD.md."""

from collections.abc import Iterable, Sequence
from textwrap import fill

from moderation.core.verdict import VIOLATION
from moderation.learning.dataset import VIOLATIONS
from moderation.learning.manifest import Manifest, NameFigures, PromiseFigures
from moderation.learning.promise import Obstacle, Reason


def model_card(manifest: Manifest) -> str:
    """Return the card of the classifier that *manifest* describes, as Markdown."""
    sections = (
        _head(manifest),
        _learnt_from(manifest),
        _figures(manifest),
        _plots(manifest),
        _promise(manifest.promise),
        _probes(manifest),
        _breakdowns(manifest),
        _obfuscation(manifest),
        _names(manifest.names),
        _curve(manifest),
        _public_sets(manifest),
        _LIMITS,
    )
    return "\n\n".join(section for section in sections if section) + "\n"


def _head(manifest: Manifest) -> str:
    what = _paragraph(f"""
        A classifier of readers' comments by a newspaper's comment charter. It gives each comment a
        calibrated probability for each of: {", ".join(manifest.categories)}. *Violation* is any of
        {", ".join(VIOLATIONS)} so clear that the comment would be refused.""")
    kind = "weighted opinions, all linear: own knowledge, experts, an encoder's heads; calibrated"
    made = f"Python {manifest.python}, scikit-learn {manifest.scikit_learn}"
    facts = [
        ("encoder", manifest.encoder),
        ("normaliser and features", f"versions {manifest.normaliser} and {manifest.features}"),
        ("made with", made),
    ]
    return f"""\
# Model card: {manifest.model_id}

{what}

{_table(("kind", kind), facts, align="---")}

**Intended use.** Advice inside Charte: what may be published at once, what a person should read
first, which clause and which sentences to look at. Languages: French; German, Italian and English
through the encoder alone, and measured less.

**Not for** judging people, searching archives for authors to punish, or refusing comments without a
person where the promise below does not say that it may."""


def _learnt_from(manifest: Manifest) -> str:
    total = sum(source.comments for source in manifest.sources)
    rows = [
        (s.name, _count(s.comments), _percent(s.comments / total), s.licence, s.digest[:12])
        for s in manifest.sources
    ]
    return f"""\
## What it learnt from

{_table(("source", "comments", "share", "licence", "SHA-256"), rows)}

The first was written and labelled for this project (`training_data/README.md`). Real French messages
were labelled by the same scheme: their labels are ours, by id, and their texts stay elsewhere. Each
public corpus gives a direction a category in an encoder's space, averaged with the others', and
teaches a fine-tuned encoder with a head of its own. Decisions of a newsroom, if any, are a small
correction of it all (`docs/decisions/0007-learning-from-decisions.md`), and theirs. Of what is labelled
72 in 100 comments teach, 8 calibrate, and 20 only judge; a comment's digest tells which. N-grams are
hashed: no word of anybody is listed. What this project made of it is Apache-2.0, as it is."""


def _figures(manifest: Manifest) -> str:
    rows = []
    for category, found in manifest.figures.items():
        auc = (found.auc, found.auc_without_mild, found.average_precision)
        shown = [f"{figure:.3f}" for figure in (*auc, found.brier, found.ece)]
        rows.append((category, _count(found.comments), _count(found.positives), *shown))
    tail = ("AUC without mild", "average precision", "Brier", "ECE")
    head = ("category", "comments", "positives", "AUC", *tail)
    how = _paragraph("""
        On comments that only judge; a comment and its minimal edit are in the same part. Those not
        annotated for a category are left out of it. Brier is the mean squared error of a
        probability, ECE what it is off by on average.
        Positive is severity 2 or 3; a mild case counts as clean, and "without mild" leaves it out.
        Our own training data are hard on purpose (quoted, negated, denounced, ironic): ordinary
        comments are easier.""")
    return f"## Figures\n\n{how}\n\n{_table(head, rows)}"


def _promise(found: PromiseFigures) -> str:
    refusals = [(category, f"from {at:.3f} on") for category, at in found.refuse_at.items()]
    refusals += [
        (category, _why_not(obstacle))
        for category, obstacle in found.obstacles.items()
        if category != VIOLATION
    ]
    return f"""\
## What can be promised

{_publishing(found)}

{_refusing(found)}

{_table(("category", "the classifier may refuse"), refusals, align="---")}

Bounds are Clopper and Pearson's (1934), thresholds tested in an order fixed beforehand (Learn then Test,
Angelopoulos et al. 2021). They hold for comments like those that judge here, which are harder than a
newspaper's, but for their base rate. A charter that promises something else gets other thresholds:
Charte derives them when it starts."""


def _publishing(found: PromiseFigures) -> str:
    asked = found.asked
    wanted = f"""
        **Publishing without a person.** Suppose that {_percent(asked.base_rate)} of what arrives
        breaks the charter, and that at most {_percent(asked.published_wrongly)} of what is
        published unread may, with {_percent(asked.confidence)} confidence."""
    if found.published_wrongly is None:
        return _paragraph(f"{wanted} That cannot be promised: a person reads everything.")
    return _paragraph(f"""{wanted} Then a person reads from a probability of
        {found.review_at:.3f} on: {_percent(found.read.all)} of what arrives,
        {_percent(found.read.clean)} of the clean comments and {_percent(found.read.violating)} of
        the violations. Of what is published unread at most {_percent(found.published_wrongly)}
        breaks the charter.""")


def _refusing(found: PromiseFigures) -> str:
    return _paragraph(f"""
        **Refusing without a person.** At least {_percent(found.asked.refused_rightly)} of what is
        refused on a clause should break it, with {_percent(found.asked.confidence)} confidence; a
        mild case counts as an error. Where the data cannot support that, the classifier never
        refuses, and only rules do.""")


def _why_not(obstacle: Obstacle) -> str:
    if obstacle.reason is Reason.TOO_MANY_ERRORS:
        return f"never: {_percent(1 - obstacle.reached)} at best"
    return f"never: {_count(obstacle.violations)} examples are too few"


def _breakdowns(manifest: Manifest) -> str:
    def share(figure: float | None) -> str:
        return "–" if figure is None else f"{figure:.3f}"

    rows = [
        (
            f"{found.by}: {found.group}",
            _count(found.comments),
            _count(found.positives),
            share(found.auc),
            share(found.clean_flagged),
            share(found.violations_flagged),
        )
        for found in manifest.breakdowns
    ]
    head = ("group", "comments", "violations", "AUC", "clean flagged", "violations flagged")
    how = _paragraph(f"""
        The same comments by language, length, register and source; flagged from
        {manifest.flagged_from:.3f} on, the threshold above. A dash stands where there are too few.""")
    return f"## By kind of comment\n\n{how}\n\n{_table(head, rows)}"


def _public_sets(manifest: Manifest) -> str:
    if not manifest.public_sets:
        return ""
    rows = []
    for found in manifest.public_sets:
        figures = (found.auc, found.macro_f1_cautious, found.macro_f1_balanced)
        counts = (_count(found.comments), _count(found.positives))
        rows.append((found.name, *counts, *(f"{figure:.3f}" for figure in figures)))
    head = ("set", "comments", "positives", "AUC", "macro-F1, cautious", "macro-F1, balanced")
    how = _paragraph(f"""
        Sets made by others, by other rules, never learnt from; the classifier alone, without the
        rules. AUC of the probability of a violation; macro-F1 of flagged against not, cautious
        from {manifest.flagged_from:.3f} on (as promised for publishing without a person)
        and balanced from {manifest.figures[VIOLATION].named_at:.2f} on. HateCheck sets are
        measured on hate against not.""")
    return f"## Measured on public development sets\n\n{how}\n\n{_table(head, rows)}"


def _plots(manifest: Manifest) -> str:
    return "\n\n".join(f"![{_PLOTS[name]}]({name})" for name in manifest.plots)


def _probes(manifest: Manifest) -> str:
    if not manifest.probes:
        return ""
    rows = [
        (found.name, _count(found.comments), _percent(found.held), _percent(found.refused))
        for found in manifest.probes
    ]
    how = _paragraph("""
        Comments that break nothing, written apart and learnt from by nobody, as newspapers publish
        them every day: what the classifier alone would do with them at the thresholds above.""")
    head = ("probe", "comments", "held for a person", "refused")
    return f"## Ordinary comments\n\n{how}\n\n{_table(head, rows)}"


def _obfuscation(manifest: Manifest) -> str:
    if not manifest.obfuscation:
        return ""
    rows = [
        (
            found.way,
            found.example,
            _count(found.texts),
            f"{found.recall_before:.3f}",
            f"{found.recall_after:.3f}",
            f"{100 * (found.recall_after - found.recall_before):+.1f}",
        )
        for found in manifest.obfuscation
    ]
    how = _paragraph("""
        Violations among the comments that only judge, with one to three of the words that give them
        away disguised, as by somebody who was refused and tries again; recall at the same threshold,
        by probabilities alone. The rules beside the classifier undo disguises too.""")
    head = ("way", "example", "comments", "recall before", "after", "points")
    return f"## In disguise\n\n{how}\n\n{_table(head, rows)}"


def _names(found: NameFigures | None) -> str:
    if found is None:
        return ""
    how = _paragraph(f"""
        {found.names} names of {len(found.origins)} origins, women's and men's, in the same
        {found.sentences} sentences, which say nothing of an origin. The name moves the probability
        of a violation by {found.mean_difference:.3f} on average and {found.max_difference:.3f} at
        most; in {found.decided_by_name} sentences some names are flagged and others are not.""")
    rows = [(origin, f"{moved:+.3f}") for origin, moved in found.origins.items()]
    return f"## Names\n\n{how}\n\n{_table(('origin', 'mean difference'), rows)}"


def _curve(manifest: Manifest) -> str:
    if not manifest.curve:
        return ""
    rows = [
        (point.source, _percent(point.share), _count(point.comments), f"{point.auc:.3f}")
        for point in manifest.curve
    ]
    how = _paragraph("""
        AUC of any violation on the comments that judge, by classifiers of the same make, the
        encoder's teaching left out, that learnt from a share of one kind of data and from all of the others.""")
    head = ("less of", "share learnt from", "comments", "AUC")
    return f"## Learning curves\n\n{how}\n\n{_table(head, rows)}"


_PLOTS = {
    "calibration.svg": "Calibration: the share that is so, for each probability given",
    "precision_recall.svg": "Precision and recall of each category",
    "thresholds.svg": "What is published unread below each threshold, and how much of it wrongly",
}

_LIMITS = """\
## Limits

* It reads one comment alone: not the article, not the one it answers. Irony, allusions and veiled
  threats that need them are missed or guessed.
* It tells topics from hostility imperfectly. Calm comments about migration, religion or sex score
  higher than comments about trains; quoting or denouncing hatred does too.
* Defamation is a claim of fact: the classifier hears an accusation's tone and cannot know whether it
  is true. It never refuses on that ground.
* *Disrespect* is what two readers of the same comments agree on least (Cohen's kappa .1 to .5).
* Italian, English and dialect are covered thinly by the training data.
* It is surest about what it has seen: a plain threat in unusual words can score low, a harmless sentence
  with a threat's words high. The rules beside it do not share that weakness; both are needed.
* Probabilities are calibrated on comments of which far more break the charter than in a newspaper's mail:
  the promise above corrects for that, a single probability does not."""


def _paragraph(text: str) -> str:
    return fill(" ".join(text.split()), width=104, break_on_hyphens=False)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, align: str = "---:") -> str:
    rule = ["---", *[align] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def _percent(share: float) -> str:
    return f"{share:.1%}".replace(".0%", "%").replace("%", "\N{NO-BREAK SPACE}%")


def _count(number: int) -> str:
    return f"{number:,}".replace(",", "'")
