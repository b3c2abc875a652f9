"""What a reader sees when something is wrong: plain words, a way on, and nothing of the inside."""

import pytest
from django.test import Client
from django.test.utils import override_settings

from stet.newsroom import setup
from stet.newsroom.models import Article, Site
from stet.web.reader import front
from tests.reader.acts import address, send_raw


def test_each_error_has_its_page(client: Client, article: Article) -> None:
    damaged = send_raw(client, article, b"text=%ff")
    assert (damaged.status_code, "cannot be read" in damaged.content.decode()) == (400, True)
    foreign = client.post(address(article, "comments/"), headers={"Origin": "https://evil.example"})
    assert (foreign.status_code, "not allowed" in foreign.content.decode()) == (403, True)
    absent = client.get("/nowhere/")
    assert (absent.status_code, "no such page" in absent.content.decode()) == (404, True)
    for answer in (damaged, foreign, absent):
        assert "To the front page" in answer.content.decode()
        assert "Stet Newsroom" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "way_on"),
    [
        ("/text-size/", "To the front page"),
        ("/embed/comments/", "To the front page"),
        ("/desk/account/password/", "Back to the desk"),
    ],
)
def test_an_address_that_takes_forms_alone_says_so(
    client: Client, site: Site, path: str, way_on: str
) -> None:
    answer = client.get(path)
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "only takes what a form sends" in page
    assert way_on in page
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert client.get(path, headers={"Accept": "application/json"}).content == b""


def test_a_fault_on_our_side_shows_nothing_of_it_and_needs_no_database(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Site:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(front, "the_site", broken)
    monkeypatch.setattr(setup, "the_site", broken)
    client = Client(raise_request_exception=False)
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something broke on our side" in page
    assert "secret detail" not in page
    assert answer.headers["Cache-Control"] == "private, no-store"


@override_settings(ALLOWED_HOSTS=["news.example"])
def test_a_host_that_is_not_ours_gets_400(client: Client, site: Site) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"Host": "news.example"}).status_code == 200
