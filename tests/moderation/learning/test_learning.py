"""A head is learned from the newsroom's decisions, adopted only if better, used at once, rolled back."""

import json
from datetime import timedelta

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from stet.config.verifying import faults
from stet.ledger.models import Entry
from stet.moderation.learning import heads
from stet.moderation.learning.changes import BadChange, Change
from stet.moderation.learning.heads import (
    NotBetter,
    NothingToRollBack,
    adopt,
    head_in_use,
    kin_of,
    roll_back,
)
from stet.moderation.learning.learning import gather, keep, learn_head
from stet.moderation.learning.models import HeadChange, OwnHead, Run
from stet.moderation.learning.runs import (
    AlreadyRunning,
    ask_learning,
    ask_replay,
    cancel,
    carry_out,
    learn_at_night,
    replay,
    take_up_left,
)
from stet.moderation.replaying import Share, Tally
from stet.moderation.screeners import screener_of, shipped_screener_of
from stet.newsroom.models import Site
from stet.newsroom.roles import NotAllowed, Role
from stet.newsroom.sites import set_learning
from stet.screening.own import learning as pure
from stet.screening.own.features import WIDTH
from stet.screening.own.head import ANY, Head, Part, digest_of
from stet.screening.types import Submission
from tests.support.newsroom import Newsroom, open_newsroom
from tests.verify.hands import unguarded


def with_editor(newsroom: Newsroom) -> Newsroom:
    newsroom.carol.role = Role.EDITOR
    newsroom.carol.save()
    return newsroom


@pytest.fixture
def newsroom(newsroom: Newsroom) -> Newsroom:
    return with_editor(newsroom)


def made(newsroom: Newsroom, *, step: float = 2.0, better: bool = True, kin: str = "") -> OwnHead:
    """A head that moves every comment by the same step."""
    weights = np.zeros(WIDTH)
    weights[0] = step
    kin = kin or kin_of(shipped_screener_of(newsroom.site.id))
    head = Head(kin, (Part(ANY, weights),))
    kept = head.to_bytes()
    learned = pure.Learned(head, kept, 10, 5, (), None, better=better)
    assert learned.checksum == digest_of(kept)
    return keep(newsroom.site, learned, kin, newsroom.later())


def put_in_use(newsroom: Newsroom, head: OwnHead) -> None:
    base = shipped_screener_of(newsroom.site.id)
    adopt(newsroom.site, head.id, base=base, by=newsroom.carol, now=newsroom.later())


def risk(newsroom: Newsroom, text: str = "The ferry is late.") -> float:
    [read] = screener_of(newsroom.site.id).screen([Submission("1", text, lang="en")])
    return max(read.scores["threat"], read.scores["personal_attack"])


def test_an_adopted_head_moves_scores_at_once_and_names_itself(newsroom: Newsroom) -> None:
    before, shipped = risk(newsroom), screener_of(newsroom.site.id)
    head = made(newsroom)
    assert risk(newsroom) == before

    put_in_use(newsroom, head)

    assert risk(newsroom) > before
    used = screener_of(newsroom.site.id)
    assert used.version == f"{shipped.version}.o{head.checksum[:8]}"
    comment = newsroom.post("The ferry is late again.")
    assert comment.screenings.get().screener == f"{used.name}@{used.version}"


def test_rolling_back_puts_the_one_before_in_use_and_then_what_ships(newsroom: Newsroom) -> None:
    before = risk(newsroom)
    first, second = made(newsroom), made(newsroom, step=3.0)
    put_in_use(newsroom, first)
    put_in_use(newsroom, second)
    assert roll_back(newsroom.site, by=newsroom.carol, now=newsroom.later()) == first
    assert roll_back(newsroom.site, by=newsroom.carol, now=newsroom.later()) is None
    assert risk(newsroom) == before
    with pytest.raises(NothingToRollBack):
        roll_back(newsroom.site, by=newsroom.carol, now=newsroom.later())


def test_the_worker_no_longer_adopts_by_itself_after_a_roll_back(newsroom: Newsroom) -> None:
    set_learning(newsroom.site, "adopt", by=newsroom.carol, now=newsroom.later())
    newsroom.site.refresh_from_db()
    put_in_use(newsroom, made(newsroom))
    roll_back(newsroom.site, by=newsroom.carol, now=newsroom.later())
    assert Site.objects.get().learning == "propose"


def test_what_is_not_better_is_not_adopted(newsroom: Newsroom) -> None:
    with pytest.raises(NotBetter):
        put_in_use(newsroom, made(newsroom, better=False))
    with pytest.raises(NotBetter):
        put_in_use(newsroom, made(newsroom, kin="stet@0+other"))
    assert head_in_use(newsroom.site) is None


