"""The pages on agreement and disagreements: for whom, what they say, and when they stay silent."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stet.moderation.deciding import Verdict, decide
from stet.moderation.looking import latest_screening
from stet.moderation.reviewing.answering import answer
from stet.moderation.reviewing.models import Review
from stet.moderation.seen import Seen
from stet.newsroom.guideline_drafts import current_draft
from stet.newsroom.models import Site, Staff
from tests.desk.conftest import SignedIn, Write
from tests.desk.pages import html_of, plain

TEXT = "They should all be sent back to where they came from."


def differ(write: Write, alice: Staff, bob: Staff, now: datetime, text: str = TEXT) -> Review:
    Site.objects.update(double_review=100)
    comment = write(text)
    decide(Verdict(comment.id, "reject", ["xenophobia"]), alice, now - timedelta(minutes=9))
    review = Review.objects.get(comment=comment)
    comment.refresh_from_db()
    screening = latest_screening(comment)
    seen = Seen(comment.version, 1, screening.id if screening else None)
    verdict = Verdict(comment.id, "approve", [], "Only a place.", str(seen))
    return answer(review.id, verdict, bob, now - timedelta(minutes=8))


@pytest.fixture
def differing(write: Write, alice: Staff, bob: Staff, now: datetime) -> Review:
    return differ(write, alice, bob, now)


def test_an_empty_list_says_what_would_stand_there(desk: Client) -> None:
    assert "Nobody disagrees" in plain(desk.get("/desk/disagreements/"))
    assert "Nothing was settled" in plain(desk.get("/desk/disagreements/?state=settled"))


def test_the_list_shows_both_verdicts(desk: Client, differing: Review) -> None:
    told = plain(desk.get("/desk/disagreements/"))
    for words in (TEXT, "Xenophobia", "Only a place.", "Second, blind", "0 remarks"):
        assert words in told


def test_moderators_see_only_their_own_name(
    desk: Client, senior: Staff, signed_in: SignedIn, differing: Review
) -> None:
    address = f"/desk/disagreements/{differing.id}/"
    told = plain(desk.get(address))
    assert "by Alice Example" in told
    assert "Bob Example" not in told
    assert "by Bob Example" in plain(signed_in(senior).get(address))


def test_remarks_are_added_and_settled(
    desk: Client, senior: Staff, signed_in: SignedIn, differing: Review
) -> None:
    address = f"/desk/disagreements/{differing.id}/"
    page = desk.post(f"{address}remark/", {"remark": ""})
    assert page.status_code == 422
    page = desk.post(f"{address}remark/", {"remark": "Is it a quotation?"}, follow=True)
    assert "Alice Example" in plain(page)
    assert "Is it a quotation?" in plain(page)
    assert "Mark as settled" not in plain(page)
    signed_in(senior).post(f"{address}settle/")
    assert "settled by Sara Example" in plain(desk.get("/desk/disagreements/?state=settled"))


def test_an_editor_makes_an_example_in_her_own_words(
    editor: Staff, desk: Client, signed_in: SignedIn, differing: Review, site: Site
) -> None:
    address = f"/desk/disagreements/{differing.id}/"
    assert "Make it an example" not in plain(desk.get(address))
    hers = signed_in(editor)
    assert (
        TEXT not in html_of(hers.get(address)).split("Put it into the draft")[0].split("<form")[-1]
    )
    sent = {"clause": "xenophobia", "side": "unacceptable", "words": TEXT}
    refused = hers.post(f"{address}example/", sent)
    assert refused.status_code == 422
    assert "are not public" in plain(refused)
    hers.post(f"{address}example/", {**sent, "words": "Strangers should go home."})
    draft = current_draft(site)
    assert draft is not None
    assert "Strangers should go home." in draft.clauses.get(key="xenophobia").unacceptable


def test_what_is_not_there_is_not_found(desk: Client, site: Site) -> None:
    assert desk.get(f"/desk/disagreements/{site.id}/").status_code == 404


def test_agreement_is_silent_below_the_minimum(
    senior: Staff, signed_in: SignedIn, differing: Review
) -> None:
    told = plain(signed_in(senior).get("/desk/agreement/"))
    assert "too few to say" in told
    assert "Kappa is told from 30 pairs on" in told


def test_agreement_is_told_with_its_interval(
    senior: Staff, signed_in: SignedIn, write: Write, alice: Staff, bob: Staff, now: datetime
) -> None:
    for number in range(5):
        differ(write, alice, bob, now, f"Number {number}: {TEXT}")
    for number in range(25):
        comment = write(f"Good news, {number}.")
        decide(Verdict(comment.id, "approve"), alice, now - timedelta(minutes=7))
        review = Review.objects.get(comment=comment)
        answer(review.id, Verdict(comment.id, "approve", seen="2.1.-"), bob, now)
    told = plain(signed_in(senior).get("/desk/agreement/"))
    # The second always approved: kappa is 0, and no sample could tell that for sure.
    assert "Last 90 days 30 83 % 0.00" in told
    assert "0.00 to 0.00" not in told
    assert "cited in 5 pairs" in told


def test_with_nothing_drawn_it_says_who_can_change_that(
    senior: Staff, editor: Staff, signed_in: SignedIn
) -> None:
    assert "An editor can set how many" in plain(signed_in(senior).get("/desk/agreement/"))
    assert "Set how many" in plain(signed_in(editor).get("/desk/agreement/?days=365"))


@pytest.mark.parametrize(
    ("address", "most"), [("/desk/disagreements/", 16), ("/desk/agreement/", 16)]
)
def test_they_ask_no_more_for_many_than_for_few(
    senior: Staff,
    signed_in: SignedIn,
    write: Write,
    alice: Staff,
    bob: Staff,
    now: datetime,
    address: str,
    most: int,
) -> None:
    hers, counted = signed_in(senior), []
    for many in (2, 6):
        for number in range(many):
            differ(write, alice, bob, now, f"{many}-{number}: {TEXT}")
        with CaptureQueriesContext(connection) as queries:
            assert hers.get(address).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] <= most
