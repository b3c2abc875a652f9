"""Submitting a comment: it is checked, stored exactly as received, and held."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from stet.comments.digests import double_digest
from stet.comments.models import Comment, Contact, Original
from stet.comments.reading import public_comment
from stet.comments.states import State
from stet.ledger.chain import Json, commit_frame, commit_text, timestamp
from stet.ledger.deeds import Deed
from stet.ledger.writing import AUTHOR, append
from stet.newsroom.commenting import takes_comments
from stet.newsroom.ids import new_id
from stet.newsroom.models import Article, Claim
from stet.newsroom.names import NameStanding, standing
from stet.text.checks import Problem, check_body, check_name
from stet.text.facts import words_of
from stet.text.languages import guess_language
from stet.text.signature import signature

DOUBLE_WITHIN = timedelta(minutes=10)
EMAIL_LIMIT = 254  # the longest that mail can carry (RFC 5321), and the column's
_RATE_WINDOW = timedelta(minutes=1)


@dataclass(frozen=True)
class Draft:
    """What a reader sends. ``network`` and ``author_key`` come from `stet.comments.digests`."""

    article: Article
    name: str
    text: str
    parent: UUID | None = None
    claim: UUID | None = None
    email: str = ""
    network: str = ""
    author_key: str = ""


@dataclass(frozen=True)
class FieldProblem:
    field: str
    code: str
    message: str | Promise


class Refused(Exception):
    """The draft cannot be taken as it is; ``problems`` says why, field by field."""

    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__(", ".join(f"{problem.field}: {problem.code}" for problem in problems))
        self.problems = problems


class TooMany(Exception):
    """Too many comments in the last minute; ``scope`` is network or article."""

    retry_after_s = int(_RATE_WINDOW.total_seconds())

    def __init__(self, scope: str) -> None:
        super().__init__(f"too many comments from one {scope}")
        self.scope = scope


def problems_of(draft: Draft, now: datetime) -> list[FieldProblem]:
    """Everything that keeps this draft from being taken, in the order of the form."""
    found = []
    if not takes_comments(draft.article, now):
        found.append(FieldProblem("article", "closed", _("Comments on this article are closed.")))
    found += _name_problems(draft)
    found += text_problems(draft.text)
    if draft.email and not _is_email(draft.email):
        found.append(FieldProblem("email", "invalid", _("This is not a complete e-mail address.")))
    found += _parent_problems(draft)
    if (
        draft.claim
        and not Claim.objects.filter(id=draft.claim, article=_article_of(draft)).exists()
    ):
        found.append(FieldProblem("claim", "unknown", _("The article has no such claim.")))
    return found


def _name_problems(draft: Draft) -> list[FieldProblem]:
    problem = check_name(draft.name, settings.STET.name_limit)
    if problem:
        return [FieldProblem("name", problem.value, _message(problem, settings.STET.name_limit))]
    if standing(draft.article.site_id, draft.name) is NameStanding.RESERVED:
        words = _("This name belongs to somebody in our newsroom. Please use another.")
        return [FieldProblem("name", "reserved", words)]
    return []


def text_problems(text: str) -> list[FieldProblem]:
    """Why ``text`` cannot stand as a reader's own words; empty if it can."""
    problem = check_body(text, settings.STET.text_limit)
    if not problem:
        return []
    return [FieldProblem("text", problem.value, _message(problem, settings.STET.text_limit))]


def _message(problem: Problem, limit: int) -> str | Promise:
    if problem is Problem.TOO_LONG:
        words = ngettext_lazy(
            "This is longer than %(limit)d character.",
            "This is longer than %(limit)d characters.",
            limit,
        )
        return words % {"limit": limit}
    return {
        Problem.EMPTY: _("This field is required."),
        Problem.BLANK: _("This field is required; what you sent cannot be seen."),
        Problem.FORBIDDEN_CHARACTER: _("This holds a control character that cannot be shown."),
        Problem.LONE_SURROGATE: _("This holds half a character. Please type it again."),
        Problem.LINE_BREAK: _("A name is a single line."),
    }[problem]


def _is_email(address: str) -> bool:
    if len(address) > EMAIL_LIMIT:
        return False
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def _parent_problems(draft: Draft) -> list[FieldProblem]:
    if draft.parent is None:
        return []
    if public_comment(draft.article.id, draft.parent) is not None:
        return []
    words = _("The comment you reply to is not there.")
    return [FieldProblem("parent", "not_public", words)]


@dataclass(frozen=True)
class Prepared:
    """A draft that may be taken, and the row that it will be. Nothing is stored yet."""

    draft: Draft
    comment: Comment


