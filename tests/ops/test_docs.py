"""What the operator's pages say is what the program does: settings, commands, figures, checks."""

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import typer
from django.core.checks.registry import registry
from prometheus_client import REGISTRY

from stet.cli import app
from stet.config import checks, sweeping
from stet.config.env import Env
from stet.exchange.webhooks import metrics as webhooks
from stet.web import signing_on
from stet.web.ops import middleware
from stet.web.ops.metrics import GAUGES, TOLD
from stet.wire import front, window

DOCS = Path(__file__).parents[2] / "docs"


def rows(page: str, heading: str = "") -> list[list[str]]:
    """The cells of the table that follows ``heading``, without its head."""
    text = (DOCS / page).read_text(encoding="utf-8").partition(heading)[2]
    table = re.search(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    assert table, heading
    lines = table[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def shown(default: Any) -> str:
    if default is MISSING or default in ("", ()):
        return ""
    if isinstance(default, bool):
        return "yes" if default else "no"
    return f"`{default}`" if isinstance(default, Path) else str(default)


def test_every_setting_is_told_with_its_default_and_meaning() -> None:
    table = re.findall(
        r"^\| `(\w+)` \|(?: (.*?))? \| (.*) \|$",
        (DOCS / "settings.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    expected = [
        (entry.metadata["name"], shown(entry.default), entry.metadata["about"])
        for entry in fields(Env)
    ]
    assert table == expected


def commands(group: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Every command that does something, with its options."""
    inner = getattr(group, "commands", None)
    if inner is None:
        options = {
            option
            for parameter in group.params
            if not getattr(parameter, "hidden", False)
            for option in parameter.opts
            if option.startswith("--")
        }
        yield " ".join(words), options - {"--help"}
        return
    for name, command in inner.items():
        yield from commands(command, (*words, name))


def test_every_command_and_option_is_told() -> None:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    sections = re.split(r"^### `(stet [\w ]+)`$", text, flags=re.MULTILINE)
    told = {
        name: set(re.findall(r"`(--[a-z-]+)", words))
        for name, words in zip(sections[1::2], sections[2::2], strict=True)
    }
    there = dict(commands(typer.main.get_command(app), ("stet",)))
    assert told == there


def test_every_figure_is_told() -> None:
    told = {re.sub(r"_total$", "", row[0].strip("`")) for row in rows("operation.md", "## Figures")}
    # Counted from its first import on.
    assert None not in (
        middleware.REQUESTS,
        front.CALLS,
        signing_on.REFUSED,
        window.BATCH,
        webhooks.ATTEMPTS,
    )
    ours = {metric.name for metric in REGISTRY.collect() if metric.name.startswith("stet_")}
    assert told == ours | {name for name, _, _ in (*GAUGES, *TOLD)} | {"stet_info"}


def test_every_check_is_told() -> None:
    told = {row[0] for row in rows("operation.md", "## Checks")}
    source = Path(checks.__file__).read_text(encoding="utf-8")
    numbers = set(re.findall(r"_found\(\s*(\d+),", source))
    assert told == {f"stet.W{int(number):03}" for number in numbers}
    assert registry.deployment_checks


def test_every_step_of_the_sweep_is_told_with_its_pace() -> None:
    told = [(row[0].strip("`"), row[1]) for row in rows("operation.md", "## The task worker")]
    there = [
        (step.name, f"{step.every_s / 3600:g} h" if step.every_s >= 3600 else f"{step.every_s:g} s")
        for step in (*sweeping.STEPS, *sweeping.MAIL_STEPS)
    ]
    assert told == there
