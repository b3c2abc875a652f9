"""The form of a webhook's terms."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from stet.telling.events import Event
from stet.telling.models import Webhook
from stet.telling.terms import Terms
from stet.web.desk.fields import words


def typed_terms(post: QueryDict) -> Terms:
    return Terms(
        words(post, "label"), words(post, "url"), post.getlist("events"), words(post, "words")
    )


def choices(terms: Terms) -> dict[str, Any]:
    """What the form shows of the terms."""
    return {"typed": terms, "events": Event.choices, "words": Webhook.Words.choices}
