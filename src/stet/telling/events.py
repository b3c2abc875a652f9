"""What a publisher can be told, and which deed in the ledger each event comes from.

The ledger is the outbox: a deed and its entry are written in one transaction, and an event is
nothing but an entry that somebody asked to be told of. So no deed can be forgotten, and those who
do deeds need to know nothing of webhooks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from stet.ledger.deeds import Deed
from stet.ledger.models import Entry


class Event(models.TextChoices):
    COMMENT_HELD = "comment.held", _("A comment waits: received, or held again")
    COMMENT_APPROVED = "comment.approved", _("A comment is published")
    COMMENT_REJECTED = "comment.rejected", _("A comment is rejected")
    COMMENT_WITHDRAWN = "comment.withdrawn", _("Its author took a comment back")
    COMMENT_ERASED = "comment.erased", _("A comment is erased for good")
    COMMENT_REPORTED = "comment.reported", _("A reader reported a comment")
    APPEAL_OPENED = "appeal.opened", _("An author appealed")
    APPEAL_DECIDED = "appeal.decided", _("An appeal is answered")
    ARTICLE_CREATED = "article.created", _("An article came in")
    ARTICLE_OPENED = "article.opened", _("An article takes comments again")
    ARTICLE_CLOSED = "article.closed", _("An article takes no more comments")
    ARTICLE_MERGED = "article.merged", _("An article became part of another")


# Not a choice: it is sent when somebody asks for it, to whoever is asked.
TEST: Final = "webhook.test"

_DEEDS: Mapping[str, Event] = {
    Deed.COMMENT_SUBMITTED: Event.COMMENT_HELD,
    Deed.COMMENT_REOPENED: Event.COMMENT_HELD,
    Deed.COMMENT_HIDDEN: Event.COMMENT_HELD,
    Deed.COMMENT_APPROVED: Event.COMMENT_APPROVED,
    Deed.COMMENT_REJECTED: Event.COMMENT_REJECTED,
    Deed.COMMENT_WITHDRAWN: Event.COMMENT_WITHDRAWN,
    Deed.COMMENT_ERASED: Event.COMMENT_ERASED,
    Deed.COMMENT_REPORTED: Event.COMMENT_REPORTED,
    Deed.COMMENT_APPEALED: Event.APPEAL_OPENED,
    Deed.ARTICLE_ADDED: Event.ARTICLE_CREATED,
    Deed.ARTICLE_MERGED: Event.ARTICLE_MERGED,
}


def _reviewed(facts: Mapping[str, Any]) -> Event | None:
    return Event.APPEAL_DECIDED if facts.get("kind") == "appeal" else None


def _commenting(facts: Mapping[str, Any]) -> Event:
    return Event.ARTICLE_CLOSED if facts.get("commenting") == "closed" else Event.ARTICLE_OPENED


# Deeds of which the entry's facts say what became of them.
_BY_FACTS: Mapping[str, Callable[[Mapping[str, Any]], Event | None]] = {
    Deed.COMMENT_REVIEWED: _reviewed,
    Deed.COMMENTING_CHANGED: _commenting,
}


def event_of(entry: Entry) -> Event | None:
    """What there is to tell of an entry; None for the many of which nobody outside is told."""
    if entry.deed in _BY_FACTS:
        return _BY_FACTS[entry.deed](json.loads(entry.payload))
    return _DEEDS.get(entry.deed)
