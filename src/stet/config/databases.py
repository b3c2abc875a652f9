"""The two databases: how each is opened so that the invariants hold."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from stet.config.env import BadSetting, Env

SQLITE_FILE = "stet.sqlite3"

# recursive_triggers: else INSERT OR REPLACE deletes a row without asking our triggers.
# secure_delete: an erased text is overwritten, not left in free pages.
# FULL: a comment that was acknowledged survives a power cut.
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON; "
    "PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-20000"
)


def database(env: Env) -> dict[str, Any]:
    """Django's description of the database that ``env`` asks for; raises `BadSetting`."""
    described = _postgresql(env.database_url) if env.database_url else _sqlite(env)
    # Other systems' calls seldom need the database, and come in many threads: none keeps a connection.
    return {**described, "CONN_MAX_AGE": 0} if env.wire_only else described


def _sqlite(env: Env) -> dict[str, Any]:
    return {
        "ENGINE": "stet.config.sqlite",
        "NAME": str(env.data.resolve() / SQLITE_FILE),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            # By default longer than the longest write (a thread of thousands being published),
            # shorter than a proxy's wait.
            "timeout": env.database_wait_s,
            "init_command": _SQLITE_PRAGMAS,
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadSetting("DATABASE_URL: expected postgresql://user:password@host:port/name")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
