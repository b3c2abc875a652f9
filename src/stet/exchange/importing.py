"""``stet import``: comments from elsewhere come in, with their own times.

The file is read twice. The first pass checks all of it: one malformed line and nothing is written.
The second writes in batches, each whole or not at all. An import that was interrupted is simply
run again: what is here already, by source and number, is left as it stands, whoever decided it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from stet.comments.importing import Import, on_merged
from stet.exchange.checking import check, here
from stet.exchange.formats import artalk, commento, coral, disqus, isso, remark42, wordpress
from stet.exchange.formats.found import Asked, Reader, Standing
from stet.exchange.lines import BadFile
from stet.exchange.order import Order
from stet.exchange.origins import JsonLines, Origin, Spooled, Wishes
from stet.exchange.records import Record, Rules, record_again
from stet.exchange.run import BATCH, Progress, Refusal, Report, Run
from stet.moderation.importing import Arrival, take_in
from stet.moderation.models import Decision
from stet.moderation.screening import screen_missed
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.guidelines import in_force
from stet.newsroom.ids import new_id
from stet.newsroom.locking import take_turns
from stet.newsroom.models import Article, Site
from stet.newsroom.reading import articles_by_url, spelt_alike, standing
from stet.newsroom.setup import the_site

__all__ = [
    "FORMATS",
    "BadFile",
    "BadSource",
    "Refusal",
    "Report",
    "Standing",
    "Wishes",
    "import_file",
    "import_jsonl",
]

_OUTCOMES = {"approved": Decision.Outcome.APPROVE, "rejected": Decision.Outcome.REJECT}

FORMATS: dict[str, Reader] = {
    "wordpress": wordpress.read,
    "disqus": disqus.read,
    "isso": isso.read,
    "remark42": remark42.read,
    "commento": commento.read,
    "coral": coral.read,
    "artalk": artalk.read,
}

_SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,19}")  # the column's length


class BadSource(Exception):
    """This cannot name a system."""


def import_jsonl(path: Path, *, source: str = "jsonl", **how: Any) -> Report:
    """`import_file` for our own format."""
    return import_file("jsonl", path, source=source, **how)


def import_file(
    file_format: str,
    path: Path,
    *,
    source: str | None = None,
    keep_states: bool = False,
    dry_run: bool = False,
    screen: bool = False,
    wishes: Wishes = Wishes(),  # noqa: B008 - frozen
    progress: Progress = lambda _what, _done, _total: None,
    refused: Callable[[Refusal], None] = lambda _refusal: None,
) -> Report:
    """Imports a file of one of `FORMATS`, or of JSON Lines (``jsonl``), into the one site.

    ``source`` names the system that the numbers are from (None: the format); ``keep_states``
    lets approved and rejected comments come in so, else all are held; ``screen`` screens them
    before it returns, else the sweep does; ``wishes`` are about other systems' formats. Each refused
    record goes to ``refused`` when it is found.

    Raises `BadSource`, `BadFile` (nothing is written then, unless the file changes while it is read) and
    `OSError`. docs/importing.md has the formats.
    """
    source = file_format if source is None else source
    if not _SOURCE.fullmatch(source):
        raise BadSource("a source has up to 20 small letters, digits, dots, hyphens, underscores")
    site, now = the_site(), timezone.now()
    enabled = (clause.key for clause in in_force(site.id).clauses.all() if clause.enabled)
    rules = Rules(now, frozenset(enabled) if keep_states else None)
    with _origin(file_format, path, rules, wishes, site) as origin, Order() as order:
        run = Run(origin, source, site, rules, Report(), progress, refused)
        check(run, order)
        if not dry_run:
            _write(run, order)
    if screen and not dry_run:
        _screen(run)
    return run.report


def _origin(file_format: str, path: Path, rules: Rules, wishes: Wishes, site: Site) -> Origin:
    if file_format == "jsonl":
        return JsonLines(path)
    asked = Asked(path, wishes.base, ZoneInfo(site.timezone), lambda _done, _total: None)
    keep_states = rules.clauses is not None
    return Spooled(
        FORMATS[file_format], asked, wishes, keep_states=keep_states, folder=settings.STET.data
    )


def _write(run: Run, order: Order) -> None:
    """The second pass: batch after batch, parents first."""
    total, done = run.report.imported, 0
    run.report.came_in.clear()
    run.report.articles = 0
    run.progress("writing", 0, total)
    for places in order.batches(BATCH):
        again = run.origin.again
        records = [
            (record_again(again(one.line, one.offset, one.digest), run.rules), one.parent)
            for one in places
        ]
        order.came_in(_batch(run, order, records))
        done += len(records)
        run.progress("writing", done, total)


Placed = tuple[Record, str | None]  # and the number of the comment that it will answer


def _batch(run: Run, order: Order, placed: list[Placed]) -> dict[str, UUID]:
    """Writes one batch: the comments by their numbers, those included that came in meanwhile."""
    comments = order.comments_of({parent for _, parent in placed if parent})
    records = [record for record, _ in placed]
    with transaction.atomic():
        take_turns("import")
        articles = _ensure_articles(run, records)
        there = here(run.source, [record.source_id for record in records])
        comments |= {key: comment for key, (comment, _) in there.items()}
        elsewhere = on_merged(set(comments.values()))
        arrivals = []
        for record, parent in placed:
            if record.source_id not in there:
                above = comments[parent] if parent else None
                # A reply is on its parent's article, which may have been merged into its own.
                own = articles[record.article_url]
                article = elsewhere.get(above, own) if above else own
                arrival = _arrival(run, record, article, above, parent)
                comments[record.source_id] = arrival.draft.id
                if article is not own:
                    elsewhere[arrival.draft.id] = article
                arrivals.append(arrival)
        take_in(arrivals, timezone.now())
    run.report.known += len(there)
    run.report.came_in.update(record.status for record in records if record.source_id not in there)
    return comments


def _arrival(
    run: Run, record: Record, article: Article, above: UUID | None, parent: str | None
) -> Arrival:
    decided = _OUTCOMES.get(record.status)
    text, status, there = record.original
    if record.parent_source_id != parent:
        there = there or record.parent_source_id or ""
    draft = Import(
        id=new_id(),
        source=run.source,
        source_id=record.source_id,
        article=article,
        parent=above,
        name=record.name,
        text=record.text,
        posted_at=record.posted_at,
        # What is decided already is told to nobody, so nobody's address is kept for it.
        email="" if decided else record.email,
        original=(text, status, there),
    )
    return Arrival(draft, decided, record.clauses)


def _ensure_articles(run: Run, records: list[Record]) -> dict[str, Article]:
    """The records' articles by address; one that is not here is added by address and headline."""
    base = settings.STET.public_url
    found = articles_by_url(run.site, {record.article_url for record in records}, base)
    added_now: set[str] = set()  # addresses, of which another spelling may be the same article's
    for record in records:
        url = record.article_url
        if url not in found and spelt_alike(url) in added_now:
            found |= articles_by_url(run.site, [url], base)
        if url not in found:
            text = ArticleText(record.headline, url=url, published_at=record.posted_at)
            found[url], added = add_article(run.site, text, by=None, now=timezone.now())
            run.report.articles += added
            added_now.add(spelt_alike(url))
    return {url: standing(article) for url, article in found.items()}


def _screen(run: Run) -> None:
    total = run.report.imported
    while done := screen_missed(timezone.now()):
        run.report.screened += done
        run.progress("screening", run.report.screened, max(total, run.report.screened))
