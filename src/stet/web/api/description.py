"""The OpenAPI document, finished: what django-ninja does not know by itself."""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import OpenAPISchema

from stet.web.api.problems import MEDIA_TYPE

ABOUT = """\
Stet reads every comment before it publishes it. A comment is approved or rejected, never edited:
names and texts come back code point for code point as they were sent.

All errors are problem details (RFC 9457, `application/problem+json`). Ids, tokens and cursors are
opaque. Requests carry no cookies; the desk's operations take a bearer token.
"""

TAGS = [
    {"name": "public", "description": "Readers and the publisher's pages; needs no token."},
    {"name": "desk", "description": "Moderators' and editors' programs; needs a desk token."},
]

# Answered with an ETag, and with 304 to whoever has it already.
_CACHEABLE = {"read_thread", "read_structured_data", "read_counts", "read_guidelines"}
# What an operation answers with where that is not plain JSON.
_MEDIA = {"read_structured_data": "application/ld+json"}
_ETAG = {"ETag": {"description": "strong, one for each encoding", "schema": {"type": "string"}}}
_IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "description": "ETags already held; 304 if one of them still stands",
    "schema": {"type": "string"},
}


def finished(schema: OpenAPISchema) -> OpenAPISchema:
    """``schema`` with problems under their media type, and with what caching clients need."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    _as_problem(int(status), answer)
            if media := _MEDIA.get(operation["operationId"]):
                content = operation["responses"][200]["content"]
                content[media] = content.pop("application/json")
            if operation["operationId"] in _CACHEABLE:
                _as_cacheable(operation)
    return schema


def _as_problem(status: int, answer: dict[str, Any]) -> None:
    content = answer.get("content", {})
    if "application/json" in content:
        answer["content"] = {MEDIA_TYPE: content.pop("application/json")}
    headers = {401: "WWW-Authenticate", 429: "Retry-After"}
    if status in headers:
        answer["headers"] = {headers[status]: {"schema": {"type": "string"}}}


def _as_cacheable(operation: dict[str, Any]) -> None:
    operation.setdefault("parameters", []).append(_IF_NONE_MATCH)
    operation["responses"][200]["headers"] = _ETAG
    operation["responses"][304] = {
        "description": "Not changed since the ETag given",
        "headers": _ETAG,
    }
