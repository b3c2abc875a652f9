"""What the documentation says of the newsroom is what the code does."""

import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

from stet.newsroom import article_texts, signing_in, tokens
from stet.newsroom.articles import ArticleText, ClaimText, parse_article
from stet.newsroom.default_guidelines import default_guidelines
from stet.newsroom.models import Claim
from stet.newsroom.roles import PERMISSIONS, Role

DOCS = Path(__file__).parent.parent.parent / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """The cells of every table's rows."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_roles_table_is_the_permission_table() -> None:
    head = ["may", *(str(role.label) for role in Role)]
    expected = [head] + [
        [action.value, *("yes" if role in roles else "" for role in Role)]
        for action, roles in PERMISSIONS.items()
    ]

    told = [row for row in rows(page("staff.md")) if len(row) == len(head) and "---" not in row]
    assert told == expected


def test_the_throttle_is_as_described() -> None:
    told = page("staff.md")

    assert timedelta(hours=1) == signing_in.REMEMBERED
    assert f"the {signing_in.FREE + 1}th failure makes it wait {signing_in.FIRST_WAIT_S}" in told
    assert f"up to {signing_in.LONGEST_WAIT_S // 60} minutes" in told
    assert f"from {signing_in.NAME_ATTACKED} failures on" in told
    assert f"from its {signing_in.FREE_UNDER_ATTACK + 1}nd failure on" in told
    assert f"from the {signing_in.NETWORK_ATTACKING}th failure on" in told


def test_a_token_looks_as_described() -> None:
    assert f"`{tokens.PREFIX}` and {tokens._LENGTH} letters" in page("staff.md")


def test_the_example_of_an_article_is_one() -> None:
    (example,) = re.findall(r"```markdown\n(.*?)```", page("articles.md"), re.DOTALL)

    article = parse_article(example, "bridge.md")

    left_out = [field.name for field in fields(article) if getattr(article, field.name) in ("", ())]
    assert left_out == ["slug"]
    assert [claim.status for claim in article.claims] == ["disputed", "confirmed"]


@pytest.mark.parametrize("of", [ArticleText, ClaimText])
def test_every_part_of_an_article_is_described(of: type[ArticleText | ClaimText]) -> None:
    told = {row[0].strip("`") for row in rows(page("articles.md"))}

    assert {field.name for field in fields(of)} - {"body"} <= told


def test_every_word_for_evidence_and_status_is_described() -> None:
    told = page("articles.md")

    assert [word for word in Claim.Evidence.values if f"`{word}`" not in told] == []
    assert [word for word in Claim.Status.values if f"`{word}`" not in told] == []


def test_the_limits_of_an_article_are_as_described() -> None:
    told = page("articles.md")

    assert f"up to {article_texts.TAG_LIMIT}, each with a page" in told
    assert f"see below; up to {article_texts.CLAIM_LIMIT}" in told


def test_every_default_clause_is_described() -> None:
    expected = [
        [f"`{clause.key}`", clause.title, "in use" if clause.enabled else "off"]
        for clause in default_guidelines().clauses
    ]

    assert [row for row in rows(page("guidelines.md")) if row[0].startswith("`")] == expected
