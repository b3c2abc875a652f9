"""What the database refuses about second looks: reports, appeals, escalations and opinions."""

from __future__ import annotations

from stet.guards import Guard, append_only, changed, no_delete

_REVIEW, _REPORT, _CITATION = (
    "moderation_review",
    "moderation_report",
    "moderation_reviewcitation",
)
_FRAME = (
    "id",
    "comment_id",
    "kind",
    "opened_at",
    "due_at",
    "questioned_id",
    "asked_by_id",
    "blind",
    "leaning",
    "leaning_clauses",
)
_ENDING = (
    "closed_at",
    "ending",
    "closed_by_id",
    "outcome",
    "closing_decision_id",
)
_CLOSING = "OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL"


def _erased(*words: str) -> str:
    """These words went, whole, because the comment was erased."""
    empty = " AND ".join(f"NEW.{word} = ''" for word in words)
    return (
        f"({empty} AND EXISTS (SELECT 1 FROM comments_comment c "
        "WHERE c.id = NEW.comment_id AND c.state = 'erased'))"
    )


REVIEW_GUARDS: tuple[Guard, ...] = (
    *no_delete(_REVIEW, "reviews are never deleted"),
    Guard(
        "moderation_review_born_open",
        _REVIEW,
        "INSERT",
        "a review is opened before it is closed",
        "NEW.closed_at IS NOT NULL",
    ),
    Guard(
        "moderation_review_appeal_of_rejected",
        _REVIEW,
        "INSERT",
        "an appeal is against the rejection that stands",
        "NEW.kind = 'appeal' AND NOT EXISTS (SELECT 1 FROM comments_comment c "
        "WHERE c.id = NEW.comment_id AND c.state = 'rejected' AND c.decision = NEW.questioned_id)",
    ),
    Guard(
        "moderation_review_questions_its_comment",
        _REVIEW,
        "INSERT",
        "a review questions a decision on its own comment",
        "NEW.questioned_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM moderation_decision d "
        "WHERE d.id = NEW.questioned_id AND d.comment_id = NEW.comment_id)",
    ),
    Guard(
        "moderation_review_frame_fixed",
        _REVIEW,
        "UPDATE",
        "what a review is about never changes",
        changed(_FRAME),
    ),
    Guard(
        "moderation_review_asked_fixed",
        _REVIEW,
        "UPDATE",
        "what was asked never changes",
        f"{changed(('text',))} AND NOT {_erased('text')}",
    ),
    Guard(
        "moderation_review_closed_for_good",
        _REVIEW,
        "UPDATE",
        "a review is closed once",
        f"OLD.closed_at IS NOT NULL AND ({changed(_ENDING)} OR "
        f"{changed(('answer',))} AND NOT {_erased('answer')})",
    ),
    Guard(
        "moderation_review_by_another",
        _REVIEW,
        "UPDATE",
        "nobody reviews a decision of their own",
        f"{_CLOSING} AND NEW.kind IN ('appeal', 'second_opinion', 'double_review') AND EXISTS ("
        "SELECT 1 FROM moderation_decision d "
        "WHERE d.id = NEW.questioned_id AND d.decider_id = NEW.closed_by_id)",
    ),
    Guard(
        "moderation_review_escalated_to_seniors",
        _REVIEW,
        "UPDATE",
        "only seniors answer what was escalated",
        f"{_CLOSING} AND NEW.kind = 'escalation' AND EXISTS (SELECT 1 FROM newsroom_staff s "
        "WHERE s.id = NEW.closed_by_id AND s.role = 'moderator')",
    ),
    Guard(
        "moderation_review_closed_by_its_decision",
        _REVIEW,
        "UPDATE",
        "a review is closed by a decision of whoever closes it, on its comment",
        f"{_CLOSING} AND NEW.closing_decision_id IS NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM moderation_decision d WHERE d.id = NEW.closing_decision_id "
        "AND d.comment_id = NEW.comment_id AND d.decider_id = NEW.closed_by_id "
        "AND d.outcome = NEW.outcome)",
    ),
    Guard(
        "moderation_decision_on_escalated",
        "moderation_decision",
        "INSERT",
        "only seniors decide what was escalated",
        f"EXISTS (SELECT 1 FROM {_REVIEW} r WHERE r.comment_id = NEW.comment_id "
        "AND r.kind = 'escalation' AND r.closed_at IS NULL) AND NOT EXISTS ("
        "SELECT 1 FROM newsroom_staff s WHERE s.id = NEW.decider_id AND s.role <> 'moderator')",
    ),
    Guard(
        "moderation_queueitem_not_escalated",
        "moderation_queueitem",
        "INSERT",
        "what was escalated does not wait in the queue",
        f"EXISTS (SELECT 1 FROM {_REVIEW} r WHERE r.comment_id = NEW.comment_id "
        "AND r.kind = 'escalation' AND r.closed_at IS NULL)",
    ),
    *append_only(_CITATION, "citations are append-only"),
    Guard(
        "moderation_reviewcitation_when_closed",
        _CITATION,
        "INSERT",
        "a clause is cited while the review is open",
        f"NOT EXISTS (SELECT 1 FROM {_REVIEW} r WHERE r.id = NEW.review_id "
        "AND r.closed_at IS NULL)",
    ),
    *no_delete(_REPORT, "reports are never deleted"),
    Guard(
        "moderation_report_fixed",
        _REPORT,
        "UPDATE",
        "a report never changes",
        changed(("id", "review_id", "comment_id", "clause_id", "at")),
    ),
    Guard(
        "moderation_report_words_fixed",
        _REPORT,
        "UPDATE",
        "a report never changes until its comment is erased",
        f"{changed(('note', 'author_key', 'network'))} AND NOT "
        f"{_erased('note', 'author_key', 'network')}",
    ),
    Guard(
        "moderation_report_joins_open",
        _REPORT,
        "INSERT",
        "a report joins the open review of its comment",
        f"NOT EXISTS (SELECT 1 FROM {_REVIEW} r WHERE r.id = NEW.review_id "
        "AND r.comment_id = NEW.comment_id AND r.kind = 'report' AND r.closed_at IS NULL)",
    ),
)
