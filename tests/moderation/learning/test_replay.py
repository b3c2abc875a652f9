"""A change is tried on past decisions by the worker, which can be stopped and cut off."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from stet.moderation.learning.changes import BadChange, Change
from stet.moderation.learning.heads import (
    head_in_use,
)
from stet.moderation.learning.models import Run
from stet.moderation.learning.runs import (
    ask_replay,
    cancel,
    carry_out,
    replay,
    take_up_left,
)
from stet.moderation.replaying import Share, Tally
from tests.moderation.learning.support import approved, made, posted
from tests.support.newsroom import Newsroom


def replayed(newsroom: Newsroom, change: Change) -> Run:
    run = ask_replay(newsroom.site, change, None, by=newsroom.carol, now=newsroom.later())
    carry_out.call(str(run.id))
    run.refresh_from_db()
    return run


def test_a_replay_of_a_threshold_is_carried_out_and_kept_without_a_word(newsroom: Newsroom) -> None:
    approved(newsroom, "The ferry is late.")
    bad = posted(newsroom, "They are idiots.")
    newsroom.decide(bad, "reject", "personal_attack")
    score = bad.screenings.get().scores["personal_attack"]

    run = replayed(newsroom, Change("threshold", "personal_attack", at=score, action="reject"))

    assert (run.state, run.done, run.total) == ("done", 2, 2)
    found = Tally.from_dict(run.result["tally"]).replay()
    assert (found.rows, found.acted) == (2, Share(1, 1))
    assert "idiots" not in json.dumps(run.result)


def test_a_new_word_is_tried_on_the_texts(newsroom: Newsroom) -> None:
    approved(newsroom, "The ferry is a wobbegong.")
    approved(newsroom, "The ferry is late.")
    word = Change("word", "profanity", action="add", lang="en", term="wobbegong")
    found = replay(newsroom.site, word, None, None).replay()
    assert (found.rows, found.changed, found.newly("reject", "approve")) == (2, 1, 1)


def test_a_clause_switched_off_leaves_what_it_alone_named(newsroom: Newsroom) -> None:
    bad = posted(newsroom, "They are idiots.")
    newsroom.decide(bad, "reject", "personal_attack")
    named = bad.screenings.get().clauses
    assert named
    off = Change("clause", named[0], action="off")
    found = replay(newsroom.site, off, None, None).replay()
    assert found.rows == 1
    assert found.changed == (1 if len(named) == 1 else found.changed)


def test_another_version_is_tried_before_it_is_in_use(newsroom: Newsroom) -> None:
    approved(newsroom, "The ferry is late.")
    head = made(newsroom, step=6.0)
    found = replay(newsroom.site, Change("screener", head=head.number), None, None).replay()
    assert found.newly("approve") == 0
    assert found.changed == 1
    assert head_in_use(newsroom.site) is None


def test_a_replay_that_was_cut_off_goes_on_where_it_was(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stet.moderation.learning.reading.BATCH", 2)
    for number in range(5):
        approved(newsroom, f"Number {number}.")
    change = Change("threshold", "threat", at=0.5, action="reject")
    state: dict[str, object] = {}

    class Cut(Exception):
        pass

    def cut(done: int, _total: int) -> None:
        if done == 4:
            raise Cut

    with pytest.raises(Cut):
        replay(newsroom.site, change, None, None, tell=cut, state=state)
    rest = replay(newsroom.site, change, None, None, state=json.loads(json.dumps(state)))
    assert rest.counts == replay(newsroom.site, change, None, None).counts


def test_a_cancelled_run_is_not_carried_out(newsroom: Newsroom) -> None:
    change = Change("threshold", "threat", at=0.5, action="reject")
    run = ask_replay(newsroom.site, change, None, by=newsroom.carol, now=newsroom.later())
    assert cancel(run.id, by=newsroom.carol, now=newsroom.later())
    carry_out.call(str(run.id))
    run.refresh_from_db()
    assert (run.state, run.result) == ("cancelled", {})
    assert not cancel(run.id, by=newsroom.carol, now=newsroom.later())


def test_a_run_that_a_dead_worker_left_is_taken_up(newsroom: Newsroom) -> None:
    change = Change("threshold", "threat", at=0.5, action="reject")
    run = ask_replay(newsroom.site, change, None, by=newsroom.carol, now=newsroom.later())
    now = timezone.now()
    Run.objects.update(state="running", alive_at=now)
    assert take_up_left(now) == 0
    carry_out.call(str(run.id))  # the other worker may be alive: it is left alone
    run.refresh_from_db()
    assert run.state == "running"
    assert take_up_left(now + timedelta(minutes=6)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (Change("nonsense"), "kind"),
        (Change("threshold", "no_such", at=0.5, action="reject"), "clause"),
        (Change("threshold", "threat", at=1.5, action="reject"), "at"),
        (Change("threshold", "threat", at=float("nan"), action="reject"), "at"),
        (Change("clause", "threat", action="sideways"), "action"),
        (Change("word", "threat", action="add", lang="xx", term="a"), "lang"),
        (Change("word", "threat", action="add", lang="en", term="..."), "term"),
        (Change("screener", head=7), "head"),
    ],
)
def test_a_change_that_cannot_be_tried_is_refused(
    newsroom: Newsroom, change: Change, field: str
) -> None:
    with pytest.raises(BadChange) as bad:
        ask_replay(newsroom.site, change, None, by=newsroom.carol, now=newsroom.later())
    assert bad.value.field == field
    assert not Run.objects.exists()
