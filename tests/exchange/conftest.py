"""An empty newsroom, Alice who moderates it, and files from elsewhere."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from stet.newsroom.models import Site, Staff
from stet.newsroom.setup import ensure_newsroom
from tests.exchange.kept import data, newsroom
from tests.exchange.letters import article, mailbox
from tests.exchange.receiver import Receiver, receiving
from tests.exchange.telling import Told, Write
from tests.support.newsroom import Newsroom, open_newsroom

__all__ = ["article", "data", "mailbox", "newsroom"]  # fixtures that stand with their helpers


@pytest.fixture
def site(fresh_db: None) -> Site:
    return ensure_newsroom(timezone.now())


@pytest.fixture
def alice(site: Site) -> Staff:
    return Staff.objects.create(username="alice", display_name="Alice", role="senior")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes records, or lines as they are, into a file."""

    def written(records: Iterable[Told | bytes], name: str = "comments.jsonl") -> Path:
        path = tmp_path / name
        lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in records]
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        return path

    return written


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somebody who can be told of events."""
    with receiving() as one:
        yield one


@pytest.fixture
def room(db: None) -> Newsroom:
    return open_newsroom()
