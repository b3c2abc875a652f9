"""Turns examples in their plain written form into JSON lines; see training/examples/README.md.

python -m training.writing NOTES.txt training/examples/train/NAME.jsonl
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from stet.screening.clauses import DEFAULT_CLAUSES, OPTIONAL_CLAUSES

CLAUSES = frozenset(map(str, (*DEFAULT_CLAUSES, *OPTIONAL_CLAUSES)))
PROMOTION = frozenset({"commercial_promotion", "personal_promotion"})
ADVISORY = frozenset({"constructive", "publisher_criticism", "claim_evidence", "counter_speech"})
LANGUAGES = frozenset({"en", "ar", "ckb", "ku", "tr", "fa", "de", "fr"})
MARK = re.compile(r"\[\[(.+?)(?:\|([a-z_]+))?\]\]")


class BadLine(ValueError):
    """A line that is not an example, with what is wrong."""


def unmarked(text: str, clauses: list[str]) -> tuple[str, list[dict[str, Any]]]:
    """The text without its marks, and the places that they named."""
    plain, spans, at = "", [], 0
    for mark in MARK.finditer(text):
        plain += text[at : mark.start()]
        clause = mark[2] or (clauses[0] if len(clauses) == 1 else "")
        if clause not in clauses:
            raise BadLine(f"a mark needs one of the row's clauses, not {clause!r}")
        spans.append({"start": len(plain), "end": len(plain) + len(mark[1]), "clause": clause})
        plain += mark[1]
        at = mark.end()
    plain += text[at:]
    if "[[" in plain or "]]" in plain:
        raise BadLine("a mark is not closed")
    return plain, spans


def example(line: str, lang: str) -> dict[str, Any]:
    """One row of the plain form: `clauses :: kind +advisory :: text`."""
    parts = line.split(" :: ", 2)
    if len(parts) != 3:
        raise BadLine("expected 'clauses :: kind :: text'")
    named, about, marked = (part.strip() for part in parts)
    unknown = named.endswith("?")
    clauses = [c for c in re.split(r"[,\s]+", named.rstrip("?").strip()) if c and c != "-"]
    kind, *flags = about.split()
    advisory = [flag.removeprefix("+") for flag in flags]
    if wrong := (set(clauses) - CLAUSES) | (set(advisory) - ADVISORY):
        raise BadLine(f"not known: {', '.join(sorted(wrong))}")
    text, spans = unmarked(marked.replace("\\n", "\n"), clauses)
    abusive = bool(set(clauses) - PROMOTION - set(map(str, OPTIONAL_CLAUSES)))
    return {
        "lang": lang,
        "text": text,
        "clauses": clauses,
        "spans": spans,
        "kind": kind,
        "advisory": advisory,
        "overall": None if unknown else int(abusive),
    }


def examples(notes: str) -> tuple[list[dict[str, Any]], list[str]]:
    """All rows of a file in the plain form, and the lines that are wrong."""
    rows: list[dict[str, Any]] = []
    wrong: list[str] = []
    seen: set[str] = set()
    lang = "en"
    for number, raw in enumerate(notes.splitlines(), 1):
        line = raw.strip()
        if line.startswith("# lang:"):
            lang = line.split(":", 1)[1].strip()
            if lang not in LANGUAGES:
                wrong.append(f"line {number}: no such language: {lang}")
        if not line or line.startswith("#"):
            continue
        try:
            row = example(line, lang)
        except BadLine as problem:
            wrong.append(f"line {number}: {problem}")
            continue
        if row["text"].casefold() in seen:
            wrong.append(f"line {number}: the same text stands above")
            continue
        seen.add(row["text"].casefold())
        rows.append(row)
    return rows, wrong


def main(notes: Path, out: Path) -> None:
    rows, wrong = examples(notes.read_text(encoding="utf-8"))
    with out.open("w", encoding="utf-8") as lines:
        for number, row in enumerate(rows, 1):
            named = {"id": f"{out.stem}-{number:04}", **row}
            lines.write(json.dumps(named, ensure_ascii=False) + "\n")
    counts = Counter(clause for row in rows for clause in row["clauses"] or ["fine"])
    print(f"{len(rows)} rows: {dict(counts.most_common())}")
    print(f"{dict(Counter(row['lang'] for row in rows))}")
    print("\n".join(wrong))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
