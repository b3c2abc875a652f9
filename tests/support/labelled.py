"""Labelled rows in the forms of several sets, every sentence of which is our own."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from stet.screening.corpora.splits import text_key

PLACES = ("bridge", "harbour", "market", "station", "school", "library", "museum", "stadium")
KINDS = ("old", "new", "northern", "southern", "small", "great", "quiet", "crowded")
FINE = "The {kind} {place} has waited {number} years for its roof."
FOUL = "You are an idiot and so is the {kind} {place}, times {number}."
SEXIST = "Women are too stupid to run the {kind} {place}, all {number} of them."
SPAM = "Check out my channel for the {kind} {place}, {number} videos, subscribe now."


def sentences(form: str, count: int = 400) -> list[str]:
    return [
        form.format(kind=KINDS[n % 8], place=PLACES[n // 8 % 8], number=n) for n in range(count)
    ]


def row(text: str, labels: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": text_key(text), "text": text, "lang": "en", "labels": labels} | more


def edos(text: str, sexist: bool) -> dict[str, Any]:
    named = "sexist" if sexist else "not sexist"
    category = "2. derogation" if sexist else "none"
    labels = {"label_sexist": named, "label_category": category, "label_vector": ""}
    return row(text, labels, split="test")


def rival(text: str, toxic: int, score: float) -> dict[str, Any]:
    labels = {"toxic": toxic, "annotators_saw_parent": True, "perspective_api_score": score}
    return row(text, labels, article={"parent_comment": "Is there a plan?"})


def on(text: str, headline: str, own: int) -> dict[str, Any]:
    return row(text, {"on_topic": own, "how": ""}, article={"title": headline, "description": ""})


def write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with (gzip.open if path.suffix == ".gz" else open)(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in rows)
