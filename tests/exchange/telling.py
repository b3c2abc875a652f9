"""Records of another system, as they stand in a file."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2024, 3, 1, 8, tzinfo=UTC)

Told = dict[str, Any]
Write = Callable[..., Path]


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
