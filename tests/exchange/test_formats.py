"""Comments of other systems come in with what those systems know: texts, states, threads, times."""

import gzip
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stet.comments.models import Comment, Contact, Original
from stet.comments.states import State
from stet.config.verifying import faults
from stet.exchange.formats.found import Standing
from stet.exchange.importing import Refusal, Report, Wishes, import_file
from stet.moderation.models import Decision
from stet.newsroom.models import Article, Site
from tests.exchange.isso_database import isso_database

SAMPLES = Path(__file__).parent / "samples"
MILL = "https://weir.example.org/mill/"
BASE = Wishes(base="https://weir.example.org")

Row = tuple[str, str, str, str | None]  # text, state, name, number of the parent


def rows(source: str) -> dict[str, Row]:
    comments = Comment.objects.filter(source=source).select_related("parent")
    return {
        one.source_id: (
            one.text,
            one.state,
            one.name,
            one.parent.source_id if one.parent else None,
        )
        for one in comments
    }


def bring(file_format: str, path: Path, **how: Any) -> tuple[Report, list[Refusal]]:
    refused: list[Refusal] = []
    report = import_file(file_format, path, refused=refused.append, **how)
    assert list(faults()) == []
    return report, refused


def test_wordpress(site: Site) -> None:
    path = SAMPLES / "wordpress.xml"

    report, refused = bring("wordpress", path, keep_states=True)

    assert rows("wordpress") == {
        "11": ("At last.", "approved", "Ada", None),
        "12": (
            "A reply & a link (https://example.org/price).\nSecond line.",
            "approved",
            "Bob",
            "11",
        ),
        "13": ("Is anybody reading this?", "held", "Charlie", None),
        "14": ("Buy cheap things.", "rejected", "Cheap Things", None),
        "15": ("In the bin.", "rejected", "Anonymous", None),
        "16": ("Answering what is in the bin.", "approved", "Ada", "15"),
    }
    assert report.left_out == {"no_comment": 1, "deleted": 1}
    assert [(one.source_id, one.code) for one in refused] == [("18", "posted_at:missing")]
    assert path.read_text().splitlines()[refused[0].line - 1].strip() == "<wp:comment>"
    original = Original.objects.get(comment__source_id="12")
    assert original.text.startswith("A reply &amp; a <a href=")
    assert original.status == "1"
    assert Article.objects.get().url == MILL
    assert [contact.email for contact in Contact.objects.all()] == ["charlie@example.org"]
    assert {one.kind for one in Decision.objects.all()} == {Decision.Kind.IMPORTED}


def test_without_states_nobody_reads_old_spam_again(site: Site) -> None:
    report, _ = bring("wordpress", SAMPLES / "wordpress.xml")

    assert {state for _, state, _, _ in rows("wordpress").values()} == {State.HELD}
    assert report.left_out == {"no_comment": 1, "deleted": 1, "rejected": 2}
    # What it answered was left out, so it stands alone; what it answered there is kept.
    assert report.moved_up == 1
    assert rows("wordpress")["16"][3] is None
    assert Original.objects.get(comment__source_id="16").parent == "15"
    assert not Decision.objects.exists()


def test_a_time_without_a_zone_is_in_the_newsrooms(site: Site) -> None:
    site.timezone = "Europe/Berlin"
    site.save()
    bring("wordpress", SAMPLES / "wordpress.xml")

    posted_at = Comment.objects.get(source_id="13").posted_at
    assert posted_at == datetime(2024, 3, 2, 8, tzinfo=UTC)


def test_disqus(site: Site) -> None:
    report, refused = bring("disqus", SAMPLES / "disqus.xml", keep_states=True)

    assert rows("disqus") == {
        "201": ("At last.\n\nOne <b> more\nline.", "approved", "Ada", None),
        "203": ("To Bob.", "approved", "Charlie", "201"),
        "204": ("Cheap things.", "rejected", "Cheap", None),
        "206": ("Still to be approved.", "held", "Bob", None),
    }
    assert (report.left_out, report.moved_up) == ({"deleted": 2}, 1)
    assert [(one.source_id, one.code) for one in refused] == [("205", "article_url:missing")]
    assert Original.objects.get(comment__source_id="203").parent == "202"


def test_isso(site: Site, tmp_path: Path) -> None:
    path = isso_database(tmp_path / "comments.db")
    before = path.read_bytes()

    report, _ = bring("isso", path, keep_states=True, wishes=BASE)

    assert rows("isso") == {
        "1": ("At *last*.", "approved", "Ada", None),
        "2": ("Waiting.", "held", "Bob", "1"),
        "4": ("To what was deleted.", "approved", "Anonymous", None),
    }
    assert report.left_out == {"deleted": 1}
    assert Article.objects.get().url == MILL
    assert Comment.objects.get(source_id="1").posted_at == datetime(
        2024, 3, 1, 8, 15, 0, 500_000, tzinfo=UTC
    )
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["comments.db"]


