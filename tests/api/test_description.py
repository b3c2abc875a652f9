"""The interface describes itself, and its page in the documentation is whole."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis

from stet.web.api import api
from tests.api.conftest import Caller, body

PAGE = Path(__file__).parent.parent.parent / "docs" / "api.md"
DESCRIPTION: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
OPERATIONS = [
    (method.upper(), path, operation)
    for path, operations in DESCRIPTION["paths"].items()
    for method, operation in operations.items()
]
each_operation = pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=[o["operationId"] for _, _, o in OPERATIONS]
)


def test_the_description_is_served_and_valid(charlie: Caller) -> None:
    answer = charlie.get("openapi.json")
    assert body(answer) == DESCRIPTION
    assert answer.headers["Content-Type"].startswith("application/json")
    schemathesis.openapi.from_dict(DESCRIPTION).validate()


def test_every_promised_operation_is_there() -> None:
    assert {f"{method} {path.removeprefix('/api/v1/')}" for method, path, _ in OPERATIONS} == {
        "POST comments",
        "GET threads",
        "GET threads.jsonld",
        "GET counts",
        "POST drafts/hints",
        "GET sign-on",
        "GET sign-on/comments",
        "GET guidelines",
        "GET receipts/{token}",
        "POST receipts/{token}/withdraw",
        "POST receipts/{token}/appeal",
        "GET desk/me",
        "GET desk/site",
        "GET desk/queue",
        "GET desk/search",
        "GET desk/comments/{comment_id}",
        "POST desk/comments/{comment_id}/decisions",
        "POST desk/comments/{comment_id}/reopen",
        "POST comments/{comment_id}/reports",
        "GET desk/reviews",
        "GET desk/reviews/{review_id}",
        "POST desk/reviews/{review_id}/answers",
        "GET desk/articles",
        "POST desk/articles",
        "GET desk/articles/{article_id}",
        "PATCH desk/articles/{article_id}",
        "POST desk/articles/{article_id}/merge",
        "GET desk/webhooks",
        "POST desk/webhooks",
        "GET desk/webhooks/{webhook_id}",
        "PATCH desk/webhooks/{webhook_id}",
        "DELETE desk/webhooks/{webhook_id}",
        "POST desk/webhooks/{webhook_id}/secret",
        "POST desk/webhooks/{webhook_id}/test",
        "GET desk/webhooks/{webhook_id}/deliveries",
        "POST desk/webhooks/{webhook_id}/replay",
    }


@each_operation
def test_every_problem_is_described_as_one(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    problems = {
        status: answer for status, answer in operation["responses"].items() if int(status) >= 400
    }
    assert "400" in problems
    for answer in problems.values():
        assert answer["content"].keys() == {"application/problem+json"}


@each_operation
def test_the_desk_and_only_the_desk_wants_a_token(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    desk = "/desk/" in path
    assert (operation.get("security") == [{"DeskToken": []}]) == desk
    signed = any(one["name"] == "Stet-Sign-On" for one in operation.get("parameters", []))
    assert ("401" in operation["responses"]) == (desk or signed)
    assert operation["tags"] == ["desk" if desk else "public"]


@each_operation
def test_every_operation_has_its_place_in_the_documentation(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    section = re.search(
        rf"^### `{method} {re.escape(path)}`\n(.*?)(?=^##|\Z)",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    assert section, f"docs/api.md has no section for {method} {path}"
    assert "```" in section[1], "the section has no example"


def test_every_example_of_json_in_the_documentation_is_json() -> None:
    examples = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) > 10
    for example in examples:
        json.loads(example)


def test_the_documentation_names_nothing_that_is_not_there() -> None:
    named = set(re.findall(r"^### `(\w+ \S+)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert named == {f"{method} {path}" for method, path, _ in OPERATIONS}
