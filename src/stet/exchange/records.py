"""A comment as a file of another system tells of it, checked field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from stet.comments.importing import words_refused
from stet.newsroom.article_texts import ArticleText, BadArticle, bare_url, check_article
from stet.text.checks import check_name

STATUSES = ("held", "approved", "rejected")
_SOURCE_ID_LIMIT = 200  # the column's
_HEADLINE_LIMIT = 300  # the column's
_RAW_LIMIT = 200_000  # code points: markup may be many times the text
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL takes neither
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)  # a comment on the web is not older


class RecordRefused(Exception):
    """This comment cannot come in; ``code`` is field:reason and quotes nothing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Record:
    """One comment, fit to come in."""

    source_id: str
    article_url: str
    headline: str
    parent_source_id: str | None
    name: str
    text: str
    email: str
    posted_at: datetime
    status: str
    clauses: tuple[str, ...]
    original: tuple[str, str, str] = ("", "", "")  # text, status, parent


@dataclass(frozen=True)
class Rules:
    """What records are measured by. ``clauses`` None: states and clauses stay behind."""

    now: datetime
    clauses: frozenset[str] | None


FIELDS = frozenset(
    [
        "source_id",
        "article_url",
        "article_title",
        "parent_source_id",
        "name",
        "email",
        "text",
        "posted_at",
        "status",
        "clauses",
        "raw_text",
        "raw_status",
        "raw_parent",
    ]
)


def record_of(found: Mapping[str, Any], rules: Rules) -> Record:
    """The record in a JSON object. A field that is null is taken as not there.

    Raises `RecordRefused`.
    """
    given = {key: value for key, value in found.items() if value is not None}
    name, text = _text(given, "name"), _text(given, "text")
    email = _text(given, "email", default="")
    refused = words_refused(name, text, email)
    if refused:
        raise RecordRefused(refused)
    status, clauses = _judged(given, rules)
    if status != given.get("status", "held"):
        given.setdefault("raw_status", given["status"])  # which is not kept otherwise
    url = bare_url(_text(given, "article_url"))
    parent = _number(given, "parent_source_id") if "parent_source_id" in given else None
    return Record(
        source_id=_number(given, "source_id"),
        article_url=url,
        headline=_headline(url, _text(given, "article_title", default="")),
        parent_source_id=parent,
        name=name,
        text=text,
        email=email,
        posted_at=_time(_text(given, "posted_at"), rules.now),
        status=status,
        clauses=clauses,
        original=_original(given),
    )


def record_again(found: Mapping[str, Any], rules: Rules) -> Record:
    """The same for an object that `record_of` took before: nothing is checked a second time."""
    given = {key: value for key, value in found.items() if value is not None}
    url, parent = bare_url(given["article_url"]), given.get("parent_source_id")
    kept = rules.clauses is not None
    if not kept and given.get("status", "held") != "held":
        given.setdefault("raw_status", given["status"])
    return Record(
        source_id=str(given["source_id"]),
        article_url=url,
        headline=_headline(url, given.get("article_title", "")),
        parent_source_id=None if parent is None else str(parent),
        name=given["name"],
        text=given["text"],
        email=given.get("email", ""),
        posted_at=datetime.fromisoformat(given["posted_at"]).astimezone(UTC),
        status=given.get("status", "held") if kept else "held",
        clauses=tuple(given.get("clauses", ())) if kept else (),
        original=_original(given),
    )


def source_id_of(found: Mapping[str, Any]) -> str:
    """The record's own number if it can be shown, else nothing."""
    try:
        return _number(found, "source_id")
    except RecordRefused:
        return ""


def _original(given: Mapping[str, Any]) -> tuple[str, str, str]:
    """How it stood elsewhere; what would not say more than the record itself is left out."""
    raw = _text(given, "raw_text", default="")
    if len(raw) > _RAW_LIMIT:
        raise RecordRefused("raw_text:too_long")
    parts = {"raw_text": raw}
    for field, limit in (("raw_status", 40), ("raw_parent", _SOURCE_ID_LIMIT)):
        parts[field] = _text(given, field, default="")
        if len(parts[field]) > limit:
            raise RecordRefused(f"{field}:too_long")
    for field, words in parts.items():
        if _UNSTORABLE.search(words):
            raise RecordRefused(f"{field}:forbidden_character")
    text = raw if raw != given.get("text") else ""
    return text, parts["raw_status"], parts["raw_parent"]


def parent_id_of(found: Mapping[str, Any]) -> str | None:
    """The number of the comment that it answers, if it can be shown."""
    try:
        return _number(found, "parent_source_id")
    except RecordRefused:
        return None


def _text(given: Mapping[str, Any], field: str, default: str | None = None) -> str:
    value = given.get(field, default)
    if value is None:
        raise RecordRefused(f"{field}:missing")
    if not isinstance(value, str):
        raise RecordRefused(f"{field}:wrong_type")
    return value


def _number(given: Mapping[str, Any], field: str) -> str:
    """A comment's number in its own system: a text, or a whole number as many systems write it."""
    value = given.get(field)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    number = _text({field: value}, field)
    problem = check_name(number, _SOURCE_ID_LIMIT)
    if problem:
        raise RecordRefused(f"{field}:{problem.value}")
    return number


def _headline(url: str, title: str) -> str:
    headline = " ".join(title.split())[:_HEADLINE_LIMIT] or url[:_HEADLINE_LIMIT]
    wrong = _article_fault(url, headline)
    if wrong:
        raise RecordRefused(f"{wrong}:invalid")
    return headline


@lru_cache(maxsize=4096)
def _article_fault(url: str, headline: str) -> str:
    """The field that keeps an article of this address and headline from being added."""
    if not url:
        return "article_url"
    try:
        check_article(ArticleText(headline, url=url))
    except BadArticle as problem:
        return "article_url" if problem.field == "url" else "article_title"
    return ""


def _time(words: str, now: datetime) -> datetime:
    """A time in ISO 8601 with its zone, not before the web and not to come."""
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        raise RecordRefused("posted_at:invalid") from None
    if at.utcoffset() is None:
        raise RecordRefused("posted_at:without_zone")
    if at < _FIRST:
        raise RecordRefused("posted_at:too_early")
    if at > now:
        raise RecordRefused("posted_at:in_the_future")
    return at.astimezone(UTC)


def _judged(given: Mapping[str, Any], rules: Rules) -> tuple[str, tuple[str, ...]]:
    """What was decided of the comment, if states are kept; else it is held, whatever it says."""
    status, clauses = _text(given, "status", default="held"), given.get("clauses", [])
    if status not in STATUSES:
        raise RecordRefused("status:unknown")
    if not isinstance(clauses, list) or not all(isinstance(key, str) for key in clauses):
        raise RecordRefused("clauses:wrong_type")
    if rules.clauses is None:
        return "held", ()
    if clauses and status != "rejected":
        raise RecordRefused("clauses:without_rejection")
    if not rules.clauses.issuperset(clauses):
        raise RecordRefused("clauses:unknown")
    return status, tuple(clauses)
