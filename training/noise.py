"""Makes filled templates less tidy: typing errors, capitals, punctuation; the marked words keep their marks."""

from __future__ import annotations

import random
import re

from training.filling import DOTLESS, Piece, upper

LONG_WORD = re.compile(r"(?<![\w@./*])[^\W\d_]{5,}(?![\w@*]|[./]\w|://)")
ENDINGS = ("", "", "", "!", "!!", "...", "…", " .")
CASELESS = frozenset({"ar", "ckb"})


def misspelt(text: str, rng: random.Random) -> str:
    """The text with two letters of one long word swapped, or one of them doubled."""
    words = list(LONG_WORD.finditer(text))
    if not words:
        return text
    word = rng.choice(words)
    at = rng.randrange(word.start() + 1, word.end() - 2)
    first, second = text[at], text[at + 1]
    changed = second + first if rng.random() < 0.6 else first + first + second
    return text[:at] + changed + text[at + 2 :]


def with_typos(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    """One or two typing errors, seldom inside the marked words."""
    pieces = list(pieces)
    for _ in range(rng.choice((1, 1, 2))):
        weights = [len(piece.text) * (0.3 if piece.clauses else 1.0) for piece in pieces]
        (at,) = rng.choices(range(len(pieces)), weights)
        pieces[at] = Piece(misspelt(pieces[at].text, rng), pieces[at].clauses)
    return pieces


def with_ending(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    """Another full stop at the end, or none."""
    *before, last = pieces
    if not last.text.endswith((".", "!")) or last.clauses:
        return pieces
    bare = last.text.rstrip(".!") + rng.choice(ENDINGS)
    return [*before, Piece(bare)] if bare.strip() else before


def with_case(pieces: list[Piece], lang: str, rng: random.Random) -> list[Piece]:
    """All in small letters, or, seldom, all in capitals."""
    if lang in CASELESS:
        return pieces
    if rng.random() < 0.2:
        return [Piece(upper(piece.text, lang), piece.clauses) for piece in pieces]
    return [Piece(lowered(piece.text, lang), piece.clauses) for piece in pieces]


def lowered(text: str, lang: str) -> str:
    """Small letters as the language writes them, one for each capital."""
    return (text.replace("İ", "i").replace("I", DOTLESS) if lang == "tr" else text).lower()


def untidy(pieces: list[Piece], lang: str, rng: random.Random) -> list[Piece]:
    """The pieces with a little of each disorder, most of them with none."""
    if rng.random() < 0.12:
        pieces = with_typos(pieces, rng)
    if rng.random() < 0.2:
        pieces = with_ending(pieces, rng)
    if rng.random() < 0.12:
        pieces = with_case(pieces, lang, rng)
    if rng.random() < 0.06:
        pieces = [Piece(re.sub(r"(?<=\w)[,،] ", " ", p.text), p.clauses) for p in pieces]
    return pieces
