"""What the database refuses about nudges: they come with the comment, and never change."""

from __future__ import annotations

from stet.guards import Guard

_NUDGE = "moderation_nudge"

GUARDS: tuple[Guard, ...] = (
    Guard(f"{_NUDGE}_no_update", _NUDGE, "UPDATE", "what came of a nudge never changes"),
    Guard(f"{_NUDGE}_no_delete", _NUDGE, "DELETE", "what came of a nudge is never deleted"),
    Guard(f"{_NUDGE}_no_truncate", _NUDGE, "TRUNCATE", "what came of a nudge is never deleted"),
    Guard(
        f"{_NUDGE}_on_arrival",
        _NUDGE,
        "INSERT",
        "a nudge came before its comment, or not at all",
        f"EXISTS (SELECT 1 FROM {_NUDGE} kept WHERE kept.comment_id = NEW.comment_id) OR "
        "NOT EXISTS (SELECT 1 FROM comments_comment c WHERE c.id = NEW.comment_id "
        "AND c.state = 'held' AND c.version = 1 AND c.source = '')",
    ),
)
