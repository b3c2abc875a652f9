"""What callers send: read leniently, as two decades of hand-written clients need it.

Unknown fields are passed over, names may be in snake_case, and what should be a number may be one in a
string. What is wrong is refused in the service's own words (`problems`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from django.http import HttpRequest

from stet.wire.perspective.attributes import ATTRIBUTES, base_name
from stet.wire.perspective.problems import Refused, invalid, malformed, refused, told
from stet.wire.reading import Unreadable, body_of, json_in, whole_text

TEXT_BYTES: Final = 20_480
# Each is scored for each sentence; all attributes that ever were are some fifty.
MOST_ATTRIBUTES: Final = 200
MOST_LANGUAGES: Final = 50
# Of an article its beginning tells the subject.
_CONTEXT_CHARACTERS: Final = 20_000
_PLAIN: Final = {None, "", "TEXT_TYPE_UNSPECIFIED", "PLAIN_TEXT", 0, 1}
_HTML: Final = {"HTML", 2}
_SCORE_TYPES: Final = ("SCORE_TYPE_UNSPECIFIED", "PROBABILITY", "STD_DEV_SCORE", "PERCENTILE", "RAW")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """One attribute as requested: ``key`` is how the answer calls it, ``name`` what it is."""

    key: str
    name: str
    threshold: float | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What both calls have in common. ``languages`` are as the caller wrote them."""

    text: str
    languages: tuple[str, ...]
    client_token: str | None
    do_not_store: bool


@dataclass(frozen=True, slots=True)
class Analysis(Asked):
    """A request to analyse a comment."""

    wanted: tuple[Wanted, ...]
    spans: bool
    drop_unsupported: bool
    article: str
    parent: str


@dataclass(frozen=True, slots=True)
class Suggestion(Asked):
    """What the caller's moderators made of a comment: a score for each attribute's name."""

    scores: Mapping[str, float]


def analysis_in(request: HttpRequest) -> Analysis:
    """The request to analyse. Raises `Refused`."""
    given = _object_in(request)
    comment = _part(given, "comment")
    text = _text(comment)
    article, parent = _context(given)
    return Analysis(
        text,
        _languages(given),
        _client_token(given),
        _flag(given, "doNotStore"),
        _wanted(given, comment),
        _flag(given, "spanAnnotations"),
        _flag(given, "dropUnsupportedAttributes"),
        article,
        parent,
    )


def suggestion_in(request: HttpRequest) -> Suggestion:
    """The suggested scores. Raises `Refused`."""
    given = _object_in(request)
    text = _text(_part(given, "comment"))
    _context(given)
    return Suggestion(
        text,
        _languages(given),
        _client_token(given),
        _flag(given, "doNotStore"),
        _suggested(_part(given, "attributeScores")),
    )


def _object_in(request: HttpRequest) -> dict[str, Any]:
    try:
        return json_in(body_of(request))
    except Unreadable as problem:
        if problem.too_big:
            raise Refused(400, "Request payload size exceeds the limit: 1048576 bytes.") from None
        raise malformed(str(problem)) from None


def _get(given: Mapping[str, Any], name: str) -> Any:
    """A field by its name in JSON or, as protocol buffers allow, in snake_case."""
    if name in given:
        return given[name]
    return given.get("".join(f"_{c.lower()}" if c.isupper() else c for c in name))


