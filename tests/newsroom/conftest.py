"""Three people: Alice may, Bob may something else, Charlie is nobody here."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from stet.newsroom.accounts import add_staff
from stet.newsroom.models import Site, Staff
from stet.newsroom.roles import Role
from stet.newsroom.setup import ensure_newsroom

Hire = Callable[..., Staff]

PASSWORD = "copper lantern on the pier"


@pytest.fixture
def now() -> datetime:
    return datetime(2024, 5, 31, 12, tzinfo=UTC)


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def site(db: None, now: datetime) -> Site:
    return ensure_newsroom(now)


@pytest.fixture
def hire(site: Site, now: datetime) -> Hire:
    """Adds an account: ``hire("alice", Role.EDITOR)``."""

    def hired(username: str, role: Role = Role.MODERATOR) -> Staff:
        name = f"{username.title()} Example"
        return add_staff(username, name, PASSWORD, role, by=None, now=now)

    return hired


@pytest.fixture
def alice(hire: Hire) -> Staff:
    """The administrator, who may everything."""
    return hire("alice", Role.ADMINISTRATOR)


@pytest.fixture
def bob(hire: Hire) -> Staff:
    """A moderator."""
    return hire("bob", Role.MODERATOR)
