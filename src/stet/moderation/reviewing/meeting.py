"""What colleagues disagree about, for the weekly meeting: the list, remarks, settling, examples."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from stet.comments.models import Comment
from stet.comments.moving import locked
from stet.comments.states import State
from stet.ledger.chain import Json, commit_text
from stet.ledger.deeds import Deed
from stet.ledger.writing import append, staff_actor
from stet.moderation.deciding import BadVerdict
from stet.moderation.reviewing.meeting_models import REMARK_LIMIT, Disagreement, Remark
from stet.newsroom.fields import BadField
from stet.newsroom.guideline_examples import Side, add_example
from stet.newsroom.models import Staff
from stet.newsroom.roles import Action
from stet.text.checks import check_body

_RUN = 6  # so many words in a row are a quotation


class Settled(Exception):
    """It is settled already."""


@dataclass(frozen=True)
class Example:
    """What is to stand in the draft of the guidelines. ``side`` is one of `Side`."""

    clause: str
    side: str
    words: str


def disagreements(*, settled: bool) -> QuerySet[Disagreement]:
    """The open ones, the oldest first, or the settled ones, the latest first; slice it."""
    found = Disagreement.objects.filter(settled_at__isnull=not settled)
    related = (
        "comment__article",
        "review__questioned__decider",
        "review__asked_by",
        "review__closed_by",
        "settled_by",
    )
    found = found.select_related(*related).prefetch_related(
        "review__citations__clause", "review__questioned__citations__clause"
    )
    found = found.annotate(remarked=Count("remarks"))
    return found.order_by("-settled_at", "review") if settled else found.order_by("at", "review")


def disagreement_by_id(review_id: UUID) -> Disagreement:
    """With both verdicts; raises `Disagreement.DoesNotExist`."""
    related = (
        "comment__article",
        "comment__parent",
        "review__questioned__decider",
        "review__asked_by",
        "review__closed_by",
        "settled_by",
    )
    found = Disagreement.objects.select_related(*related).prefetch_related(
        "review__citations__clause", "review__questioned__citations__clause"
    )
    return found.get(pk=review_id)


def remarks_on(disagreement: Disagreement) -> list[Remark]:
    """What was said of it, oldest first."""
    return list(disagreement.remarks.select_related("by").order_by("at", "id"))


def open_disagreements() -> int:
    return Disagreement.objects.filter(settled_at__isnull=True).order_by().count()


def remark(review_id: UUID, text: str, by: Staff, now: datetime) -> Remark:
    """Adds what ``by`` says; it is never changed. Also after it was settled: talk goes on.

    Raises `NotAllowed`, `BadVerdict` (the text), `Disagreement.DoesNotExist`.
    """
    by.require(Action.REVIEW)
    if not text.strip() or check_body(text, REMARK_LIMIT):
        words = _("Please write something, at most 2,000 characters that can be shown.")
        raise BadVerdict("remark", words)
    with transaction.atomic():
        return _said(*_locked(review_id), text, by, now)


def settle(review_id: UUID, by: Staff, now: datetime) -> Disagreement:
    """Takes it off the list. Raises `NotAllowed`, `Settled`, `Disagreement.DoesNotExist`."""
    by.require(Action.SETTLE)
    with transaction.atomic():
        disagreement, comment = _locked(review_id)
        still = Disagreement.objects.filter(pk=review_id, settled_at__isnull=True)
        if not still.update(settled_at=now, settled_by=by):
            raise Settled
        disagreement.settled_at, disagreement.settled_by = now, by
        append(
            Deed.DISAGREEMENT_SETTLED,
            comment.id,
            actor=staff_actor(by.id),
            at=now,
            payload={"review": str(review_id)},
        )
    return disagreement


def make_example(review_id: UUID, example: Example, by: Staff, now: datetime) -> Remark:
    """Puts the words into the draft of the guidelines, which is begun if there is none.

    The reader's own words are taken only while they are public; else they must be put differently.
    Raises `NotAllowed`, `BadVerdict` (which field, why), `Disagreement.DoesNotExist`.
    """
    by.require(Action.EDIT_GUIDELINES)
    with transaction.atomic():
        disagreement, comment = _locked(review_id)
        if comment.state != State.APPROVED and quotes(example.words, comment.text):
            words = _(
                "These are the reader's words, and they are not public. Please put it otherwise."
            )
            raise BadVerdict("words", words)
        try:
            side = Side(example.side)
        except ValueError:
            raise BadVerdict("side", _("Say whether it is fine or not.")) from None
        try:
            site = comment.article.site
            add_example(site, example.clause, side, example.words, by=by, now=now)
        except BadField as bad:
            raise BadVerdict(bad.field, bad.message) from None
        return _said(disagreement, comment, example.words, by, now, example=example.clause)


def quotes(words: str, text: str) -> bool:
    """Whether ``words`` repeat ``text``, or several words of it in a row."""
    mine, theirs = words.casefold().split(), text.casefold().split()
    length = min(_RUN, len(theirs))
    if not length:
        return False
    runs = {tuple(theirs[at : at + length]) for at in range(len(theirs) - length + 1)}
    return any(tuple(mine[at : at + length]) in runs for at in range(len(mine) - length + 1))


def _locked(review_id: UUID) -> tuple[Disagreement, Comment]:
    found = Disagreement.objects.values_list("comment", flat=True).get(pk=review_id)
    comment = locked(found)
    return Disagreement.objects.get(pk=review_id), comment


def _said(
    disagreement: Disagreement,
    comment: Comment,
    text: str,
    by: Staff,
    now: datetime,
    *,
    example: str = "",
) -> Remark:
    if comment.state == State.ERASED:  # nothing is said any more that could repeat its words
        raise BadVerdict("remark", _("The comment was erased."))
    made = Remark.objects.create(
        disagreement=disagreement, comment=comment, by=by, at=now, text=text, example=example
    )
    append(
        Deed.COMMENT_DISCUSSED,
        comment.id,
        actor=staff_actor(by.id),
        at=now,
        payload=remark_facts(made, comment),
    )
    return made


def remark_facts(made: Remark, comment: Comment) -> dict[str, Json]:
    """What the ledger keeps of a remark: of its words, which may repeat a reader's, a commitment."""
    facts: dict[str, Json] = {
        "review": str(made.disagreement_id),
        "remark": str(made.id),
        "example": made.example,
    }
    if made.text:
        facts["text"] = commit_text(bytes(comment.salt), made.text)
    return facts
