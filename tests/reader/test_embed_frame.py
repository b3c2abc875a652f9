"""The frame on a publisher's page: where it may stand, what it shows, and that it knows no cookie."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from stet.comments.models import Comment
from stet.comments.receipts import token_of
from stet.ledger.reading import history
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.sites import change_site
from tests.reader.acts import FORM, approve, fill, reject, textarea
from tests.reader.conftest import AddArticle
from tests.reader.framed import NEWS, framed, post, sent_in_frame

PAGE = f"{NEWS}/2024/bridge?id=7"


@pytest.fixture(autouse=True)
def allowed(site: Site) -> Site:
    return change_site(site, by=None, now=timezone.now(), embed_origins=NEWS)


@pytest.fixture
def outside(add: AddArticle) -> Article:
    """An article on the publisher's own site."""
    return add("The bridge closes", url=PAGE)


def ancestors(answer: Any) -> str:
    policy = answer.headers["Content-Security-Policy"]
    (found,) = re.findall(r"frame-ancestors ([^;]*)", policy)
    return str(found)


def test_only_allowed_origins_and_our_own_may_hold_it(client: Client, outside: Article) -> None:
    answer = framed(client, PAGE)

    assert answer.status_code == 200
    assert ancestors(answer) == f"'self' {NEWS}"
    assert "X-Frame-Options" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/guidelines/", "/articles/{slug}/", "/desk/sign-in/"])
def test_no_other_page_can_be_held_by_anybody(client: Client, outside: Article, path: str) -> None:
    answer = client.get(path.format(slug=outside.slug))

    assert ancestors(answer) == "'none'"
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_without_allowed_origins_nobody_may_hold_it(
    client: Client, outside: Article, site: Site
) -> None:
    change_site(site, by=None, now=timezone.now(), embed_origins="")
    assert ancestors(framed(client, PAGE)) == "'self'"


def test_no_cookie_is_set_or_read(client: Client, outside: Article) -> None:
    client.cookies["stet_author"] = "0" * 32
    client.cookies["stet_text"] = "6"
    client.cookies["stet_lang"] = "ar"
    shown = framed(client, PAGE, lang="en")
    sent = post(client, PAGE, "Words.")
    after = client.get(sent.headers["Location"])
    wrong = post(client, PAGE, "")

    for answer in (shown, sent, after, wrong):
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
    assert (sent.status_code, wrong.status_code) == (303, 422)
    assert Comment.objects.get().author_key == ""
    assert "text-6" not in shown.content.decode()


def test_who_writes_is_known_by_what_the_frame_keeps(client: Client, outside: Article) -> None:
    first = sent_in_frame(client, PAGE, "One.", author="a" * 32)
    again = sent_in_frame(client, PAGE, "Two.", author="a" * 32)
    other = sent_in_frame(client, PAGE, "Three.", author="b" * 32)
    none = sent_in_frame(client, PAGE, "Four.", author="<script>")

    assert first.author_key == again.author_key != other.author_key
    assert first.author_key
    assert none.author_key == ""


def test_a_comment_is_sent_and_its_receipt_shown_in_the_same_place(
    client: Client, outside: Article, alice: Staff
) -> None:
    answer = post(client, PAGE, " Kept as it is.\r\n", "Charlie")
    shown = client.get(answer.headers["Location"]).content.decode()
    comment = Comment.objects.get()
    token = token_of(comment.id)

    assert comment.text == " Kept as it is.\r\n"
    assert "It is waiting for a moderator" in shown
    assert 'role="status"' in shown
    assert f'href="/receipts/{token}/"' in shown
    assert f'data-receipt="{token}"' in shown
    approve(comment, alice)
    after = client.get(answer.headers["Location"]).content.decode()
    assert "It is published" in after
    assert " Kept as it is.\r\n" in framed(client, PAGE).content.decode()


def test_the_receipt_of_another_article_is_not_shown(
    client: Client, outside: Article, add: AddArticle
) -> None:
    elsewhere = add("Another", url=f"{NEWS}/other")
    comment = sent_in_frame(client, elsewhere.url, "Elsewhere.")
    assert framed(client, PAGE, receipt=token_of(comment.id)).status_code == 404
    assert framed(client, PAGE, receipt="nothing").status_code == 404


