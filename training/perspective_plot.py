"""Draws two score distributions as an SVG that needs no library and reads in light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

WIDTH, HEIGHT = 720, 300
LEFT, TOP, ACROSS, DOWN = 60, 40, 270, 200
GAP = 80
BINS = 20
# Shares from one in ten thousand to all: few comments are toxic, and those few are the point.
LOWEST = 1e-4
_OPENING = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
    'font-family="sans-serif" font-size="12" fill="#777">'
)
STYLES = (("real API", "#b4541a", "none"), ("Stet", "#1f6fb2", "6 4"))


def plot(theirs: Sequence[float], ours: Sequence[float]) -> str:
    """Left how the scores are spread, right which share of the comments is above a threshold."""
    thresholds = [step / 100 for step in range(0, 100, 2)]
    parts = [
        _OPENING,
        "<title>TOXICITY of the same comments by the real Perspective API and by Stet</title>",
        *_frame(0, "share of the comments in each twentieth"),
        *_frame(1, "share of the comments above the threshold"),
    ]
    for scores, style in zip((theirs, ours), STYLES, strict=True):
        parts.append(_line(0, _spread(scores), style))
        above = [(at, sum(score > at for score in scores) / len(scores)) for at in thresholds]
        parts.append(_line(1, above, style))
    for row, (name, colour, dashes) in enumerate(STYLES):
        x, y = LEFT + 170, TOP + 20 + 18 * row
        parts.append(_stroke(f"M{x} {y}h30", colour, dashes))
        parts.append(f'<text x="{x + 38}" y="{y + 4}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _spread(scores: Sequence[float]) -> list[tuple[float, float]]:
    """The corners of a histogram."""
    counts = [0] * BINS
    for score in scores:
        counts[min(int(score * BINS), BINS - 1)] += 1
    corners = []
    for at, count in enumerate(counts):
        share = count / len(scores)
        corners += [(at / BINS, share), ((at + 1) / BINS, share)]
    return corners


def _x(panel: int, at: float) -> float:
    return round(LEFT + panel * (ACROSS + GAP) + at * ACROSS, 1)


def _y(share: float) -> float:
    depth = log10(max(share, LOWEST)) / log10(LOWEST)
    return round(TOP + depth * DOWN, 1)


def _line(panel: int, points: Sequence[tuple[float, float]], style: tuple[str, str, str]) -> str:
    path = "L".join(f"{_x(panel, at)} {_y(share)}" for at, share in points)
    return _stroke(f"M{path}", *style[1:])


def _stroke(path: str, colour: str, dashes: str) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dashes}"/>'
    )


def _frame(panel: int, title: str) -> list[str]:
    left, bottom = _x(panel, 0), TOP + DOWN
    parts = [
        f'<text x="{left}" y="{TOP - 16}">{title}</text>',
        f'<path d="M{left} {TOP}v{DOWN}h{ACROSS}" fill="none" stroke="#777"/>',
    ]
    for tenth in range(0, 11, 2):
        x = _x(panel, tenth / 10)
        parts.append(f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{tenth / 10:g}</text>')
    for share, name in ((1.0, "100 %"), (0.1, "10 %"), (0.01, "1 %"), (1e-3, "0.1 %"), (1e-4, "0.01 %")):  # fmt: skip
        y = _y(share)
        parts.append(f'<path d="M{left} {y}h{ACROSS}" stroke="#7773" fill="none"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{name}</text>')
    parts.append(
        f'<text x="{left + ACROSS / 2}" y="{bottom + 36}" text-anchor="middle">TOXICITY</text>'
    )
    return parts