def test_the_database_refuses_it_too(newsroom: Newsroom) -> None:
    head = made(newsroom, better=False)
    for values in (
        {"head": head},
        {"head": None, "rolled_back": False},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            HeadChange.objects.create(site=newsroom.site, number=1, at=newsroom.later(), **values)
    for row in (head, made(newsroom)):
        with pytest.raises(IntegrityError), transaction.atomic():
            OwnHead.objects.filter(id=row.id).update(better=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()


def test_only_an_editor_adopts_rolls_back_allows_and_asks(newsroom: Newsroom) -> None:
    head, now = made(newsroom), newsroom.later()
    base = shipped_screener_of(newsroom.site.id)
    for deed in (
        lambda: adopt(newsroom.site, head.id, base=base, by=newsroom.bob, now=now),
        lambda: roll_back(newsroom.site, by=newsroom.bob, now=now),
        lambda: set_learning(newsroom.site, "adopt", by=newsroom.bob, now=now),
        lambda: ask_learning(newsroom.site, by=newsroom.bob, now=now),
        lambda: ask_replay(newsroom.site, Change("screener"), None, by=newsroom.bob, now=now),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_the_ledger_knows_each_adoption_by_its_checksum(newsroom: Newsroom) -> None:
    head = made(newsroom)
    put_in_use(newsroom, head)
    put_in_use(newsroom, head)  # again: it is in use already
    roll_back(newsroom.site, by=newsroom.carol, now=newsroom.later())
    [adopted] = Entry.objects.filter(deed="learn.adopted")
    [rolled] = Entry.objects.filter(deed="learn.rolled_back")
    assert json.loads(adopted.payload)["checksum"] == head.checksum
    assert json.loads(rolled.payload)["left"] == head.checksum
    assert adopted.actor == f"staff:{newsroom.carol.id}"


def test_a_head_of_other_models_rests(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    before = risk(newsroom)
    put_in_use(newsroom, made(newsroom))
    monkeypatch.setattr(heads, "kin_of", lambda _: "stet@9+another")
    assert risk(newsroom) == before


def test_too_few_decisions_are_refused_before_anything_is_read(newsroom: Newsroom) -> None:
    newsroom.published("One.")
    with pytest.raises(pure.TooFew):
        learn_head(newsroom.site, newsroom.later())
    run = ask_learning(newsroom.site, by=newsroom.carol, now=newsroom.later())
    carry_out.call(str(run.id))
    run.refresh_from_db()
    assert run.state == "refused"
    assert run.result == {"too_few": {"decisions": [1, 500]}}


def test_it_learns_from_decisions_and_what_the_screener_says_of_them_now(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stet.moderation.learning.learning.LEAST_DECISIONS", 2)
    newsroom.published("The ferry is late.")
    bad = newsroom.post("They are idiots.")
    newsroom.decide(bad, "reject", "personal_attack")
    put_in_use(newsroom, made(newsroom))

    first, second = gather(newsroom.site, newsroom.later())

    assert (first.rejected, second.rejected) == (False, True)
    assert second.clauses == {"personal_attack"}
    assert second.used["personal_attack"] > second.scores["personal_attack"]


def replayed(newsroom: Newsroom, change: Change) -> Run:
    run = ask_replay(newsroom.site, change, None, by=newsroom.carol, now=newsroom.later())
    carry_out.call(str(run.id))
    run.refresh_from_db()
    return run


def test_a_replay_of_a_threshold_is_carried_out_and_kept_without_a_word(newsroom: Newsroom) -> None:
    newsroom.published("The ferry is late.")
    bad = newsroom.post("They are idiots.")
    newsroom.decide(bad, "reject", "personal_attack")
    score = bad.screenings.get().scores["personal_attack"]

    run = replayed(newsroom, Change("threshold", "personal_attack", at=score, action="reject"))

    assert (run.state, run.done, run.total) == ("done", 2, 2)
    found = Tally.from_dict(run.result["tally"]).replay()
    assert (found.rows, found.acted) == (2, Share(1, 1))
    assert "idiots" not in json.dumps(run.result)


def test_a_new_word_is_tried_on_the_texts(newsroom: Newsroom) -> None:
    newsroom.published("The ferry is a wobbegong.")
    newsroom.published("The ferry is late.")
    word = Change("word", "profanity", action="add", lang="en", term="wobbegong")
    found = replay(newsroom.site, word, None, None).replay()
    assert (found.rows, found.changed, found.newly("reject", "approve")) == (2, 1, 1)


def test_a_clause_switched_off_leaves_what_it_alone_named(newsroom: Newsroom) -> None:
    bad = newsroom.post("They are idiots.")
    newsroom.decide(bad, "reject", "personal_attack")
    named = bad.screenings.get().clauses
    assert named
    off = Change("clause", named[0], action="off")
    found = replay(newsroom.site, off, None, None).replay()
    assert found.rows == 1
    assert found.changed == (1 if len(named) == 1 else found.changed)


def test_another_version_is_tried_before_it_is_in_use(newsroom: Newsroom) -> None:
    newsroom.published("The ferry is late.")
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
        newsroom.published(f"Number {number}.")
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


def test_the_worker_learns_at_night_only_where_an_editor_allows_it(newsroom: Newsroom) -> None:
    night = newsroom.now.replace(hour=2)
    assert learn_at_night(night) == 0
    set_learning(newsroom.site, "propose", by=newsroom.carol, now=newsroom.later())
    assert learn_at_night(night.replace(hour=14)) == 0
    assert learn_at_night(night) == 1
    assert learn_at_night(night + timedelta(minutes=30)) == 0
    assert learn_at_night(night + timedelta(days=1)) == 0  # the first still waits
    with pytest.raises(AlreadyRunning):
        ask_learning(newsroom.site, by=newsroom.carol, now=newsroom.later())


def test_verify_finds_other_weights_and_adoptions_that_nobody_logged(fresh_db: None) -> None:
    newsroom = with_editor(open_newsroom())
    head = made(newsroom)
    put_in_use(newsroom, head)
    assert list(faults()) == []
    with unguarded():
        OwnHead.objects.update(data=b"other")
        HeadChange.objects.create(site=newsroom.site, number=2, head=head, at=newsroom.later())
        HeadChange.objects.filter(number=1).update(head=None, rolled_back=True)
    found = sorted(fault.code for fault in faults())
    assert found == ["learned.changed", "learned.changed", "learned.unlogged"]


def test_a_head_whose_weights_were_altered_is_not_used(fresh_db: None) -> None:
    newsroom = with_editor(open_newsroom())
    before = risk(newsroom)
    put_in_use(newsroom, made(newsroom, step=2.5))
    heads._loaded.cache_clear()
    with unguarded():
        OwnHead.objects.update(data=b"other")
    assert risk(newsroom) == before
