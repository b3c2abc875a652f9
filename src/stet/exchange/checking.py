"""The first pass of an import: every record is read and checked, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

from stet.comments.models import Comment
from stet.exchange.order import Here, Order, Place
from stet.exchange.origins import Item
from stet.exchange.records import FIELDS, RecordRefused, parent_id_of, record_of, source_id_of
from stet.exchange.run import BATCH, Report, Run
from stet.newsroom.models import Site
from stet.newsroom.reading import articles_by_url

_MOST_UNREAD = 50  # names of fields that the report lists; a hostile file may have a million
_REFUSED = "refused"


def check(run: Run, order: Order) -> None:
    """Reads and checks every record, and finds its place in the order."""
    far = _Far(run)
    for item in run.origin.items(far.note):
        run.report.read += 1
        far.tell()
        _take_down(run, order, item)
    run.report.moved_up = order.settle(
        lambda keys: here(run.source, keys),
        lambda urls: _articles(run.site, urls),
        adopt=not run.origin.strict,
    )
    for number, source_id, code in order.refused():
        run.refuse(number, source_id, code)
    run.report.known = order.known()
    run.report.came_in.update(order.coming())
    run.report.left_out.update(order.gone())
    run.report.left_out.pop(_REFUSED, None)
    run.report.articles = order.new_articles()
    run.progress("checking", far.total, far.total)


def _take_down(run: Run, order: Order, item: Item) -> None:
    number, found, gone = source_id_of(item.fields), item.fields, item.gone
    url = status = ""
    parent = None
    if gone is None:
        if run.origin.strict:
            _note_unread(run.report, found)
        try:
            record = record_of(found, run.rules)
        except RecordRefused as refusal:
            run.refuse(item.shown, number, refusal.code)
            if run.origin.strict:
                return
            gone = _REFUSED
        else:
            url, status, parent = record.article_url, record.status, record.parent_source_id
    if gone is not None:
        parent = parent_id_of(found)
        if not number:
            run.report.left_out[gone] += gone != _REFUSED
            return
    place = Place(item.line, item.offset, item.digest, item.shown, parent)
    if not order.add(place, number, url, status, gone):
        run.refuse(item.shown, number, "source_id:repeated")


class _Far:
    """How far the first pass is, told now and then."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._done, self.total = 0, 0

    def note(self, done: int, total: int) -> None:
        self._done, self.total = done, total

    def tell(self) -> None:
        if self._run.report.read % BATCH == 0:
            self._run.progress("checking", self._done, self.total)


def _note_unread(report: Report, found: Iterable[str]) -> None:
    for name in found:
        if name not in FIELDS and (name in report.unread or len(report.unread) < _MOST_UNREAD):
            report.unread[name] += 1


def here(source: str, keys: list[str]) -> Here:
    """The comments that came in before; the article is the one that stands, if theirs was merged."""
    rows = Comment.objects.filter(source=source, source_id__in=keys)
    columns = ("source_id", "id", "article_id", "article__merged_into")
    return {
        key: (comment, into or article)
        for key, comment, article, into in rows.values_list(*columns)
    }


def _articles(site: Site, urls: list[str]) -> dict[str, UUID]:
    found = articles_by_url(site, urls, settings.STET.public_url)
    return {url: article.merged_into_id or article.id for url, article in found.items()}
