import pytest

from tests.support.newsroom import Newsroom, open_newsroom


@pytest.fixture
def newsroom(db: None) -> Newsroom:
    return open_newsroom()


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No comment is drawn for an audit."""
    monkeypatch.setattr("stet.moderation.rules.acting._dice.random", lambda: 0.999)
