"""A sound newsroom gives no fault, whatever happened in it."""

from stet.comments.models import Comment
from stet.config.verifying import faults
from tests.support.threads import race, refusals
from tests.verify.conftest import Lived


def test_it_finds_nothing_in_an_empty_database(fresh_db: None) -> None:
    assert list(faults()) == []


def test_it_finds_nothing_in_a_sound_newsroom(lived: Lived) -> None:
    assert list(faults()) == []


def test_the_newsroom_goes_on_meanwhile_and_one_moment_is_looked_at(lived: Lived) -> None:
    """A comment comes in between the ledger's turn and the comments': neither is out of step."""
    before = Comment.objects.count()

    def meanwhile(what: str, done: int, _total: int) -> None:
        if what == "comments" and done == 0:
            came = race(1, lambda _: lived.write("Meanwhile", "Who bought it?"))
            assert refusals(came) == []

    assert list(faults(meanwhile)) == []
    assert Comment.objects.count() == before + 1
    assert list(faults()) == []
