"""A+ and A- without script: remembered, and going no further than the ends."""

import re

import pytest
from django.test import Client

from stet.newsroom.models import Article, Site
from tests.reader.acts import address


def press(client: Client, article: Article, name: str) -> None:
    """Presses one of the two buttons as they stand on the page."""
    page = client.get(address(article)).content.decode()
    form = re.search(r'<form class="text-size".*?</form>', page, re.DOTALL)
    assert form
    where = re.search(r'name="next" value="([^"]*)"', form[0])
    buttons = re.findall(r'<button[^>]*value="(\d)"[^>]*>', form[0])
    assert where
    value = buttons[0] if name == "smaller" else buttons[1]
    answer = client.post("/text-size/", {"size": value, "next": where[1]})
    assert (answer.status_code, answer.headers["Location"]) == (303, address(article))


def size(client: Client, path: str = "/") -> str:
    found = re.search(r'class="(text-\d)"', client.get(path).content.decode())
    assert found
    return found[1]


def test_it_is_remembered_on_every_page(client: Client, article: Article) -> None:
    assert size(client) == "text-1"
    press(client, article, "larger")
    press(client, article, "larger")
    assert size(client) == size(client, "/guidelines/") == size(client, "/nowhere") == "text-3"
    press(client, article, "smaller")
    assert size(client) == "text-2"
    cookie = client.cookies["stet_text"]
    assert (cookie["samesite"], cookie["max-age"]) == ("Lax", 365 * 24 * 3600)


def test_it_goes_no_further_than_the_ends(client: Client, article: Article) -> None:
    for _ in range(3):
        press(client, article, "smaller")
    assert size(client) == "text-0"
    assert client.get(address(article)).content.decode().count(" disabled") == 1
    for _ in range(9):
        press(client, article, "larger")
    assert size(client) == "text-6"


@pytest.mark.parametrize(("value", "expected"), [("99", "text-6"), ("-3", "text-0")])
def test_a_size_beyond_the_ends_is_the_end(
    client: Client, article: Article, value: str, expected: str
) -> None:
    client.post("/text-size/", {"size": value})
    assert size(client) == expected


@pytest.mark.parametrize("value", ["", "x", "1e9", "٣", "9" * 5000, "--1", "\x00"])
def test_what_is_no_size_gets_400(client: Client, article: Article, value: str) -> None:
    assert client.post("/text-size/", {"size": value}).status_code == 400


@pytest.mark.parametrize("value", ["", "x", "1e9", "9" * 3000, "--1", "-"])
def test_a_cookie_that_names_no_size_counts_for_nothing(
    client: Client, site: Site, value: str
) -> None:
    client.cookies["stet_text"] = value
    assert size(client) == "text-1"


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "\r\n",
    ],
)
def test_it_never_leads_away_from_here(client: Client, article: Article, away: str) -> None:
    answer = client.post("/text-size/", {"size": "2", "next": away})
    assert answer.headers["Location"] == "/"


def test_a_form_on_another_site_gets_403(client: Client, article: Article) -> None:
    answer = client.post("/text-size/", {"size": "2"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert answer.cookies == {}
