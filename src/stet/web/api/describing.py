"""What every operation says of itself: its errors, and who may call it."""

from __future__ import annotations

from typing import Any

from stet.web.api.shapes import ConflictOut, ProblemOut


def answers(good: dict[int, Any], *problems: int) -> dict[Any, Any]:
    """The ``response=`` of an operation: what it gives, and the problems it may answer with."""
    told: dict[Any, Any] = dict(good)
    told[frozenset({400, *problems})] = ProblemOut
    return told


def deciding_answers(good: dict[int, Any], *problems: int) -> dict[Any, Any]:
    """As `answers`, where somebody else may have been faster."""
    return {**answers(good, *problems), 409: ConflictOut}


def parameter(name: str, about: str, **schema: Any) -> dict[str, Any]:
    """A query parameter that an operation reads by itself."""
    return {
        "in": "query",
        "name": name,
        "required": False,
        "description": about,
        "schema": {"type": "string", **schema},
    }


def header(name: str, about: str) -> dict[str, Any]:
    """A header that an operation reads by itself."""
    return {**parameter(name, about), "in": "header"}


def example(body: dict[str, Any]) -> dict[str, Any]:
    """An example of the body that an operation takes."""
    return {"requestBody": {"content": {"application/json": {"example": body}}}}
