"""Two articles made one: every address leads to the one thread, and every comment is in it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from stet.comments.merging import merge
from stet.comments.models import Comment
from stet.comments.reading import counts
from stet.config.verifying import faults
from stet.ledger.reading import history
from stet.moderation.leaving import withdraw
from stet.newsroom.article_rules import ArticleRules, set_article_rules
from stet.newsroom.article_texts import BadArticle
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.models import Article, ArticleAlias
from stet.newsroom.roles import NotAllowed
from tests.support.newsroom import Newsroom

URL, OTHER = "https://news.example.org/bridge", "https://news.example.org/amp/bridge"


def added(newsroom: Newsroom, headline: str, url: str = "") -> Article:
    text = ArticleText(headline, url=url)
    return add_article(newsroom.site, text, by=None, now=newsroom.later())[0]


@pytest.fixture
def two(newsroom: Newsroom) -> tuple[Article, Article]:
    """The same article twice, each with a published comment and one that is held."""
    found = []
    for url in (URL, OTHER):
        newsroom.article = added(newsroom, f"At {url[-8:]}", url)
        newsroom.published(f"Published at {url}.")
        newsroom.post(f"Held at {url}.")
        found.append(newsroom.article)
    return found[0], found[1]


def texts(client: Client, **query: str) -> list[str]:
    answer: Any = client.get("/api/v1/threads", query)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["count"] == len(body["comments"])
    return [comment["text"] for comment in body["comments"]]


def test_one_thread_has_the_comments_of_both_in_the_order_of_writing(
    newsroom: Newsroom, client: Client, two: tuple[Article, Article]
) -> None:
    into, gone = two
    before = {str(comment.id): comment.text for comment in Comment.objects.all()}
    merge(gone, into, by=newsroom.administrator, now=newsroom.later())

    both = [f"Published at {URL}.", f"Published at {OTHER}."]
    asked = [{"url": URL}, {"url": OTHER}, {"article": str(into.id)}, {"article": str(gone.id)}]
    for query in [*asked, {"article": gone.slug}, {"url": f"{OTHER}#c"}]:
        assert texts(client, **query) == both
    assert counts([into.id]) == {into.id: 2}
    counted: Any = client.get("/api/v1/counts", {"url": [URL, OTHER], "article": str(gone.id)})
    assert [row["count"] for row in counted.json()["counts"]] == [2, 2, 2]
    assert {str(comment.id): comment.text for comment in Comment.objects.all()} == before
    assert list(faults()) == []


def test_what_is_decided_afterwards_goes_into_the_one_thread(
    newsroom: Newsroom, client: Client, two: tuple[Article, Article]
) -> None:
    into, gone = two
    merge(gone, into, by=None, now=newsroom.later())
    held = Comment.objects.get(text=f"Held at {OTHER}.")
    newsroom.decide(held, "approve")
    assert held.text in texts(client, url=URL)

    withdraw(held.id, newsroom.later())
    assert held.text not in texts(client, url=URL)
    assert list(faults()) == []


def test_a_comment_of_the_merged_article_can_be_answered(
    newsroom: Newsroom, client: Client, two: tuple[Article, Article]
) -> None:
    into, gone = two
    merge(gone, into, by=None, now=newsroom.later())
    parent = Comment.objects.get(text=f"Published at {OTHER}.")
    newsroom.article = into
    newsroom.published("An answer.", parent=parent.id)
    newsroom.published("Something new.")

    answers: Any = client.get("/api/v1/threads", {"url": OTHER}).json()
    by_text = {comment["text"]: comment["parent"] for comment in answers["comments"]}
    assert by_text["An answer."] == str(parent.id)
    assert Comment.objects.get(text="Something new.").article == into
    assert list(faults()) == []


def test_the_old_page_leads_to_the_new_one(
    newsroom: Newsroom, client: Client, two: tuple[Article, Article]
) -> None:
    into, gone = two
    merge(gone, into, by=None, now=newsroom.later())
    answer = client.get(f"/articles/{gone.slug}/", {"page": "1"})
    assert (answer.status_code, answer["Location"]) == (301, f"/articles/{into.slug}/?page=1")


def test_a_merged_article_and_all_that_was_merged_into_it_can_be_merged_on(
    newsroom: Newsroom, client: Client, two: tuple[Article, Article]
) -> None:
    into, gone = two
    last = added(newsroom, "The last", "https://news.example.org/last")
    merge(gone, into, by=None, now=newsroom.later())
    merge(into, last, by=None, now=newsroom.later())

    assert set(Article.objects.filter(merged_into=last)) == {into, gone}
    for url in (URL, OTHER, last.url):
        assert len(texts(client, url=url)) == 2
    told = [entry.payload["into"] for entry in history(gone.id) if entry.deed == "article.merged"]
    assert told == [str(into.id), str(last.id)]
    assert list(faults()) == []


def test_the_newsroom_that_adds_the_article_by_an_old_address_changes_the_one_that_stands(
    newsroom: Newsroom, two: tuple[Article, Article]
) -> None:
    into, gone = two
    merge(gone, into, by=None, now=newsroom.later())
    article = added(newsroom, "In new words", OTHER)
    assert (article.id, article.url, article.headline) == (into.id, URL, "In new words")


def test_rules_set_afterwards_hold_for_the_comments_of_both(
    newsroom: Newsroom, two: tuple[Article, Article]
) -> None:
    into, gone = two
    merge(gone, into, by=None, now=newsroom.later())
    rules = ArticleRules(legal_hold=True, reason="A court asked.")
    set_article_rules(into, rules, by=newsroom.administrator, now=newsroom.later())

    gone.refresh_from_db()
    assert gone.legal_hold
    assert list(faults()) == []


def test_what_cannot_be_merged_is_refused(newsroom: Newsroom, two: tuple[Article, Article]) -> None:
    into, gone = two
    third = added(newsroom, "A third")
    rules = ArticleRules(seniors_only=True, reason="Delicate.")
    set_article_rules(third, rules, by=newsroom.administrator, now=newsroom.later())
    merge(gone, into, by=None, now=newsroom.later())
    gone.refresh_from_db()
    for one, other in ((into, into), (gone, third), (third, gone), (into, third)):
        with pytest.raises(BadArticle) as problem:
            merge(one, other, by=None, now=newsroom.later())
        assert problem.value.field == "into"
    with pytest.raises(NotAllowed):
        merge(third, into, by=newsroom.bob, now=newsroom.later())


def _sets(article: Article, **values: object) -> None:
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**values)


def test_the_database_refuses_what_merging_never_does(
    newsroom: Newsroom, two: tuple[Article, Article]
) -> None:
    into, gone = two
    other = added(newsroom, "Another", "https://news.example.org/other")
    merge(gone, into, by=None, now=newsroom.later())
    alias = ArticleAlias.objects.get()
    attempts: dict[str, Callable[[], object]] = {
        "undo": lambda: _sets(gone, merged_into=None),
        "into what was merged": lambda: _sets(other, merged_into=gone, url=""),
        "what others were merged into": lambda: _sets(into, merged_into=other, url=""),
        "into itself": lambda: _sets(other, merged_into=other, url=""),
        "with its address": lambda: _sets(other, merged_into=into),
        "an address twice": lambda: _sets(other, url=OTHER),
        "an alias of what was merged": lambda: ArticleAlias.objects.create(
            site=newsroom.site, url="https://x.example", article=gone
        ),
        "an alias that is an address": lambda: ArticleAlias.objects.create(
            site=newsroom.site, url=URL, article=other
        ),
        "another address": lambda: ArticleAlias.objects.update(url="https://x.example"),
        "no address": alias.delete,
        "not confirmed any more": lambda: _sets(other, unconfirmed=True),
        "born merged": lambda: Article.objects.create(
            site=newsroom.site, slug="x", headline="x", published_at=newsroom.now, merged_into=into
        ),
        "a comment on it": lambda: _comment_on(gone),
    }
    for name, attempt in attempts.items():
        assert refused(attempt), name
    assert list(faults()) == []


def refused(attempt: Callable[[], object]) -> bool:
    """Whether the database refuses it."""
    try:
        with transaction.atomic():
            attempt()
    except IntegrityError:
        return True
    return False


def _comment_on(article: Article) -> None:
    one = Comment.objects.filter(parent=None).first()
    assert one is not None
    one.pk, one.article, one.state, one.version = None, article, "held", 1
    one.id = Article().id
    one.decision = one.published_at = None
    one.save(force_insert=True)
