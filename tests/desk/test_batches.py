"""Batches on the desk: the groups, one group, the most likely fine, taking back."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stet.comments.models import Comment
from stet.moderation.batching.models import Batch
from stet.moderation.deciding import Verdict, decide
from stet.moderation.leasing import lease
from stet.moderation.models import Decision, QueueItem
from stet.newsroom.models import Staff
from tests.desk.conftest import SignedIn, Write
from tests.desk.pages import html_of, plain

SPAM = "Everybody should look at this wonderful offer before it is gone for good"
CALM = "The old bridge was safe for years, and walk number {} over it is a pleasure again."
FINE = "/desk/batches/fine/"


def campaign(write: Write, many: int) -> list[Comment]:
    return [write(SPAM, name=f"Reader {number}") for number in range(many)]


def calm(write: Write, many: int) -> list[Comment]:
    return [write(CALM.format(number), name=f"Reader {number}") for number in range(many)]


def address(comment: Comment) -> str:
    key = QueueItem.objects.get(pk=comment.pk).like_text
    assert key is not None
    return f"/desk/batches/text/{key & 0xFFFF_FFFF_FFFF_FFFF:016x}/"


def tokens(page: Any) -> list[str]:
    return re.findall(r'name="shown" value="([^"]+)"', html_of(page))


def send(desk: Client, path: str, members: list[Comment], outcome: str, **more: object) -> Any:
    """What a browser sends of the page at ``path``, with these members ticked."""
    sent = {
        "shown": tokens(desk.get(path)),
        "member": [str(comment.id) for comment in members],
        "outcome": outcome,
        **more,
    }
    return desk.post(path, sent, follow=True)


def states(comments: list[Comment]) -> list[str]:
    return [Comment.objects.get(id=comment.id).state for comment in comments]


def test_with_nothing_alike_it_says_so(desk: Client, comment: Comment) -> None:
    assert "No two comments that wait are alike" in plain(desk.get("/desk/batches/"))


def test_it_lists_groups_with_size_names_and_a_sample(desk: Client, write: Write) -> None:
    members = campaign(write, 3)
    page = desk.get("/desk/batches/")
    told = plain(page)
    assert "The same text, or nearly" in told
    assert "wonderful offer" in told
    assert 'data-label="Comments">3<' in html_of(page)
    assert 'data-label="Names">3<' in html_of(page)
    assert address(members[0]) in html_of(page)


def test_smaller_groups_are_on_further_pages(
    desk: Client, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stet.moderation.batching.groups.MOST_GROUPS", 1)
    monkeypatch.setattr("stet.web.desk.batches.MOST_GROUPS", 1)
    campaign(write, 3)
    for name in ("One", "Two"):
        write(
            "A tram and a bus are not the same thing at all, whatever the council says", name=name
        )
    first, second = (plain(desk.get(f"/desk/batches/?page={number}")) for number in (1, 2))
    assert "wonderful offer" in first
    assert "Smaller groups" in first
    assert "Larger groups" not in first
    assert "A tram and a bus" in second
    assert "Smaller groups" not in second
    assert "Larger groups" in second
    assert "There are no smaller groups." in plain(desk.get("/desk/batches/?page=3"))
    for odd in ("0", "x", "-1", "99999"):
        assert desk.get(f"/desk/batches/?page={odd}").status_code == 200


def test_a_page_that_is_worked_on_keeps_its_leases(
    desk: Client, alice: Staff, bob: Staff, write: Write, now: datetime
) -> None:
    members = campaign(write, 3)
    desk.get(address(members[0]))
    QueueItem.objects.update(lease_until=now + timedelta(seconds=30))
    QueueItem.objects.filter(pk=members[2].pk).update(lease_holder=bob)

    answer = desk.post("/desk/batches/keep/", {"comment": [str(one.id) for one in members]}).json()

    mine = QueueItem.objects.filter(lease_holder=alice)
    assert {item.pk for item in mine} == {members[0].pk, members[1].pk}
    assert {item.lease_until for item in mine} == {datetime.fromisoformat(answer["until"])}
    assert answer["lost"] == [str(members[2].id)]
    assert desk.post("/desk/batches/keep/", {"comment": "x"}).json()["lost"] == []


def test_a_link_that_is_shared_is_named(desk: Client, write: Write) -> None:
    write("Look at https://www.pearls.example/a?b=1 soon", name="One")
    write("I was at www.pearls.example yesterday", name="Two")
    told = plain(desk.get("/desk/batches/"))
    assert "The same link: pearls.example" in told


def test_the_comment_leads_to_those_that_are_like_it(desk: Client, write: Write) -> None:
    members = campaign(write, 3)
    page = desk.get("/desk/")
    assert "2 more say the same" in plain(page)
    assert address(members[0]) in html_of(page)


def test_a_group_shows_every_member_whole(desk: Client, write: Write) -> None:
    members = campaign(write, 3)
    page = desk.get(address(members[0]))
    assert plain(page).count(SPAM) == 3
    assert len(tokens(page)) == 3


def test_it_is_rejected_with_clauses_and_note(desk: Client, alice: Staff, write: Write) -> None:
    members = campaign(write, 3)
    more = {"clause": ["commercial_promotion"], "note": "No advertising, please."}
    page = send(desk, address(members[0]), members, "reject", **more)
    assert "3 comments rejected." in plain(page)
    assert "You rejected 3 comments together." in plain(page)
    assert states(members) == ["rejected"] * 3
    for decision in Decision.objects.all():
        assert decision.decider == alice
        assert decision.note == "No advertising, please."
        assert [one.clause.key for one in decision.citations.all()] == ["commercial_promotion"]


def test_what_is_taken_out_stays(desk: Client, write: Write) -> None:
    members = campaign(write, 3)
    page = send(desk, address(members[0]), members[:2], "approve")
    assert states(members) == ["approved", "approved", "held"]
    assert members[2].name in plain(page)


def test_what_was_not_shown_is_never_decided(desk: Client, write: Write) -> None:
    members = campaign(write, 30)  # a page shows 25
    page = send(desk, address(members[0]), members, "approve")
    assert "Nothing was decided" in plain(page)
    assert states(members) == ["held"] * 30


def test_a_large_group_is_shown_in_pages(desk: Client, write: Write) -> None:
    members = campaign(write, 30)
    first = desk.get(address(members[0]))
    assert len(tokens(first)) == 25
    assert "Show more: 5 are not on this page" in plain(first)
    whole = desk.get(address(members[0]) + "?many=50")
    assert len(tokens(whole)) == 30


def test_what_a_colleague_is_on_cannot_be_chosen(
    desk: Client, bob: Staff, write: Write, now: Any
) -> None:
    members = campaign(write, 3)
    lease(bob, members[1].id, now)
    page = desk.get(address(members[0]))
    assert len(tokens(page)) == 2
    assert "Bob Example is on it until" in plain(page)


def test_what_was_decided_meanwhile_is_left_out_and_said(
    desk: Client, bob: Staff, write: Write, now: Any
) -> None:
    members = campaign(write, 3)
    path = address(members[0])
    sent = {
        "shown": tokens(desk.get(path)),
        "member": [str(comment.id) for comment in members],
        "outcome": "approve",
    }
    QueueItem.objects.update(lease_holder=None, lease_until=None)
    decide(Verdict(members[0].id, "reject", ["threat"]), bob, now)
    told = plain(desk.post(path, sent, follow=True))
    assert "2 comments approved." in told
    assert "1 left out (Reader 0): It was rejected meanwhile." in told
    assert states(members) == ["rejected", "approved", "approved"]


def test_a_rejection_without_a_clause_is_shown_again(desk: Client, write: Write) -> None:
    members = campaign(write, 3)
    page = send(desk, address(members[0]), members[:2], "reject", note="Why ever.")
    assert page.status_code == 422
    assert "A rejection cites at least one clause" in plain(page)
    assert "Why ever." in html_of(page)
    for comment in members:
        ticked = re.search(rf'value="{comment.id}"\s+checked', html_of(page)) is not None
        assert ticked is (comment in members[:2])
    assert states(members) == ["held"] * 3


def test_choosing_none_says_so(desk: Client, write: Write) -> None:
    members = campaign(write, 2)
    page = send(desk, address(members[0]), [], "approve")
    assert page.status_code == 422
    assert "Choose at least one comment." in plain(page)


def test_all_of_it_is_undone_within_the_minute(desk: Client, write: Write) -> None:
    members = campaign(write, 3)
    path = address(members[0])
    send(desk, path, members, "approve")
    page = desk.post(f"/desk/batches/{Batch.objects.get().id}/undo/", follow=True)
    assert "3 comments are held again." in plain(page)
    assert page.redirect_chain[-1][0] == path
    assert states(members) == ["held"] * 3


def test_only_who_decided_undoes_it(
    desk: Client, bob: Staff, signed_in: SignedIn, write: Write
) -> None:
    members = campaign(write, 2)
    send(desk, address(members[0]), members, "approve")
    page = signed_in(bob).post(f"/desk/batches/{Batch.objects.get().id}/undo/", follow=True)
    assert "This one stands." in plain(page)
    assert states(members) == ["approved"] * 2


def test_the_focus_page_offers_to_undo_all(desk: Client, write: Write) -> None:
    write("Something else, to be read next.", minutes_ago=1)
    members = campaign(write, 2)
    send(desk, address(members[0]), members, "approve")
    assert "You approved 2 comments together." in plain(desk.get("/desk/"))


def test_an_address_of_no_group_is_not_found(desk: Client) -> None:
    for path in ("nothing/00", "text/xyz", f"text/{'f' * 17}", "fine/00"):
        assert desk.get(f"/desk/batches/{path}/").status_code == 404
    empty = desk.get("/desk/batches/text/00000000000000aa/")
    assert "Nothing of this group waits any more" in plain(empty)


def test_with_nothing_surely_fine_it_says_so(desk: Client) -> None:
    assert "looks surely fine" in plain(desk.get(FINE))


def test_twenty_are_approved_with_one_gesture(desk: Client, write: Write) -> None:
    comments = calm(write, 22)
    shown = desk.get(FINE)
    assert len(tokens(shown)) == 20
    ids = re.findall(r'data-member="([^"]+)"', html_of(shown))
    members = [comment for comment in comments if str(comment.id) in ids]
    page = send(desk, FINE, members, "approve")
    assert "20 comments approved." in plain(page)
    assert states(members) == ["approved"] * 20
    assert Decision.objects.filter(batch=Batch.objects.get()).count() == 20
    assert len(tokens(page)) == 2


def test_one_of_them_is_rejected_by_itself(desk: Client, write: Write) -> None:
    comments = calm(write, 3)
    shown = html_of(desk.get(FINE))
    form = shown.split(f'id="one-{comments[1].id}"')[1]
    found = re.search(r'name="seen" value="([^"]+)"', form)
    assert found
    sent = {"seen": found[1], "clause": ["commercial_promotion"]}
    page = desk.post(f"/desk/batches/reject/{comments[1].id}/", sent, follow=True)
    assert "Rejected." in plain(page)
    assert states(comments) == ["held", "rejected", "held"]
    assert not Batch.objects.exists()


def test_pages_ask_no_more_for_many_than_for_few(desk: Client, write: Write) -> None:
    counted: dict[str, list[int]] = {}
    for many in (3, 12):
        members = campaign(write, many)
        calm(write, many)
        pages = {"groups": "/desk/batches/", "group": address(members[0]), "fine": FINE}
        for name, path in pages.items():
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(path).status_code == 200
            counted.setdefault(name, []).append(len(queries))
    for few, more in counted.values():
        assert more <= few <= 30