def test_what_cannot_be_taken_is_shown_again_with_all_that_was_typed(
    client: Client, outside: Article
) -> None:
    answer = post(client, PAGE, "Too late & kept.", name="")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert textarea(page) == "Too late & kept."
    assert 'id="problem_name"' in page
    assert ancestors(answer) == f"'self' {NEWS}"
    assert 'action="/embed/comments/?url=https%3A%2F%2Fnews.example.org' in page


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": NEWS},  # the page that holds the frame is not the frame
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_any_other_page_is_refused(
    client: Client, outside: Article, headers: dict[str, str]
) -> None:
    answer = post(client, PAGE, "Forged.", headers=headers)
    assert answer.status_code == 403
    assert not Comment.objects.exists()


def test_a_form_from_the_frame_is_taken(client: Client, outside: Article) -> None:
    headers = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert post(client, PAGE, "Mine.", headers=headers).status_code == 303


def test_links_within_the_frame_stay_there_and_all_others_open_beside_it(
    client: Client, outside: Article, alice: Staff
) -> None:
    first = approve(sent_in_frame(client, PAGE, "See https://example.org/?a=1."), alice)
    page = framed(client, PAGE, host=NEWS, theme="dark").content.decode()

    assert '<base target="_blank">' in page
    assert 'target="_self" href="/embed/?url=' in page
    assert f"&amp;reply={first.id}#write" in page
    assert f'href="{PAGE}#comment-{first.id}"' in page
    assert f'href="/articles/{outside.slug}/comments/{first.id}/report/"' in page
    thread = page.partition('<ol class="thread"')[2].partition("</ol>")[0]
    inside = re.findall(r'target="_self" href="([^"]*)"', thread)
    assert inside
    assert all("host=https%3A%2F%2Fnews.example.org" in link for link in inside)
    assert all("theme=dark" in link for link in inside)


def test_a_reply_is_written_in_the_frame(client: Client, outside: Article, alice: Staff) -> None:
    first = approve(sent_in_frame(client, PAGE, "First."), alice)
    form = framed(client, PAGE, reply=str(first.id)).content.decode()

    assert f'name="parent" value="{first.id}"' in form
    assert sent_in_frame(client, PAGE, "Second.", parent=str(first.id)).parent_id == first.id


def test_a_linked_comment_is_on_the_page_that_is_shown(
    client: Client, outside: Article, alice: Staff
) -> None:
    last = fill(outside, alice, 51)[-1]
    first = framed(client, PAGE).content.decode()
    assert f'id="c-{last.id}"' not in first
    assert "page=2#comments" in first
    assert f'id="c-{last.id}"' in framed(client, PAGE, comment=str(last.id)).content.decode()


@pytest.mark.parametrize(
    ("host", "named"),
    [
        (NEWS, True),
        ("http://testserver", True),
        ("https://evil.example", False),
        ("*", False),
        ("", False),
    ],
)
def test_the_frame_talks_to_an_allowed_origin_alone(
    client: Client, outside: Article, host: str, named: bool
) -> None:
    page = framed(client, PAGE, host=host).content.decode()
    assert (f'data-host="{host}"' in page) is named
    assert named or "data-host" not in page


@pytest.mark.parametrize("url", ["", "news", "javascript:alert(1)", "https://", "x" * 3000])
def test_an_address_that_is_none_is_refused(client: Client, url: str) -> None:
    assert framed(client, url).status_code == 400


def test_a_damaged_form_is_refused(client: Client, outside: Article) -> None:
    answer: Any = client.generic(
        "POST", f"/embed/comments/?url={NEWS}/a", b"text=%ff", content_type=FORM
    )
    assert answer.status_code == 400


def test_a_rejected_comment_says_why_in_the_frame(
    client: Client, outside: Article, alice: Staff
) -> None:
    comment = reject(sent_in_frame(client, PAGE, "Damn."), alice, "profanity")
    page = framed(client, PAGE, receipt=token_of(comment.id)).content.decode()
    assert "It was not published" in page
    assert "A moderator rejected your comment" in page


def test_an_address_of_ours_shows_the_same_thread(
    client: Client, article: Article, alice: Staff
) -> None:
    ours = f"http://testserver/articles/{article.slug}/"
    approve(sent_in_frame(client, ours, "From the frame."), alice)
    assert "From the frame." in framed(client, ours).content.decode()


def test_setting_the_origins_is_in_the_ledger(site: Site) -> None:
    assert [entry.payload for entry in history(site.id)] == [{"embed_origins": NEWS}]
