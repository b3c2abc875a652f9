"""The guidelines: what a version says, the one in force, and a digest that holds it to its word."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from uuid import UUID

from stet.newsroom.models import Clause, GuidelineVersion

_DOMAIN = b"\x00stet-guidelines\n"


@dataclass(frozen=True)
class ClauseText:
    """What one clause says; see `stet.newsroom.models.Clause` for the fields."""

    key: str
    title: str
    text: str
    reason: str
    acceptable: str = ""
    unacceptable: str = ""
    ground: str = Clause.Ground.RULE.value
    enabled: bool = True


@dataclass(frozen=True)
class GuidelinesText:
    """What a version says: what is welcome, the clauses in their order, how moderation works."""

    welcome: str
    process: str
    clauses: tuple[ClauseText, ...]


def in_force(site_id: UUID) -> GuidelineVersion:
    """The latest published version, its clauses loaded. A newsroom always has one."""
    return (
        GuidelineVersion.objects.filter(site=site_id, published_at__isnull=False)
        .prefetch_related("clauses")
        .order_by("-number")[0]
    )


def text_of(version: GuidelineVersion) -> GuidelinesText:
    """What ``version`` says now."""
    clauses = sorted(version.clauses.all(), key=lambda clause: clause.position)
    return GuidelinesText(
        version.welcome,
        version.process,
        tuple(
            ClauseText(
                clause.key,
                clause.title,
                clause.text,
                clause.reason,
                clause.acceptable,
                clause.unacceptable,
                clause.ground,
                clause.enabled,
            )
            for clause in clauses
        ),
    )


def digest_of(version: GuidelineVersion) -> str:
    """SHA-256, in hex, over the version's number and all it says.

    The ledger's ``guidelines.published`` entry holds it as ``digest``. Hashed is the domain mark and
    the JSON (sorted keys, no spaces, ASCII) of ``{"number", "welcome", "process", "clauses"}``.
    """
    said = {"number": version.number, **asdict(text_of(version))}
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(_DOMAIN + canonical.encode()).hexdigest()
