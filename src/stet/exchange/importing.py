"""``stet import jsonl``: comments from elsewhere come in, with their own times.

The file is read twice. The first pass checks all of it: one malformed line and nothing is written.
The second writes in batches, each whole or not at all. An import that was interrupted is simply
run again: what is here already, by source and number, is left as it stands, whoever decided it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from stet.comments.importing import Import
from stet.comments.models import Comment
from stet.exchange.lines import BadFile, line_at, lines_of, object_of
from stet.exchange.order import Here, Order, Place
from stet.exchange.records import FIELDS, Record, RecordRefused, Rules, record_of, source_id_of
from stet.moderation.importing import Arrival, take_in
from stet.moderation.models import Decision
from stet.moderation.screening import screen_missed
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.guidelines import in_force
from stet.newsroom.ids import new_id
from stet.newsroom.locking import take_turns
from stet.newsroom.models import Article, Site
from stet.newsroom.reading import articles_by_url
from stet.newsroom.setup import the_site

__all__ = ["BadFile", "BadSource", "Refusal", "Report", "import_jsonl"]

BATCH = 500  # comments in a transaction: its cost is spread, and a page of readers waits a moment
_MOST_UNREAD = 50  # names of fields that the report lists; a hostile file may have a million
_OUTCOMES = {"approved": Decision.Outcome.APPROVE, "rejected": Decision.Outcome.REJECT}

# What is being done, how much of it is done (bytes of the file, then comments), how much there is.
Progress = Callable[[str, int, int], None]


_SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,19}")  # the column's length


class BadSource(Exception):
    """This cannot name a system."""


@dataclass(frozen=True)
class Refusal:
    """A record that did not come in. ``code`` is field:reason; no word of the record is in it."""

    line: int
    source_id: str
    code: str


@dataclass
class Report:
    """What became of a file; for a dry run, what would become of it."""

    read: int = 0
    known: int = 0
    refused: int = 0
    came_in: Counter[str] = field(default_factory=Counter)  # by status
    articles: int = 0
    screened: int = 0
    unread: Counter[str] = field(default_factory=Counter)  # fields that the format does not have

    @property
    def imported(self) -> int:
        return self.came_in.total()


@dataclass(frozen=True)
class _Run:
    """One import, with all that its steps share."""

    path: Path
    source: str
    site: Site
    rules: Rules
    report: Report
    progress: Progress
    tell: Callable[[Refusal], None]

    def refuse(self, line: int, source_id: str, code: str) -> None:
        self.report.refused += 1
        self.tell(Refusal(line, source_id, code))


def import_jsonl(
    path: Path,
    *,
    source: str = "jsonl",
    keep_states: bool = False,
    dry_run: bool = False,
    screen: bool = False,
    progress: Progress = lambda _what, _done, _total: None,
    refused: Callable[[Refusal], None] = lambda _refusal: None,
) -> Report:
    """Imports a file of JSON Lines into the one site.

    ``source`` names the system that the numbers are from; ``keep_states``
    lets approved and rejected comments come in so, else all are held; ``screen`` screens them
    before it returns, else the sweep does. Each refused record goes to ``refused`` when it is found.

    Raises `BadSource`, `BadFile` (nothing is written then, unless the file changes while it is read) and
    `OSError`. docs/importing.md has the format.
    """
    if not _SOURCE.fullmatch(source):
        raise BadSource("a source has up to 20 small letters, digits, dots, hyphens, underscores")
    site, now = the_site(), timezone.now()
    enabled = (clause.key for clause in in_force(site.id).clauses.all() if clause.enabled)
    rules = Rules(now, frozenset(enabled) if keep_states else None)
    run = _Run(path, source, site, rules, Report(), progress, refused)
    with Order() as order:
        _check(run, order)
        if not dry_run:
            _write(run, order)
    if screen and not dry_run:
        _screen(run)
    return run.report


def _check(run: _Run, order: Order) -> None:
    """The first pass: every line is read and checked, and its place in the order found."""
    size = run.path.stat().st_size
    for line in lines_of(run.path):
        found = object_of(line.raw, line.number)
        run.report.read += 1
        _note_unread(run.report, found)
        try:
            record = record_of(found, run.rules)
        except RecordRefused as refusal:
            run.refuse(line.number, source_id_of(found), refusal.code)
            continue
        place = Place(line.number, line.offset, _digest(line.raw))
        if not order.add(
            place, record.source_id, record.parent_source_id, record.article_url, record.status
        ):
            run.refuse(line.number, record.source_id, "source_id:repeated")
        if run.report.read % BATCH == 0:
            run.progress("checking", line.offset + len(line.raw), size)
    order.settle(lambda keys: _here(run.source, keys), lambda urls: _articles(run.site, urls))
    for number, source_id, code in order.refused():
        run.refuse(number, source_id, code)
    run.report.known = order.known()
    run.report.came_in.update(order.coming())
    run.progress("checking", size, size)


def _note_unread(report: Report, found: Iterable[str]) -> None:
    for name in found:
        if name not in FIELDS and (name in report.unread or len(report.unread) < _MOST_UNREAD):
            report.unread[name] += 1


def _digest(raw: bytes) -> bytes:
    return hashlib.blake2b(raw, digest_size=16).digest()


def _here(source: str, keys: list[str]) -> Here:
    rows = Comment.objects.filter(source=source, source_id__in=keys)
    return {
        key: (comment, article)
        for key, comment, article in rows.values_list("source_id", "id", "article_id")
    }


def _articles(site: Site, urls: list[str]) -> dict[str, UUID]:
    found = articles_by_url(site, urls, settings.STET.public_url)
    return {url: article.id for url, article in found.items()}


def _write(run: _Run, order: Order) -> None:
    """The second pass: batch after batch, parents first."""
    total, done = run.report.imported, 0
    run.report.came_in.clear()
    run.progress("writing", 0, total)
    with run.path.open("rb") as file:
        for places in order.batches(BATCH):
            records = []
            for place in places:
                raw = line_at(file, place.line, place.offset)
                if _digest(raw) != place.digest:
                    raise BadFile("the file was changed while it was read", place.line, 1)
                records.append(record_of(object_of(raw, place.line), run.rules))
            order.came_in(_batch(run, order, records))
            done += len(records)
            run.progress("writing", done, total)


def _batch(run: _Run, order: Order, records: list[Record]) -> dict[str, UUID]:
    """Writes one batch: the comments by their numbers, those included that came in meanwhile."""
    articles = _ensure_articles(run, records)
    parents = {record.parent_source_id for record in records if record.parent_source_id}
    comments = order.comments_of(parents)
    with transaction.atomic():
        take_turns("import")
        there = _here(run.source, [record.source_id for record in records])
        comments |= {key: comment for key, (comment, _) in there.items()}
        arrivals = []
        for record in records:
            if record.source_id not in there:
                arrival = _arrival(run, record, articles[record.article_url], comments)
                comments[record.source_id] = arrival.draft.id
                arrivals.append(arrival)
        take_in(arrivals, timezone.now())
    run.report.known += len(there)
    run.report.came_in.update(record.status for record in records if record.source_id not in there)
    return comments


def _arrival(run: _Run, record: Record, article: Article, comments: dict[str, UUID]) -> Arrival:
    decided = _OUTCOMES.get(record.status)
    draft = Import(
        id=new_id(),
        source=run.source,
        source_id=record.source_id,
        article=article,
        parent=comments[record.parent_source_id] if record.parent_source_id else None,
        name=record.name,
        text=record.text,
        posted_at=record.posted_at,
        # What is decided already is told to nobody, so nobody's address is kept for it.
        email="" if decided else record.email,
    )
    return Arrival(draft, decided, record.clauses)


def _ensure_articles(run: _Run, records: list[Record]) -> dict[str, Article]:
    """The records' articles by address; one that is not here is added by address and headline."""
    base = settings.STET.public_url
    found = articles_by_url(run.site, {record.article_url for record in records}, base)
    for record in records:
        url = record.article_url
        if url not in found:
            # A colleague's spelling of the same address may have been added a moment ago.
            found |= articles_by_url(run.site, [url], base)
        if url not in found:
            text = ArticleText(record.headline, url=url, published_at=record.posted_at)
            found[url], added = add_article(run.site, text, by=None, now=timezone.now())
            run.report.articles += added
    return found


def _screen(run: _Run) -> None:
    total = run.report.imported
    while done := screen_missed(timezone.now()):
        run.report.screened += done
        run.progress("screening", run.report.screened, max(total, run.report.screened))
