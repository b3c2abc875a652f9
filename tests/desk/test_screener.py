"""The screener's pages: an editor tries changes, adopts and rolls back; nobody else does."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stet.moderation.deciding import Verdict, decide
from stet.moderation.learning.feedback import Label, keep_feedback
from stet.moderation.learning.heads import head_in_use, kin_of
from stet.moderation.learning.learning import keep
from stet.moderation.learning.models import OwnHead, Run
from stet.moderation.learning.runs import carry_out
from stet.moderation.screeners import shipped_screener_of
from stet.moderation.screening import screen_missed
from stet.newsroom.models import Site, Staff
from stet.newsroom.wire_keys import Scope, Terms, key_named, make_key
from stet.screening.own.features import WIDTH
from stet.screening.own.gaining import Gain, Gains
from stet.screening.own.head import ANY, Head, Part
from stet.screening.own.learning import Learned, PartFound
from tests.desk.conftest import SignedIn, Write
from tests.desk.pages import plain

GAINS = Gains(Gain(0.31, 0.42, 0.11, 0.05, 0.17), Gain(0.71, 0.8, 0.09, 0.04, 0.13))
THRESHOLD = {"kind": "threshold", "clause": "personal_attack", "at": "0.3", "action": "reject"}


@pytest.fixture
def edith(editor: Staff, signed_in: SignedIn) -> Client:
    return signed_in(editor)


@pytest.fixture
def head(site: Site) -> OwnHead:
    weights = np.zeros(WIDTH)
    weights[0] = 1.0
    kin = kin_of(shipped_screener_of(site.id))
    made = Head(kin, (Part(ANY, weights),))
    found = PartFound(ANY, 300, 90, GAINS, kept=True)
    learned = Learned(made, made.to_bytes(), 700, 300, (found,), GAINS, better=True)
    return keep(site, learned, kin, timezone.now())


def decided(write: Write, alice: Staff, text: str, outcome: str, *clauses: str) -> None:
    comment = write(text)
    screen_missed(timezone.now())  # if the machine was too busy to do so in time
    decide(Verdict(comment.id, outcome, [*clauses]), alice, timezone.now() - timedelta(minutes=5))


def test_an_editor_adopts_a_version_and_rolls_it_back(
    edith: Client, site: Site, head: OwnHead
) -> None:
    shown = plain(edith.get("/desk/screener/"))
    assert "learned from 700 decisions, measured on the 300 after them" in shown
    assert "0.110 (0.050 … 0.170)" in shown

    response = edith.post("/desk/screener/change/", {"do": "adopt", "head": head.id}, follow=True)
    assert "Version 1 is in use for the comments that come from now on." in plain(response)
    assert head_in_use(site) == head

    response = edith.post("/desk/screener/change/", {"do": "roll_back"}, follow=True)
    assert "Rolled back: the screener is as it ships." in plain(response)
    assert head_in_use(site) is None
    response = edith.post("/desk/screener/change/", {"do": "roll_back"}, follow=True)
    assert "The screener is as it ships." in plain(response)


def test_labels_of_other_systems_are_told_apart(edith: Client, site: Site, head: OwnHead) -> None:
    terms = Terms("The Ferry Times", frozenset({Scope.AKISMET}), trusted=True)
    key = key_named(make_key(site, terms, by=None, now=timezone.now()))
    assert key
    keep_feedback(site, key.id, Label("akismet", "Buy tickets.", "reject", {}), timezone.now())
    report = {**head.report, "labels": 1234, "labels_left": 0}
    OwnHead.objects.create(
        site=site,
        number=2,
        kin=head.kin,
        data=head.data,
        checksum=head.checksum,
        report=report,
        learned_at=timezone.now(),
        better=False,
    )
    shown = plain(edith.get("/desk/screener/"))
    assert "Other systems with a trusted key have fed back 1 label." in shown
    assert "and from 1234 labels of other systems, each for half a decision" in shown
    assert "left out" not in shown


def test_an_editor_allows_learning_at_night_and_asks_for_it_now(edith: Client, site: Site) -> None:
    edith.post("/desk/screener/change/", {"do": "night", "learning": "propose"})
    site.refresh_from_db()
    assert site.learning == "propose"
    edith.post("/desk/screener/change/", {"do": "learn"})
    again = edith.post("/desk/screener/change/", {"do": "learn"}, follow=True)
    assert "The worker is learning already." in plain(again)
    run = Run.objects.get()
    carry_out.call(str(run.id))
    told = plain(edith.get(f"/desk/screener/runs/{run.id}/"))
    assert "There are too few decisions to learn from yet." in told
    assert "0 of at least 500" in told


@pytest.mark.parametrize("post", [{}, {"do": "fly"}, {"do": "adopt", "head": "x"}, {"do": "night"}])
def test_what_cannot_be_asked_is_not_found(edith: Client, post: dict[str, str]) -> None:
    assert edith.post("/desk/screener/change/", post).status_code == 404


def test_a_change_is_tried_and_shown_with_examples_on_both_sides(
    edith: Client, write: Write, alice: Staff
) -> None:
    decided(write, alice, "You are all idiots.", "reject", "personal_attack")
    decided(write, alice, "You are an idiot, said the mayor.", "approve")
    response = edith.post("/desk/screener/try/", {**THRESHOLD, "at": "0.0001"})
    run = Run.objects.get()
    assert response["Location"].endswith(f"/desk/screener/runs/{run.id}/")
    waiting = plain(edith.get(response["Location"]))
    assert "Waiting for the worker" in waiting

    carry_out.call(str(run.id))
    shown = plain(edith.get(response["Location"]))

    assert "2 comments that people have decided" in shown
    assert "Such a rule would have acted on 2. People decided the same on 1 of them." in shown
    for count in ("What would change", "How right the suggestions are", "Counted"):
        assert count in shown


def test_a_run_is_stopped(edith: Client) -> None:
    edith.post("/desk/screener/try/", THRESHOLD)
    run = Run.objects.get()
    response = edith.post(f"/desk/screener/runs/{run.id}/cancel/", follow=True)
    assert "It was stopped." in plain(response)
    response = edith.post(f"/desk/screener/runs/{run.id}/cancel/", follow=True)
    assert "The run had ended already." in plain(response)


@pytest.mark.parametrize("at", ["", "two", "1.5", "nan"])
def test_a_threshold_that_is_none_is_said_beside_the_field(edith: Client, at: str) -> None:
    response = edith.post("/desk/screener/try/", {**THRESHOLD, "at": at})
    assert response.status_code == 422
    assert "A threshold is a probability between 0 and 1" in plain(response)


@pytest.mark.parametrize("kind", ["threshold", "clause", "word", "screener", "nonsense"])
def test_every_kind_has_its_form(edith: Client, head: OwnHead, kind: str) -> None:
    assert edith.get(f"/desk/screener/try/?kind={kind}&head=1").status_code == 200


def test_the_page_asks_no_more_for_many_versions(edith: Client, site: Site, head: OwnHead) -> None:
    with CaptureQueriesContext(connection) as few:
        edith.get("/desk/screener/")
    kin = head.kin
    for _ in range(5):
        made = Head(kin, ())
        report = Learned(made, made.to_bytes(), 7, 3, (), None)
        keep(site, report, kin, timezone.now())
    with CaptureQueriesContext(connection) as many:
        edith.get("/desk/screener/")
    assert len(many) <= len(few) <= 20
