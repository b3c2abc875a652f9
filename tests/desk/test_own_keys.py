"""One's own keys, on the account page and wherever the desk names a key."""

import json
import re
from html import unescape
from typing import Any

from django.test import Client

from stet.comments.models import Comment
from stet.newsroom.keyboard import DEFAULT_KEYS, keyboard_of
from stet.newsroom.models import Staff
from tests.desk.pages import html_of, plain

KEYS = "/desk/account/keys/"


def save(client: Client, *, on: bool = True, **keys: str) -> Any:
    fields = {f"key-{name}": keys.get(name, key) for name, key in DEFAULT_KEYS.items()}
    return client.post(KEYS, {**fields, **({"keys": "on"} if on else {})})


def keys_in(page: Any) -> Any:
    """What the page tells the desk's script."""
    found = re.search(r'data-keys="([^"]*)"', html_of(page))
    assert found
    return json.loads(unescape(found[1]))


def test_another_key_stands_on_the_button_and_in_the_help(desk: Client, comment: Comment) -> None:
    assert save(desk, approve="Y").status_code == 302
    page = desk.get("/desk/")
    assert keys_in(page)["y"] == "approve"
    assert "a" not in keys_in(page)
    assert "Approve y" in plain(page)


def test_the_key_that_was_given_away_chooses_a_clause_no_more(
    desk: Client, comment: Comment
) -> None:
    assert 'data-key="q"' in html_of(desk.get("/desk/"))
    save(desk, approve="q")
    assert 'data-key="q"' not in html_of(desk.get("/desk/"))


def test_one_key_for_two_gestures_is_refused_beside_its_field(desk: Client, alice: Staff) -> None:
    page = save(desk, approve="s")
    assert page.status_code == 422
    assert "is the key of “Approve” already" in plain(page)
    assert 'aria-describedby="p-skip"' in html_of(page)
    assert 'name="key-approve" value="s"' in " ".join(html_of(page).split())
    alice.refresh_from_db()
    assert keyboard_of(alice).keys == DEFAULT_KEYS


def test_a_digit_is_refused(desk: Client) -> None:
    assert "Digits choose clauses" in plain(save(desk, undo="7"))


def test_keys_can_be_switched_off_on_every_device(desk: Client, comment: Comment) -> None:
    save(desk, on=False)
    page = desk.get("/desk/")
    assert "data-off" in html_of(page)
    assert "switched single keys off for all your devices" in plain(page)


def test_the_usual_keys_come_back(desk: Client, alice: Staff) -> None:
    save(desk, approve="y")
    desk.post(KEYS, {"keys": "on", "usual": "1", "key-approve": "y"})
    alice.refresh_from_db()
    assert keyboard_of(alice).keys == DEFAULT_KEYS
