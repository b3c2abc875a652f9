"""Carol is an editor here."""

import pytest

from tests.moderation.learning.support import with_editor
from tests.support.newsroom import Newsroom


@pytest.fixture
def newsroom(newsroom: Newsroom) -> Newsroom:
    return with_editor(newsroom)
