"""From key to next comment in Chromium with 100,000 held: 200 comments decided by keys alone.

python -m benchmarks.focusing [HELD [COMMENTS]]

One moderator at `/desk/` approves two of three comments with one key and rejects the third with
two, pausing between them as a fast reader would. The time is from the key's own time stamp to the
moment after the frame that shows the next comment was painted, both by the browser's clock.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.deskwork import (
    HEADS,
    chromium_page,
    open_newsroom,
    queries_of_deciding,
    rows,
    work,
)
from benchmarks.support import import_lines, percentile, table

PAUSE_MS = 700  # between comments; Stet ignores keys in the first 200
SCREENED = 320  # as many of those that come first as the worker would have screened long since


def main() -> None:
    held = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    comments = int(sys.argv[2]) if len(sys.argv) > 2 else 200

    def decide(page: Page) -> None:
        for number in range(comments):
            page.keyboard.press("a" if number % 3 else "3")
            if number % 3 == 0:
                page.keyboard.press("Enter")
            page.wait_for_function("count => window.painted.length >= count", arg=number + 1)
            page.wait_for_timeout(PAUSE_MS)

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        _fill(data, held)
        with chromium_page(data, "--no-worker") as (page, base):
            run = work(page, base, PAUSE_MS, decide)
        queries = queries_of_deciding()
    load = os.getloadavg()[0]
    title = f"{comments} comments decided by keys, {held:,} held (load of the machine {load:.1f})"
    table(title, HEADS, rows(run))
    print(f"\nThe page with all it needs, first load: {run.page:,} bytes.")
    if run.questions:
        print(f"A question what is new: {percentile(run.questions, 0.5):,} bytes (median).")
    table("Queries", ["request", "queries"], [[name, str(count)] for name, count in queries])


def _fill(data: Path, held: int) -> None:
    import_lines(data, "focus", held, state="held")
    open_newsroom(data)
    # Models come only once Django knows the folder.
    from django.db import connections  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from stet.moderation.screening import screen_missed  # noqa: PLC0415

    done = 0
    while done < min(SCREENED, held) and (more := screen_missed(timezone.now())):
        done += more
    connections.close_all()


if __name__ == "__main__":
    main()
