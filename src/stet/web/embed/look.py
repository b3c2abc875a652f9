"""What a publisher's page wishes for the frame's colours and type, as far as people can read it.

The frame's first painting has the wishes in it, so that nothing moves or changes colour afterwards.
Contrast is that of WCAG 2.2: 4.5 to 1 for text (1.4.3), 3 to 1 for the borders of fields (1.4.11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TEXT, EDGE = 4.5, 3.0
_COLOUR = re.compile(r"[0-9a-f]{6}")
_FAMILIES = re.compile(r"[\w\s,'\"-]{1,200}")
_GENERIC = frozenset(
    {"serif", "sans-serif", "monospace", "cursive", "system-ui", "ui-serif", "ui-sans-serif"}
    | {"ui-rounded", "ui-monospace"}
)
_TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6});")
_SHEET = Path(__file__).parent.parent / "static" / "stet" / "embed.css"
# Text of these colours stands on the page's background.
_ON_PAPER = ("ink", "muted", "accent", "good", "bad", "warn")
_GROUNDS = ("paper", "raised", "accent-wash")

# Where the frame's own style sheet names fonts.
_EVERYWHERE = ":root, :lang(ar), :lang(ckb), :lang(fa), :lang(ur)"

Palette = Mapping[str, str]


@dataclass(frozen=True)
class Look:
    """``accent`` and ``background`` are six hexadecimal digits, ``font`` families with commas between."""

    accent: str = ""
    background: str = ""
    font: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """The wishes as a query has them."""
        wishes = {"accent": self.accent, "background": self.background, "font": self.font}
        return {name: value for name, value in wishes.items() if value}


NO_LOOK = Look()


def look_of(given: Mapping[str, str]) -> Look:
    """The wishes in a query, in one spelling each; what is no colour or no list of names is left out."""
    accent, background = (given.get(name, "").lower() for name in ("accent", "background"))
    return Look(
        accent if _COLOUR.fullmatch(accent) else "",
        background if _COLOUR.fullmatch(background) else "",
        _families(given.get("font", "")),
    )


def _families(wished: str) -> str:
    if not _FAMILIES.fullmatch(wished):
        return ""
    names = [" ".join(re.sub(r"['\"]", " ", part).split()) for part in wished.split(",")]
    return ", ".join(filter(None, names))


def _quoted(families: str) -> str:
    """The list with every name in quotation marks, so that it can be nothing else."""
    names = families.split(", ")
    return ", ".join(name.lower() if name.lower() in _GENERIC else f'"{name}"' for name in names)


def rules(look: Look) -> str:
    """The style sheet that puts the look on: for light and for dark, what can be read in each."""
    parts = []
    if look.font:
        families = _quoted(look.font)
        parts.append(f"{_EVERYWHERE} {{ --sans: {families}; --serif: {families}; }}")
    for theme in ("light", "dark"):
        tokens = dressed(look, theme)
        if tokens:
            said = " ".join(f"--{name}: {value};" for name, value in tokens.items())
            parts.append(f"@media screen {{ .theme-{theme} {{ {said} }} }}")
            auto = f"@media screen and (prefers-color-scheme: {theme})"
            parts.append(f"{auto} {{ .theme-auto {{ {said} }} }}")
    return "\n".join(parts)


def dressed(look: Look, theme: str) -> Palette:
    """The colours that change, of ``light`` or ``dark``."""
    before, changed = palette(theme), dict[str, str]()
    if look.background:
        changed |= _behind(f"#{look.background}", before)
    if look.accent:
        chosen, now = f"#{look.accent}", {**before, **changed}
        if all(contrast(chosen, now[ground]) >= TEXT for ground in _GROUNDS):
            on = "#fff" if contrast(chosen, "#fff") >= TEXT else "#000"
            changed |= {"accent": chosen, "on-accent": on}
    return changed


def _behind(paper: str, before: Palette) -> Palette:
    """The background, if everything that stands on it can be read."""
    if not all(contrast(before[name], paper) >= TEXT for name in _ON_PAPER):
        return {}
    edge = before["edge"] if contrast(before["edge"], paper) >= EDGE else before["muted"]
    return {"paper": paper, "raised": paper, "edge": edge}


@cache
def palette(theme: str) -> Palette:
    """The colours of ``light`` or ``dark`` as the frame's own style sheet has them."""
    sheet = _SHEET.read_text()
    block = sheet.partition(f".theme-{theme} {{")[2].partition("}")[0]
    return dict(_TOKEN.findall(block))


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
