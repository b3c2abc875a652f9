"""One comment of another system, screened as its site's own are, without being kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from stet.moderation.screeners import screener_of
from stet.screening.judge.second import Unjudged
from stet.screening.types import ArticleContext, Screening, Submission
from stet.wire.callers import Caller
from stet.wire.window import Window

# An edited word list or a head learned anew reaches these interfaces this much later.
_REMEMBERED_S: Final = 5.0


class _Screeners:
    """Each site's screener, asked for once in some seconds and not at every call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[UUID, tuple[float, Unjudged]] = {}

    def of(self, site: UUID) -> Unjudged:
        now = time.monotonic()
        with self._lock:
            kept = self._kept.get(site)
        if kept is not None and now - kept[0] < _REMEMBERED_S:
            return kept[1]
        screener = screener_of(site)
        with self._lock:
            self._kept[site] = (now, screener)
        return screener

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()


_screeners = _Screeners()
_window: Window[UUID] = Window(_screeners.of)


def screen(
    caller: Caller,
    text: str,
    *,
    lang: str | None = None,
    author: str | None = None,
    article: ArticleContext | None = None,
    parent: str | None = None,
) -> Screening:
    """What the caller's site thinks of ``text``; nothing is written anywhere.

    ``lang`` is a hint, which detection may overrule; spans are in code points of ``text``.
    """
    return screen_for(caller.site.id, Submission("", text, lang, author, article, parent))


def screen_all(caller: Caller, submissions: Sequence[Submission]) -> list[Screening]:
    """One screening for each, in their order; nothing is written anywhere."""
    return _window.screen_all(caller.site.id, submissions)


def screen_for(site: UUID, submission: Submission) -> Screening:
    """What the site's screener says, in a batch with whatever else is asked at this moment."""
    return _window.screen(site, submission)


def screener_now(site: UUID) -> Unjudged:
    """The screener that answers for this site, for its name, version and thresholds."""
    return _screeners.of(site)


def forget_screeners() -> None:
    """Builds every site's screener anew from now on."""
    _screeners.forget()
