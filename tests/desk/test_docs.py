"""The desk's page in docs/ says what the keys really do."""

import re
from pathlib import Path

from stet.moderation.ordering import ORDERS
from stet.newsroom.keyboard import DEFAULT_KEYS, GESTURES, Keyboard

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
SCRIPT = (ROOT / "src/stet/web/static/stet/desk/keys.js").read_text(encoding="utf-8")


def test_the_docs_name_every_key() -> None:
    told = set(re.findall(r"`(\S+)`", PAGE.split("| Key |")[1].split("\n\n")[0]))
    offered = {gesture.key for gesture in GESTURES if gesture.offered}
    assert offered | {"Enter", "Esc", "?"} <= told


def test_the_script_knows_every_gesture() -> None:
    body = SCRIPT.split("const DEEDS = {")[1].split("\n};")[0]
    names = set(re.findall(r"^  (\w+)[:,]", body, re.MULTILINE))
    assert names == set(DEFAULT_KEYS)
    assert "const FIXED = { Enter: reject, Escape: letGo };" in SCRIPT


def test_no_clause_takes_a_key_that_does_something_else() -> None:
    clauses = Keyboard(on=True, keys=DEFAULT_KEYS).clause_keys
    assert len(set(clauses)) == len(clauses)
    assert not set(clauses) & set(DEFAULT_KEYS.values())


def test_the_docs_name_every_order() -> None:
    assert all(f"`{order}`" in PAGE for order in ORDERS)
