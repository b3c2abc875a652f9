"""Whatever Coral's documented question holds, the answer is one that Coral's schema accepts."""

import io
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from stet.config.wsgi import application
from stet.newsroom.models import CoralPhase
from tests.api.test_fuzzing import one_transaction
from tests.wire.coral import coral
from tests.wire.coral.conftest import SECRET
from tests.wire.coral.test_codes import CORAL

FEW = settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
STATUSES = ["NONE", "APPROVED", "REJECTED", "PREMOD", "SYSTEM_WITHHELD"]
TEXT = {"type": "string", "maxLength": 3000}
ASKED = {
    "type": "object",
    "required": ["action", "comment", "author", "story", "site", "tenantID", "tenantDomain"],
    "properties": {
        "action": {"enum": ["NEW", "EDIT"]},
        "comment": {
            "type": "object",
            "required": ["body", "parentID"],
            "properties": {"body": TEXT, "parentID": {"type": ["string", "null"]}},
        },
        "author": {
            "type": "object",
            "required": ["id", "role"],
            "properties": {"id": {"type": "string"}, "role": {"enum": list(coral.ROLES)}},
        },
        "story": {"type": "object"},
        "site": {"type": "object"},
        "tenantID": {"type": "string"},
        "tenantDomain": {"type": "string"},
    },
}
# As Coral checks it: an unknown value makes it throw the whole answer away.
ANSWERED = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        "actions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["actionType", "reason"],
                "additionalProperties": False,
                "properties": {
                    "actionType": {"const": "FLAG"},
                    "reason": {"enum": ["COMMENT_DETECTED_TOXIC", "COMMENT_DETECTED_SPAM"]},
                },
            },
        },
        "status": {"enum": STATUSES},
        "moderationAction": {
            "type": "object",
            "properties": {
                "status": {"enum": STATUSES},
                "rejectionReason": {
                    "type": "object",
                    "required": ["code"],
                    "properties": {"code": {"enum": sorted(CORAL)}},
                },
            },
        },
    },
}
FAILED = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {"error": {"type": "string", "maxLength": 200}},
}
PATH = "/coral/moderate"


def as_json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "-", "content": {"application/json": {"schema": schema}}}


DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {"title": "external moderation phase", "version": "1"},
    "paths": {
        PATH: {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": ASKED}},
                },
                "responses": {
                    "200": as_json(ANSWERED),
                    "204": {"description": "no opinion"},
                    "4XX": as_json(FAILED),
                },
            }
        }
    },
}


def signing(phase: CoralPhase) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """The application as Coral calls it: at the phase's address, each body signed."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/description":
            start("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(DESCRIPTION).encode()]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        signed = {
            "PATH_INFO": f"/coral/{phase.id}/moderate",
            "HTTP_X_CORAL_SIGNATURE": coral.signed(body, SECRET),
            "wsgi.input": io.BytesIO(body),
        }
        return application(environ | signed, start)

    return answer


@pytest.mark.parametrize("of", ["advise", "hold", "decide"])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_it_answers_as_described(phase: CoralPhase, mode: GenerationMode, of: str) -> None:
    CoralPhase.objects.filter(pk=phase.pk).update(mode=of)
    with one_transaction():
        description = schemathesis.openapi.from_wsgi("/description", signing(phase))
    statuses = set()

    @FEW
    @given(case=description[PATH]["post"].as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        answer = case.call_and_validate(
            checks=[
                not_a_server_error,
                status_code_conformance,
                content_type_conformance,
                response_schema_conformance,
            ],
        )
        statuses.add(answer.status_code)

    with one_transaction():
        ask()
    assert statuses & {200, 204} if mode.is_positive else 400 in statuses