def prepare(draft: Draft, now: datetime) -> Prepared:
    """Everything about a draft that needs no transaction; raises `Refused`.

    Writers wait for each other, so what can be checked and computed before is done before.
    """
    problems = problems_of(draft, now)
    if problems:
        raise Refused(problems)
    return Prepared(draft, _row(draft, now))


def submit(prepared: Prepared, now: datetime) -> tuple[Comment, bool]:
    """Stores the comment, held: the comment, and whether it is new.

    The same words in the same place from one network within ten minutes are the same submission:
    the first comment comes back. Runs in the caller's transaction. Raises `Refused` and `TooMany`.
    """
    draft, comment = prepared.draft, prepared.comment
    with transaction.atomic(savepoint=False):
        _lock(comment.double)
        earlier = _earlier(comment.double, now)
        if earlier:
            return earlier, False
        problems = _parent_problems(draft)  # it may have been withdrawn since
        if problems:
            raise Refused(problems)
        _refuse_floods(draft, now)
        comment.save(force_insert=True)
        if draft.email:
            Contact.objects.create(comment=comment, email=draft.email)
        _log(comment)
    return comment, True


def _lock(double: str) -> None:
    """Makes two simultaneous sendings of one form wait for each other (SQLite always does)."""
    if connection.vendor == "postgresql":
        key = int.from_bytes(bytes.fromhex(double)[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _earlier(double: str, now: datetime) -> Comment | None:
    gone = [State.WITHDRAWN, State.ERASED]
    recent = Comment.objects.filter(double=double, received_at__gt=now - DOUBLE_WITHIN)
    return recent.exclude(state__in=gone).first()


def _refuse_floods(draft: Draft, now: datetime) -> None:
    env, since = settings.STET, now - _RATE_WINDOW
    recent = Comment.objects.filter(received_at__gt=since, source="")
    limits = {"article": (env.article_rate, recent.filter(article=draft.article))}
    if draft.network:
        limits["network"] = (env.network_rate, recent.filter(network=draft.network))
    for scope, (limit, comments) in limits.items():
        if limit and comments.count() >= limit:
            raise TooMany(scope)


def _row(draft: Draft, now: datetime) -> Comment:
    return Comment(
        id=new_id(),
        article=_article_of(draft),
        parent_id=draft.parent,
        claim_id=draft.claim,
        name=draft.name,
        text=draft.text,
        lang=guess_language(draft.text, words_of(draft.text)).tag,
        posted_at=now,
        received_at=now,
        author_key=draft.author_key,
        network=draft.network,
        double=double_digest(draft.article.id, draft.parent, draft.name, draft.text, draft.network),
        signature=signature(draft.text),
        reserved_name=standing(draft.article.site_id, draft.name) is NameStanding.LOOKALIKE,
        salt=secrets.token_bytes(32),
    )


def _article_of(draft: Draft) -> Article:
    """The draft's article; for a reply, that of its parent, which may have been merged into it."""
    parent = public_comment(draft.article.id, draft.parent) if draft.parent else None
    if parent is None or parent.article_id == draft.article.id:
        return draft.article
    return parent.article


def commitments(comment: Comment) -> dict[str, str]:
    """What the ledger keeps of a comment: commitments to its text and to what surrounds it."""
    salt = bytes(comment.salt)
    frame = {
        "article": str(comment.article_id),
        "claim": str(comment.claim_id) if comment.claim_id else None,
        "id": str(comment.id),
        "name": comment.name,
        "parent": str(comment.parent_id) if comment.parent_id else None,
    }
    return {"text": commit_text(salt, comment.text), "frame": commit_frame(salt, frame)}


def arrival_facts(comment: Comment) -> dict[str, Json]:
    """What the ledger says of a comment's coming: commitments, and for an import its own time."""
    facts: dict[str, Json] = {**commitments(comment), "article": str(comment.article_id)}
    if comment.source:
        origin: dict[str, Json] = {"source": comment.source, "source_id": comment.source_id}
        facts["origin"] = commit_frame(bytes(comment.salt), origin)
        facts["posted_at"] = timestamp(comment.posted_at)
        facts["source"] = comment.source
        original = getattr(comment, "original", None)
        if original is not None:
            facts["original"] = commit_frame(bytes(comment.salt), _original(original))
    return facts


def _original(original: Original) -> dict[str, Json]:
    return {"text": original.text, "status": original.status, "parent": original.parent}


def _log(comment: Comment) -> None:
    append(
        Deed.COMMENT_SUBMITTED,
        comment.id,
        actor=AUTHOR,
        at=comment.received_at,
        payload=arrival_facts(comment),
    )


def near_duplicates(comment: Comment) -> Q:
    """The condition for other comments with the same signature (zero: no words, no likeness)."""
    return Q(signature=comment.signature) & ~Q(id=comment.id) & ~Q(signature=0)
