"""What the database refuses about letters: none to whom nobody confirmed, or who wants no more."""

from __future__ import annotations

from stet.comments.contacts.guards import CLAIMED, not_to_be_told
from stet.guards import Guard

_NEEDS = ("comments_address",)
_REFUSAL = "nothing is sent to an address that is not confirmed, or was stopped"


def _of(table: str, relation: str) -> str:
    return f"(SELECT t.comment_id FROM {table} t WHERE t.id = NEW.{relation})"


LETTER_GUARDS: tuple[Guard, ...] = (
    Guard(
        "moderation_notice_to_confirmed",
        "moderation_notice",
        "UPDATE",
        _REFUSAL,
        f"{CLAIMED} AND {not_to_be_told(_of('moderation_decision', 'decision_id'))}",
        needs=_NEEDS,
    ),
    Guard(
        "moderation_appealnotice_to_confirmed",
        "moderation_appealnotice",
        "UPDATE",
        _REFUSAL,
        f"{CLAIMED} AND {not_to_be_told(_of('moderation_review', 'review_id'))}",
        needs=_NEEDS,
    ),
    Guard(
        "moderation_replynotice_to_confirmed",
        "moderation_replynotice",
        "UPDATE",
        _REFUSAL,
        f"{CLAIMED} AND "
        + not_to_be_told("NEW.answered_id", "tell_replies", " AND a.replies_stopped_at IS NULL"),
        needs=_NEEDS,
    ),
    Guard(
        "moderation_replynotice_of_public",
        "moderation_replynotice",
        "UPDATE",
        "nobody is told of a reply that is not public, or to a comment that is not",
        f"{CLAIMED} AND NOT EXISTS (SELECT 1 FROM moderation_decision d "
        "JOIN comments_comment r ON r.id = d.comment_id AND r.decision = d.id "
        "JOIN comments_comment p ON p.id = r.parent_id "
        "WHERE d.id = NEW.decision_id AND p.id = NEW.answered_id "
        "AND r.state = 'approved' AND p.state = 'approved')",
    ),
)
