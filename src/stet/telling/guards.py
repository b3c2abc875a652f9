"""What is still to be told is not thrown away, and what was removed stays removed."""

from __future__ import annotations

from stet.guards import Guard, changed, no_delete

_HOOK, _SECRET = "telling_webhook", "telling_webhooksecret"
_DELIVERY = "telling_webhookdelivery"
_REMOVED = f"EXISTS (SELECT 1 FROM {_HOOK} h WHERE h.id = NEW.webhook_id AND h.state = 'removed')"

GUARDS: tuple[Guard, ...] = (
    *no_delete(_HOOK, "a webhook is removed, never deleted"),
    Guard(
        f"{_HOOK}_fixed",
        _HOOK,
        "UPDATE",
        "a webhook keeps its site and its beginning",
        changed(("id", "site_id", "created_at", "created_by_id")),
    ),
    Guard(
        f"{_HOOK}_stays_removed",
        _HOOK,
        "UPDATE",
        "what was removed stays removed",
        "OLD.state = 'removed'",
    ),
    Guard(
        f"{_HOOK}_follows_forward",
        _HOOK,
        "UPDATE",
        "the ledger is followed in one direction",
        "NEW.followed < OLD.followed",
    ),
    Guard(
        f"{_SECRET}_fixed",
        _SECRET,
        "UPDATE",
        "a secret never changes, and its end is set once",
        f"{changed(('id', 'webhook_id', 'sealed', 'added_at'))} "
        "OR (OLD.ends_at IS NOT NULL AND NEW.ends_at IS DISTINCT FROM OLD.ends_at)",
    ),
    Guard(
        f"{_SECRET}_of_what_stands",
        _SECRET,
        "INSERT",
        "a removed webhook has no secret",
        _REMOVED,
    ),
    Guard(
        f"{_DELIVERY}_fixed",
        _DELIVERY,
        "UPDATE",
        "what is told to whom never changes",
        changed(("id", "webhook_id", "event", "entry_id", "made_at")),
    ),
    Guard(
        f"{_DELIVERY}_kept",
        _DELIVERY,
        "DELETE",
        "what is still to be told is not thrown away",
        "OLD.due_at IS NOT NULL",
    ),
    Guard(
        f"{_DELIVERY}_no_replace",
        _DELIVERY,
        "INSERT",
        "what is told to whom never changes",
        f"EXISTS (SELECT 1 FROM {_DELIVERY} kept WHERE kept.id = NEW.id)",
    ),
    Guard(
        f"{_DELIVERY}_of_what_stands",
        _DELIVERY,
        "INSERT",
        "a removed webhook is told nothing",
        _REMOVED,
    ),
)
