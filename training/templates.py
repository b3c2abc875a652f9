"""Endless examples from the template books, in pairs that differ by few words and by their label.

A fixed tenth of the templates is held out: ``generate`` yields it only when asked, for measuring.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from training.filling import Book, Draw, Family, Piece, Side, read_book
from training.noise import untidy
from training.writing import PROMOTION

# Most readers write English here; the others have fewer templates, so more would only repeat them.
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"en": 0.4, "ar": 0.13, "ckb": 0.13, "ku": 0.1, "tr": 0.12, "de": 0.06, "fr": 0.06}
)
# So many fillings in a row that were all said before: the books hold no more.
SPENT = 5000

Example = dict[str, Any]
Choices = dict[str, tuple[list[list[Family]], list[float]]]


class Spent(ValueError):
    """The templates hold no more texts than were asked for."""


def held_out(template_id: str) -> bool:
    """Whether a template is among the tenth that measures and never teaches."""
    digest = hashlib.sha256(template_id.encode()).digest()
    return int.from_bytes(digest[:8], "big") % 10 == 0


@cache
def book(lang: str) -> Book:
    """The book of a language, read once."""
    return read_book(lang)


def labels(family: Family) -> set[str]:
    """The clauses that some side breaks, ``@group`` standing for whatever is drawn."""
    return {clause for side in family.sides for clause in side.clauses} or {"fine"}


def choices(langs: Iterable[str], reserved: bool) -> Choices:
    """For each language its templates by label, and how often each label is to be drawn.

    A label weighs as the root of its templates: rare clauses are seen more often, yet not so often
    that their few frames are learnt by heart.
    """
    found: Choices = {}
    for lang in langs:
        by_label: dict[str, list[Family]] = {}
        for family in book(lang).families:
            if held_out(family.id) == reserved:
                for label in sorted(labels(family)):
                    by_label.setdefault(label, []).append(family)
        if by_label:
            groups = [by_label[label] for label in sorted(by_label)]
            found[lang] = groups, [math.sqrt(len(group)) for group in groups]
    return found


def surrounded(draw: Draw, rng: random.Random) -> tuple[str, str]:
    """A neutral sentence before and after, or nothing."""
    chance = rng.random()
    before = rng.choice(draw.book.openings) if chance < 0.35 else ""
    after = rng.choice(draw.book.closings) if 0.25 < chance < 0.6 else ""
    return (f"{draw.fill(before)} " if before else "", f" {draw.fill(after)}" if after else "")


def joined(pieces: list[Piece]) -> tuple[str, list[dict[str, Any]]]:
    """The text, and the spans of its marked pieces."""
    text, spans = "", []
    for piece in pieces:
        place = {"start": len(text), "end": len(text) + len(piece.text)}
        spans += [{**place, "clause": clause} for clause in piece.clauses]
        text += piece.text
    return text, spans


def example(draw: Draw, side: Side, around: tuple[str, str], rng: random.Random) -> Example:
    """One side of a template as a row, still without its names."""
    before, after = around
    filled = [Piece(before), *draw.pieces(side.frame, side.clauses), Piece(after)]
    pieces = untidy([piece for piece in filled if piece.text], draw.book.lang, rng)
    text, spans = joined(pieces)
    clauses = list(draw.clauses(side.clauses))
    return {
        "lang": draw.book.lang,
        "text": text,
        "clauses": clauses,
        "spans": spans,
        "kind": side.kind,
        "advisory": list(side.advisory),
        "overall": None if side.unknown else int(bool(set(clauses) - PROMOTION)),
    }


def rows_of(family: Family, told: Book, rng: random.Random) -> list[Example]:
    """All sides of a template with one and the same filling."""
    draw = Draw(told, rng)
    around = surrounded(draw, rng)
    return [example(draw, side, around, rng) for side in family.sides]


def generate(
    count: int,
    seed: int,
    *,
    weights: Mapping[str, float] = WEIGHTS,
    held_out: bool = False,
) -> Iterator[Example]:
    """``count`` different rows, the same for the same seed; the two sides of a pair follow each other."""
    rng = random.Random(f"{seed}/{held_out}")
    by_lang = choices([lang for lang in weights if weights[lang] > 0], held_out)
    langs = list(by_lang)
    seen: set[str] = set()
    given = fruitless = 0
    while given < count:
        (lang,) = rng.choices(langs, [weights[lang] for lang in langs])
        (group,) = rng.choices(*by_lang[lang])
        family = rng.choice(group)
        rows = rows_of(family, book(lang), rng)
        said = {row["text"].casefold() for row in rows}
        fruitless = 0 if seen.isdisjoint(said) and len(said) == len(rows) else fruitless + 1
        if fruitless > SPENT:
            raise Spent(f"only {given} different texts were found")
        if fruitless:
            continue
        seen |= said
        pair = f"{family.id}-{seed}-{given:06}" if len(rows) == 2 else None
        for row in rows[: count - given]:
            yield {
                "id": f"{family.id}-{seed}-{given:06}",
                **row,
                "template": family.id,
                "pair": pair,
            }
            given += 1
