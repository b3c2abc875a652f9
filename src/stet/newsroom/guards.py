"""Published guidelines never change; decisions cite them word for word for ever."""

from __future__ import annotations

from stet.guards import Guard, changed, no_delete

_VERSION, _CLAUSE = "newsroom_guidelineversion", "newsroom_clause"
_FROZEN = "a published version of the guidelines never changes"


def _published(version_id: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {_VERSION} v "
        f"WHERE v.id = {version_id} AND v.published_at IS NOT NULL)"
    )


GUARDS: tuple[Guard, ...] = (
    Guard(f"{_VERSION}_frozen", _VERSION, "UPDATE", _FROZEN, "OLD.published_at IS NOT NULL"),
    Guard(f"{_VERSION}_kept", _VERSION, "DELETE", _FROZEN, "OLD.published_at IS NOT NULL"),
    Guard(f"{_VERSION}_no_truncate", _VERSION, "TRUNCATE", _FROZEN),
    Guard(
        f"{_VERSION}_no_replace",
        _VERSION,
        "INSERT",
        _FROZEN,
        f"EXISTS (SELECT 1 FROM {_VERSION} kept WHERE kept.id = NEW.id)",
    ),
    Guard(
        f"{_CLAUSE}_frozen",
        _CLAUSE,
        "UPDATE",
        _FROZEN,
        # NEW: nor does a draft's clause move into a published version.
        f"{_published('OLD.version_id')} OR {_published('NEW.version_id')}",
    ),
    Guard(f"{_CLAUSE}_kept", _CLAUSE, "DELETE", _FROZEN, _published("OLD.version_id")),
    Guard(f"{_CLAUSE}_no_truncate", _CLAUSE, "TRUNCATE", _FROZEN),
    Guard(
        f"{_CLAUSE}_not_added",
        _CLAUSE,
        "INSERT",
        _FROZEN,
        f"{_published('NEW.version_id')} "
        f"OR EXISTS (SELECT 1 FROM {_CLAUSE} kept WHERE kept.id = NEW.id)",
    ),
    Guard(
        "newsroom_site_draw_key_fixed",
        "newsroom_site",
        "UPDATE",
        "the secret of the draw never changes",
        changed(("draw_key",)),
    ),
    *no_delete("newsroom_staff", "staff accounts are switched off, never deleted"),
)
