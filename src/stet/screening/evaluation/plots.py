"""The report's plots, each one SVG file. They need matplotlib, of the extra `evaluate`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from stet.screening.corpora.heads import OVERALL
from stet.screening.evaluation.figures import (
    CALIBRATED,
    ENOUGH_TO_CALIBRATE,
    MAIN,
    OfGroup,
    Suggested,
)
from stet.screening.evaluation.measuring import Measured
from stet.screening.evaluation.metrics import (
    Bools,
    Floats,
    precision_recall_curve,
    reliability,
    roc_auc,
    roc_curve,
)
from stet.screening.evaluation.naming import name_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Distinct in grey print and to colour-blind eyes.
OURS: Final = "#1f4e79"
RIVAL: Final = "#c0662b"
APPROVE: Final = "#8fb9a8"
LOOK: Final = "#e7c66b"
REJECT: Final = "#a63d40"
INK: Final = "#2b2b2b"
FAINT: Final = "#b9b9b9"
OTHERS: Final = (RIVAL, "#6b8e23", "#8a6bbe", "#7f7f7f")

# A share of fewer rows than this would say more of chance than of a group.
ENOUGH_TO_DRAW: Final = 30
# More points than this cannot be told apart in a plot of this size.
_POINTS: Final = 160
_STYLE: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",  # letters stay letters: small files, and they can be searched
    "svg.hashsalt": "stet",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.titlesize": 9,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
}


@contextmanager
def drawing(path: Path, wide: float, high: float) -> Iterator[Figure]:
    """A figure of some inches, written when the block ends; the same figure gives the same file."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(_STYLE):
        figure = Figure(figsize=(wide, high), layout="constrained")
        yield figure
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})


def curves(path: Path, rows: Measured) -> bool:
    """ROC and precision-recall curves of what a set is about; False where it lacks one of the classes."""
    truth, score, _ = rows.asked(MAIN.get(rows.name, OVERALL))
    if truth.all() or not truth.any():
        return False
    lines = [("ours", OURS, truth, score)]
    both = rows.rows(~np.isnan(rows.rival))
    if len(both):
        theirs, _, _ = both.asked(OVERALL)
        lines.append(("Perspective", RIVAL, theirs, both.rival))
    with drawing(path, 4.6, 2.4) as figure:
        left, right = figure.subplots(1, 2)
        left.plot([0, 1], [0, 1], color=FAINT, linewidth=0.8)
        right.axhline(float(truth.mean()), color=FAINT, linewidth=0.8)
        for name, colour, true, scored in lines:
            left.plot(*_thinned(*roc_curve(true, scored)), color=colour, label=name)
            precision, recall = precision_recall_curve(true, scored)
            right.plot(*_thinned(recall, precision), color=colour)
        _square(left, "harmless comments caught", "abusive comments caught")
        _square(right, "recall", "precision")
        if len(lines) > 1:
            left.legend(loc="lower right")
    return True


