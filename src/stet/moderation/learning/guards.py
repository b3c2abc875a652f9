"""What was learned and adopted stays on record, and only what was measured to be better is adopted."""

from __future__ import annotations

from stet.guards import Guard, append_only

_HEAD, _CHANGE = "moderation_ownhead", "moderation_headchange"

LEARNING_GUARDS: tuple[Guard, ...] = (
    *append_only(_HEAD, "learned heads are append-only"),
    *append_only(_CHANGE, "adoptions are append-only"),
    Guard(
        "moderation_headchange_better",
        _CHANGE,
        "INSERT",
        "only a head of this site that was measured to be better is adopted",
        "NEW.head_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM moderation_ownhead h "
        "WHERE h.id = NEW.head_id AND h.site_id = NEW.site_id AND h.better)",
    ),
)