def _part(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A field that is an object; empty where it is not there."""
    found = _get(given, name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise malformed(f"{name} is not an object.")
    return found


def _flag(given: Mapping[str, Any], name: str) -> bool:
    """Whether a field is set; the strings "false" and "0" are not."""
    found = _get(given, name)
    if isinstance(found, str):
        return found.strip().lower() not in {"", "false", "0"}
    return bool(found)


def _text(comment: Mapping[str, Any]) -> str:
    found = comment.get("text")
    if found is not None and not isinstance(found, str):
        raise malformed("comment.text is not a string.")
    _check_type(comment)
    if found is None or not found.strip():
        raise refused("COMMENT_EMPTY", "Comment must be non-empty.")
    if len(found.encode("utf-8", "replace")) > TEXT_BYTES:
        raise refused("COMMENT_TOO_LONG", "Comment text too long.")
    return whole_text(found)


def _check_type(entry: Mapping[str, Any]) -> None:
    kind = entry.get("type")
    if isinstance(kind, dict | list):
        raise malformed("type is not a string.")
    if kind in _HTML:
        raise invalid("Currently, only 'PLAIN_TEXT' comments are supported")
    if kind not in _PLAIN:
        raise invalid("Unknown text type")


def _languages(given: Mapping[str, Any]) -> tuple[str, ...]:
    found = _get(given, "languages")
    if found is None:
        return ()
    tags = [found] if isinstance(found, str) else found
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise malformed("languages is not a list of strings.")
    if len(tags) > MOST_LANGUAGES:
        raise invalid("Too many languages.")
    return tuple(tag for tag in tags if tag.strip())


def _client_token(given: Mapping[str, Any]) -> str | None:
    found = _get(given, "clientToken")
    if found is None or isinstance(found, str):
        return found
    if isinstance(found, bool | int | float):
        return str(found)
    raise malformed("clientToken is not a string.")


def _wanted(given: Mapping[str, Any], comment: Mapping[str, Any]) -> tuple[Wanted, ...]:
    # Some clients in use nest it in the comment.
    asked = _part(given, "requestedAttributes") or _part(comment, "requestedAttributes")
    if not asked:
        raise refused("NO_REQUESTED_ATTRIBUTES", "Missing requested_attributes")
    if len(asked) > MOST_ATTRIBUTES:
        raise invalid("Too many requested attributes.")
    return tuple(_one_wanted(key, asked) for key in asked)


def _one_wanted(key: str, asked: Mapping[str, Any]) -> Wanted:
    name = base_name(key)
    if name not in ATTRIBUTES:
        raise invalid(f"Unknown requested attribute: {told(key)}")
    given = _part(asked, key)
    kind = _score_type(_get(given, "scoreType"))
    if kind not in {"SCORE_TYPE_UNSPECIFIED", "PROBABILITY"}:
        raise invalid(
            f"Requested score type {told(kind)} is not supported by attribute {told(key)}"
        )
    threshold = _get(given, "scoreThreshold")
    return Wanted(key, name, None if threshold is None else _number(threshold, "scoreThreshold"))


def _score_type(found: Any) -> str:
    if isinstance(found, int) and 0 <= found < len(_SCORE_TYPES):
        return _SCORE_TYPES[found]
    if found is None or found == "":
        return _SCORE_TYPES[0]
    if not isinstance(found, str):
        raise malformed("A score type is not a string.")
    return found


def _number(value: Any, name: str) -> float:
    """A number, or one in a string, as protocol buffers allow."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise malformed(f"{name} is not a number.")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise malformed(f"{name} is not a number.") from None
    if not isfinite(number):
        raise malformed(f"{name} is not a number.")
    return number


def _context(given: Mapping[str, Any]) -> tuple[str, str]:
    """The texts of the article and of the comment answered, as far as they are there and plain.

    Of a list of entries the first is the article and the second the parent, as moderation programs send
    them. Each is cut.
    """
    context = _part(given, "context")
    pair = _part(context, "articleAndParentComment")
    entries = _get(context, "entries")
    if entries is not None and not isinstance(entries, list):
        raise malformed("context.entries is not a list.")
    if entries and pair:
        raise invalid(
            "Context can have either entries or article_and_parent_comment, but both fields were "
            "populated."
        )
    if pair:
        return _plain(_get(pair, "article")), _plain(_get(pair, "parentComment"))
    first, second = [*(entries or [])[:2], None, None][:2]
    return _plain(first), _plain(second)


def _plain(entry: Any) -> str:
    """An entry's text; empty if it is of another type, or data for a program."""
    if entry is None:
        return ""
    if not isinstance(entry, dict):
        raise malformed("A text entry of the context is not an object.")
    text, kind = entry.get("text"), entry.get("type")
    if not isinstance(text, str) or isinstance(kind, dict | list) or kind not in _PLAIN:
        return ""
    return "" if text.lstrip().startswith("{") else whole_text(text[:_CONTEXT_CHARACTERS])


def _suggested(given: Mapping[str, Any]) -> dict[str, float]:
    """The score of each attribute that we know by name: its summary, else its highest span."""
    if not given:
        raise invalid("Missing attribute_scores")
    if len(given) > MOST_ATTRIBUTES:
        raise invalid("Too many attribute scores.")
    found = {base_name(key): _suggested_score(_part(given, key), key) for key in given}
    known = {name: score for name, score in found.items() if name in ATTRIBUTES}
    if not known:
        raise invalid(f"Unknown attribute: {told(next(iter(given)))}")
    return known


def _suggested_score(given: Mapping[str, Any], key: str) -> float:
    summary = _part(given, "summaryScore")
    spans = _get(given, "spanScores") or []
    if not isinstance(spans, list) or not all(isinstance(span, dict) for span in spans):
        raise malformed("spanScores is not a list of objects.")
    if not summary and not spans:
        raise invalid(f"Missing scores of attribute {told(key)}")
    in_spans = [_span_score(span) for span in spans]
    return _score(summary) if summary else max(in_spans)


def _span_score(span: Mapping[str, Any]) -> float:
    begin, end = span.get("begin"), span.get("end")
    if begin is None or end is None:
        raise invalid("Span scores must have begin and end.")
    if not 0 <= _number(begin, "begin") <= _number(end, "end"):
        raise invalid("A span must end after it begins.")
    return _score(_part(span, "score"))


def _score(score: Mapping[str, Any]) -> float:
    kind, value = _score_type(score.get("type")), score.get("value")
    if kind not in {"SCORE_TYPE_UNSPECIFIED", "PROBABILITY"}:
        raise invalid(f"Score type {told(kind)} is not supported")
    if value is None:
        raise invalid("Score without a value")
    number = _number(value, "value")
    if not 0.0 <= number <= 1.0:
        raise invalid("Score values must be from 0 to 1")
    return number
