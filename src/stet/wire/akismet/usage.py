"""What a key was used for this month, in the shapes of Akismet's two reports."""

from __future__ import annotations

import csv
import io
import re
from calendar import monthrange
from datetime import UTC, date
from typing import Any, Final

from django.http import HttpResponse
from django.utils import timezone

from stet.newsroom.key_uses import calls_in_month
from stet.wire.akismet.answers import as_json
from stet.wire.akismet.given import Fields
from stet.wire.callers import Caller
from stet.wire.quotas import Quota

_MINUTES_A_DAY: Final = 1440
_MONTH: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_MOST_SITES: Final = 500  # Akismet's own default
_COLUMNS: Final = (
    "site",
    "api_calls",
    "spam",
    "ham",
    "missed_spam",
    "false_positives",
    "is_revoked",
)


def usage_of(caller: Caller, quota: Quota, sent: Fields) -> HttpResponse:
    """Calls of this month, and the quota as a month of it.

    Counts reach the database once a minute, so the latest are missing.
    """
    today = timezone.now().astimezone(UTC).date()
    used = calls_in_month(caller.key, today)
    a_minute = caller.terms.quota
    limit = a_minute * _MINUTES_A_DAY * monthrange(today.year, today.month)[1]
    return as_json(
        {
            "limit": limit or "none",
            "usage": used,
            "percentage": f"{100 * used / limit:.2f}" if limit else "0.00",
            "throttled": not quota.allowed,
        }
    )


def key_sites_of(caller: Caller, quota: Quota, sent: Fields) -> HttpResponse:
    """The calls of one month: one line, since a key's calls are not counted by blog.

    What became of comments is not counted either, and is null.
    """
    month = _month(sent.get("month", ""))
    offset, limit = _number(sent, "offset", 0), _number(sent, "limit", _MOST_SITES)
    lines = [_line(caller, month)]
    found = [line for line in lines if sent.get("filter", "").strip().lower() in line["site"]]
    page = found[offset : offset + limit]
    name = f"{month:%Y-%m}"
    if sent.get("format", "").strip().lower() == "csv":
        return _as_csv(name, page)
    return as_json({name: page, "limit": limit, "offset": offset, "total": len(found)})


def _line(caller: Caller, month: date) -> dict[str, Any]:
    values = {
        "site": " ".join(caller.terms.blogs).lower() or caller.terms.label.lower(),
        "api_calls": str(calls_in_month(caller.key, month)),
        "is_revoked": False,
    }
    return {name: values.get(name) for name in _COLUMNS}


def _month(asked: str) -> date:
    found = _MONTH.fullmatch(asked.strip())
    if found is None:
        return timezone.now().astimezone(UTC).date()
    return date(int(found[1]), int(found[2]), 1)


def _number(sent: Fields, name: str, otherwise: int) -> int:
    """A count of up to four digits; anything else is as if it were not given."""
    value = sent.get(name, "").strip()
    return int(value) if re.fullmatch(r"[0-9]{1,4}", value) else otherwise


def _as_csv(month: str, page: list[dict[str, Any]]) -> HttpResponse:
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
    out.write(f"Active sites for {month}\n")
    writer.writeheader()
    writer.writerows(page)
    return HttpResponse(out.getvalue(), "text/csv; charset=utf-8")
