"""Staff accounts, one's own account and the site's settings, at the desk."""

import re

import pytest
from django.test import Client

from stet.newsroom.accounts import staff_by_username, staff_of_token
from stet.newsroom.models import Site, Staff
from tests.desk.conftest import PASSWORD, SignedIn
from tests.desk.pages import html_of, plain, texts

NEW_PASSWORD = "seven grey herons at dusk"


@pytest.fixture
def theirs(administrator: Staff, signed_in: SignedIn) -> Client:
    return signed_in(administrator)


def can_enter(username: str, password: str) -> bool:
    response = Client().post("/desk/sign-in/", {"username": username, "password": password})
    return response.status_code == 302


def test_a_new_person_signs_in_with_the_password_that_is_shown_once(theirs: Client) -> None:
    sent = {"username": "bob", "display_name": "Bob Example", "role": "senior"}
    (password,) = texts(theirs.post("/desk/staff/new/", sent), "secret")
    assert can_enter("bob", password)
    assert password not in html_of(theirs.get("/desk/staff/"))


@pytest.mark.parametrize(
    ("field", "value"), [("username", "ADA!"), ("display_name", ""), ("role", "king")]
)
def test_it_marks_the_field_that_cannot_stand(theirs: Client, field: str, value: str) -> None:
    sent = {"username": "bob", "display_name": "Bob Example", "role": "senior", field: value}
    response = theirs.post("/desk/staff/new/", sent)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in html_of(response).split(f'id="f-{field}"')[1].split(">")[0]
    assert staff_by_username("bob") is None


def test_a_role_and_an_account_can_be_changed(theirs: Client, bob: Staff) -> None:
    theirs.post("/desk/staff/bob/", {"do": "role", "role": "editor"})
    theirs.post("/desk/staff/bob/", {"do": "off"})
    bob.refresh_from_db()
    assert (bob.role, bob.is_active) == ("editor", False)
    assert not can_enter("bob", PASSWORD)
    theirs.post("/desk/staff/bob/", {"do": "on"})
    assert can_enter("bob", PASSWORD)


def test_a_password_set_anew_ends_the_sessions(
    theirs: Client, bob: Staff, signed_in: SignedIn
) -> None:
    his = signed_in(bob)
    (password,) = texts(theirs.post("/desk/staff/bob/", {"do": "password"}), "secret")
    assert his.get("/desk/list/").status_code == 302
    assert can_enter("bob", password)


@pytest.mark.parametrize("deed", [{"do": "off"}, {"do": "role", "role": "moderator"}])
def test_the_last_administrator_stays_one(
    theirs: Client, administrator: Staff, deed: dict[str, str]
) -> None:
    response = theirs.post("/desk/staff/ada/", deed)
    assert response.status_code == 422
    assert "without an administrator" in plain(response)
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == ("administrator", True)


@pytest.mark.parametrize("deed", ["", "delete", "promote"])
def test_it_knows_no_other_deed(theirs: Client, bob: Staff, deed: str) -> None:
    assert theirs.post("/desk/staff/bob/", {"do": deed}).status_code == 404


def test_one_s_own_password_is_changed_here_and_ends_other_sessions(
    alice: Staff, desk: Client, signed_in: SignedIn
) -> None:
    elsewhere = signed_in(alice)
    sent = {"current": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert desk.post("/desk/account/password/", sent).status_code == 302
    assert desk.get("/desk/account/").status_code == 200
    assert elsewhere.get("/desk/account/").status_code == 302
    assert can_enter("alice", NEW_PASSWORD)


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("current", {"current": "wrong", "password": NEW_PASSWORD, "again": NEW_PASSWORD}),
        ("password", {"current": PASSWORD, "password": "short", "again": "short"}),
        ("again", {"current": PASSWORD, "password": NEW_PASSWORD, "again": "another"}),
    ],
)
def test_it_refuses_a_password_and_says_why(desk: Client, field: str, sent: dict[str, str]) -> None:
    response = desk.post("/desk/account/password/", sent)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in html_of(response).split(f'id="f-{field}"')[1].split(">")[0]
    assert NEW_PASSWORD not in html_of(response)
    assert can_enter("alice", PASSWORD)


def test_a_token_is_shown_once_and_works_until_it_is_revoked(desk: Client, alice: Staff) -> None:
    (token,) = texts(desk.post("/desk/account/tokens/", {"label": "The archive"}), "secret")
    assert staff_of_token(token) == alice
    page = html_of(desk.get("/desk/account/"))
    assert token not in page
    assert "The archive" in page
    revoke = re.search(r'action="(/desk/account/tokens/[^"]*/revoke/)"', page)
    assert revoke
    desk.post(revoke[1])
    assert staff_of_token(token) is None


def test_nobody_revokes_a_colleague_s_token(desk: Client, bob: Staff, signed_in: SignedIn) -> None:
    his = signed_in(bob)
    (token,) = texts(his.post("/desk/account/tokens/", {"label": "Mine"}), "secret")
    revoke = re.search(r"/desk/account/tokens/[^\"]*/revoke/", html_of(his.get("/desk/account/")))
    assert revoke
    assert desk.post(revoke[0]).status_code == 404
    assert staff_of_token(token) == bob


def test_an_editor_changes_the_site(editor: Staff, signed_in: SignedIn, site: Site) -> None:
    sent = {
        "name": "The Harbour Post",
        "tagline": "",
        "lang": "en",
        "timezone": "Asia/Baghdad",
        "queue_order": "likely_fine",
    }
    client = signed_in(editor)
    assert client.post("/desk/site/", sent).status_code == 302
    assert "The Harbour Post" in plain(Client().get("/"))
    site.refresh_from_db()
    assert site.queue_order == "likely_fine"


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("timezone", "Mars/Olympus"), ("lang", "?")]
)
def test_it_refuses_a_setting_that_cannot_stand(
    editor: Staff, signed_in: SignedIn, site: Site, field: str, value: str
) -> None:
    sent = {
        "name": "The Harbour Post",
        "tagline": "",
        "lang": "en",
        "timezone": "UTC",
        "queue_order": "likely_fine",
        field: value,
    }
    response = signed_in(editor).post("/desk/site/", sent)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in html_of(response).split(f'id="f-{field}"')[1].split(">")[0]
