"""Reads the template books and fills their slots; the form of a book is told in training/templates/README.md."""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from training.writing import ADVISORY, CLAUSES, BadLine

BOOKS = Path(__file__).parent / "templates"
SLOT = re.compile(r"\{([^{}]+)\}")
MARK = re.compile(r"\[\[(.+?)(?:\|([@a-z_+0-9]+))?\]\]", re.DOTALL)
SENTENCE = re.compile(r"((?:^|[.!?…]\s|\n)(?:\[\[|[\"“„«'(]|\s)*)(\w)")
# "an hour", but "a union", "a European", "a one-off".
ARTICLE = re.compile(
    r"\b([Aa])( (?:\[\[)?)(?=[aeiouAEIOU])(?!(?:uni|use|usu|eu|one\b|once|UN|US|UK))"
)
DOTLESS = "\N{LATIN SMALL LETTER DOTLESS I}"

Row = dict[str, str]


@dataclass(frozen=True)
class Side:
    """One member of a family: the clauses as written (``@group`` asks the filler), and its frame."""

    clauses: tuple[str, ...]
    kind: str
    advisory: tuple[str, ...]
    unknown: bool
    frame: str


@dataclass(frozen=True)
class Family:
    """One template: two sides make a contrast pair, one stands alone."""

    id: str
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Piece:
    """A stretch of the text, with the clauses that it breaks."""

    text: str
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Book:
    """The templates and fillers of one language."""

    lang: str
    words: dict[str, tuple[str, ...]]
    tables: dict[str, tuple[Row, ...]]
    openings: tuple[str, ...]
    closings: tuple[str, ...]
    families: tuple[Family, ...] = field(default=())


def side(line: str) -> Side:
    """A line of the plain form, `clauses :: kind +advisory :: frame`."""
    parts = line.split(" :: ", 2)
    if len(parts) != 3:
        raise BadLine(f"expected 'clauses :: kind :: text': {line}")
    named, about, frame = (part.strip() for part in parts)
    kind, *flags = about.split()
    clauses = tuple(c for c in re.split(r"[,\s]+", named.rstrip("?").strip()) if c and c != "-")
    advisory = tuple(flag.removeprefix("+") for flag in flags)
    plain = {clause for clause in clauses if not clause.startswith("@")}
    if wrong := (plain - CLAUSES) | (set(advisory) - ADVISORY):
        raise BadLine(f"not known: {', '.join(sorted(wrong))}: {line}")
    return Side(clauses, kind, advisory, named.endswith("?"), frame.replace("\\n", "\n"))


def families(lang: str, written: str) -> tuple[Family, ...]:
    """The families of a book: `= name`, then one or two sides."""
    found: list[Family] = []
    for block in re.split(r"(?m)^= *", written)[1:]:
        name, *lines = (line.strip() for line in block.splitlines())
        sides = tuple(side(line) for line in lines if line and not line.startswith("#"))
        if not 1 <= len(sides) <= 2:
            raise BadLine(f"{lang}/{name} has {len(sides)} sides")
        found.append(Family(f"{lang}/{name}", sides))
    if len({family.id for family in found}) != len(found):
        raise BadLine(f"{lang}: two templates have one name")
    return tuple(found)


def table(written: str) -> tuple[Row, ...]:
    """The rows of a filler with fields; the first line names them."""
    head, *rows = (
        [cell.strip() for cell in line.split("|")]
        for line in written.strip().splitlines()
        if line.strip()
    )
    return tuple(dict(zip(head, row, strict=True)) for row in rows)


def read_book(lang: str) -> Book:
    """The book of a language, with the fillers that all of them share."""
    shared = tomllib.loads((BOOKS / "common.toml").read_text(encoding="utf-8"))
    told = tomllib.loads((BOOKS / f"{lang}.toml").read_text(encoding="utf-8"))
    words = {**shared["words"], **told["words"]}
    return Book(
        lang=lang,
        words={name: tuple(w.strip() for w in said.split("|")) for name, said in words.items()},
        tables={name: table(said) for name, said in told["tables"].items()},
        openings=tuple(told["openings"].strip().splitlines()),
        closings=tuple(told["closings"].strip().splitlines()),
        families=families(lang, told["templates"]),
    )


