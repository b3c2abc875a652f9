"""The guidelines in force, and making the next version."""

from __future__ import annotations

from uuid import UUID

from stet.newsroom.models import GuidelineVersion


def in_force(site_id: UUID) -> GuidelineVersion:
    """The latest published version, its clauses loaded. A newsroom always has one."""
    return (
        GuidelineVersion.objects.filter(site=site_id, published_at__isnull=False)
        .prefetch_related("clauses")
        .order_by("-number")[0]
    )
