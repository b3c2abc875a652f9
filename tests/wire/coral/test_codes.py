"""How our clauses are called in Coral: one table, in the program and in the docs."""

import re
from pathlib import Path

import pytest

from stet.screening.clauses import ADVISORY, SCORED
from stet.wire.coral.codes import NAMES, OWN, Code, Flag, named

PAGE = (Path(__file__).parents[3] / "docs" / "coral.md").read_text(encoding="utf-8")
# Of Coral's schema: GQLREJECTION_REASON_CODE.
CORAL = {
    "OFFENSIVE",
    "ABUSIVE",
    "SPAM",
    "BANNED_WORD",
    "AD",
    "ILLEGAL_CONTENT",
    "HARASSMENT_BULLYING",
    "MISINFORMATION",
    "HATE_SPEECH",
    "IRRELEVANT_CONTENT",
    "OTHER",
}


def test_every_clause_that_is_a_ground_has_a_code_that_coral_knows() -> None:
    assert NAMES.keys() == set(SCORED) - set(ADVISORY)
    assert {name.code for name in NAMES.values()} <= CORAL
    assert set(Code) <= CORAL


def test_a_publisher_s_own_clause_is_told_as_another_reason() -> None:
    assert named("no_politics_today") == OWN
    assert (OWN.code, OWN.flag) == (Code.OTHER, Flag.TOXIC)


@pytest.mark.parametrize("clause", NAMES)
def test_the_docs_have_the_same_table(clause: str) -> None:
    row = re.search(rf"^\| `{clause}` \| `(\w+)` \| `(\w+)`", PAGE, re.MULTILINE)
    assert row, clause
    assert (row[1], row[2]) == (named(clause).code, named(clause).flag)
    assert len(re.findall(r"^\| `[a-z_]+` \| `[A-Z_]+` \| `COMMENT", PAGE, re.MULTILINE)) == len(
        NAMES
    )
