"""An artifact's manifest, told to people: CARD.md."""

from collections.abc import Iterable, Sequence
from textwrap import fill

from moderation.learning.dataset import VIOLATIONS
from moderation.learning.manifest import Automation, Manifest


def model_card(manifest: Manifest) -> str:
    """Return the card of the classifier that *manifest* describes, as Markdown."""
    sections = (
        _head(manifest),
        _learnt_from(manifest),
        _figures(manifest),
        _thresholds(manifest),
        _public_sets(manifest),
        _LIMITS,
    )
    return "\n\n".join(section for section in sections if section) + "\n"


def _head(manifest: Manifest) -> str:
    what = _paragraph(f"""
        A classifier of readers' comments by a newspaper's comment charter. It gives each comment a
        calibrated probability for each of: {", ".join(manifest.categories)}. *Violation* is any of
        {", ".join(VIOLATIONS)} so clear that the comment would be refused.""")
    kind = "one logistic regression a category, on sentence vectors and hashed n-grams, calibrated (Platt)"
    made = f"Python {manifest.python}, scikit-learn {manifest.scikit_learn}, seed {manifest.seed}"
    facts = [
        ("encoder", f"{manifest.encoder}, frozen"),
        ("normaliser and features", f"versions {manifest.normaliser} and {manifest.features}"),
        ("made with", made),
        ("licence of the weights", "Apache-2.0, like the project"),
    ]
    return f"""\
# Model card: {manifest.model_id}

{what}

{_table(("kind", kind), facts, align="---")}

**Intended use.** Advice inside Charte: what may be published at once, what a person should read
first, which clause and which sentences to look at. Languages: French; German, Italian and English
through the encoder alone, and measured less.

**Not for** judging people, searching archives for authors to punish, or refusing comments without a
person where no threshold below says that it may."""


def _learnt_from(manifest: Manifest) -> str:
    rows = [(s.name, _count(s.comments), s.licence, s.digest[:12]) for s in manifest.sources]
    return f"""\
## What it learnt from

{_table(("source", "comments", "licence", "SHA-256"), rows)}

The first was labelled by our own scheme (`training_data/README.md`) and teaches words and meaning.
Each other one, if any, teaches a direction a category in the encoder's space, averaged with the others':
none of its words enters the weights. N-grams are hashed, so that no word of the first is listed either."""


def _figures(manifest: Manifest) -> str:
    rows = []
    for category, found in manifest.figures.items():
        auc = (found.auc, found.auc_without_mild, found.average_precision)
        shown = [f"{figure:.3f}" for figure in (*auc, found.brier)]
        rows.append((category, _count(found.positives), *shown))
    n = max(found.comments for found in manifest.figures.values())
    head = ("category", "positives", "AUC", "AUC without mild", "average precision", "Brier")
    how = _paragraph(f"""
        Cross-validated in five parts on the {_count(n)} comments of the first source; a comment and
        its minimal edit are in the same part; calibrated without the part that is measured.
        Positive is severity 2 or 3; a mild case counts as clean, and "without mild" leaves it out.
        Our own training data are hard on purpose (quoted, negated, denounced, ironic): ordinary
        comments are easier.""")
    return f"## Figures\n\n{how}\n\n{_table(head, rows)}"


def _thresholds(manifest: Manifest) -> str:
    rows = [
        (category, f"{found.review_at:.2f}", _sure(found.refuse_at))
        for category, found in manifest.figures.items()
    ]
    return f"""\
## Suggested thresholds

**Publishing without a person.** {_arithmetic(manifest.automation)}

**Naming a clause and refusing.** `review_at` of a clause is where F1 is highest; `refuse_at` the lowest
from 0.50 on where at least 97 % of at least 15 held-out comments were clear cases, and a dash where no
probability is that sure: there a person decides.

{_table(("category", "review_at", "refuse_at"), rows)}"""


def _arithmetic(found: Automation) -> str:
    missed, passed = 1 - found.violations_stopped, 1 - found.clean_held
    clean = 1 - found.base_rate
    return _paragraph(f"""
        Suppose that {_percent(found.base_rate)} of the comments that arrive break the charter.
        Below a probability of {found.review_at:.3f} lie {_percent(missed)} of the violations and
        {_percent(passed)} of the clean comments (held out), that is
        {found.base_rate:.2f} × {missed:.3f} = {found.base_rate * missed:.4f} and
        {clean:.2f} × {passed:.3f} = {clean * passed:.4f} of all comments. So
        {_percent(found.published)} would be published at once, and
        {_percent(found.published_wrongly)} of those would break the charter (asked for: at most
        {_percent(found.tolerated)}). The rest is read by a person first.""")


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
        from {manifest.automation.review_at:.3f} on (as suggested for publishing without a person)
        and balanced from {manifest.figures["violation"].review_at:.2f} on. HateCheck sets are
        measured on hate against not.""")
    return f"## Measured on public development sets\n\n{how}\n\n{_table(head, rows)}"


_LIMITS = """\
## Limits

* It reads one comment alone: not the article, not the one it answers. Irony, allusions and veiled
  threats that need them are missed or guessed.
* It tells topics from hostility imperfectly. Calm comments about migration, religion or sex score
  higher than comments about trains; quoting or denouncing hatred does too.
* Defamation is a claim of fact: the classifier hears an accusation's tone and cannot know whether it
  is true. It never refuses on that ground.
* *Disrespect* is what two people labelling the same comments agreed on least (Cohen's kappa 0.33).
* Dialect, Swiss German and text of two or three words are hardly covered by the training data.
* It is surest about what it has seen: a plain threat in unusual words can score low, a harmless sentence
  with a threat's words high. The rules beside it do not share that weakness; both are needed.
* Probabilities are calibrated on its own training scheme, where violations are more frequent than in
  most newspapers: set thresholds by your own decisions once there are some hundred."""


def _paragraph(text: str) -> str:
    return fill(" ".join(text.split()), width=104, break_on_hyphens=False)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, align: str = "---:") -> str:
    rule = ["---", *[align] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def _sure(threshold: float | None) -> str:
    return "–" if threshold is None else f"{threshold:.2f}"


def _percent(share: float) -> str:
    return f"{share:.1%}".replace(".0%", "%").replace("%", "\N{NO-BREAK SPACE}%")


def _count(number: int) -> str:
    return f"{number:,}".replace(",", "'")
