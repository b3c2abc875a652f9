"""Signing in and out of the desk."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from stet.comments.models import Comment
from stet.moderation.models import QueueItem
from stet.newsroom.accounts import set_active
from stet.newsroom.models import Staff
from tests.desk.conftest import PASSWORD, SignedIn
from tests.desk.pages import plain

SIGN_IN = "/desk/sign-in/"


def enter(client: Client, username: str = "alice", password: str = PASSWORD, **more: str) -> object:
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def test_it_lets_staff_in_and_on_to_where_they_wanted(charlie: Client, alice: Staff) -> None:
    response = charlie.get("/desk/list/?state=decided")
    page = charlie.get(response["Location"])
    onward = re.search(r'name="next" value="([^"]*)"', page.content.decode())
    assert onward
    entered = enter(charlie, next=onward[1])
    assert entered["Location"] == "/desk/list/?state=decided"  # type: ignore[index]
    assert charlie.get("/desk/list/").status_code == 200


@pytest.mark.parametrize(
    "onward", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1"]
)
def test_it_never_leads_to_another_site(charlie: Client, alice: Staff, onward: str) -> None:
    assert enter(charlie, next=onward)["Location"] == "/desk/"  # type: ignore[index]


def test_it_says_the_same_of_a_wrong_password_and_an_unknown_name(alice: Staff, bob: Staff) -> None:
    set_active(bob, False, by=None, now=bob.created_at)
    pages = []
    for username in ("alice", "charlie", "bob"):
        response = enter(Client(), username, "not the password at all")
        assert response.status_code == 422  # type: ignore[attr-defined]
        html = response.content.decode()  # type: ignore[attr-defined]
        html = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", html)
        pages.append(html.replace(username, "NAME"))
    assert pages[0] == pages[1] == pages[2]


def test_it_makes_a_guesser_wait_and_says_how_long(charlie: Client, alice: Staff) -> None:
    for _attempt in range(20):
        response = enter(charlie, password="a wrong guess")
        if response.status_code == 429:  # type: ignore[attr-defined]
            break
    else:
        pytest.fail("twenty wrong guesses in a row were heard")
    assert re.search(r"please wait \d+ minute", plain(response))
    assert int(response["Retry-After"]) > 0  # type: ignore[index]
    # Not even the right password counts now: else the page would confirm it.
    assert enter(charlie).status_code == 429  # type: ignore[attr-defined]


def test_it_keeps_no_password_in_the_page(charlie: Client, alice: Staff) -> None:
    response = enter(charlie, password="a wrong guess")
    assert "a wrong guess" not in response.content.decode()  # type: ignore[attr-defined]


def test_signing_out_frees_what_was_leased(desk: Client, comment: Comment) -> None:
    desk.get("/desk/")
    assert QueueItem.objects.get(pk=comment.pk).lease_holder is not None
    desk.post(reverse("desk:sign_out"))
    assert QueueItem.objects.get(pk=comment.pk).lease_holder is None
    assert desk.get("/desk/").status_code == 302


def test_an_account_switched_off_is_out_at_once(desk: Client, alice: Staff) -> None:
    assert desk.get("/desk/list/").status_code == 200
    set_active(alice, False, by=None, now=alice.created_at)
    assert desk.get("/desk/list/").status_code == 302


def test_signing_out_everywhere_ends_every_session(alice: Staff, signed_in: SignedIn) -> None:
    here, there = signed_in(alice), signed_in(alice)
    here.post(reverse("desk:end_sessions"))
    assert here.get("/desk/list/").status_code == 302
    assert there.get("/desk/list/").status_code == 302


def test_the_page_is_kept_by_nobody(charlie: Client, db: None, site: object) -> None:
    response = charlie.get(SIGN_IN)
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
