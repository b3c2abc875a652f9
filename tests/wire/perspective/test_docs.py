"""What the page on Perspective says is what the code does."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

from stet.screening.lexicon import LANGUAGES
from stet.wire.perspective import spans
from stet.wire.perspective.attributes import ATTRIBUTES, Attribute
from stet.wire.perspective.requests import MOST_ATTRIBUTES, TEXT_BYTES
from stet.wire.perspective.urls import urlpatterns
from stet.wire.reading import MOST_BYTES
from tests.ops.test_docs import DOCS, rows
from tests.wire.serving import CLIENTS

PAGE = "perspective.md"
FITTED: dict[str, Any] = json.loads(
    files("stet.wire.perspective").joinpath("calibration.json").read_text("utf-8")
)


def told() -> str:
    return " ".join((DOCS / PAGE).read_text(encoding="utf-8").split())


def row(one: Attribute) -> list[str]:
    everywhere = set(one.languages) == set(LANGUAGES)
    return [
        f"`{one.name}`",
        one.group.replace("new_york_times", "New York Times"),
        one.made_of,
        "all" if everywhere else ", ".join(one.languages),
        one.clause or ("a rejection" if one.rejects else "nothing"),
    ]


def test_every_attribute_is_told_with_what_it_is_made_of() -> None:
    assert rows(PAGE, "## Attributes") == [row(one) for one in ATTRIBUTES.values() if one.value]


def test_every_attribute_without_a_score_is_told() -> None:
    listed = re.search(r"drop and retry expect: ([^.]*)\.", told())
    assert listed
    without = {name for name, one in ATTRIBUTES.items() if one.value is None}
    assert set(re.findall(r"`(\w+)`", listed[1])) == without


def test_the_languages_are_told() -> None:
    assert f"*All* in the table is {', '.join(sorted(LANGUAGES))}:" in told()


def test_the_figures_of_the_fit_are_told() -> None:
    def share(part: float) -> str:
        return f"{part:.2%}"

    assert rows(PAGE, "## What 0.8 means") == [
        [
            threshold,
            share(found["real"]),
            f"{share(found['ours'])} ({share(found['from'])} to {share(found['to'])})",
            share(found["both"]),
            share(FITTED["above_without_map"][threshold]),
        ]
        for threshold, found in FITTED["above"].items()
    ]
    assert f"same {FITTED['measured_on']['rows']:,} comments" in told()
    assert f"shipped models (`{FITTED['models']}`)" in told()


def test_the_map_keeps_the_usual_thresholds_meaningful() -> None:
    """0.8 and 0.9 flag the share that the real API flags, within what so many comments can tell."""
    for threshold in ("0.8", "0.9"):
        found = FITTED["above"][threshold]
        assert found["from"] <= found["real"] <= found["to"]


def test_every_call_is_told() -> None:
    calls = [row[0] for row in rows(PAGE, "## The calls")]
    last = {address.strip("`").rpartition("/")[2].partition("?")[0] for address in calls}
    assert last == {"comments:analyze", "comments:suggestscore", "rest"}
    assert len(urlpatterns) == len(calls)


def test_the_limits_are_told() -> None:
    limits = {row[0]: row[1] for row in rows(PAGE, "## Errors and limits")}
    assert limits["text"].startswith(f"{TEXT_BYTES:,} bytes")
    assert limits["request"] == f"{MOST_BYTES:,} bytes"
    assert limits["attributes in one request"] == str(MOST_ATTRIBUTES)
    assert f"with more than {spans.MOST} sentences" in told()


def test_the_hook_for_axios_is_the_one_that_was_tried() -> None:
    hook = re.search(r"```js\n(.*?)```", (DOCS / PAGE).read_text("utf-8"), re.DOTALL)
    assert hook
    script = CLIENTS.joinpath("perspective-api-client.js").read_text("utf-8")
    tried = script.replace("base)", "'https://comments.example.org')")
    assert hook[1].replace("require('axios')", "axios") in tried
