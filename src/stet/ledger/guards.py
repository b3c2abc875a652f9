"""The ledger is append-only, and no entry skips a number or names a wrong predecessor."""

from __future__ import annotations

from stet.guards import Guard

_TABLE = "ledger_entry"
_ONLY = "the ledger is append-only"

GUARDS: tuple[Guard, ...] = (
    Guard("ledger_entry_no_update", _TABLE, "UPDATE", _ONLY),
    Guard("ledger_entry_no_delete", _TABLE, "DELETE", _ONLY),
    Guard("ledger_entry_no_truncate", _TABLE, "TRUNCATE", _ONLY),
    Guard(
        "ledger_entry_in_chain",
        _TABLE,
        "INSERT",
        "a ledger entry must follow the last one",
        f"NEW.seq IS DISTINCT FROM (SELECT COALESCE(MAX(e.seq), 0) + 1 FROM {_TABLE} e) OR "
        f"NEW.previous IS DISTINCT FROM "
        f"COALESCE((SELECT e.hash FROM {_TABLE} e ORDER BY e.seq DESC LIMIT 1), '{'0' * 64}')",
    ),
)