def test_isso_in_its_generic_json(site: Site) -> None:
    bring("isso", SAMPLES / "isso.json", keep_states=True, wishes=BASE)

    assert rows("isso") == {
        "/mill/#1": ("At last.", "approved", "Ada", None),
        "/mill/#2": ("At what price?", "approved", "Bob", None),
    }


@pytest.mark.parametrize("packed", [True, False])
def test_remark42(site: Site, tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "backup"
    plain = (SAMPLES / "remark42.json").read_bytes()
    path.write_bytes(gzip.compress(plain) if packed else plain)

    report, _ = bring("remark42", path, keep_states=True)

    assert rows("remark42") == {
        "r1": ("At *last*.", "approved", "Ada", None),
        "r3": ("Imported once before.", "approved", "Bob", "r1"),
    }
    assert (report.left_out, report.moved_up) == ({"deleted": 1}, 1)
    assert Original.objects.get(comment__source_id="r1").text == "<p>At <em>last</em>.</p>\n"


def test_commento(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "commento.json.gz"
    path.write_bytes(gzip.compress((SAMPLES / "commento.json").read_bytes()))

    report, _ = bring("commento", path, keep_states=True)

    assert rows("commento") == {
        "c1": ("At last.", "approved", "Anonymous", None),
        "c2": ("A *reply*.", "held", "Bob", "c1"),
        "c4": ("Waiting.", "held", "Bob", None),
    }
    assert report.left_out == {"deleted": 1}
    assert Article.objects.get().url == MILL


def test_comentario(site: Site) -> None:
    report, _ = bring("commento", SAMPLES / "comentario.json", keep_states=True, wishes=BASE)

    found = {number[-1]: row for number, row in rows("commento").items()}
    assert {number: row[:3] for number, row in found.items()} == {
        "1": ("At last.", "approved", "Ada"),
        "2": ("Waiting.", "held", "Bob"),
        "3": ("Refused.", "rejected", "Bob"),
    }
    assert report.left_out == {"deleted": 1}


@pytest.mark.parametrize("given", [".", "comments.json"])
def test_coral(site: Site, tmp_path: Path, given: str) -> None:
    folder = tmp_path / "dump"
    shutil.copytree(SAMPLES / "coral", folder)

    report, _ = bring("coral", folder / given, keep_states=True)

    assert rows("coral") == {
        "k1": ("First\nof all", "approved", "Ada", None),
        "k2": ("Nobody decided this.", "held", "Bob", "k1"),
        "k3": ("Refused.", "rejected", "Bob", None),
    }
    assert report.left_out == {"deleted": 1}
    assert Comment.objects.get(source_id="k2").posted_at == datetime(2024, 3, 1, 8, 16, tzinfo=UTC)


def test_an_operator_may_say_what_a_status_counts_as(site: Site) -> None:
    wishes = Wishes(counted_as={"NONE": Standing.APPROVED, "REJECTED": Standing.DELETED})
    report, _ = bring("coral", SAMPLES / "coral", keep_states=True, wishes=wishes)

    assert {number: row[1] for number, row in rows("coral").items()} == {
        "k1": "approved",
        "k2": "approved",
    }
    assert report.left_out == {"deleted": 2}


def test_artalk(site: Site) -> None:
    bring("artalk", SAMPLES / "artalk.json", keep_states=True)

    assert rows("artalk") == {
        "1": ("At **last**.", "approved", "Ada", None),
        "2": ("Waiting.", "held", "Bob", "1"),
    }
    assert {one.posted_at.hour for one in Comment.objects.all()} == {8}
    assert Article.objects.get().url == MILL


@pytest.mark.parametrize(
    ("file_format", "sample"),
    [
        ("wordpress", "wordpress.xml"),
        ("disqus", "disqus.xml"),
        ("commento", "commento.json"),
        ("coral", "coral"),
        ("artalk", "artalk.json"),
    ],
)
def test_a_second_import_changes_nothing_and_a_dry_run_writes_nothing(
    site: Site, file_format: str, sample: str
) -> None:
    path = SAMPLES / sample
    would, _ = bring(file_format, path, keep_states=True, dry_run=True)
    assert not Comment.objects.exists()
    did, refused = bring(file_format, path, keep_states=True)
    assert (would.came_in, would.articles, would.left_out) == (
        did.came_in,
        did.articles,
        did.left_out,
    )
    before = rows(file_format)

    again, refused_again = bring(file_format, path)

    assert rows(file_format) == before
    assert (again.imported, again.known, refused_again) == (0, did.imported, refused)
