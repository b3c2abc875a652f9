"""What the rules-based screener suggests for labelled comments.

    python -m benchmarks.screening_corpus --corpus DIR [--rows N] [--set NAME ...]

DIR holds NAME.jsonl.gz files of {"id", "text", "labels"} rows. Prints, for each set, the share of
each suggestion among rows that the set's annotators called fine and among those they did not. Their
question is seldom ours: a set about sexism calls a swearing text fine. Read the numbers with that.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stet.screening.findings import Case
from stet.screening.relevance import relevance
from stet.screening.screener import default_screener
from stet.screening.types import ArticleContext, Screening, Submission
from stet.text.facts import text_facts

Labels = Mapping[str, Any]
RELEVANCE = "relevance_pairs_derived"
PROMOTION = {"commercial_promotion", "personal_promotion"}


def _civil(labels: Labels) -> bool:
    """Most annotators named at least one kind of toxicity."""
    most = max(1, labels["n_annotators"]) / 2
    kinds = ("insult", "profane_obscene", "identity_attack", "threat", "other_toxicity")
    return labels["n_not_toxic"] <= most and any(labels[f"n_{kind}"] >= most for kind in kinds)


# Set -> whether its labels call a row a violation.
SETS: dict[str, Callable[[Labels], bool]] = {
    "toxic_spans_civil": _civil,
    "jigsaw_subset": lambda labels: any(labels.values()),
    "youtube_spam": lambda labels: bool(labels["spam"]),
    "ukp_nyt_comments": lambda _: False,
    "cyber2021_ar": lambda labels: labels["class"] == "cyber",
    "l_hsab": lambda labels: labels["class"] != "normal",
    "osact4": lambda labels: labels["offensive"] == "OFF",
    "troff": lambda labels: labels["class"] != "non",
    "pars_offensive": lambda labels: labels["label"] == "Offensive",
    "germeval2018": lambda labels: labels["task1"] == "OFFENSE",
}


def rows_of(path: Path, most: int) -> list[dict[str, Any]]:
    """Up to `most` rows, always the same ones."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    random.Random(1).shuffle(rows)
    return rows[:most]


def screened(rows: list[dict[str, Any]]) -> list[Screening]:
    screener = default_screener()
    submissions = [Submission(str(row["id"]), row["text"]) for row in rows]
    results: list[Screening] = []
    for at in range(0, len(submissions), 64):
        results += screener.screen(submissions[at : at + 64])
    return results


def show(name: str, rows: list[dict[str, Any]], results: list[Screening]) -> None:
    truth = [SETS[name](row["labels"]) for row in rows]
    suggested = [str(result.suggestion) for result in results]
    counts = Counter(zip(truth, suggested, strict=True))
    for violation, title in ((False, "fine"), (True, "violation")):
        total = sum(n for (is_violation, _), n in counts.items() if is_violation == violation)
        if total:
            parts = ("approve", "look", "reject")
            shares = "  ".join(f"{part} {counts[violation, part] / total:6.1%}" for part in parts)
            print(f"{name:20} {title:10} {total:6}  {shares}")
    if name == "youtube_spam":
        found = [bool(PROMOTION & set(result.clauses)) for result in results]
        hits = sum(f and t for f, t in zip(found, truth, strict=True))
        print(
            f"{'':20} promotion: precision {hits / sum(found):.3f}, recall {hits / sum(truth):.3f}"
        )


def show_relevance(rows: list[dict[str, Any]]) -> None:
    """How often a comment scores higher with its own article than one with another's (ROC AUC)."""
    own: list[float] = []
    others: list[float] = []
    for row in rows:
        article = row["article"]
        context = ArticleContext(article.get("title") or "", article.get("description") or "")
        submission = Submission(str(row["id"]), row["text"], article=context)
        score = relevance(Case(submission, text_facts(row["text"])))
        if score is not None:
            (own if row["labels"]["on_topic"] else others).append(score)
    others.sort()
    wins = sum(bisect_left(others, s) + bisect_right(others, s) for s in own) / 2
    print(
        f"{RELEVANCE:20} ROC AUC {wins / (len(own) * len(others)):.3f} of {len(own) + len(others)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of NAME.jsonl.gz files")
    parser.add_argument("--rows", type=int, default=4_000, help="at most this many rows of a set")
    parser.add_argument("--set", action="append", choices=sorted((*SETS, RELEVANCE)), dest="sets")
    asked = parser.parse_args()
    print(default_screener().identity)
    for name in asked.sets or (*SETS, RELEVANCE):
        path = asked.corpus / f"{name}.jsonl.gz"
        if not path.is_file():
            print(f"{name:20} not in the corpus")
            continue
        rows = rows_of(path, asked.rows)
        if name == RELEVANCE:
            show_relevance(rows)
        else:
            show(name, rows, screened(rows))


if __name__ == "__main__":
    main()
