"""An empty newsroom, and Alice who moderates it."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from stet.newsroom.models import Site, Staff
from stet.newsroom.setup import ensure_newsroom

START = datetime(2024, 3, 1, 8, tzinfo=UTC)

Told = dict[str, Any]
Write = Callable[..., Path]


@pytest.fixture
def site(fresh_db: None) -> Site:
    return ensure_newsroom(timezone.now())


@pytest.fixture
def alice(site: Site) -> Staff:
    return Staff.objects.create(username="alice", display_name="Alice", role="senior")


def told(number: int | str, **changes: Any) -> Told:
    """A record that can come in; a change to ``...`` leaves a field out."""
    at = START + timedelta(minutes=number if isinstance(number, int) else 0)
    record = {
        "source_id": str(number),
        "article_url": "https://news.example.org/mill",
        "article_title": "The mill is let",
        "name": f"Reader {number}",
        "text": f"Comment {number}.",
        "posted_at": at.isoformat(),
        **changes,
    }
    return {key: value for key, value in record.items() if value is not ...}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes records, or lines as they are, into a file."""

    def written(records: Iterable[Told | bytes], name: str = "comments.jsonl") -> Path:
        path = tmp_path / name
        lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in records]
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        return path

    return written