class Draw:
    """The choices of one filling; all sides of a family see the same ones."""

    def __init__(self, book: Book, rng: random.Random) -> None:
        self.book = book
        self.rng = rng
        self.chosen: dict[str, str] = {}
        self.rows: dict[str, Row] = {}

    def row(self, name: str) -> Row:
        """The row that was drawn for ``group``; ``group2`` is another one than ``group``."""
        if name not in self.rows:
            base = name.rstrip("0123456789")
            taken = [row for key, row in self.rows.items() if key.rstrip("0123456789") == base]
            free = [row for row in self.book.tables[base] if row not in taken]
            self.rows[name] = self.rng.choice(free)
        return self.rows[name]

    def word(self, slot: str) -> str:
        """What stands for ``{topic}``, ``{group.many}``, ``{this|that}`` or, in Turkish, ``{x+DA}``."""
        if "|" not in slot and "+" in slot:
            stem, _, ending = slot.partition("+")
            return harmonised(self.word(stem), ending)
        if "." in slot and "|" not in slot:
            name, _, cell = slot.partition(".")
            return self.row(name)[cell]
        if slot not in self.chosen:
            base = slot.rstrip("0123456789")
            options = tuple(slot.split("|")) if "|" in slot else self.book.words[base]
            taken = {said for key, said in self.chosen.items() if key.rstrip("0123456789") == base}
            self.chosen[slot] = self.rng.choice([said for said in options if said not in taken])
        return self.chosen[slot]

    def fill(self, frame: str) -> str:
        """The frame with every slot filled, the inner ones first; the marks stay."""
        while SLOT.search(frame):
            frame = SLOT.sub(lambda slot: self.word(slot[1]), frame)
        return mended(frame, self.book.lang)

    def clauses(self, named: tuple[str, ...]) -> tuple[str, ...]:
        """The clauses, with ``@group`` replaced by that of the group drawn."""
        told = (self.row(c[1:])["clause"] if c.startswith("@") else c for c in named)
        return tuple(dict.fromkeys(told))

    def pieces(self, frame: str, clauses: tuple[str, ...]) -> list[Piece]:
        """The filled frame cut at its marks; a bare mark stands for all of the side's clauses."""
        text, found, at = self.fill(frame), [], 0
        for mark in MARK.finditer(text):
            named = tuple(mark[2].split("+")) if mark[2] else clauses
            found += [Piece(text[at : mark.start()]), Piece(mark[1], self.clauses(named))]
            at = mark.end()
        return [piece for piece in (*found, Piece(text[at:])) if piece.text]


def harmonised(word: str, ending: str) -> str:
    """A Turkish word with an ending whose A, I and D follow it: ``Kürtler`` + ``In``."""
    vowels = [letter for letter in word.casefold() if letter in f"a{DOTLESS}oueiöü"]
    last = vowels[-1] if vowels else "e"
    back, round_ = last in f"a{DOTLESS}ou", last in "ouöü"
    narrow = ("u" if back else "ü") if round_ else (DOTLESS if back else "i")
    hard = word[-1].casefold() in "fstkçşhp"
    told = ending.replace("A", "a" if back else "e").replace("I", narrow)
    return word + told.replace("D", "t" if hard else "d")


def upper(text: str, lang: str) -> str:
    """Capitals as the language writes them."""
    return (text.replace("i", "İ") if lang == "tr" else text).upper()


def mended(text: str, lang: str) -> str:
    """What the filling of slots leaves to be set right: articles, contractions, capitals."""
    if lang == "en":
        text = ARTICLE.sub(r"\1n\2", text)
    if lang == "fr":
        text = re.sub(r"\bde les ", "des ", re.sub(r"\bde le ", "du ", text))
        text = re.sub(r"\bà les ", "aux ", re.sub(r"\bà le ", "au ", text))
    return SENTENCE.sub(lambda start: start[1] + upper(start[2], lang), text)
