"""Sending what is due: to authors, to whoever asked for a link, to seniors in an emergency.

A letter is a row that is due: a notice waits out the minute in which a decision can be taken back,
is claimed by a conditional update, and is tried again later if it could not be handed over. A
process that dies between handing it over and noting that, or a server that is lost before it has
answered to a whole letter, leads to a second letter, never to none; both have one Message-ID. Whom nobody has confirmed, and who wants no more letters, is left out
by what is asked here, and refused by the database when a letter is claimed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from stet.comments.contacts.asking import ask_due, forget_unconfirmed
from stet.comments.contacts.stopping import stop_refused
from stet.comments.models import Contact, Link
from stet.exchange.letters.authors import appeal_letter, decision_letter, reply_letter
from stet.exchange.letters.links import link_letter
from stet.exchange.letters.staff import alarm_letter
from stet.exchange.mail_metrics import FAILED, SENT
from stet.exchange.smtp import Connection, NotSent, Server, hand_over
from stet.moderation.models import Notice, ReplyNotice
from stet.moderation.reviewing.models import AppealNotice, EscalationNotice

log = structlog.get_logger(__name__)

# The pause after each attempt. The first outlasts a run, so that nobody else takes up a letter that
# is being sent; together they bridge a long week-end.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720, 1440, 1440))
_BATCH = 20
# A run begins no letter after this, and the longest that one may take (STET_SMTP_TIMEOUT_S) is 120.
_RUN_S = 150.0


@dataclass(frozen=True)
class _Kind:
    """One table of letters to readers, or to staff. ``site`` leads from a row to its readers' site,
    ``to_author`` in a query to the comment whose author is told."""

    name: str
    rows: QuerySet[Any]
    related: tuple[str, ...]
    letter: Callable[[Any], EmailMultiAlternatives | None]
    site: str = ""
    to_author: str = ""

    def due(self, now: datetime) -> QuerySet[Any]:
        rows = self.rows.filter(sent_at=None, dropped_at=None, due_at__lte=now)
        if self.to_author:
            # Whoever has not said yet that the comment is hers is waited for.
            said = {f"{self.to_author}__contact": None}
            rows = rows.filter(
                Q(**said) | Q(**{f"{self.to_author}__contact__confirmed_at__isnull": False})
            )
        return rows.select_related(*self.related).order_by("due_at")[:_BATCH]


_SITE = "comment__article__site"
# Who is threatened comes first, then who sits at a screen and waits, then the others by time.
_FIRST = (
    _Kind(
        "alarm",
        EscalationNotice.objects.all(),
        (f"review__{_SITE}", "review__asked_by", "staff"),
        alarm_letter,
    ),
    _Kind("link", Link.objects.all(), ("site",), link_letter, "site_id"),
)
_NOTICES = (
    _Kind(
        "decision",
        Notice.objects.all(),
        (f"decision__{_SITE}", "decision__screening"),
        decision_letter,
        "decision.comment.article.site_id",
        "decision__comment",
    ),
    _Kind(
        "appeal",
        AppealNotice.objects.all(),
        ("review__comment__article",),
        appeal_letter,
        "review.comment.article.site_id",
        "review__comment",
    ),
    _Kind(
        "reply",
        ReplyNotice.objects.all(),
        ("decision__comment__article",),
        reply_letter,
        "decision.comment.article.site_id",
        "answered",
    ),
)


@dataclass(frozen=True)
class _Due:
    kind: _Kind
    row: Any

    def update(self, **values: object) -> int:
        return self.kind.rows.filter(pk=self.row.pk).update(**values)


def send_due(now: datetime) -> int:
    """Sends a batch of the letters that are due; how many it handed over.

    Without a mail server or a public address (for the links) letters stay as they are.
    """
    env = settings.STET
    if not env.smtp_url or not env.public_url:
        return 0
    ask_due(now)
    sent, until = 0, time.monotonic() + _RUN_S
    with Server.at(env.smtp_url).connection(env.smtp_timeout_s) as connection:
        for due in _due(now):
            if time.monotonic() > until:
                break
            try:
                sent += _send(due, connection, now)
            except NotSent:  # the next letter would fare no better
                break
    return sent


def _due(now: datetime) -> list[_Due]:
    first = [_Due(kind, row) for kind in _FIRST for row in kind.due(now)]
    others = [_Due(kind, row) for kind in _NOTICES for row in kind.due(now)]
    return [*first, *sorted(others, key=lambda due: due.row.due_at)][:_BATCH]


def _send(due: _Due, connection: Connection, now: datetime) -> bool:
    """Writes, claims and hands over one letter: whether it did. Raises `NotSent` if none will be."""
    letter = due.kind.letter(due.row)
    if letter is None:  # undone, overruled, erased, stopped: there is nothing to tell any more
        due.update(dropped_at=now)
        return False
    if not _claim(due, now):
        return False
    try:
        hand_over(letter, connection)
    except NotSent as failure:
        _failed(due, letter.to[0], failure, now)
        if failure.everybody:
            raise
        return False
    due.update(sent_at=now)
    SENT.labels(due.kind.name).inc()
    return True


def _claim(due: _Due, now: datetime) -> bool:
    """Makes the letter ours until the pause is over; False if somebody else was faster, or if its
    receiver has just asked for no more."""
    pause = PAUSES[min(due.row.attempts, len(PAUSES) - 1)]
    unclaimed = due.kind.rows.filter(
        pk=due.row.pk, attempts=due.row.attempts, sent_at=None, dropped_at=None
    )
    due.row.attempts += 1
    try:
        with transaction.atomic():
            return bool(unclaimed.update(attempts=due.row.attempts, due_at=now + pause))
    except IntegrityError:
        return False


def _failed(due: _Due, email: str, failure: NotSent, now: datetime) -> None:
    given_up = failure.permanent or due.row.attempts > len(PAUSES)
    if given_up:
        due.update(dropped_at=now)
    if failure.unknown_recipient and due.kind.site:
        stop_refused(attrgetter(due.kind.site)(due.row), email, now)
    FAILED.labels(due.kind.name, "given_up" if given_up else "again").inc()
    _bound(due).warning(
        "letter_dropped" if given_up else "letter_not_sent",
        kind=due.kind.name,
        attempts=due.row.attempts,
        reason=failure.reason,
    )


def _bound(due: _Due) -> Any:
    """The log with what it may say of a letter: the id of what it is about."""
    match due.row:
        case Notice() | ReplyNotice():
            return log.bind(decision=str(due.row.pk))
        case AppealNotice() | EscalationNotice():
            return log.bind(review=str(due.row.review_id))
    return log.bind(number=str(due.row.pk))


def keep_addresses(now: datetime) -> int:
    """Asks about comments that came without a letter (imports) once there is something to tell, and
    forgets addresses that nobody confirmed: of how many comments."""
    told = Notice.objects.filter(sent_at=None, dropped_at=None).values("decision__comment")
    unasked = Contact.objects.filter(address=None, ask_at=None, comment__in=told)
    return unasked.update(ask_at=now) + forget_unconfirmed(now)
