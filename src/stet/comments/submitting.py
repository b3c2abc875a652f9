"""Submitting a comment: it is checked, stored exactly as received, and held."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from stet.comments.arrivals import arrival_facts
from stet.comments.contacts.addresses import USUAL, Wish, is_email, note_contact
from stet.comments.digests import double_digest
from stet.comments.models import Comment
from stet.comments.reading import public_comment
from stet.comments.states import State
from stet.ledger.deeds import Deed
from stet.ledger.writing import AUTHOR, append
from stet.newsroom.commenting import takes_comments
from stet.newsroom.ids import new_id
from stet.newsroom.models import Article, Claim, Site
from stet.newsroom.names import NameStanding, standing
from stet.newsroom.sign_on_keys import still_live
from stet.text.checks import Problem, check_body, check_name
from stet.text.facts import words_of
from stet.text.languages import guess_language
from stet.text.signature import signature

DOUBLE_WITHIN = timedelta(minutes=10)
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
    wish: Wish = USUAL
    network: str = ""
    author_key: str = ""
    sign_on: UUID | None = None  # the key that vouched for the author, who then has its author key


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
    found += _writer_problems(draft)
    found += _name_problems(draft)
    found += text_problems(draft.text)
    if draft.email and not is_email(draft.email):
        found.append(FieldProblem("email", "invalid", _("This is not a complete e-mail address.")))
    found += _parent_problems(draft)
    if (
        draft.claim
        and not Claim.objects.filter(id=draft.claim, article=_article_of(draft)).exists()
    ):
        found.append(FieldProblem("claim", "unknown", _("The article has no such claim.")))
    return found


def _writer_problems(draft: Draft) -> list[FieldProblem]:
    if draft.sign_on or draft.article.site.writers != Site.Writers.SIGNED_ON:
        return []
    words = _("Only readers who are signed on may write here.")
    return [FieldProblem("sign_on", "required", words)]


def _signer_problems(draft: Draft) -> list[FieldProblem]:
    if draft.sign_on is None or still_live(draft.sign_on):
        return []
    words = _("Your sign-on does not count any more. Please sign in again.")
    return [FieldProblem("sign_on", "revoked", words)]


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
        # The parent may have been withdrawn since, and the key revoked.
        problems = _parent_problems(draft) + _signer_problems(draft)
        if problems:
            raise Refused(problems)
        _refuse_floods(draft, now)
        comment.save(force_insert=True)
        if draft.email:
            note_contact(comment, draft.email, draft.wish, now)
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
        sign_on_id=draft.sign_on,
        network=draft.network,
        double=double_digest(
            draft.article.id, draft.parent, draft.name, draft.text, _sender(draft)
        ),
        signature=signature(draft.text),
        reserved_name=standing(draft.article.site_id, draft.name) is NameStanding.LOOKALIKE,
        salt=secrets.token_bytes(32),
    )


def _sender(draft: Draft) -> str:
    """From where the same words again are the same submission: a network, and who is signed on."""
    return draft.network + draft.author_key if draft.sign_on else draft.network


def _article_of(draft: Draft) -> Article:
    """The draft's article; for a reply, that of its parent, which may have been merged into it."""
    parent = public_comment(draft.article.id, draft.parent) if draft.parent else None
    if parent is None or parent.article_id == draft.article.id:
        return draft.article
    return parent.article


def _log(comment: Comment) -> None:
    append(
        Deed.COMMENT_SUBMITTED,
        comment.id,
        actor=AUTHOR,
        at=comment.received_at,
        payload=arrival_facts(comment),
    )
