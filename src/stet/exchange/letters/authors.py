"""What authors are told: a decision, an appeal's answer, a reply. Never of what is not public."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from stet.comments.models import Comment, Contact
from stet.comments.receipts import token_of
from stet.comments.states import State
from stet.exchange.letters.writing import (
    Held,
    Letter,
    comment_link,
    one_line,
    receipt_link,
    spoken,
    stop_secret,
    written,
)
from stet.moderation.models import Decision, Notice, ReplyNotice
from stet.moderation.records import concerned_by
from stet.moderation.reviewing.appealing import may_appeal
from stet.moderation.reviewing.models import AppealNotice
from stet.text.invisible import without_steering

_MOST_MARKED = 10  # runs of words: whoever needs more has the receipt
_EXCERPT = 600  # code points of a reply; the rest is on the page


def contact_of(comment: UUID) -> Contact | None:
    """Where the author of a comment is to be told; None if she is not."""
    related = Contact.objects.select_related("comment__article__site", "address")
    open_ones = related.filter(
        comment=comment,
        stopped_at=None,
        confirmed_at__isnull=False,
        address__confirmed_at__isnull=False,
        address__stopped_at=None,
    )
    return open_ones.first()


def decision_letter(notice: Notice) -> EmailMultiAlternatives | None:
    """What was decided; None if it does not stand any more, or nobody is to be told."""
    decision = notice.decision
    contact = contact_of(decision.comment_id)
    if contact is None or not contact.tell_decision or contact.comment.decision != decision.pk:
        return None
    comment = contact.comment
    approved = decision.outcome == Decision.Outcome.APPROVE
    with spoken(contact.lang, comment.article.site):
        title = _("Your comment is published") if approved else _("Your comment was not published")
        return _letter(
            contact, "decision", title, f"decision-{decision.pk}", _decided(comment, decision)
        )


def _decided(comment: Comment, decision: Decision) -> dict[str, object]:
    cited = [citation.clause for citation in decision.citations.select_related("clause")]
    return {
        "approved": decision.outcome == Decision.Outcome.APPROVE,
        "by_rule": decision.kind == Decision.Kind.RULE,
        "clauses": [{"title": Held(clause.title), "reason": clause.reason} for clause in cited],
        "marked": [Held(words) for words in _marked(comment.text, concerned_by(decision, cited))],
        "note": without_steering(decision.note),
        "page": comment_link(comment.article.slug, comment.pk),
        "can_appeal": may_appeal(comment),
        "days": comment.article.site.appeal_days,
    }


def _marked(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """The words that the decision is about, as the receipt marks them; each run once."""
    runs: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    words = [text[start:end] for start, end in runs if text[start:end].strip()]
    return list(dict.fromkeys(words))[:_MOST_MARKED]


def appeal_letter(notice: AppealNotice) -> EmailMultiAlternatives | None:
    """The answer to an appeal after which the decision stands; None if it stands no more."""
    review = notice.review
    contact = contact_of(review.comment_id)
    if contact is None or not contact.tell_decision or contact.comment.state != State.REJECTED:
        return None
    with spoken(contact.lang, contact.comment.article.site):
        facts = {"note": without_steering(review.answer)}
        title = _("Your appeal was answered")
        return _letter(contact, "appeal", title, f"appeal-{notice.pk}", facts)


def reply_letter(notice: ReplyNotice) -> EmailMultiAlternatives | None:
    """A published reply to a published comment; None if either is public no more, if the reply was
    told before, or if it is the author's own."""
    contact = contact_of(notice.answered_id)
    if contact is None or not contact.tell_replies or contact.address is None:
        return None
    reply, answered = notice.decision.comment, contact.comment
    if contact.address.replies_stopped_at or not _is_public(reply, notice, answered):
        return None
    if _is_own(reply, contact) or _was_told(reply, notice):
        return None
    with spoken(contact.lang, answered.article.site):
        text = without_steering(reply.text)
        facts = {
            "name": Held(reply.name),
            "text": text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1].rstrip()}…",
            "page": comment_link(answered.article.slug, reply.pk),
        }
        title = _("A reply to your comment")
        return _letter(contact, "reply", title, f"reply-{notice.pk}", facts)


def _is_public(reply: Comment, notice: ReplyNotice, answered: Comment) -> bool:
    stands = reply.state == State.APPROVED and reply.decision == notice.pk
    return stands and answered.state == State.APPROVED


def _is_own(reply: Comment, contact: Contact) -> bool:
    if reply.author_key and reply.author_key == contact.comment.author_key:
        return True
    same = Contact.objects.filter(comment=reply, address=contact.address)
    return same.filter(confirmed_at__isnull=False).exists()


def _was_told(reply: Comment, notice: ReplyNotice) -> bool:
    others = ReplyNotice.objects.filter(decision__comment=reply, answered=notice.answered_id)
    return others.filter(sent_at__isnull=False).exclude(pk=notice.pk).exists()


def _letter(
    contact: Contact, template: str, title: str, number: str, facts: Mapping[str, object]
) -> EmailMultiAlternatives:
    comment, article = contact.comment, contact.comment.article
    assert contact.address_id is not None  # noqa: S101 - a confirmed contact has one
    headline = one_line(article.headline)
    return written(
        Letter(
            to=contact.email,
            site=article.site,
            template=template,
            number=number,
            title=title,
            about=headline,
            facts={
                "headline": Held(headline),
                "receipt": receipt_link(token_of(comment.pk)),
                **facts,
            },
            stop=stop_secret(contact.address_id, comment.pk),
        )
    )
