"""What the pages on Akismet and OpenAI say is what the code does."""

import re

import pytest

from stet.wire.akismet import judging, plain
from stet.wire.akismet.answers import THANKS
from stet.wire.akismet.given import READ
from stet.wire.akismet.urls import CALLS
from stet.wire.openai import asked
from stet.wire.openai.categories import CATEGORIES, Measure
from stet.wire.openai.views import error, failed
from tests.ops.test_docs import DOCS, rows
from tests.wire.akismet import send

AKISMET, OPENAI = "akismet.md", "openai.md"


def told(page: str) -> str:
    return " ".join((DOCS / page).read_text(encoding="utf-8").split())


def test_every_call_of_akismet_is_told_with_its_methods() -> None:
    table = {row[0].strip("`"): row for row in rows(AKISMET, "## The calls")}
    assert table.keys() == CALLS.keys()
    for name, row in table.items():
        for method in ("GET", "POST", "PUT"):
            answer = send(f"/1.1/{name}", {}, method=method, body=b"")
            assert (method not in row[1].split(", ")) is ("Allow" in answer.headers), name
    assert table["submit-spam"][2] == f"`{THANKS}`"


def test_every_field_that_is_read_is_told_and_no_other() -> None:
    table = [row[0].strip("`") for row in rows(AKISMET, "## What is read")]
    assert sorted(table) == sorted(READ)


def test_the_values_for_trying_are_told() -> None:
    table = rows(AKISMET, "## What `true` means")
    spam = {
        name for row in table if row[1] == "`true`" for name in re.findall(r"`([^`]+)`", row[0])
    }
    fields = {"comment_author", "comment_author_email", "comment_content"}
    assert spam == fields | judging.SPAM_NAMES | {judging.SPAM_EMAIL, judging.SPAM_TEXT}
    ham = [row[0] for row in table if row[1] == "`false`"]
    assert len(ham) == 1
    assert f"`{judging.HAM_ROLE}`" in ham[0]


def test_the_figures_are_told() -> None:
    assert f"first {plain.MOST_TEXT_BYTES:,} bytes are read" in told(AKISMET)
    assert f"({judging.BLATANT * 100:.0f} percent and more)" in told(AKISMET)
    most = (
        f"At most {asked.MOST_INPUTS} strings or parts, of at most {asked.MOST_TEXT_BYTES:,} bytes"
    )
    assert most in told(OPENAI)


def in_words(measure: Measure | None) -> str:
    if measure is None:
        return "not measured"
    named = ", ".join(f"`{clause}`" for clause in measure.any_of)
    largest = f"the largest of {named}" if len(measure.any_of) > 1 else named
    return largest if measure.and_ is None else f"{largest}; at most `{measure.and_}`"


def test_every_category_is_told_with_what_it_is_made_of() -> None:
    table = {row[0].strip("`"): row[1] for row in rows(OPENAI, "## What each category")}
    assert table == {name: in_words(measure) for name, measure in CATEGORIES.items()}


def test_every_code_of_an_error_is_told() -> None:
    table = {(row[0], row[2].strip("`")) for row in rows(OPENAI, "## Errors")}
    code = re.compile(r'"((?:in|missing|empty|array|string|rate|method|request)\w*_\w+)"')
    source = "".join(
        (DOCS.parent / "src" / "stet" / "wire" / "openai" / f"{name}.py").read_text()
        for name in ("asked", "views")
    )
    codes = set(code.findall(source)) - {"invalid_request_error"}
    assert {one for _, one in table} == codes | {"null"}
    for status, expected in (("405", "method_not_supported"), ("413", "request_too_large")):
        assert (status, expected) in table
        assert expected in failed(int(status), "x").content.decode()
    assert '"param": null' in error(400, "x").content.decode()


@pytest.mark.parametrize("page", [AKISMET, OPENAI])
def test_python_shown_can_be_run(page: str) -> None:
    shown = re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    for code in shown:
        compile(code, page, "exec")
