"""The queue's orders, places and waits."""

from datetime import timedelta

from stet.moderation.models import QueueItem
from stet.moderation.ordering import ORDERS
from stet.moderation.queue import Filters, after, place_of, usual_wait_s, waiting
from stet.newsroom.models import Site
from tests.support.newsroom import Newsroom


def _texts(order: str, filters: Filters | None = None) -> list[str]:
    return [item.comment.text for item in waiting(filters or Filters(), order)]


def _rank(newsroom: Newsroom, text: str, rank: int) -> None:
    comment = newsroom.post(text)
    QueueItem.objects.filter(pk=comment.pk).update(risk_rank=rank, calm_rank=1000 - rank)


def test_each_order_puts_first_what_it_says(newsroom: Newsroom) -> None:
    for text, rank in (("middle", 400), ("worst", 900), ("calm", 10), ("also worst", 900)):
        _rank(newsroom, text, rank)
    assert _texts("longest_waiting") == ["middle", "worst", "calm", "also worst"]
    assert _texts("likely_fine") == ["calm", "middle", "worst", "also worst"]
    assert _texts("likely_breach") == ["worst", "also worst", "middle", "calm"]


def test_every_order_has_its_formula(newsroom: Newsroom) -> None:
    assert set(ORDERS) == set(Site.QueueOrder.values)
    assert all(str(order.formula) for order in ORDERS.values())


def test_paging_by_key_meets_every_item_once(newsroom: Newsroom) -> None:
    for number in range(9):
        _rank(newsroom, f"{number}", (number % 3) * 100)
    for order in ORDERS:
        met, items = [], waiting(Filters(), order)
        page = list(items[:2])
        while page:
            met += [item.comment.text for item in page]
            page = list(after(items, order, page[-1])[:2])
        assert met == _texts(order)


def test_a_place_counts_those_who_came_before(newsroom: Newsroom) -> None:
    comments = [newsroom.post(f"{number}") for number in range(3)]
    assert [place_of(comment) for comment in comments] == [1, 2, 3]
    newsroom.decide(comments[0], "approve")
    assert [place_of(newsroom.fresh(comment)) for comment in comments] == [None, 1, 2]


def test_the_usual_wait_is_the_median_of_late_decisions(newsroom: Newsroom) -> None:
    assert usual_wait_s(newsroom.now) is None
    for wait in (10, 20, 600):
        comment = newsroom.post(f"waits {wait}")
        newsroom.later(wait - 1)
        newsroom.decide(comment, "approve")
    assert usual_wait_s(newsroom.now) == 20
    assert usual_wait_s(newsroom.now + timedelta(days=8)) is None


def test_filters_narrow_the_queue(newsroom: Newsroom) -> None:
    newsroom.post("The ferry ought to leave on time.")
    newsroom.post("Die Fähre sollte wirklich pünktlich fahren, finde ich.")
    held = _texts("longest_waiting")
    assert _texts("longest_waiting", Filters(lang="de")) == held[1:]
    assert _texts("longest_waiting", Filters(article=newsroom.article.id)) == held
    assert _texts("longest_waiting", Filters(unscreened=True)) == []
