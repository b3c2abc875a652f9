"""The menu: daily work side by side, what is opened more rarely in groups, each its role's."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from stet.comments.models import Comment
from stet.newsroom.models import Staff
from stet.newsroom.roles import PERMISSIONS, Role
from stet.web.desk.words import MENU
from tests.desk.conftest import SignedIn
from tests.desk.pages import html_of, texts

LISTED = "/desk/list/"


def menu_in(client: Client, path: str = LISTED) -> str:
    found = re.search(r'<nav class="desk-menu".*?</nav>', html_of(client.get(path)), re.DOTALL)
    assert found
    return found[0]


def current_in(menu: str) -> list[str]:
    """What the menu says is here, the group first."""
    marked = re.findall(r"<(?:a|summary)[^>]*aria-current=[^>]*>\s*([^<]*)", menu)
    return [title.strip() for title in marked]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_finds_all_that_it_may_open_and_nothing_else(
    role: Role, hire: object, signed_in: SignedIn
) -> None:
    person: Staff = hire("dana", role)  # type: ignore[operator]
    menu = menu_in(signed_in(person))
    for view, action, title in MENU:
        link = f'href="{reverse(view)}"'
        assert (link in menu) is (role in PERMISSIONS[action]), title


def test_daily_work_stands_in_no_group(
    administrator: Staff, signed_in: SignedIn, comment: Comment
) -> None:
    client = signed_in(administrator)
    (newsroom,) = [group for group in texts(client.get(LISTED), "menu-group") if "Staff" in group]
    assert "Newsroom" in newsroom
    assert "Guidelines" in newsroom
    for daily in ("Next comment", "List", "Reviews"):
        assert daily not in newsroom
        assert daily in menu_in(client)


def test_it_tells_where_one_is(administrator: Staff, signed_in: SignedIn, comment: Comment) -> None:
    client = signed_in(administrator)
    assert current_in(menu_in(client, "/desk/")) == ["Next comment"]
    assert current_in(menu_in(client, LISTED)) == ["List"]
    assert current_in(menu_in(client, "/desk/search/")) == ["List"]
    assert current_in(menu_in(client, "/desk/articles/new/")) == ["Newsroom", "Articles"]
    assert current_in(menu_in(client, "/desk/account/")) == []
    assert current_in(menu_in(client, f"/desk/comments/{comment.id}/")) == []
