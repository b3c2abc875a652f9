"""Every letter with words made up for it, so that whoever translates can look at them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from stet.exchange.letters.writing import (
    Held,
    Letter,
    comment_link,
    confirm_link,
    find_link,
    receipt_link,
    stop_secret,
    written,
)
from stet.newsroom.models import Site

_NOBODY = UUID(int=0)
_TO = "reader@example.org"
_HEADLINE = Held("The bridge closes <for a year & a half>")
_CLAUSES = [
    {"title": Held("Threats"), "reason": "Your comment speaks of harm to somebody."},
    {"title": Held("شتائم"), "reason": "Profanity is not published here."},
]


def samples(site: Site, lang: str) -> Iterator[tuple[str, EmailMultiAlternatives]]:
    """Each letter's name and itself, in the language ``lang``."""
    with translation.override(lang):
        for name, template, title, facts in _all():
            yield (
                name,
                written(
                    Letter(
                        to=_TO,
                        site=site,
                        template=template,
                        number=f"sample-{name}",
                        title=title,
                        about=str(_HEADLINE),
                        facts=facts,
                        stop="" if template == "escalation" else stop_secret(_NOBODY),
                    )
                ),
            )


def _all() -> Iterator[tuple[str, str, str, dict[str, object]]]:
    now = timezone.now()
    about: dict[str, object] = {
        "headline": _HEADLINE,
        "receipt": receipt_link("sample"),
        "page": comment_link("bridge", _NOBODY),
    }
    until = now + timedelta(days=30)
    asked = [{"headline": _HEADLINE, "at": now}, {"headline": Held("أُغلق الجسر"), "at": now}]
    ask: dict[str, object] = {"comments": asked, "page": confirm_link(_NOBODY), "until": until}
    yield "confirm", "confirm", _("Was this you?"), ask
    yield "find", "find", _("Your comments"), {"page": find_link(_NOBODY)}
    approved = about | {"approved": True, "note": ""}
    yield "approved", "decision", _("Your comment is published"), approved
    by_rule = approved | {"by_rule": True}
    yield "approved_by_rule", "decision", _("Your comment is published"), by_rule
    rejected = about | {
        "approved": False,
        "clauses": _CLAUSES,
        "marked": [Held("you will be sorry"), Held("ستندم")],
        "can_appeal": True,
        "days": 3,
    }
    yield "rejected", "decision", _("Your comment was not published"), rejected | {"note": ""}
    noted = rejected | {"note": "The first half is fine.\nPlease leave out the second."}
    yield "rejected_with_a_note", "decision", _("Your comment was not published"), noted
    ruled = rejected | {"by_rule": True, "clauses": _CLAUSES[:1]}
    yield "rejected_by_rule", "decision", _("Your comment was not published"), ruled
    upheld = about | {"note": "It names a person who lives next door."}
    yield "appeal", "appeal", _("Your appeal was answered"), upheld
    reply = about | {"name": Held("Bob <b>"), "text": "I saw the girders myself.\n1 < 2 & so on."}
    yield "reply", "reply", _("A reply to your comment"), reply
    escalation: dict[str, object] = {
        "name": Held("Bea"),
        "at": now,
        "due": now + timedelta(hours=4),
        "address": receipt_link("sample"),
    }
    yield "escalation", "escalation", _("A comment was escalated"), escalation
