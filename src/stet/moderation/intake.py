"""The way in: a comment is screened, then submitted and put in line, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from stet.comments.models import Comment
from stet.comments.submitting import Draft, prepare, submit
from stet.moderation.metrics import SUBMITTED
from stet.moderation.nudging.hinting import answer_to, keep
from stet.moderation.queue import enqueue, place_of, usual_wait_s
from stet.moderation.rules.acting import act
from stet.moderation.screening import screen_in_time, store, submission
from stet.moderation.searching.indexing import index


@dataclass(frozen=True)
class Received:
    comment: Comment
    created: bool
    place: int | None
    expected_wait_s: int | None


def receive(draft: Draft, now: datetime, nudge: str = "") -> Received:
    """Takes a reader's draft in. Raises `Refused` and `TooMany`; nothing is stored then.

    ``nudge`` is the ticket of the hint that its author was shown, if she was (`nudging.hinting`).
    """
    prepared = prepare(draft, now)
    screened = screen_in_time(
        draft.article.site_id,
        submission("", draft.text, article=draft.article, name=draft.name, lang=None, parent=None),
    )
    with transaction.atomic():
        comment, created = submit(prepared, now)
        if created:
            screening = store(comment, screened, now) if screened else None
            enqueue(comment, screening)
            index(comment)
            if answer := answer_to(draft.article.site, nudge, draft.text) if nudge else None:
                keep(comment, answer)
            if screening:
                act(comment, screening, now)
            transaction.on_commit(SUBMITTED.inc)
    return Received(comment, created, place_of(comment), usual_wait_s(now))
