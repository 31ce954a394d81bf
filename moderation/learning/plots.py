"""Three pictures of an artifact, drawn from its calibration; needs the extra ``tuning`` (matplotlib).

SVG with text as text. The same calibration gives the same bytes.
"""

import re
from collections.abc import Callable
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from moderation.core.binomial import interval
from moderation.learning.calibration import Calibration
from moderation.learning.dataset import CLEAR
from moderation.learning.evaluation import equal_bins
from moderation.learning.manifest import PromiseFigures

#: A category with fewer positives is not drawn: its curve would be chance.
FEWEST_POSITIVES = 50

#: Points of a curve; more would not be seen.
POINTS = 60

#: Panels in a row.
ACROSS = 5

#: Of the bars that tell how sure a share is.
CONFIDENCE = 0.9

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.floating]

_INK, _QUIET, _FAINT = "#2b2f36", "#8a919c", "#e3e6ea"
_BLUE, _RED = "#2f6690", "#b5483a"

_DASHES, _LABEL = (3, 3), 9

#: A scale, there and back, that spreads what is near 0: most probabilities are.
_SQUARE_ROOT = (lambda p: np.sqrt(np.maximum(p, 0)), np.square)

_STYLE: Any = {
    **{"svg.fonttype": "none", "svg.hashsalt": "charte", "font.size": 9, "text.color": _INK},
    **{"axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": _QUIET},
    **{"axes.linewidth": 0.6, "axes.labelcolor": _INK, "axes.titlesize": 9.5, "axes.grid": True},
    **{"axes.titlelocation": "left", "axes.axisbelow": True, "grid.color": _FAINT},
    **{"grid.linewidth": 0.6, "xtick.color": _QUIET, "ytick.color": _QUIET},
    **{"xtick.major.size": 0, "ytick.major.size": 0, "lines.linewidth": 1.6},
    **{"lines.solid_capstyle": "round", "figure.facecolor": "white"},
}

#: Letters are measured with the one font that matplotlib brings, and shown in the reader's own.
_MEASURED, _SHOWN = "'DejaVu Sans'", "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans'"

#: Coordinates to a hundredth of a point are as sharp, and half as long.
_COORDINATE = re.compile(r"\d+\.\d{3,}(?=[^<>]*>)")


def draw(folder: Path, calibration: Calibration, promise: PromiseFigures) -> tuple[str, ...]:
    """Write the plots of *calibration* into *folder*; return their names."""
    with mpl.rc_context(_STYLE):
        figures = {
            "calibration.svg": _calibration(calibration),
            "precision_recall.svg": _precision_recall(calibration),
            "thresholds.svg": _thresholds(calibration, promise),
        }
        for name, figure in figures.items():
            (folder / name).write_text(_svg(figure), "utf-8")
    return tuple(figures)


def _svg(figure: Figure) -> str:
    file = BytesIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    source = file.getvalue().decode().replace(_MEASURED, _SHOWN)
    return _COORDINATE.sub(lambda number: f"{float(number[0]):.2f}", source)


# --- A panel a category -----------------------------------------------------------


def _panels(
    calibration: Calibration, draw_one: Callable[[Axes, str, Flags, Numbers], None]
) -> Figure:
    """Return a figure with a panel for each category that has enough positives."""
    judged = {}
    for column, category in enumerate(calibration.categories):
        is_known = calibration.severities[:, column] >= 0
        truth = calibration.severities[is_known, column] >= CLEAR
        if truth.sum() >= FEWEST_POSITIVES:
            judged[category] = truth, calibration.probabilities[is_known, column]
    down = max(1, ceil(len(judged) / ACROSS))
    figure = Figure(figsize=(1.75 * ACROSS + 0.4, 2.0 * down + 0.3), layout="constrained")
    panels = list(figure.subplots(down, ACROSS, sharex=True, sharey=True, squeeze=False).flat)
    for panel, (category, (truth, found)) in zip(panels, judged.items(), strict=False):
        draw_one(panel, category, truth, found)
        panel.set_title(category)
        panel.set_title(f"{truth.sum()}", loc="right", color=_QUIET)
        panel.set(xlim=(0, 1), ylim=(0, 1))
    for panel in panels[len(judged) :]:
        panel.set_visible(False)
    for panel in panels[max(0, len(judged) - ACROSS) : len(judged)]:
        panel.tick_params(labelbottom=True)  # the lowest of its column
    return figure


