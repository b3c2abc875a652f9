"""Rules about one author's comments: first in line, last in line, never without a second person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from stet.comments.models import Comment
from stet.ledger.chain import Json, timestamp
from stet.ledger.deeds import Deed
from stet.ledger.writing import SYSTEM, append, staff_actor
from stet.moderation.models import QueueItem
from stet.moderation.rules.models import AuthorRule
from stet.newsroom.fields import BadField, fault_in
from stet.newsroom.locking import take_turns
from stet.newsroom.models import Site, Staff
from stet.newsroom.roles import Action

REASON_LIMIT = 300  # code points: why, for colleagues
# Nobody is treated apart for ever because somebody forgot: a rule is set again, or ends.
DAYS = (1, 365)
TURNS: dict[str, int] = {AuthorRule.Kind.FIRST: -1, AuthorRule.Kind.LAST: 1}
_LOCK = "author rules"


class BadAuthorRule(BadField):
    """A rule about an author that cannot stand."""


def set_author_rule(
    comment_id: UUID, kind: str, reason: str, days: str, *, by: Staff, now: datetime
) -> AuthorRule:
    """Sets a rule about whoever wrote the comment, for ``days`` (digits); it replaces another.

    Raises `BadAuthorRule` (which field, why), `NotAllowed`, `Comment.DoesNotExist`.
    """
    by.require(Action.SET_AUTHOR_RULES)
    if kind not in AuthorRule.Kind.values:
        raise BadAuthorRule("kind", _("Please choose one."))
    if fault := fault_in(reason, REASON_LIMIT, one_line=True):
        raise BadAuthorRule("reason", fault)
    expires_at = now + timedelta(days=_days(days))
    with transaction.atomic():
        comment = Comment.objects.select_related("article").get(id=comment_id)
        if not comment.author_key:
            raise BadAuthorRule("kind", _("Nothing tells who wrote this comment."))
        take_turns(_LOCK)
        for before in _running().filter(author_key=comment.author_key):
            _end(before, by, now)
        rule = AuthorRule.objects.create(
            site_id=comment.article.site_id,
            author_key=comment.author_key,
            kind=kind,
            reason=reason,
            set_by=by,
            set_at=now,
            expires_at=expires_at,
        )
        _put_in_line(rule.author_key, TURNS.get(kind, 0))
        append(
            Deed.AUTHOR_RULE_SET,
            rule.id,
            actor=staff_actor(by.id),
            at=now,
            payload=author_rule_facts(rule),
        )
    return rule


def _days(typed: str) -> int:
    usable = typed.isascii() and typed.isdigit() and len(typed) < 6
    least, most = DAYS
    if not usable or not least <= int(typed) <= most:
        words = _("This must be a whole number from %(least)d to %(most)d.")
        raise BadAuthorRule("days", words % {"least": least, "most": most})
    return int(typed)


def end_author_rule(rule_id: UUID, *, by: Staff, now: datetime) -> AuthorRule:
    """Ends a rule before its time; one that has ended stays so.

    Raises `NotAllowed`, `AuthorRule.DoesNotExist`.
    """
    by.require(Action.SET_AUTHOR_RULES)
    with transaction.atomic():
        rule = AuthorRule.objects.select_for_update().get(id=rule_id)
        if rule.ended_at is None:
            _end(rule, by, now)
    return rule


def keep_author_rules(now: datetime) -> int:
    """Ends the rules whose time is over, and puts right whoever came in meanwhile; how many ended."""
    ended = 0
    for late in _running().filter(expires_at__lte=now):
        with transaction.atomic():
            rule = _running().select_for_update().filter(id=late.id).first()
            if rule:
                _end(rule, None, now)
                ended += 1
    for rule in _running():
        _put_in_line(rule.author_key, TURNS.get(rule.kind, 0))
    return ended


def forget_author(author_key: str, now: datetime) -> None:
    """Once nothing of an author is left, no rule names them. Runs in the transaction of erasing."""
    if not author_key or Comment.objects.filter(author_key=author_key).exists():
        return
    for rule in _running().filter(author_key=author_key):
        _end(rule, None, now)
    AuthorRule.objects.filter(author_key=author_key).update(author_key="")


def _end(rule: AuthorRule, by: Staff | None, now: datetime) -> None:
    rule.ended_at, rule.ended_by = now, by
    rule.save(update_fields=["ended_at", "ended_by"])
    _put_in_line(rule.author_key, 0)
    append(
        Deed.AUTHOR_RULE_ENDED,
        rule.id,
        actor=staff_actor(by.id) if by else SYSTEM,
        at=now,
        payload=author_rule_facts(rule),
    )


def _put_in_line(author_key: str, turn: int) -> None:
    held = QueueItem.objects.filter(comment__author_key=author_key).exclude(turn=turn)
    QueueItem.objects.filter(pk__in=list(held.values_list("pk", flat=True))).update(turn=turn)


def author_rule_facts(rule: AuthorRule) -> dict[str, Json]:
    """What the ledger keeps of a rule about an author: not who that is, as it keeps no author."""
    return {
        "kind": rule.kind,
        "reason": rule.reason,
        "expires_at": timestamp(rule.expires_at),
    }


def _running() -> QuerySet[AuthorRule]:
    return AuthorRule.objects.filter(ended_at__isnull=True)


def rule_about(author_key: str, now: datetime) -> AuthorRule | None:
    """The rule about this author that runs, with who set it."""
    if not author_key:
        return None
    found = _running().filter(author_key=author_key, expires_at__gt=now)
    return found.select_related("set_by").first()


def ruled_about(author_keys: Iterable[str]) -> set[str]:
    """The authors among these about whom a rule runs, whatever it says."""
    keys = {key for key in author_keys if key}
    if not keys:
        return set()
    return set(_running().filter(author_key__in=keys).values_list("author_key", flat=True))


def kinds_about(author_keys: Iterable[str], now: datetime) -> dict[str, AuthorRule.Kind]:
    """The authors among these about whom a rule runs, with what it says."""
    keys = {key for key in author_keys if key}
    if not keys:
        return {}
    found = _running().filter(author_key__in=keys, expires_at__gt=now)
    return {key: AuthorRule.Kind(kind) for key, kind in found.values_list("author_key", "kind")}


def turns_of(author_keys: Iterable[str]) -> dict[str, int]:
    """The authors among these who are first or last in line, with their turn."""
    keys = {key for key in author_keys if key}
    if not keys:
        return {}
    found = _running().filter(kind__in=TURNS, author_key__in=keys)
    return {key: TURNS[kind] for key, kind in found.values_list("author_key", "kind")}


def all_turns() -> dict[str, int]:
    """Everybody who is first or last in line. They are few: each has a reason and an end."""
    found = _running().filter(kind__in=TURNS)
    return {key: TURNS[kind] for key, kind in found.values_list("author_key", "kind")}


def author_rules(site: Site) -> list[AuthorRule]:
    """The rules about authors that run, the latest first."""
    return list(_running().filter(site=site).select_related("set_by"))
