"""Imports go down only: what each room may know of the others and of the world.

The table is that of ARCHITECTURE.md. ``guards`` in it is ``stet/guards.py``; each room's own
``guards.py`` belongs to the room.
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

SOURCE = Path(__file__).parent.parent / "src"

DOMAIN = {"guards", "text", "screening", "newsroom", "ledger", "comments", "moderation"}
TOLD = DOMAIN | {"telling"}
MAY_IMPORT: dict[str, set[str]] = {
    "guards": set(),
    "text": set(),
    "screening": {"text"},
    "newsroom": {"guards", "text"},
    "ledger": {"guards"},
    "comments": {"guards", "newsroom", "ledger", "text"},
    "moderation": {"guards", "comments", "newsroom", "ledger", "screening", "text"},
    "telling": DOMAIN,
    "exchange": TOLD,
    "wire": DOMAIN,
    "web": TOLD,
    "config": {*TOLD, "exchange", "wire", "web"},
    "commands": {*TOLD, "exchange", "wire", "web", "config"},
    "cli": {"commands", "config"},
    "__main__": {"cli"},
}
WITHOUT_DJANGO = {"text", "screening"}
WITH_HTTP = {"wire", "web", "config", "commands", "cli"}
# Knowing an address, a request or an answer. Calling out (webhooks, mail) is exchange's trade.
SERVING = {
    "csp",
    "django.contrib.auth.views",
    "django.http",
    "django.middleware",
    "django.shortcuts",
    "django.urls",
    "django.views",
    "granian",
    "ninja",
    "whitenoise",
    "wsgiref",
}
CALLING = {"aiohttp", "http", "httpx", "requests", "urllib.request", "urllib3"}
# The judge is asked over HTTP, in one module that knows nothing else.
MAY_CALL = {"stet.screening.judge.calling"}
RELATIONS = {"ForeignKey", "ManyToManyField", "OneToOneField"}


class Import(NamedTuple):
    """Module ``source`` imports ``target`` in line ``line``."""

    source: str
    target: str
    line: int


def imports_of(name: str, tree: ast.Module) -> Iterator[Import]:
    """Everything a module imports anywhere in it, and the models it names by a string."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(name, alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            for alias in node.names:
                yield Import(name, f"{module}.{alias.name}", node.lineno)
        elif isinstance(node, ast.Call) and (model := related_model(node)):
            yield Import(name, f"stet.{model}", node.lineno)


def related_model(call: ast.Call) -> str | None:
    """``newsroom.Article`` of ``ForeignKey("newsroom.Article")``: an import in all but form."""
    called = (
        call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    )
    if called not in RELATIONS:
        return None
    named = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "to")]
    for value in named:
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and "." in value.value:
            return value.value
    return None


def modules() -> dict[str, ast.Module]:
    """The parsed modules of ``src`` by dotted name; a package by its own name."""
    return {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): (
            ast.parse(path.read_text(encoding="utf-8"), str(path))
        )
        for path in sorted(SOURCE.rglob("*.py"))
    }


def room(module: str) -> str:
    """``comments`` of ``stet.comments.deciding``; empty for the package ``stet`` itself."""
    return module.split(".")[1] if module.startswith("stet.") else ""


def within(module: str, roots: Iterable[str]) -> bool:
    """Whether ``module`` is one of ``roots`` or inside one."""
    return any(module == root or module.startswith(f"{root}.") for root in roots)


def faults(found: Import) -> Iterator[str]:
    """What is wrong with one import, in words."""
    here, there = room(found.source), room(found.target)
    where = f"{found.source}:{found.line} imports {found.target}"
    if there in MAY_IMPORT and there not in {here, *MAY_IMPORT[here]}:
        yield f"{where}: {here} may not know {there}"
    outside = not within(found.target, ["stet"])
    if here == "text" and outside and found.target.split(".")[0] not in sys.stdlib_module_names:
        yield f"{where}: text uses the standard library only"
    if here in WITHOUT_DJANGO and within(found.target, ["django", "ninja", "csp"]):
        yield f"{where}: {here} never imports Django"
    if here not in WITH_HTTP and within(found.target, SERVING):
        yield f"{where}: {here} serves nothing over HTTP"
    if here in DOMAIN and within(found.target, CALLING) and found.source not in MAY_CALL:
        yield f"{where}: {here} does not know HTTP"


HOUSE = modules()
IMPORTS = [found for name, tree in HOUSE.items() if room(name) for found in imports_of(name, tree)]


def test_every_module_belongs_to_a_room() -> None:
    assert len(IMPORTS) > 20
    assert {room(name) for name in HOUSE if room(name)} <= MAY_IMPORT.keys()


def test_imports_go_down_only() -> None:
    found = [fault for imported in IMPORTS for fault in faults(imported)]
    assert found == []


def test_no_module_imports_itself_by_a_detour() -> None:
    graph: dict[str, set[str]] = {name: set() for name in HOUSE}
    for found in IMPORTS:
        target = found.target if found.target in HOUSE else found.target.rpartition(".")[0]
        if target in HOUSE and target != found.source:
            graph[found.source].add(target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(f"import circle: {' <- '.join(circle.args[1])}")


def test_views_ask_the_rooms_and_never_the_tables() -> None:
    bypasses = [
        f"{name}:{node.lineno} uses {node.attr}"
        for name, tree in HOUSE.items()
        if room(name) in {"web", "wire"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager", "_base_manager"}
    ]
    assert bypasses == []


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("stet.text.checks", "import django"),
        ("stet.text.checks", "import regex"),
        ("stet.text.checks", "from stet.screening.types import Span"),
        ("stet.screening.screener", "from django.conf import settings"),
        ("stet.ledger.models", "from stet import newsroom"),
        ("stet.ledger.models", "def entry():\n    from stet.comments.models import Comment"),
        ("stet.ledger.models", "models.ForeignKey('comments.Comment', models.PROTECT)"),
        ("stet.comments.models", "models.ForeignKey(to='moderation.Decision')"),
        ("stet.guards", "from stet.text.checks import check_name"),
        ("stet.comments.submitting", "from django.http import HttpRequest"),
        ("stet.newsroom.articles", "from django.urls import reverse"),
        ("stet.moderation.deciding", "import urllib.request"),
        ("stet.exchange.hooks", "from ninja import Schema"),
        ("stet.web.pages", "from stet.wire.akismet import check"),
        ("stet.wire.akismet", "import stet.config.settings"),
        ("stet.config.settings", "from stet.cli import main"),
    ],
)
def test_a_wrong_import_is_found(source: str, line: str) -> None:
    assert [fault for found in imports_of(source, ast.parse(line)) for fault in faults(found)]
