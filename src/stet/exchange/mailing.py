"""Telling authors what was decided, if they asked to be told, and seniors what was escalated.

A notice is a row that is due: it waits out the minute in which a decision can be taken back, is
claimed by a conditional update, and is tried again later if the letter could not be handed over. A
process that dies between handing it over and noting that leads to a second letter, never to none;
both have the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from stet.comments.models import Comment, Contact
from stet.comments.receipts import token_of
from stet.comments.states import State
from stet.exchange.alarms import alarm
from stet.exchange.smtp import NotSent, Server, hand_over
from stet.moderation.models import Decision, Notice
from stet.moderation.reviewing.models import AppealNotice, EscalationNotice

log = structlog.get_logger(__name__)

Due = Notice | AppealNotice | EscalationNotice

# The pause after each attempt. The first outlasts a run over `_BATCH` letters, so that nobody else
# takes up a notice that is being sent; together they bridge a long week-end.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720, 1440, 1440))
_BATCH = 20
_RECEIPTS = "/receipts/"  # below our public address, before the token


def send_due(now: datetime) -> int:
    """Sends a batch of the notices that are due; how many letters it handed over.

    Without a mail server or a public address (for the receipt's link) notices stay as they are.
    """
    env = settings.STET
    if not env.smtp_url or not env.public_url:
        return 0
    sent = 0
    with Server.at(env.smtp_url).connection() as backend:
        for notice in _due(now):
            if not _claim(notice, now):
                continue
            letter = _letter(notice)
            if letter is None:
                _drop(notice, now)
                continue
            try:
                hand_over(letter, backend)
            except NotSent as failure:
                _failed(notice, failure, now)
                if failure.everybody:
                    break
            else:
                type(notice).objects.filter(pk=notice.pk).update(sent_at=now)
                sent += 1
    return sent


def _due(now: datetime) -> list[Due]:
    waiting = {"sent_at": None, "dropped_at": None, "due_at__lte": now}
    decided = Notice.objects.filter(**waiting).select_related(
        "decision__comment__article__site", "decision__guidelines"
    )
    answered = AppealNotice.objects.filter(**waiting).select_related(
        "review__comment__article__site"
    )
    escalated = EscalationNotice.objects.filter(**waiting).select_related(
        "review__comment__article__site", "review__asked_by", "staff"
    )
    # Who is threatened comes first, whatever else is due.
    found: list[Due] = [*decided.order_by("due_at")[:_BATCH], *answered.order_by("due_at")[:_BATCH]]
    first = escalated.order_by("due_at")[:_BATCH]
    return [*first, *sorted(found, key=lambda notice: notice.due_at)][:_BATCH]


def _claim(notice: Due, now: datetime) -> bool:
    """Makes the notice ours until the pause is over; False if somebody else was faster."""
    pause = PAUSES[min(notice.attempts, len(PAUSES) - 1)]
    unclaimed = type(notice).objects.filter(
        pk=notice.pk, attempts=notice.attempts, sent_at=None, dropped_at=None
    )
    notice.attempts += 1
    return bool(unclaimed.update(attempts=notice.attempts, due_at=now + pause))


def _drop(notice: Due, now: datetime) -> None:
    type(notice).objects.filter(pk=notice.pk).update(dropped_at=now)


def _failed(notice: Due, failure: NotSent, now: datetime) -> None:
    given_up = failure.permanent or notice.attempts > len(PAUSES)
    if given_up:
        _drop(notice, now)
    key = str(notice.pk)
    bound = log.bind(decision=key) if isinstance(notice, Notice) else log.bind(review=key)
    bound.warning(
        "notice_dropped" if given_up else "notice_not_sent",
        attempts=notice.attempts,
        reason=failure.reason,
    )


def _letter(notice: Due) -> EmailMultiAlternatives | None:
    """The letter, or None if there is nothing to tell any more: undone, overruled, or erased."""
    if isinstance(notice, AppealNotice):
        return _on_appeal(notice)
    if isinstance(notice, EscalationNotice):
        return alarm(
            notice,
            lang=_language(notice.review.comment),
            sender=_sender(),
            headers=_headers(f"escalation-{notice.pk}"),
        )
    decision = notice.decision
    comment = Comment.objects.get(pk=decision.comment_id)
    contact = _contact(comment.pk)
    if contact is None or comment.decision != decision.pk:
        return None
    approved = decision.outcome == Decision.Outcome.APPROVE
    with translation.override(_language(comment)):
        title = _("Your comment is published") if approved else _("Your comment was not published")
        facts = {
            "approved": approved,
            "by_rule": decision.kind == Decision.Kind.RULE,
            "clauses": [one.clause for one in decision.citations.select_related("clause")],
            "note": decision.note,
        }
        return _written(contact, title, "notice", facts, f"decision-{decision.pk}")


def _on_appeal(notice: AppealNotice) -> EmailMultiAlternatives | None:
    """The answer to an appeal after which the decision stands; None if it stands no more."""
    review = notice.review
    contact = _contact(review.comment_id)
    if contact is None or contact.comment.state != State.REJECTED:
        return None
    with translation.override(_language(contact.comment)):
        facts = {"note": review.answer}
        return _written(
            contact, _("Your appeal was answered"), "appeal", facts, f"appeal-{notice.pk}"
        )


def _contact(comment: UUID) -> Contact | None:
    related = Contact.objects.select_related("comment__article__site")
    return related.filter(comment=comment).first()


def _language(comment: Comment) -> str:
    return _served(comment.article.site.lang)


def _written(
    contact: Contact, title: str, template: str, facts: Mapping[str, object], number: str
) -> EmailMultiAlternatives:
    """A letter to the author in the language that is switched on."""
    article = contact.comment.article
    headline = " ".join(article.headline.split())
    context = {
        **facts,
        "headline": headline,
        "subject": title,
        "receipt": f"{settings.STET.public_url}{_RECEIPTS}{token_of(contact.comment.pk)}/",
        "site": article.site.name,
        "lang": translation.get_language(),
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
    }
    letter = EmailMultiAlternatives(
        subject=f"{title}: {headline}",
        body=render_to_string(f"exchange/{template}.txt", context),
        from_email=_sender(),
        to=[contact.email],
        headers=_headers(number),
    )
    letter.attach_alternative(render_to_string(f"exchange/{template}.html", context), "text/html")
    return letter


def _served(lang: str) -> str:
    """The site's language, if the interface speaks it."""
    try:
        return translation.get_supported_language_variant(lang)
    except LookupError:
        return str(settings.LANGUAGE_CODE)


def _sender() -> str:
    host = urlsplit(settings.STET.public_url).hostname or "localhost"
    return settings.STET.mail_from or f"no-reply@{host}"


def _headers(number: str) -> dict[str, str]:
    """A program sends this, and asks other programs not to answer (RFC 3834)."""
    domain = parseaddr(_sender())[1].rpartition("@")[2]
    return {
        "Message-ID": f"<{number}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
