"""Whatever is sent gets an answer in the interface's shape, and never a fault."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stet.newsroom.models import CoralPhase
from tests.wire.coral import coral
from tests.wire.coral.conftest import SECRET

SOUND = coral.payload("The bridge is fine.")


def send(phase: CoralPhase, body: bytes, content_type: str = "application/json") -> Any:
    headers = {"X-Coral-Signature": coral.signed(body, SECRET)}
    client = Client(raise_request_exception=True, headers=headers)
    return client.post(f"/coral/{phase.id}/moderate", body, content_type=content_type)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"comment": NaN}',
        b"{}",
        b'{"comment": null}',
        b'{"comment": "text"}',
        b'{"comment": {}}',
        b'{"comment": {"body": null}}',
        b'{"comment": {"body": 7}}',
    ],
)
def test_what_is_no_question_is_refused_and_said_shortly(phase: CoralPhase, body: bytes) -> None:
    response = send(phase, body)
    assert response.status_code == 400
    assert list(response.json()) == ["error"]
    assert len(response.content) < 200


def test_a_body_larger_than_a_megabyte_is_refused(phase: CoralPhase) -> None:
    assert send(phase, b'{"comment": {"body": "' + b"x" * 1_100_000 + b'"}}').status_code == 413


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_it_answers_to_post_alone(phase: CoralPhase, method: str) -> None:
    response = getattr(Client(), method)(f"/coral/{phase.id}/moderate")
    assert response.status_code == 405
    assert response["Allow"] == "POST"


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "", "application/jsön"])
def test_the_kind_of_content_does_not_matter(phase: CoralPhase, content_type: str) -> None:
    body = json.dumps(SOUND).encode()
    assert send(phase, body, content_type or "application/octet-stream").status_code == 204


@pytest.mark.parametrize("text", ["\\ud800", "a\\u0000b", "\\udc00\\ud800 idiot", "\\u202eidiot"])
def test_a_text_that_no_database_could_hold_is_read(phase: CoralPhase, text: str) -> None:
    body = json.dumps(SOUND).replace("The bridge is fine.", text).encode()
    assert send(phase, body).status_code in {200, 204}


def test_unknown_parts_and_missing_ones_do_not_matter(phase: CoralPhase) -> None:
    assert send(phase, b'{"comment": {"body": "Fine.", "new": 1}, "more": []}').status_code == 204
    odd = {**SOUND, "author": ["ADMIN"], "action": 3, "story": None}
    assert send(phase, json.dumps(odd).encode()).status_code == 204


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
_KNOWN = st.fixed_dictionaries(
    {},
    optional={
        "action": st.sampled_from(["NEW", "EDIT"]) | _JSON,
        "comment": st.fixed_dictionaries({}, optional={"body": st.text(max_size=300) | _JSON})
        | _JSON,
        "author": st.fixed_dictionaries({}, optional={"role": st.sampled_from(coral.ROLES) | _JSON})
        | _JSON,
    },
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(asked=_KNOWN | _JSON)
def test_no_json_breaks_it(phase: CoralPhase, asked: Any) -> None:
    response = send(phase, json.dumps(asked).encode())
    assert response.status_code in {200, 204, 400}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=300),
    header=st.text(alphabet=st.characters(codec="latin-1"), max_size=90),
)
def test_no_bytes_and_no_header_break_it(phase: CoralPhase, body: bytes, header: str) -> None:
    sound = header.replace("\r", "").replace("\n", "")
    client = Client(headers={"X-Coral-Signature": sound})
    response = client.post(f"/coral/{phase.id}/moderate", body, content_type="application/json")
    assert response.status_code == 401


@given(path=st.text(alphabet="0123456789abcdef-/%.é", max_size=60))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_breaks_it(phase: CoralPhase, path: str) -> None:
    assert Client().post(f"/coral/{path}/moderate").status_code in {301, 401, 404}