def _calibration(calibration: Calibration) -> Figure:
    def draw_one(panel: Axes, category: str, truth: Flags, found: Numbers) -> None:
        said, is_so, sizes = np.array(equal_bins(truth, found)).T
        low, high = np.transpose(
            [
                interval(round(k), int(n), CONFIDENCE)
                for k, n in zip(is_so * sizes, sizes, strict=True)
            ]
        )
        bars = np.transpose([low, high, np.full_like(low, np.nan)]).ravel()  # one line with gaps
        panel.plot([0, 1], [0, 1], color=_QUIET, linewidth=0.8, dashes=_DASHES)
        panel.plot(np.repeat(said, 3), bars, color=_BLUE, alpha=0.35)
        panel.plot(said, is_so, "o-", color=_BLUE, markersize=2.8, linewidth=0.9, clip_on=False)
        panel.set_xscale("function", functions=_SQUARE_ROOT)
        panel.set_yscale("function", functions=_SQUARE_ROOT)
        for axis in (panel.xaxis, panel.yaxis):
            axis.set_ticks([0, 0.1, 0.5, 1], ["0", ".1", ".5", "1"])

    figure = _panels(calibration, draw_one)
    figure.supxlabel("probability given", fontsize=_LABEL)
    figure.supylabel("share that is so", fontsize=_LABEL)
    return figure


def _precision_recall(calibration: Calibration) -> Figure:
    def draw_one(panel: Axes, category: str, truth: Flags, found: Numbers) -> None:
        recall, precision = _curve(truth, found)
        panel.axhline(truth.mean(), color=_QUIET, linewidth=0.8, dashes=_DASHES)
        panel.fill_between(recall, precision, color=_BLUE, alpha=0.08, linewidth=0)
        panel.plot(recall, precision, color=_BLUE)
        panel.set_xticks([0, 0.5, 1], ["0", ".5", "1"])
        panel.set_yticks([0, 0.5, 1], ["0", ".5", "1"])
        is_named = found >= calibration.named_at[calibration.categories.index(category)]
        if is_named.any():
            right = (truth & is_named).sum()
            panel.plot(right / truth.sum(), right / is_named.sum(), "o", color=_RED, markersize=4.5)

    figure = _panels(calibration, draw_one)
    figure.supxlabel("recall", fontsize=_LABEL)
    figure.supylabel("precision", fontsize=_LABEL)
    return figure


def _curve(truth: Flags, found: Numbers) -> tuple[Numbers, Numbers]:
    """Return recall, rising evenly, and precision, at POINTS thresholds."""
    right = np.cumsum(truth[np.argsort(-found, kind="stable")])
    wanted = np.linspace(1, right[-1], POINTS).round()
    places = np.searchsorted(right, wanted)
    return wanted / right[-1], wanted / (places + 1)


# --- Thresholds -------------------------------------------------------------------


def _thresholds(calibration: Calibration, promise: PromiseFigures) -> Figure:
    """Return what is published unread below each threshold, and how much of it wrongly."""
    grid = np.linspace(0, 1, 2 * POINTS + 1)[1:]
    base_rate = promise.asked.base_rate
    clean, bad = (
        np.array([(calibration.held_from[chosen] < threshold).mean() for threshold in grid])
        for chosen in (calibration.is_clean, calibration.violates)
    )
    both = base_rate * bad + (1 - base_rate) * clean
    figure = Figure(figsize=(7.4, 4.6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True)
    for shares, colour, name in (
        (clean, _BLUE, "of the clean comments"),
        (both, _INK, "of all that arrives"),
        (bad, _RED, "of the violations"),
    ):
        upper.plot(grid, shares, color=colour, label=name)
    upper.legend(loc="lower right", frameon=False, labelcolor="linecolor", handlelength=1.2)
    upper.set_title("published unread")
    upper.set_ylim(0, 1.03)
    lower.plot(grid[both > 0], (base_rate * bad / np.maximum(both, 1e-12))[both > 0], color=_RED)
    lower.set_title("of what is published unread, breaks the charter")
    lower.set_ylim(0, base_rate * 1.15)
    lower.set_xlabel("a person reads from this probability of a violation on")
    lower.set_xlim(0, 1)
    for axes in (upper, lower):
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    _mark(upper, lower, promise)
    return figure


def _mark(upper: Axes, lower: Axes, promise: PromiseFigures) -> None:
    """Mark what was asked for, and where it is kept."""
    asked, bound = promise.asked, promise.published_wrongly
    lower.axhline(asked.published_wrongly, color=_INK, linewidth=0.8, dashes=_DASHES)
    promised = f"promised: at most {_percent(asked.published_wrongly)}"
    sure = f"with {_percent(asked.confidence)} confidence"
    lower.annotate(
        f"{promised}, {sure}",
        (1, asked.published_wrongly),
        xytext=(-4, -4),
        textcoords="offset points",
        ha="right",
        va="top",
    )
    if bound is None:
        return
    for axes in (upper, lower):
        axes.axvline(promise.review_at, color=_INK, linewidth=0.8, dashes=_DASHES)
    lower.plot(promise.review_at, bound, "o", color=_INK, markersize=4.5)
    upper.annotate(
        f"from {promise.review_at:.3f} on",
        (promise.review_at, 0),
        xytext=(5, 4),
        textcoords="offset points",
    )


def _percent(share: float) -> str:
    return f"{share:.1%}".replace(".0%", "%").replace("%", "\N{NO-BREAK SPACE}%")
