import pytest

from tests.support.newsroom import Newsroom, open_newsroom


@pytest.fixture
def newsroom(db: None) -> Newsroom:
    return open_newsroom()
