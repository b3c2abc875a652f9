"""What the database refuses about batches."""

from __future__ import annotations

from stet.guards import Guard, append_only

BATCH_GUARDS: tuple[Guard, ...] = (
    *append_only("moderation_batch", "batches are append-only"),
    Guard(
        "moderation_decision_of_its_batch",
        "moderation_decision",
        "INSERT",
        "the decisions of a batch are of one person, one outcome and one time",
        "NEW.batch_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM moderation_batch b "
        "WHERE b.id = NEW.batch_id AND b.decider_id = NEW.decider_id "
        "AND b.outcome = NEW.outcome AND b.at = NEW.at)",
    ),
    Guard(
        "moderation_decision_within_its_batch",
        "moderation_decision",
        "INSERT",
        "a batch decides no more than were chosen",
        "NEW.batch_id IS NOT NULL AND (SELECT COUNT(*) FROM moderation_decision d "
        "WHERE d.batch_id = NEW.batch_id) >= "
        "(SELECT b.chosen FROM moderation_batch b WHERE b.id = NEW.batch_id)",
    ),
)
