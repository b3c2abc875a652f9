"""The desk's page in docs/ and the help on the desk say what the keys really do."""

import re
from pathlib import Path

from stet.moderation.ordering import ORDERS
from stet.web.desk.panel import CLAUSE_KEYS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
HELP = (ROOT / "src/stet/web/templates/desk/_help.html").read_text(encoding="utf-8")
SCRIPT = (ROOT / "src/stet/web/static/stet/desk/keys.js").read_text(encoding="utf-8")


def gestures() -> set[str]:
    table = SCRIPT.split("const GESTURES = {")[1].split("};")[0]
    found = set(re.findall(r"^  (\w+):", table, re.MULTILINE))
    return {"Esc" if name == "Escape" else name for name in found}


def test_the_docs_and_the_help_name_every_key() -> None:
    told = set(re.findall(r"`(\S+)`", PAGE.split("| Key |")[1].split("\n\n")[0]))
    helped = set(re.findall(r"<kbd>([^<]+)</kbd>", HELP))
    assert gestures() <= told
    assert gestures() <= helped


def test_no_clause_takes_a_key_that_does_something_else() -> None:
    assert len(set(CLAUSE_KEYS)) == len(CLAUSE_KEYS)
    assert not set(CLAUSE_KEYS) & gestures()


def test_the_docs_name_every_order() -> None:
    assert all(f"`{order}`" in PAGE for order in ORDERS)
