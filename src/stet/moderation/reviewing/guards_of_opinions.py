"""What the database refuses about second opinions, double reviews and disagreements."""

from __future__ import annotations

from stet.guards import Guard, changed, no_delete

_REVIEW, _DISAGREEMENT, _REMARK = (
    "moderation_review",
    "moderation_disagreement",
    "moderation_remark",
)
_OPEN_OPINION = (
    f"EXISTS (SELECT 1 FROM {_REVIEW} r WHERE r.comment_id = NEW.comment_id "
    "AND r.kind = 'second_opinion' AND r.closed_at IS NULL"
)

OPINION_GUARDS: tuple[Guard, ...] = (
    Guard(
        "moderation_review_opinion_of_held",
        _REVIEW,
        "INSERT",
        "a second opinion is asked on what is held",
        "NEW.kind = 'second_opinion' AND NOT EXISTS (SELECT 1 FROM comments_comment c "
        "WHERE c.id = NEW.comment_id AND c.state = 'held')",
    ),
    Guard(
        "moderation_review_opinion_by_another",
        _REVIEW,
        "UPDATE",
        "nobody gives a second opinion to themselves",
        "OLD.closed_at IS NULL AND NEW.ending = 'answered' AND NEW.kind = 'second_opinion' "
        "AND NEW.closed_by_id = NEW.asked_by_id",
    ),
    Guard(
        "moderation_review_double_changes_nothing",
        _REVIEW,
        "UPDATE",
        "a double review never decides",
        "NEW.kind = 'double_review' AND NEW.closing_decision_id IS NOT NULL",
    ),
    Guard(
        "moderation_decision_by_another",
        "moderation_decision",
        "INSERT",
        "whoever asked for a second opinion does not decide",
        f"{_OPEN_OPINION} AND r.asked_by_id = NEW.decider_id)",
    ),
    Guard(
        "moderation_queueitem_not_asked",
        "moderation_queueitem",
        "INSERT",
        "what a second opinion is asked on does not wait in the queue",
        f"{_OPEN_OPINION})",
    ),
    Guard(
        f"{_DISAGREEMENT}_kept",
        _DISAGREEMENT,
        "DELETE",
        "disagreements are never deleted",
    ),
    Guard(
        f"{_DISAGREEMENT}_no_truncate",
        _DISAGREEMENT,
        "TRUNCATE",
        "disagreements are never deleted",
    ),
    Guard(
        f"{_DISAGREEMENT}_no_replace",
        _DISAGREEMENT,
        "INSERT",
        "disagreements are never deleted",
        f"EXISTS (SELECT 1 FROM {_DISAGREEMENT} kept WHERE kept.review_id = NEW.review_id)",
    ),
    Guard(
        f"{_DISAGREEMENT}_of_answered",
        _DISAGREEMENT,
        "INSERT",
        "two people disagree once both have answered",
        f"NOT EXISTS (SELECT 1 FROM {_REVIEW} r WHERE r.id = NEW.review_id "
        "AND r.comment_id = NEW.comment_id AND r.ending = 'answered' "
        "AND r.kind IN ('second_opinion', 'double_review'))",
    ),
    Guard(
        f"{_DISAGREEMENT}_fixed",
        _DISAGREEMENT,
        "UPDATE",
        "what was disagreed about never changes, and is settled once",
        f"{changed(('review_id', 'comment_id', 'about', 'at'))} OR "
        f"OLD.settled_at IS NOT NULL AND {changed(('settled_at', 'settled_by_id'))}",
    ),
    *no_delete(_REMARK, "remarks are never deleted"),
    Guard(
        "moderation_remark_fixed",
        _REMARK,
        "UPDATE",
        "a remark never changes until its comment is erased",
        f"{changed(('id', 'disagreement_id', 'comment_id', 'by_id', 'at', 'example'))} OR "
        f"{changed(('text',))} AND NOT (NEW.text = '' AND EXISTS (SELECT 1 "
        "FROM comments_comment c WHERE c.id = NEW.comment_id AND c.state = 'erased'))",
    ),
    Guard(
        "moderation_remark_on_its_comment",
        _REMARK,
        "INSERT",
        "a remark is on the comment that was disagreed about",
        f"NOT EXISTS (SELECT 1 FROM {_DISAGREEMENT} d WHERE d.review_id = NEW.disagreement_id "
        "AND d.comment_id = NEW.comment_id)",
    ),
)
