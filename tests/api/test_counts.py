"""A publisher's front page asks how many comments its articles have."""

from pytest_django import DjangoAssertNumQueries

from stet.newsroom.models import Article
from tests.api.conftest import NEWS, Caller, Post, body, fields


def test_it_counts_what_is_public_in_the_order_asked(
    charlie: Caller, article: Article, other_article: Article, post: Post, publish: Post
) -> None:
    publish("One.")
    publish("Two.")
    post("Held.")
    url = "http://testserver/articles/ferry/"

    given = body(charlie.get("counts", url=[url, NEWS], article=[str(article.id), "ferry"]))

    assert given == {
        "counts": [
            {"url": None, "article": str(article.id), "count": 2},
            {"url": None, "article": str(other_article.id), "count": 0},
            {"url": url, "article": str(other_article.id), "count": 0},
            {"url": NEWS, "article": str(article.id), "count": 2},
        ]
    }


def test_an_address_not_known_here_has_none(charlie: Caller, article: Article) -> None:
    given = body(charlie.get("counts", url=["https://elsewhere.example/", "\x00", ""]))
    assert [(row["article"], row["count"]) for row in given["counts"]] == [(None, 0)] * 3


def test_it_wants_something_to_count_and_not_too_much(charlie: Caller, article: Article) -> None:
    assert fields(charlie.get("counts")) == {"url": "required"}
    many = [f"https://news.example/{number}" for number in range(101)]
    assert fields(charlie.get("counts", url=many)) == {"url": "too_many"}
    assert len(body(charlie.get("counts", url=many[:100]))["counts"]) == 100


def test_counts_can_be_kept_and_asked_for_again(
    charlie: Caller, article: Article, publish: Post
) -> None:
    publish()
    first = charlie.get("counts", url=NEWS)
    again = charlie.get("counts", headers={"If-None-Match": first.headers["ETag"]}, url=NEWS)
    assert (again.status_code, again.content) == (304, b"")
    publish("Another.")
    later = charlie.get("counts", headers={"If-None-Match": first.headers["ETag"]}, url=NEWS)
    assert body(later)["counts"][0]["count"] == 2


def test_a_hundred_cost_no_more_queries_than_one(
    charlie: Caller, article: Article, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many = [f"https://news.example/{number}" for number in range(49)] + [NEWS]
    with django_assert_max_num_queries(5):
        body(charlie.get("counts", url=many, article=[str(article.id)] * 50))
