"""Saved views: kept by a person, shared by a senior, changed by nobody else."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from stet.config.sweeping import sweep_once
from stet.ledger.models import Entry
from stet.moderation.models import QueueItem
from stet.moderation.searching import saving
from stet.moderation.searching.models import SavedView
from stet.newsroom.models import Staff
from tests.desk.conftest import SignedIn, Write
from tests.desk.pages import html_of, plain, shown, texts

LIST, VIEWS, KEEP = "/desk/list/", "/desk/views/", "/desk/views/keep/"


def keep(client: Client, name: str = "Long waits", query: str = "waits=4", **more: str) -> Any:
    return client.post(KEEP, {"name": name, "query": query, **more})


def kept(client: Client) -> list[str]:
    return [name.strip() for name in texts(client.get(LIST), "view")]


def test_alice_keeps_a_view_and_comes_back_to_it(desk: Client, write: Write) -> None:
    write("An old comment.", name="Old", minutes_ago=300)
    write("A new comment.", name="New", minutes_ago=3)
    response = keep(desk, query="waits=4&order=latest_first")
    assert response.status_code == 302
    there = desk.get(response["Location"])
    assert [text.split()[0] for text in texts(there, "row-said")] == ["Old"]
    assert re.search(r'aria-current="true"><bdi>Long waits', html_of(there))
    assert SavedView.objects.get().query == "order=latest_first&waits=4"


def test_a_view_is_the_queue_of_deciding_one_by_one(
    desk: Client, write: Write, now: datetime
) -> None:
    write("A calm comment about the bridge.", minutes_ago=30)
    rude = write("Fuck you, you stupid cunt.", minutes_ago=3)
    sweep_once(now)  # a slow machine screens later
    keep(desk, "Rude", "band=high")
    (address,) = re.findall(r'href="(/desk/\?[^"]*)">Decide one by one', html_of(desk.get(VIEWS)))
    assert shown(desk.get(address.replace("&amp;", "&"))) == rude.id
    assert QueueItem.objects.get(pk=rude.id).lease_holder is not None


def test_only_what_the_list_knows_is_kept(desk: Client) -> None:
    query = "waits=4&after=xyz&next=//evil.example&clause=" + quote("<b>") + "&order=nonsense"
    keep(desk, query=query)
    assert SavedView.objects.get().query == "waits=4"


def test_bob_sees_it_once_a_senior_shares_it(
    desk: Client, bob: Staff, senior: Staff, signed_in: SignedIn
) -> None:
    keep(desk, "Mine")
    keep(signed_in(senior), "Ours", shared="1")
    assert kept(desk) == ["Mine", "Ours"]
    assert kept(signed_in(bob)) == ["Ours"]
    assert "from Sara Example" in plain(signed_in(bob).get(VIEWS))


def test_a_moderator_cannot_share(desk: Client) -> None:
    assert keep(desk, shared="1").status_code == 403
    keep(desk)
    view = SavedView.objects.get()
    assert desk.post(f"{VIEWS}{view.id}/", {"do": "share"}).status_code == 403
    assert not SavedView.objects.filter(shared=True).exists()


@pytest.mark.parametrize("deed", [{"name": "Taken"}, {"do": "remove"}, {"do": "share"}])
def test_bob_cannot_change_what_is_alices(
    desk: Client, bob: Staff, senior: Staff, signed_in: SignedIn, deed: dict[str, str]
) -> None:
    keep(desk)
    view = SavedView.objects.get()
    for other in (bob, senior):
        assert signed_in(other).post(f"{VIEWS}{view.id}/", deed).status_code == 404
    assert SavedView.objects.get().name == "Long waits"


def test_bob_cannot_change_what_a_senior_shares_and_a_senior_can(
    bob: Staff, senior: Staff, editor: Staff, signed_in: SignedIn
) -> None:
    keep(signed_in(senior), shared="1")
    address = f"{VIEWS}{SavedView.objects.get().id}/"
    assert signed_in(bob).post(address, {"name": "Bob's"}).status_code == 404
    assert signed_in(editor).post(address, {"name": "Better name"}).status_code == 302
    assert signed_in(editor).post(address, {"do": "unshare"}).status_code == 302
    view = SavedView.objects.get()
    assert (view.name, view.shared, view.owner) == ("Better name", False, senior)


def test_it_is_renamed_and_removed_and_brought_back(desk: Client) -> None:
    keep(desk)
    address = f"{VIEWS}{SavedView.objects.get().id}/"
    desk.post(address, {"name": "Old ones"})
    assert kept(desk) == ["Old ones"]
    assert "is removed" in plain(desk.post(address, {"do": "remove"}, follow=True))
    assert kept(desk) == []
    assert keep(desk, "Old ones").status_code == 302  # what the button to undo sends
    assert kept(desk) == ["Old ones"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "two\nlines", "a\x00b", "Taken"])
def test_a_name_that_cannot_be_is_refused_and_nothing_lost(desk: Client, name: str) -> None:
    keep(desk, "Taken")
    response = keep(desk, name, "band=high")
    assert response.status_code == 422
    assert 'value="band=high"' in html_of(response)
    assert SavedView.objects.count() == 1
    other = SavedView.objects.create(
        owner=SavedView.objects.get().owner,
        name="Other",
        made_at=SavedView.objects.get().made_at,
    )
    assert desk.post(f"{VIEWS}{other.id}/", {"name": name}).status_code == 422
    assert SavedView.objects.get(pk=other.pk).name == "Other"


def test_names_are_shown_as_they_are_and_harmless(desk: Client) -> None:
    keep(desk, "<script>x</script>")
    for address in (LIST, VIEWS):
        assert "&lt;script&gt;x" in html_of(desk.get(address))
        assert "<script>x" not in html_of(desk.get(address))


def test_nobody_keeps_more_than_can_be_looked_through(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "MOST_VIEWS", 2)
    assert [keep(desk, str(number)).status_code for number in range(3)] == [302, 302, 422]


def test_the_database_refuses_two_of_one_name_and_none(desk: Client, now: datetime) -> None:
    keep(desk)
    view = SavedView.objects.get()
    for name in (view.name, ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedView.objects.create(owner=view.owner, name=name, made_at=now)


def test_each_deed_is_in_the_ledger_without_its_name(desk: Client) -> None:
    keep(desk, "A name")
    address = f"{VIEWS}{SavedView.objects.get().id}/"
    desk.post(address, {"name": "Another"})
    desk.post(address, {"do": "remove"})
    entries = Entry.objects.filter(deed__startswith="view.").order_by("seq")
    assert [one.deed for one in entries] == ["view.saved", "view.changed", "view.removed"]
    assert not any("name" in one.payload.lower() for one in entries)
