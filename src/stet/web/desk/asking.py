"""What a moderator asks to see: the order of the queue and the filters, kept in the address."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.http import urlencode

from stet.moderation.filtering import BANDS, RECORDS
from stet.moderation.ordering import ORDERS
from stet.moderation.queue import Filters
from stet.newsroom.models import Site
from stet.text.characters import first_forbidden

_LONGEST_KEY = 40  # clause keys and language tags are shorter
_LONGEST_SECTION = 80  # the column's


@dataclass(frozen=True)
class Asked:
    """``order`` is one of `ORDERS`. ``chosen`` says whether it is not simply the site's."""

    order: str
    chosen: bool
    filters: Filters

    @property
    def query(self) -> str:
        """The same request again, for a link or a form's action; empty if nothing was asked."""
        asked = {
            "order": self.order if self.chosen else "",
            "article": str(self.filters.article or ""),
            "clause": self.filters.clause,
            # Not "lang": that chooses the language of the interface.
            "written": self.filters.lang,
            "suggestion": self.filters.suggestion,
            "unscreened": "1" if self.filters.unscreened else "",
            "section": self.filters.section,
            "band": self.filters.band,
            "waits": str(self.filters.waits_h or ""),
            "record": self.filters.record,
            "flagged": "1" if self.filters.flagged else "",
        }
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def filtered(self) -> bool:
        return self.filters != Filters()


def asked(query: QueryDict, site: Site) -> Asked:
    """Reads an address. What is not understood does not count: a stale link still opens."""
    order = query.get("order", "")
    suggestion = query.get("suggestion", "")
    return Asked(
        order=order if order in ORDERS else site.queue_order,
        chosen=order in ORDERS and order != site.queue_order,
        filters=Filters(
            article=as_uuid(query.get("article", "")),
            clause=plain_key(query.get("clause", "")),
            lang=plain_key(query.get("written", "")),
            suggestion=suggestion if suggestion in {"approve", "look", "reject"} else "",
            unscreened=query.get("unscreened") == "1",
            section=_words(query.get("section", "")),
            band=_one_of(query.get("band", ""), BANDS),
            waits_h=_hours(query.get("waits", "")),
            record=_one_of(query.get("record", ""), RECORDS),
            flagged=query.get("flagged") == "1",
        ),
    )


def _one_of(value: str, known: Container[str]) -> str:
    return value if value in known else ""


def _words(value: str) -> str:
    """The name of a section; empty for what no name can hold."""
    return value if len(value) <= _LONGEST_SECTION and first_forbidden(value) is None else ""


def _hours(value: str) -> int:
    """Whole hours, a year of them at most."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 4 else 0


def as_uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def plain_key(value: str) -> str:
    """A clause key or a language tag; empty for anything else (NUL would upset PostgreSQL)."""
    plain = value.isascii() and value.replace("-", "").replace("_", "").isalnum()
    return value if plain and len(value) <= _LONGEST_KEY else ""
