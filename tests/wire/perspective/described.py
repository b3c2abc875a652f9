"""The discovery document as an OpenAPI description, so that schemathesis asks what is described."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from stet.wire.perspective.attributes import ATTRIBUTES

DISCOVERY: dict[str, Any] = json.loads(
    files("stet.wire.perspective").joinpath("discovery.json").read_text("utf-8")
)
ERROR = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "status"],
            "additionalProperties": False,
            "properties": {
                "code": {"type": "integer", "minimum": 400, "maximum": 499},
                "message": {"type": "string", "minLength": 1, "maxLength": 8000},
                "status": {"type": "string", "pattern": "^[A-Z_]+$"},
                "details": {"type": "array", "items": {"type": "object", "required": ["@type"]}},
            },
        }
    },
}
# What the real service always sends, and clients index without a guard.
ALWAYS = {
    "AnalyzeCommentResponse": ["attributeScores", "languages", "detectedLanguages"],
    "SuggestCommentScoreResponse": ["detectedLanguages", "requestedLanguages"],
}
# Half of what is asked for should be there, else nearly every request ends at an unknown name.
NAMES = [name for name, one in ATTRIBUTES.items() if one.value is not None]


def openapi() -> dict[str, Any]:
    """The three calls with their schemas."""
    schemas = {name: _schema(name, each) for name, each in DISCOVERY["schemas"].items()}
    _narrow(schemas)
    methods = DISCOVERY["resources"]["comments"]["methods"].values()
    paths: dict[str, Any] = {
        f"/{method['path']}": {"post": _operation(method)} for method in methods
    }
    described = _responses({"type": "object", "required": ["rootUrl", "schemas", "resources"]})
    paths["/$discovery/rest"] = {
        "get": {"operationId": "discovery", "parameters": _parameters(), "responses": described}
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": DISCOVERY["title"], "version": DISCOVERY["version"]},
        "paths": paths,
        "components": {"schemas": {**schemas, "Error": ERROR}},
    }


def _narrow(schemas: dict[str, Any]) -> None:
    """What the types allow and the service refuses, left out: else nearly nothing would be answered."""
    for request, field, of in (
        ("AnalyzeCommentRequest", "requestedAttributes", "AttributeParameters"),
        ("SuggestCommentScoreRequest", "attributeScores", "SuggestedScores"),
    ):
        named = {"properties": {name: _ref(of) for name in NAMES}, "minProperties": 1}
        schemas[request]["properties"][field] |= named | {"additionalProperties": False}
        schemas[request]["required"] = ["comment", field]
        schemas[request]["properties"]["languages"]["items"]["enum"] = ["en", "en-GB"]
        schemas[request]["properties"]["context"] = {
            "properties": {"entries": {"type": "array", "items": _ref("TextEntry")}}
        }
    schemas["AttributeParameters"]["properties"]["scoreType"]["enum"] = ["PROBABILITY"]
    schemas["TextEntry"]["properties"]["type"]["enum"] = ["PLAIN_TEXT", "TEXT_TYPE_UNSPECIFIED"]
    # In an answer what is below a threshold is missing.
    suggested = schemas["AttributeScores"] | {"required": ["summaryScore"]}
    schemas["SuggestedScores"] = suggested
    schemas["Score"]["required"] = ["value"]
    schemas["Score"]["properties"]["type"]["enum"] = ["PROBABILITY"]
    schemas["Score"]["properties"]["value"] |= {"minimum": 0, "maximum": 1}
    schemas["SpanScore"]["required"] = ["begin", "end", "score"]
    schemas["SpanScore"]["properties"]["begin"] |= {"minimum": 0, "maximum": 9}
    schemas["SpanScore"]["properties"]["end"] |= {"minimum": 9, "maximum": 99}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _schema(name: str, given: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = _moved(given)
    return made | {"required": ALWAYS.get(name, [])}


def _moved(given: Any) -> Any:
    """The same with references as OpenAPI has them, and without what only discovery documents say."""
    if isinstance(given, list):
        return [_moved(one) for one in given]
    if not isinstance(given, dict):
        return given
    if "$ref" in given:
        return _ref(given["$ref"])
    return {
        name: _moved(value)
        for name, value in given.items()
        if name not in {"id", "format", "enumDescriptions", "description"}
    }


def _operation(method: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": method["id"].rpartition(".")[2],
        "parameters": _parameters(),
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ref(method["request"]["$ref"])}},
        },
        "responses": _responses(_ref(method["response"]["$ref"])),
    }


def _parameters() -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "schema": {"type": each["type"]}}
        for name, each in DISCOVERY["parameters"].items()
        if name not in {"key", "access_token", "oauth_token"}
    ]


def _responses(fine: dict[str, Any]) -> dict[str, Any]:
    bad = {"application/json": {"schema": _ref("Error")}}
    refused = {
        status: {"description": "Refused.", "content": bad}
        for status in ("400", "403", "404", "405", "429")
    }
    good = {"description": "Answered.", "content": {"application/json": {"schema": fine}}}
    return {"200": good, **refused}
