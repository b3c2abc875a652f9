"""Twenty moderators at once over 5,000 held comments: leases, decisions, who waited how long.

python -m benchmarks.leasing [COMMENTS [MODERATORS]]

On SQLite in a folder of its own, or on the empty PostgreSQL database named by DATABASE_URL. Each
moderator is a thread that does what the desk does: leases a comment and the one after it, decides,
goes on. It fails if a comment is decided twice or lost, or if somebody finds nothing while
comments are free.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django

from benchmarks.support import import_lines, percentile, table

if TYPE_CHECKING:
    from tests.support.shift import Worked

ARTICLES = 10  # an approval renders its thread's last page, so nobody has them all in one
LIMIT_S = 3600


def main() -> None:
    comments = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    moderators = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for number in range(ARTICLES):
            import_lines(data, f"shift-{number}", comments // ARTICLES, state="held")
        os.environ["STET_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "stet.config.settings"
        django.setup()
        _measure(comments // ARTICLES * ARTICLES, moderators)


def _measure(comments: int, moderators: int) -> None:
    # Models come only once Django knows the folder made above.
    from django.db import connection, connections  # noqa: PLC0415

    from stet.newsroom.models import Staff  # noqa: PLC0415
    from tests.support.shift import shift  # noqa: PLC0415

    people = [
        Staff.objects.create(username=f"bench-{number}", display_name=f"Bench {number}")
        for number in range(moderators)
    ]
    vendor = connection.vendor
    connections.close_all()
    begun = time.perf_counter()
    worked = shift(people, limit_s=LIMIT_S)
    took = time.perf_counter() - begun
    _prove(comments, worked)
    waits = [wait for one in worked for wait in one.waits_ms]
    shares = sorted(len(one.decided) for one in worked)
    heads = ["database", "decisions /s", "p50 ms", "p99 ms", "longest ms", "fewest", "most"]
    times = [percentile(waits, 0.5), percentile(waits, 0.99), max(waits)]
    row = [vendor, f"{comments / took:,.0f}", *(f"{each:,.0f}" for each in times)]
    title = (
        f"{moderators} moderators over {comments:,} comments, from a decision to the next comment"
    )
    table(title, heads, [[*row, str(shares[0]), str(shares[-1])]])
    print("\nNone decided twice, none lost, nobody sent away while comments were free.")


def _prove(comments: int, worked: list[Worked]) -> None:
    """Raises SystemExit if anything went wrong between colleagues."""
    from stet.moderation.models import Decision, QueueItem  # noqa: PLC0415

    decided = [comment for one in worked for comment in one.decided]
    counts = {
        "decided": (len(decided), comments),
        "different": (len(set(decided)), comments),
        "kept": (Decision.objects.count(), comments),
        "waiting": (QueueItem.objects.count(), 0),
        "refused": (sum(one.refused for one in worked), 0),
        "turned away": (sum(one.turned_away for one in worked), 0),
        "without work": (sum(not one.decided for one in worked), 0),
    }
    wrong = {name: pair for name, pair in counts.items() if pair[0] != pair[1]}
    if wrong:
        raise SystemExit(f"not as promised (seen, wanted): {wrong}")


if __name__ == "__main__":
    main()