def reliabilities(path: Path, together: Measured) -> list[str]:
    """Reliability diagrams, overall and of each clause with enough positives; their heads."""
    columns = {head: together.asked(head)[:2] for head in CALIBRATED}
    heads = [head for head, (truth, _) in columns.items() if truth.sum() >= ENOUGH_TO_CALIBRATE]
    if not heads:
        return []
    across = min(4, len(heads))
    down = -(-len(heads) // across)
    with drawing(path, 2.1 * across, 2.2 * down) as figure:
        axes = figure.subplots(down, across, squeeze=False)
        for at, axis in enumerate(axes.flat):
            if at >= len(heads):
                axis.set_axis_off()
                continue
            bins = reliability(*columns[heads[at]])
            axis.plot([0, 1], [0, 1], color=FAINT, linewidth=0.8)
            axis.plot(
                [one.score for one in bins],
                [one.truth for one in bins],
                color=OURS, marker="o", markersize=3, linewidth=1,
            )  # fmt: skip
            _square(axis, "score", "share that is so")
            axis.set_title(name_of(heads[at]))
    return heads


def distributions(path: Path, rows: Measured) -> None:
    """How the scores of harmless and of abusive rows are spread, ours beside Perspective's."""
    both = rows.rows(~np.isnan(rows.rival))
    truth, score, _ = both.asked(OVERALL)
    with drawing(path, 7.2, 2.6) as figure:
        for axis, name, scored in zip(
            figure.subplots(1, 2, sharey=True),
            ("ours", "the real Perspective"),
            (score, both.rival),
            strict=True,
        ):
            _histogram(axis, truth, scored)
            axis.set_title(f"{name} (ROC AUC {roc_auc(truth, scored):.3f})")
            axis.set_xlabel("score")
        figure.axes[0].set_ylabel("share of its rows")
        figure.axes[0].legend()


def _histogram(axis: Axes, truth: Bools, score: Floats) -> None:
    edges = np.linspace(0.0, 1.0, 21)
    for name, colour, chosen in (("harmless", APPROVE, ~truth), ("abusive", REJECT, truth)):
        part = score[chosen]
        if len(part):
            weights = np.full(len(part), 1.0 / len(part))
            axis.hist(
                part, bins=edges.tolist(), weights=weights, color=colour, alpha=0.65, label=name
            )


def suggestions(path: Path, rows: Sequence[tuple[str, Suggested]]) -> None:
    """A bar for each, of the shares suggested to be approved, looked at and rejected."""
    with drawing(path, 7.2, 0.9 + 0.26 * len(rows)) as figure:
        axis = figure.subplots()
        names = [f"{name} ({one.rows:,})" for name, one in rows][::-1]
        start = np.zeros(len(rows))
        for label, colour, pick in _PARTS:
            part = np.array([pick(one) for _, one in rows])[::-1]
            axis.barh(names, part, left=start, color=colour, label=label, height=0.75)
            start += part
        _shares(axis)
        axis.set_xlim(0, 1)
        figure.legend(loc="outside upper right", ncols=3)


_PARTS: Final[tuple[tuple[str, str, Callable[[Suggested], float]], ...]] = (
    ("approve", APPROVE, lambda one: one.approve),
    ("look", LOOK, lambda one: one.look),
    ("reject", REJECT, lambda one: one.reject),
)


def mentions(path: Path, groups: Sequence[OfGroup]) -> None:
    """For each group with enough harmless rows, the share of them that is rejected and that is looked at."""
    rows = [one for one in groups if one.fine.rows >= ENOUGH_TO_DRAW]
    with drawing(path, 7.2, 0.9 + 0.26 * len(rows)) as figure:
        axis = figure.subplots()
        names = [f"{name_of(one.group)} ({one.fine.rows:,})" for one in rows][::-1]
        start = np.zeros(len(rows))
        for label, colour, pick in (_PARTS[2], _PARTS[1]):
            part = np.array([pick(one.fine) for one in rows])[::-1]
            axis.barh(names, part, left=start, color=colour, label=label, height=0.75)
            start += part
        _shares(axis)
        figure.legend(loc="outside upper right", ncols=2)


def others(path: Path, areas: Mapping[str, Mapping[str, float]]) -> None:
    """For each set a row of dots: the ROC AUC of ours and of each of the others."""
    scorers = list(dict.fromkeys(name for of_set in areas.values() for name in of_set))
    with drawing(path, 7.2, 0.9 + 0.26 * len(areas)) as figure:
        axis = figure.subplots()
        names = list(areas)[::-1]
        for at, scorer in enumerate(scorers):
            there = [name for name in names if scorer in areas[name]]
            colour = OURS if scorer == "ours" else OTHERS[(at - 1) % len(OTHERS)]
            axis.scatter(
                [areas[name][scorer] for name in there],
                [names.index(name) for name in there],
                color=colour, label=scorer, s=28, zorder=3 if scorer == "ours" else 2,
            )  # fmt: skip
        axis.set_yticks(range(len(names)), names)
        axis.grid(color="#e6e6e6")
        axis.set_axisbelow(True)
        axis.set_xlabel("ROC AUC")
        figure.legend(loc="outside upper right", ncols=len(scorers))


def _shares(axis: Axes) -> None:
    from matplotlib.ticker import PercentFormatter

    axis.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=None))
    axis.tick_params(axis="y", length=0)
    axis.margins(y=0.01)
    axis.grid(axis="x", color="#e6e6e6")
    axis.set_axisbelow(True)


def _square(axis: Axes, across: str, up: str) -> None:
    axis.set(xlabel=across, ylabel=up, xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
    axis.set_xticks([0, 0.5, 1])
    axis.set_yticks([0, 0.5, 1])


def _thinned(across: Floats, up: Floats) -> tuple[Floats, Floats]:
    """At most so many points, evenly along the curve, its ends kept."""
    if len(across) <= _POINTS:
        return across, up
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(across), np.diff(up)))])
    wanted = np.linspace(0.0, along[-1], _POINTS)
    chosen = np.unique(np.searchsorted(along, wanted).clip(0, len(along) - 1))
    return across[chosen], up[chosen]
