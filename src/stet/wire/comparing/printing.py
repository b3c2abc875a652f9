"""A comparison in words and bars for the terminal, as JSON, and as a page with a plot."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from stet.screening.evaluation import pages, plots
from stet.wire.comparing.measuring import BINS, At, Compared, Floats
from stet.wire.comparing.reading import Reading

PAGE: Final = "compare.html"
_PLOT: Final = "distributions.svg"
_BAR: Final = 28  # columns of the longest bar, so that two fit into 80


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared: the attribute, the screener's name and version, what was read, what came out."""

    attribute: str
    screener: str
    reading: Reading
    unserved: int
    found: Compared


def as_text(one: Comparison) -> str:
    """Everything, in at most 80 columns."""
    parts = [_head(one), _thresholds(one.found), _advice(one.found), _bars(one.found)]
    return "\n\n".join(part for part in parts if part)


def _head(one: Comparison) -> str:
    found, left = one.found, one.reading
    lines = [
        f"{one.attribute}: {found.rows:,} texts, theirs beside {one.screener}",
        f"correlation {_number(found.pearson)}, of ranks {_number(found.spearman)}",
    ]
    if found.decided:
        told = found.decided
        lines.append(
            f"against {told.rows:,} of your decisions ({told.rejected:,} rejections), ROC AUC: "
            f"ours {_number(told.ours, 3)}, theirs {_number(told.theirs, 3)}"
        )
    if left.textless or left.scoreless:
        lines.append(
            f"left out: {left.textless:,} without a text, {left.scoreless:,} without a score"
        )
    if one.unserved:
        lines.append(f"of these, {one.unserved:,} are in a language that is not served: kept apart")
    return "\n".join(lines)


_HEADS: Final = (
    "theirs",
    "they flag",
    "we at the same",
    "agree",
    "ours instead",
    "agree",
    "kappa",
    "AUC",
)


def _cells(at: At) -> tuple[str, ...]:
    return (
        f"{at.threshold:.2f}",
        f"{at.theirs:.1%}",
        f"{at.ours:.1%}",
        f"{at.agree_same:.1%}",
        f"{at.instead:.3f}" if at.theirs else "-",
        f"{at.agree:.1%}",
        _number(at.kappa),
        _number(at.area),
    )


def _thresholds(found: Compared) -> str:
    rows = [_HEADS, *(_cells(at) for at in found.at)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def _advice(found: Compared) -> str:
    lines = [
        f"Where you compare with {at.threshold:.2f}, {at.instead:.3f} flags as many here ({at.theirs:.1%})."
        for at in found.at
        if at.enough
    ]
    few = [f"{at.threshold:.2f}" for at in found.at if not at.enough]
    if few:
        lines.append(f"Too few of these texts reach {', '.join(few)} to say anything of it.")
    return "\n".join(lines)


def _bars(found: Compared) -> str:
    """Both distributions, from 0 at the top to 1; a bar's length grows with the root of its share."""
    longest = math.sqrt(max(float(found.ours.max()), float(found.theirs.max())))
    lines = [f"{'score':>5}  {'theirs':<{_BAR}}  ours"]
    for at in range(BINS):
        theirs, ours = (_bar(float(shares[at]), longest) for shares in (found.theirs, found.ours))
        lines.append(f"{at / BINS:>5.2f}  {theirs:<{_BAR}}  {ours}".rstrip())
    lines.append("(a bar four times as long stands for sixteen times as many)")
    return "\n".join(lines)


def _bar(share: float, longest: float) -> str:
    length = round(_BAR * math.sqrt(share) / longest) if longest else 0
    return "█" * length or ("▏" if share else "")


def _number(value: float, places: int = 2) -> str:
    return "-" if math.isnan(value) else f"{value:.{places}f}"


def as_dict(one: Comparison) -> dict[str, Any]:
    """The same as one JSON object; figures that cannot be had are null."""
    found = one.found
    return {
        "attribute": one.attribute,
        "screener": one.screener,
        "rows": found.rows,
        "left_out": {"without_text": one.reading.textless, "without_score": one.reading.scoreless},
        "unserved": one.unserved,
        "pearson": _plain(found.pearson),
        "spearman": _plain(found.spearman),
        "thresholds": [
            {name: _plain(getattr(at, name)) for name in At.__dataclass_fields__} for at in found.at
        ],
        "decisions": found.decided
        and {
            "rows": found.decided.rows,
            "rejected": found.decided.rejected,
            "roc_auc": {"ours": found.decided.ours, "theirs": found.decided.theirs},
        },
        "histogram": {"ours": list(found.ours), "theirs": list(found.theirs)},
    }


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else value


def write_page(one: Comparison, folder: Path) -> Path:
    """Writes a page and its plot into ``folder``; needs the extra `evaluate`. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    _draw(folder / _PLOT, one.found.theirs, one.found.ours)
    table = pages.table(
        "What flags as many, and how far the flags agree",
        _HEADS,
        [_cells(at) for at in one.found.at],
    )
    figure = pages.figure(
        _PLOT,
        "Two histograms of scores from 0 to 1, theirs above and ours below.",
        "How both scores are spread over the texts.",
    )
    sections = [
        ("agreement", "Agreement", pages.says(*_head(one).splitlines()) + table),
        ("thresholds", "Thresholds", pages.says(*_advice(one.found).splitlines())),
        ("distributions", "Distributions", figure),
    ]
    lead = pages.says(
        "Scores of past comments by another service, beside ours. No comment is in here."
    )
    page = pages.page(f"{one.attribute} compared", lead, sections, pages.says(one.screener))
    path = folder / PAGE
    path.write_text(page, encoding="utf-8")
    return path


def _draw(path: Path, theirs: Floats, ours: Floats) -> None:
    middles = (np.arange(BINS) + 0.5) / BINS
    with plots.drawing(path, 7.2, 3.6) as figure:
        axes = figure.subplots(2, 1, sharex=True)
        named = (("theirs", plots.RIVAL, theirs), ("ours", plots.OURS, ours))
        for axis, (name, colour, shares) in zip(axes, named, strict=True):
            axis.bar(middles, shares, width=0.9 / BINS, color=colour)
            axis.set_title(name)
            axis.set_ylabel("share of texts")
        axes[-1].set_xlabel("score")
