"""Whatever is asked is answered, or refused in the shape that clients read; never with a fault of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from stet.config.wsgi import application
from tests.wire.perspective.conftest import ANALYZE, FINE, SUGGEST, Api
from tests.wire.perspective.described import openapi

EXAMPLES = 60
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
DESCRIPTION = openapi()
OPERATIONS = [
    (path, method.upper()) for path, methods in DESCRIPTION["paths"].items() for method in methods
]
FUZZED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
NAMES = st.sampled_from(
    ["comment", "text", "type", "requestedAttributes", "TOXICITY", "THREAT@2", "FLIRTATION", "scoreType",
     "scoreThreshold", "languages", "context", "entries", "articleAndParentComment", "article", "attributeScores",
     "summaryScore", "spanScores", "begin", "end", "score", "value", "clientToken", "doNotStore", "spanAnnotations"]
)  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    | st.sampled_from(["en", "ja", "PROBABILITY", "HTML", "PLAIN_TEXT", FINE, "\ud800", "\x00", "\u202e" * 9])
)  # fmt: skip
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(NAMES | st.text(), inner), max_leaves=20
)
ALMOST: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "comment": ANYTHING | st.fixed_dictionaries({"text": st.text() | st.just(FINE)}, optional={"type": ANYTHING}),
        "requestedAttributes": ANYTHING | st.dictionaries(NAMES, ANYTHING) | st.just({"TOXICITY": {}}),
        "attributeScores": ANYTHING | st.dictionaries(NAMES, ANYTHING),
        "languages": ANYTHING | st.lists(st.sampled_from(["en", "de", "und", "x-klingon", ""])),
        "context": ANYTHING,
        "clientToken": ANYTHING,
        "spanAnnotations": ANYTHING,
    },
)  # fmt: skip


@contextmanager
def one_transaction() -> Iterator[None]:
    """The end of a request leaves the test's own transaction open, as with Django's test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_no_request_is_too_much(api: Api, path: str, method: str, mode: GenerationMode) -> None:
    description = schemathesis.openapi.from_dict(DESCRIPTION)
    description.app = application
    operation = description[path][method]
    statuses = set()

    @FUZZED
    @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
    def ask(case: schemathesis.Case[Any], known: bool) -> None:
        if known:
            case.query["key"] = api.key
        if known and isinstance(case.body, dict) and isinstance(case.body.get("comment"), dict):
            # Else nearly every request ends at a text of no language.
            case.body["comment"] = {"text": FINE}
        statuses.add(case.call_and_validate(checks=CHECKS).status_code)

    with one_transaction():
        ask()

    assert 200 in statuses or mode.is_negative


@pytest.mark.parametrize("path", [ANALYZE, SUGGEST])
def test_no_body_is_too_much(api: Api, path: str) -> None:
    @FUZZED
    @given(body=ANYTHING | ALMOST)
    def ask(body: object) -> None:
        judge(api, path, json.dumps(body).encode())

    ask()


@pytest.mark.parametrize("path", [ANALYZE, SUGGEST])
def test_no_bytes_are_too_much(api: Api, path: str) -> None:
    whole = json.dumps(
        {"comment": {"text": FINE}, "requestedAttributes": {"TOXICITY": {}}}
    ).encode()

    @FUZZED
    @given(body=st.binary(), cut=st.integers(0, len(whole)))
    def ask(body: bytes, cut: int) -> None:
        judge(api, path, whole[:cut] + body + whole[cut:])

    ask()


@FUZZED
@given(text=st.text(min_size=1, max_size=300), spans=st.booleans())
def test_no_text_is_too_much(api: Api, text: str, spans: bool) -> None:
    body = {
        "comment": {"text": text},
        "requestedAttributes": {"TOXICITY": {}, "LIKELY_TO_REJECT": {}},
        "spanAnnotations": spans,
        "languages": ["en"],
    }

    found = judge(api, ANALYZE, json.dumps(body).encode())

    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    for scores in found.get("attributeScores", {}).values():
        at = 0
        for span in scores["spanScores"]:
            assert at <= span["begin"] < span["end"] <= units
            at = span["end"]
            assert 0 <= span["score"]["value"] <= 1


@pytest.mark.parametrize(
    "text",
    [
        "." * 20_480, "@" * 20_480, "1" * 20_480, "-" * 20_480, "! " * 10_240, "a. " * 6_826, "\n" * 20_000 + "a",
        "éa" * 6_826, "a" * 10_240 + "#" * 10_240, "f*ck " * 4_096, "\u0300" * 10_240, "😀." * 4_096,
    ],
)  # fmt: skip
def test_texts_made_to_be_slow_are_answered_like_others(api: Api, text: str) -> None:
    body = {"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}, "languages": ["en"]}

    found = judge(api, ANALYZE, json.dumps(body | {"spanAnnotations": True}).encode())

    assert 1 <= len(found["attributeScores"]["TOXICITY"]["spanScores"]) <= 16


def judge(api: Api, path: str, body: bytes) -> dict[str, Any]:
    """An answer, or a refusal in the one shape there is."""
    answer = api.ask(path, body)
    found: dict[str, Any] = json.loads(answer.content)
    if answer.status_code != 200:
        assert set(found) == {"error"}
        assert found["error"]["code"] == answer.status_code
        assert 400 <= answer.status_code < 500
        assert isinstance(found["error"]["message"], str)
        assert found["error"]["status"].isupper()
    return found
