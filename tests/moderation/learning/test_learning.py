"""A head is learned from the newsroom's decisions, adopted only if better, used at once, rolled back."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from stet.config.verifying import faults
from stet.ledger.models import Entry
from stet.moderation.learning import heads
from stet.moderation.learning.changes import Change
from stet.moderation.learning.heads import (
    NotBetter,
    NothingToRollBack,
    adopt,
    head_in_use,
    roll_back,
)
from stet.moderation.learning.learning import gather, learn_head
from stet.moderation.learning.models import HeadChange, OwnHead
from stet.moderation.learning.runs import (
    AlreadyRunning,
    ask_learning,
    ask_replay,
    carry_out,
    learn_at_night,
)
from stet.moderation.screeners import screener_of, shipped_screener_of
from stet.newsroom.models import Site
from stet.newsroom.roles import NotAllowed
from stet.newsroom.sites import set_learning
from stet.screening.own import learning as pure
from tests.moderation.learning.support import approved, made, posted, put_in_use, risk, with_editor
from tests.support.newsroom import Newsroom, open_newsroom
from tests.verify.hands import unguarded


def test_an_adopted_head_moves_scores_at_once_and_names_itself(newsroom: Newsroom) -> None:
    before, shipped = risk(newsroom), screener_of(newsroom.site.id)
    head = made(newsroom)
    assert risk(newsroom) == before

    put_in_use(newsroom, head)

    assert risk(newsroom) > before
    used = screener_of(newsroom.site.id)
    assert used.version == f"{shipped.version}.o{head.checksum[:8]}"
    comment = posted(newsroom, "The ferry is late again.")
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
    approved(newsroom, "One.")
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
    approved(newsroom, "The ferry is late.")
    bad = posted(newsroom, "They are idiots.")
    newsroom.decide(bad, "reject", "personal_attack")
    put_in_use(newsroom, made(newsroom))

    first, second = gather(newsroom.site, newsroom.later())

    assert (first.rejected, second.rejected) == (False, True)
    assert second.clauses == {"personal_attack"}
    assert second.used["personal_attack"] > second.scores["personal_attack"]


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
