"""Comments from elsewhere: held, in their order, with their own times, and provable."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from stet.comments.models import Contact
from stet.comments.states import State
from stet.config.verifying import faults
from stet.exchange.importing import import_jsonl
from stet.ledger.models import Entry
from stet.moderation.models import QueueItem
from stet.moderation.queue import Filters, place_of, waiting
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.models import Article, Site
from tests.exchange.looking import comment
from tests.exchange.telling import START, Write, told


def test_it_brings_comments_in_as_held_with_their_own_times(site: Site, write: Write) -> None:
    before = timezone.now()
    report = import_jsonl(write([told(1), told(2, status="approved")]))

    assert (report.read, report.imported, report.refused, report.known) == (2, 2, 0, 0)
    assert report.came_in == {"held": 2}
    one, two = comment(1), comment(2)
    assert one.state == two.state == State.HELD
    assert one.posted_at == START + timedelta(minutes=1)
    assert one.received_at >= before
    assert list(faults()) == []


def test_it_stores_every_text_exactly(site: Site, write: Write) -> None:
    texts = [
        "  spaces before, two lines\r\nand a tab\tafter  ",
        "\u202eright to left\u202c and \u200d joined",
        "سڵاو، دونیا",
        "line\u2028separator",
        "café and café",
        "👩‍👩‍👧 <b>&amp;",
    ]
    import_jsonl(write([told(n, text=text) for n, text in enumerate(texts, start=1)]))

    assert [comment(n).text for n in range(1, len(texts) + 1)] == texts
    assert list(faults()) == []


def test_the_longest_waiting_comes_first_whenever_it_was_imported(site: Site, write: Write) -> None:
    import_jsonl(write([told(9)]))
    import_jsonl(write([told(3), told(1)]))

    in_line = [item.comment.source_id for item in waiting(Filters(), "longest_waiting")]

    assert in_line == ["1", "3", "9"]
    assert [place_of(comment(n)) for n in (1, 3, 9)] == [1, 2, 3]


def test_it_adds_the_articles_that_are_not_here(site: Site, write: Write) -> None:
    here, _ = add_article(
        site,
        ArticleText("The bridge", url="https://news.example.org/bridge"),
        by=None,
        now=timezone.now(),
    )
    report = import_jsonl(
        write(
            [
                told(1),
                told(2, article_url="https://news.example.org/bridge#comments"),
                told(3, article_url="https://news.example.org/untitled", article_title=...),
            ]
        )
    )

    assert report.articles == 2
    assert comment(2).article == here
    assert comment(1).article.headline == "The mill is let"
    assert comment(3).article.headline == "https://news.example.org/untitled"
    assert Article.objects.count() == 3


def test_a_reply_may_stand_before_what_it_answers(site: Site, write: Write) -> None:
    depth = 40
    chain = [told(n, parent_source_id=str(n + 1)) for n in range(1, depth)]

    report = import_jsonl(write([*chain, told(depth)]))

    assert report.imported == depth
    assert comment(1).parent == comment(2)
    assert comment(depth - 1).parent == comment(depth)
    assert list(faults()) == []


def test_a_reply_finds_a_parent_that_came_in_before(site: Site, write: Write) -> None:
    import_jsonl(write([told(1)]))
    import_jsonl(write([told(3, parent_source_id="2"), told(2, parent_source_id=1)]))

    assert comment(2).parent == comment(1)
    assert comment(3).parent == comment(2)


def test_a_name_of_the_newsroom_is_flagged(site: Site, write: Write) -> None:
    add_article(
        site,
        ArticleText("The weir", byline="Ada Wren"),
        by=None,
        now=timezone.now(),
    )
    import_jsonl(write([told(1, name="Ada Wren"), told(2, name="Ada Wrenn")]))

    assert [comment(n).reserved_name for n in (1, 2)] == [True, False]


def test_nobody_knows_who_wrote_an_import(site: Site, write: Write) -> None:
    import_jsonl(write([told(1, email="bob@example.org")]))

    assert (comment(1).author_key, comment(1).network) == ("", "")
    assert Contact.objects.get().email == "bob@example.org"


def test_screening_is_left_to_the_sweep_unless_asked_for(site: Site, write: Write) -> None:
    import_jsonl(write([told(1), told(2)]))
    assert QueueItem.objects.filter(screening=None).count() == 2

    report = import_jsonl(write([told(3)]), screen=True)

    assert report.screened == 3
    assert not QueueItem.objects.filter(screening=None).exists()
    assert list(faults()) == []


def test_the_ledger_cannot_tell_a_batch_from_one_by_one(site: Site, write: Write) -> None:
    import_jsonl(write([told(n) for n in range(1, 6)]))

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry SELECT seq + 7, at, deed, subject, actor, payload, previous, "
            "'x' FROM ledger_entry WHERE seq = 1"
        )
    assert list(Entry.objects.values_list("seq", flat=True)) == list(
        range(1, Entry.objects.count() + 1)
    )
