"""Comments from elsewhere: held, in their order, with their own times, once, and provable."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from stet.comments.models import Comment, Contact
from stet.comments.publishing import PAGE_SIZE
from stet.comments.reading import counts, fragment_of
from stet.comments.states import State
from stet.config.verifying import faults
from stet.exchange import importing
from stet.exchange.importing import BadSource, Refusal, Report, import_jsonl
from stet.ledger.models import Entry
from stet.moderation.deciding import Verdict, decide
from stet.moderation.models import Decision, Notice, QueueItem
from stet.moderation.queue import Filters, place_of, waiting
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.models import Article, Site, Staff
from tests.exchange.conftest import START, Write, told
from tests.support.threads import race, refusals


def refused_of(path: Path, *, keep_states: bool = False, dry_run: bool = False) -> list[Refusal]:
    found: list[Refusal] = []
    import_jsonl(path, keep_states=keep_states, dry_run=dry_run, refused=found.append)
    return found


def comment(number: int | str) -> Comment:
    return Comment.objects.get(source="jsonl", source_id=str(number))


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


def test_it_imports_each_comment_once(site: Site, write: Write) -> None:
    path = write([told(1), told(2)])
    import_jsonl(path)
    more = write([told(1, text="Another text."), told(2), told(3)])

    report = import_jsonl(more)

    assert (report.imported, report.known) == (1, 2)
    assert Comment.objects.count() == 3
    assert comment(1).text == "Comment 1."


def test_two_sources_may_use_the_same_number(site: Site, write: Write) -> None:
    path = write([told(1)])
    import_jsonl(path)
    import_jsonl(path, source="older")

    assert Comment.objects.count() == 2


@pytest.mark.parametrize("source", ["", "x" * 21, "Coral", "a b", "a\n", "\x1b[2J"])
def test_a_source_has_a_plain_name(site: Site, write: Write, source: str) -> None:
    with pytest.raises(BadSource):
        import_jsonl(write([told(1)]), source=source)


def test_it_never_changes_what_was_decided_here(site: Site, alice: Staff, write: Write) -> None:
    import_jsonl(write([told(1)]))
    decide(Verdict(comment(1).id, "reject", ["threat"]), alice, timezone.now())

    report = import_jsonl(write([told(1, status="approved")]), keep_states=True)

    assert report.known == 1
    assert comment(1).state == State.REJECTED
    assert list(faults()) == []


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


def test_replies_without_a_place_are_refused_and_the_rest_comes_in(
    site: Site, write: Write
) -> None:
    elsewhere = "https://news.example.org/bridge"
    path = write(
        [
            told(1),
            told(2, parent_source_id="nobody"),
            told(3, parent_source_id="2"),
            told(4, parent_source_id="5"),
            told(5, parent_source_id="4"),
            told(6, parent_source_id="5"),
            told(7, parent_source_id="1", article_url=elsewhere),
            told(8, parent_source_id="8"),
            told(9, parent_source_id="1"),
        ]
    )

    found = {refusal.source_id: refusal.code for refusal in refused_of(path)}

    assert found == {
        "2": "parent_source_id:missing",
        "3": "parent_source_id:refused",
        "4": "parent_source_id:circle",
        "5": "parent_source_id:circle",
        "6": "parent_source_id:circle",
        "7": "parent_source_id:elsewhere",
        "8": "parent_source_id:circle",
    }
    assert Comment.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "  \u200b\n"}, "text:blank"),
        ({"text": ""}, "text:empty"),
        ({"text": ...}, "text:missing"),
        ({"text": None}, "text:missing"),
        ({"text": 7}, "text:wrong_type"),
        ({"text": "nul \x00"}, "text:forbidden_character"),
        ({"text": "half \ud83d"}, "text:lone_surrogate"),
        ({"text": "x" * 5001}, "text:too_long"),
        ({"name": "x" * 81}, "name:too_long"),
        ({"name": "two\nlines"}, "name:line_break"),
        ({"email": "nobody"}, "email:invalid"),
        ({"source_id": ...}, "source_id:missing"),
        ({"source_id": True}, "source_id:wrong_type"),
        ({"source_id": "x" * 201}, "source_id:too_long"),
        ({"source_id": "a\x00b"}, "source_id:forbidden_character"),
        ({"source_id": "a\ud800"}, "source_id:lone_surrogate"),
        ({"parent_source_id": ["1"]}, "parent_source_id:wrong_type"),
        ({"article_url": ...}, "article_url:missing"),
        ({"article_url": "javascript:alert(1)"}, "article_url:invalid"),
        ({"article_url": "https://user:secret@news.example.org/"}, "article_url:invalid"),
        ({"article_url": "#"}, "article_url:invalid"),
        ({"article_title": "bell \x07"}, "article_title:invalid"),
        ({"posted_at": "yesterday"}, "posted_at:invalid"),
        ({"posted_at": 1700000000}, "posted_at:wrong_type"),
        ({"posted_at": "2024-03-01T08:00:00"}, "posted_at:without_zone"),
        ({"posted_at": "0001-01-01T00:00:00+14:00"}, "posted_at:too_early"),
        ({"posted_at": "9999-12-31T23:59:59-14:00"}, "posted_at:in_the_future"),
        ({"status": "spam"}, "status:unknown"),
        ({"clauses": "threat"}, "clauses:wrong_type"),
    ],
)
def test_a_record_that_cannot_come_in_is_listed_with_its_reason(
    site: Site, write: Write, changes: dict[str, object], code: str
) -> None:
    path = write([told(1), told(2, **changes), told(3)])

    (refusal,) = refused_of(path)

    assert (refusal.line, refusal.code) == (2, code)
    assert refusal.source_id == ("" if code.startswith("source_id") else "2")
    assert {one.source_id for one in Comment.objects.all()} == {"1", "3"}


def test_of_two_records_with_one_number_the_first_comes_in(site: Site, write: Write) -> None:
    path = write([told(1), told(1, text="Again.")])

    assert refused_of(path) == [Refusal(2, "1", "source_id:repeated")]
    assert comment(1).text == "Comment 1."


def test_fields_that_the_format_does_not_have_are_named(site: Site, write: Write) -> None:
    report = import_jsonl(write([told(1, likes=3), told(2, likes=4, parentId="1")]))

    assert report.unread == {"likes": 2, "parentId": 1}
    assert report.imported == 2


@pytest.mark.parametrize("keep_states", [False, True])
def test_a_dry_run_says_the_same_and_writes_nothing(
    site: Site, write: Write, keep_states: bool
) -> None:
    path = write(
        [
            told(1, status="approved"),
            told(2, parent_source_id="1", status="rejected"),
            told(3, text=""),
            told(4, parent_source_id="3"),
        ]
    )
    before = Entry.objects.count()
    dry: list[Refusal] = []

    would = import_jsonl(path, keep_states=keep_states, dry_run=True, refused=dry.append)

    assert Entry.objects.count() == before
    assert not Comment.objects.exists()
    assert not Article.objects.exists()
    did = import_jsonl(path, keep_states=keep_states)
    assert (would.came_in, would.refused) == (did.came_in, did.refused)
    assert refused_of(path, keep_states=keep_states, dry_run=True) == dry


def test_it_tells_how_far_it_is(site: Site, write: Write) -> None:
    path, news = write([told(n) for n in range(1, 5)]), []

    import_jsonl(path, progress=lambda *told: news.append(told))

    assert ("checking", path.stat().st_size, path.stat().st_size) in news
    assert news[-1] == ("writing", 4, 4)


def test_an_interrupted_import_is_run_again(
    site: Site, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    path = write([told(n, parent_source_id=n - 1 if n > 1 else None) for n in range(1, 11)])

    def stop(what: str, done: int, _total: int) -> None:
        if what == "writing" and done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_jsonl(path, progress=stop)
    assert Comment.objects.count() == 6
    assert list(faults()) == []

    report = import_jsonl(path)

    assert (report.known, report.imported) == (6, 4)
    assert comment(7).parent == comment(6)
    assert list(faults()) == []


def test_two_imports_of_one_file_at_once_bring_each_comment_in_once(
    site: Site, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 5)
    path = write([told(n, parent_source_id=n - 1 if n % 3 == 0 else None) for n in range(1, 31)])

    outcomes: list[Report | Exception] = race(3, lambda _: import_jsonl(path))

    assert refusals(outcomes) == []
    assert Comment.objects.count() == 30
    assert list(faults()) == []


def test_a_file_that_changes_while_it_is_read_stops_the_import(site: Site, write: Write) -> None:
    path = write([told(1), told(2)])

    def change(what: str, done: int, _total: int) -> None:
        if what == "writing" and done == 0:
            path.write_bytes(path.read_bytes().replace(b"Comment 2.", b"Comment X."))

    with pytest.raises(importing.BadFile) as stopped:
        import_jsonl(path, progress=change)

    assert (stopped.value.line, stopped.value.column) == (2, 1)
    assert not Comment.objects.exists()


def test_states_are_kept_when_asked_for(site: Site, write: Write) -> None:
    path = write(
        [
            told(1, status="approved", email="bob@example.org"),
            told(2, status="rejected", clauses=["threat", "racism"]),
            told(3, status="rejected"),
            told(4, status="held", email="charlie@example.org"),
            told(5, status="approved", parent_source_id="1"),
        ]
    )
    now = timezone.now()

    report = import_jsonl(path, keep_states=True)

    assert report.came_in == {"approved": 2, "rejected": 2, "held": 1}
    states = [comment(n).state for n in range(1, 6)]
    assert states == ["approved", "rejected", "rejected", "held", "approved"]
    decision = Decision.objects.get(comment=comment(2))
    assert (decision.kind, decision.decider, decision.at) == (
        "imported",
        None,
        comment(2).posted_at,
    )
    assert {clause.key for clause in decision.clauses.all()} == {"threat", "racism"}
    assert [item.comment for item in QueueItem.objects.all()] == [comment(4)]
    assert [contact.comment for contact in Contact.objects.all()] == [comment(4)]
    assert not Notice.objects.exists()
    published_at = comment(1).published_at
    assert published_at is not None
    assert published_at >= now
    page = fragment_of(comment(1).article_id, 1)
    assert page is not None
    assert (page.count, b"Comment 5." in page.html.raw) == (2, True)
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "rejected", "clauses": ["no_such"]}, "clauses:unknown"),
        ({"status": "rejected", "clauses": ["unlawful_or_private"]}, "clauses:unknown"),
        ({"status": "approved", "clauses": ["threat"]}, "clauses:without_rejection"),
    ],
)
def test_states_that_cannot_be_kept_are_refused(
    site: Site, write: Write, changes: dict[str, object], code: str
) -> None:
    path = write([told(1, **changes)])

    assert refused_of(path, keep_states=True) == [Refusal(1, "1", code)]
    assert refused_of(path) == []


def test_a_long_thread_comes_in_whole(site: Site, write: Write) -> None:
    """More than a page, a reply older than what it answers, and in no order at all."""
    chance = Random(7)
    numbers = chance.sample(range(1, 1000), 3 * PAGE_SIZE + 7)
    records = [
        told(n, status="approved", parent_source_id=chance.choice([None, *numbers[:place]]))
        for place, n in enumerate(numbers)
    ]
    chance.shuffle(records)
    report = import_jsonl(write(records), keep_states=True)

    article = Article.objects.get().id
    assert counts([article]) == {article: report.imported}
    assert report.imported == len(records)
    assert list(faults()) == []


def test_an_imported_decision_can_be_overruled_here(site: Site, alice: Staff, write: Write) -> None:
    import_jsonl(write([told(1, status="approved")]), keep_states=True)
    one = comment(1)

    decide(Verdict(one.id, "reject", ["threat"], seen=f"{one.version}.1.-"), alice, timezone.now())

    assert comment(1).state == State.REJECTED
    assert list(faults()) == []


def test_a_parent_that_goes_later_is_unnamed_by_an_older_reply(
    site: Site, alice: Staff, write: Write
) -> None:
    """Clocks elsewhere are wrong: the reply bears an earlier time, on an earlier page."""
    late = (START + timedelta(days=9)).isoformat()
    filler = [told(n, status="approved") for n in range(3, 2 * PAGE_SIZE)]
    parent = told(1, posted_at=late, status="approved", name="Gone Later")
    import_jsonl(
        write([parent, told(2, parent_source_id="1", status="approved"), *filler]),
        keep_states=True,
    )
    one = comment(1)

    decide(Verdict(one.id, "reject", ["threat"], seen=f"{one.version}.1.-"), alice, timezone.now())

    page = fragment_of(one.article_id, 1)
    assert page is not None
    assert b"Gone Later" not in page.html.raw
    assert list(faults()) == []


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
