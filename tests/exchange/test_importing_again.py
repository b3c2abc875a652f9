"""An import can be tried, watched, interrupted and run again: each comment comes in once."""

import pytest
from django.utils import timezone

from stet.comments.merging import merge
from stet.comments.models import Comment, Thread
from stet.comments.states import State
from stet.config.verifying import faults
from stet.exchange import importing
from stet.exchange.importing import BadSource, Refusal, Report, import_jsonl
from stet.ledger.models import Entry
from stet.moderation.deciding import Verdict, decide
from stet.newsroom.models import Article, Site, Staff
from tests.exchange.letters import set_env
from tests.exchange.looking import comment, refused_of
from tests.exchange.telling import Write, told
from tests.support.threads import race, refusals


def test_it_imports_each_comment_once(site: Site, write: Write) -> None:
    path = write([told(1), told(2)])
    import_jsonl(path)
    more = write([told(1, text="Another text."), told(2), told(3)])

    report = import_jsonl(more)

    assert (report.imported, report.known) == (1, 2)
    assert Comment.objects.count() == 3
    assert comment(1).text == "Comment 1."


def test_replies_come_to_what_was_merged_with_their_article(
    site: Site, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those to a comment that is here, those to such replies, and those that answer nobody."""
    set_env(monkeypatch, public_url="https://comments.example.org")
    there, old, new = (f"https://news.example.org/{name}" for name in ("mill", "weir", "2024/weir"))
    import_jsonl(write([told(1, article_url=old), told(2, article_url=there)]))
    gone, into = comment(1).article, comment(2).article
    merge(gone, into, by=None, now=timezone.now())
    more = [
        told(3, article_url=old, parent_source_id="1", status="approved"),
        told(4, article_url=there, parent_source_id="3", status="approved"),
        told(5, article_url=there, parent_source_id="2"),
        told(6, article_url=old, status="approved"),
        told(7, article_url=f"https://comments.example.org/articles/{gone.slug}"),
        told(8, article_url=new, parent_source_id="1"),
    ]

    assert [one.code for one in refused_of(write(more), keep_states=True)] == [
        "parent_source_id:elsewhere"
    ]
    on = {n: comment(n).article for n in range(3, 8)}
    assert on == {3: gone, 4: gone, 5: into, 6: into, 7: into}
    assert [comment(n).parent for n in (3, 4, 5)] == [comment(1), comment(3), comment(2)]
    assert Thread.objects.get(article=into).count == 3
    assert list(faults()) == []


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
