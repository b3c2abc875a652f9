"""Whatever is sent to the calls of Akismet and OpenAI gets an answer of the right shape."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.http import HttpResponse
from django.test import Client
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
from stet.newsroom.wire_keys import Scope
from stet.wire.openai.categories import CATEGORIES
from tests.api.test_fuzzing import one_transaction
from tests.wire.akismet import THANKS
from tests.wire.conftest import MakeKey

FEW = settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
CALLS = {
    "verify-key": {b"valid", b"invalid"},
    "comment-check": {b"true", b"false", b"invalid"},
    "submit-spam": {THANKS, b"invalid"},
    "submit-ham": {THANKS, b"invalid"},
}
NAMES = ["blog", "blog_lang", "comment_author", "comment_author_email", "comment_author_url"]
NAMES += [
    "comment_content",
    "user_role",
    "is_test",
]  # and no key, so that the one in the path counts
ODD = st.sampled_from(
    ["", "&#", "<a href=", "<", "&#x110000;", "\x00", "http://[", "\u202e", "&amp"]
)
TEXTS = st.one_of(ODD, st.text(max_size=200), st.lists(ODD, max_size=30).map("".join))
KINDS = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=windows-1256",
    "application/json",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/plain",
    "",
]


def post(path: str, body: bytes, kind: str, **headers: str) -> HttpResponse:
    client = Client(raise_request_exception=False)
    answer = client.generic("POST", path, body, kind, headers=headers)
    assert isinstance(answer, HttpResponse)
    return answer


def bodies(names: Iterable[str]) -> st.SearchStrategy[bytes]:
    """Forms and JSON with these names, most of them with a blog; and any bytes."""
    named = st.sampled_from([*names, "other"])
    nested = st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=6,
    )
    blog = {"blog": "https://news.example"}
    forms = st.dictionaries(named, TEXTS, max_size=8).map(lambda form: blog | form)
    members = st.dictionaries(named, nested, max_size=8).map(lambda these: blog | these)
    return st.one_of(
        forms.map(lambda form: urlencode(form, errors="surrogatepass").encode()),
        members.map(lambda these: json.dumps(these).encode("utf-8", "surrogatepass")),
        st.binary(max_size=300),
    )


@pytest.mark.parametrize("call", CALLS)
def test_any_body_of_any_kind_gets_one_of_akismet_s_words(made_key: MakeKey, call: str) -> None:
    key = made_key(Scope.AKISMET, Scope.ALL_CLAUSES, quota=0)
    heard = set()

    @FEW
    @given(body=bodies(NAMES), kind=st.sampled_from(KINDS), host=st.text("aé.:[]0", max_size=9))
    def ask(body: bytes, kind: str, host: str) -> None:
        named = host.encode().decode("latin-1")
        answer = post(f"/x/{key}/1.1/{call}", body, kind, host=named)
        assert answer.status_code == 200
        assert answer.content in CALLS[call]
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        heard.add(answer.content)

    ask()
    assert heard - {b"invalid"}


@pytest.mark.parametrize("call", ["usage-limit", "key-sites"])
def test_any_question_about_a_key_gets_a_report(made_key: MakeKey, call: str) -> None:
    key = made_key(Scope.AKISMET, quota=0)
    names = st.sampled_from(["month", "filter", "limit", "offset", "order"])

    @FEW
    @given(query=st.dictionaries(names, TEXTS | st.integers().map(str)))
    def ask(query: dict[str, str]) -> None:
        asked = urlencode(query | {"api_key": key}, errors="replace")
        answer = Client(raise_request_exception=False).get(f"/1.2/{call}?{asked}")
        assert answer.status_code == 200
        assert isinstance(json.loads(answer.content), dict)

    ask()


RESULT: dict[str, Any] = {
    "type": "object",
    "required": ["flagged", "categories", "category_scores", "category_applied_input_types"],
    "properties": {
        "flagged": {"type": "boolean"},
        **{
            part: {
                "type": "object",
                "required": list(CATEGORIES),
                "additionalProperties": inner,
            }
            for part, inner in (
                ("categories", {"type": "boolean"}),
                ("category_scores", {"type": "number", "minimum": 0, "maximum": 1}),
                ("category_applied_input_types", {"type": "array", "items": {"enum": ["text"]}}),
            )
        },
    },
}
ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {"type": "object", "required": ["message", "type", "param", "code"]},
    },
}
PART = {
    "oneOf": [
        {
            "type": "object",
            "required": ["type", "text"],
            "properties": {"type": {"const": "text"}, "text": {"type": "string"}},
        },
        {
            "type": "object",
            "required": ["type", "image_url"],
            "properties": {
                "type": {"const": "image_url"},
                "image_url": {
                    "type": "object",
                    "required": ["url"],
                    "properties": {"url": {"type": "string"}},
                },
            },
        },
    ]
}
ASKED = {
    "type": "object",
    "required": ["input"],
    "properties": {
        "model": {"type": "string"},
        "input": {
            "oneOf": [
                {"type": "string", "maxLength": 5000},
                {"type": "array", "minItems": 1, "maxItems": 4, "items": {"type": "string"}},
                {"type": "array", "minItems": 1, "maxItems": 4, "items": PART},
            ]
        },
    },
}


FORM_ASKED = {
    "type": "object",
    "required": ["blog", "comment_content"],
    "properties": {name: {"type": "string"} for name in NAMES},
}


def answered(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "-", "content": {"application/json": {"schema": schema}}}


DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {"title": "moderations", "version": "1"},
    "paths": {
        "/v1/moderations": {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": ASKED}},
                },
                "responses": {
                    "200": answered(
                        {
                            "type": "object",
                            "required": ["id", "model", "results"],
                            "properties": {"results": {"type": "array", "items": RESULT}},
                        }
                    ),
                    "4XX": answered(ERROR),
                },
            }
        },
        **{
            f"/1.1/{call}": {
                "post": {
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/x-www-form-urlencoded": {"schema": FORM_ASKED},
                        },
                    },
                    "responses": {
                        "200": {
                            "description": "-",
                            "content": {"text/plain": {"schema": {"type": "string"}}},
                        },
                    },
                }
            }
            for call in CALLS
        },
    },
}


def described(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """The application, with the description of the call beside it."""
    if environ["PATH_INFO"] != "/description":
        return application(environ, start)
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(DESCRIPTION).encode()]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_akismet_s_calls_answer_as_described(
    made_key: MakeKey, mode: GenerationMode, call: str
) -> None:
    host = f"{made_key(Scope.AKISMET, quota=0)}.rest.stet.example"
    with one_transaction():
        description = schemathesis.openapi.from_wsgi("/description", described)
    operation = description[f"/1.1/{call}"]["post"]
    heard = set()

    @FEW
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        checks = [not_a_server_error, status_code_conformance, content_type_conformance]
        # Of what is no call at all (another method) only the shape is fixed, too.
        answer = case.call_and_validate(headers={"Host": host}, checks=checks)
        heard.add(answer.content)

    with one_transaction():
        ask()
    assert heard <= CALLS[call]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_openai_s_call_answers_as_described(made_key: MakeKey, mode: GenerationMode) -> None:
    key = made_key(Scope.OPENAI, quota=0)
    with one_transaction():
        operation = schemathesis.openapi.from_wsgi("/description", described)["/v1/moderations"][
            "post"
        ]
    statuses = []

    @FEW
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        answer = case.call_and_validate(
            headers={"Authorization": f"Bearer {key}"},
            checks=[
                not_a_server_error,
                status_code_conformance,
                content_type_conformance,
                response_schema_conformance,
            ],
        )
        statuses.append(answer.status_code)

    with one_transaction():
        ask()
    assert (200 if mode.is_positive else 400) in statuses


def test_any_body_at_all_gets_openai_s_shape(made_key: MakeKey) -> None:
    authorization = f"Bearer {made_key(Scope.OPENAI, quota=0)}"

    @FEW
    @given(body=bodies(["input", "model"]), kind=st.sampled_from(KINDS))
    def ask(body: bytes, kind: str) -> None:
        answer = post("/v1/moderations", body, kind, authorization=authorization)
        told = json.loads(answer.content)
        assert (answer.status_code, set(told)) in (
            (400, {"error"}),
            (200, {"id", "model", "results", "not_measured"}),
        )

    ask()
