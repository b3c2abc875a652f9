"""The pages of figures with a million decisions held: milliseconds and queries for each range.

python -m benchmarks.insight [DECISIONS]

On SQLite in a folder of its own, or on the empty PostgreSQL database named by DATABASE_URL. The
rows are made by the database itself, spread evenly over two years, with triggers off, since two
years of work cannot be done over in minutes. Processor time is this process's alone: on SQLite
that is all there is, on PostgreSQL the database's own comes to it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import django

from benchmarks.support import percentile, table

SPAN = timedelta(days=730)
ARTICLES = 500
PEOPLE = 8
SCREENED = 6_000  # the latest; more are never read at once
RANGES = (28, 90, 365)
ROUNDS = 5
PAGES = ("", "subjects/", "screening/", "second-looks/")


@dataclass(frozen=True)
class Dialect:
    """How a database counts, makes an id of a number, and an instant of a number of seconds."""

    numbers: str
    key: str
    at: str
    off: str
    yes: str


SQLITE = Dialect(
    "(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last}) "
    "SELECT i FROM n)",
    "printf('%032x', {number})",
    "strftime('%Y-%m-%d %H:%M:%f', '{start}', '+' || ({seconds}) || ' seconds')",
    "x'00'",
    "0",
)
POSTGRESQL = Dialect(
    "(SELECT i FROM generate_series(0, {last}) AS g(i))",
    "lpad(to_hex({number}), 32, '0')::uuid",
    "('{start}+00'::timestamptz + ({seconds}) * interval '1 second')",
    "'\\x00'::bytea",
    "false",
)


def main() -> None:
    decisions = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"STET_DATA": folder, "STET_LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "stet.config.settings"
        django.setup()
        begun = time.perf_counter()
        _fill(decisions)
        print(f"made {decisions:,} decisions in {time.perf_counter() - begun:.0f} s")
        _measure(decisions)


def _fill(decisions: int) -> None:
    # Models come only once Django knows the folder made above.
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from stet.newsroom.models import Article, Staff  # noqa: PLC0415
    from stet.newsroom.setup import ensure_newsroom  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    start = timezone.now() - SPAN
    site = ensure_newsroom(start)
    Article.objects.bulk_create(
        Article(
            site=site,
            slug=f"article-{number}",
            headline=f"Article {number}",
            section=f"Section {number % 9}",
            published_at=start,
        )
        for number in range(ARTICLES)
    )
    for number in range(PEOPLE):
        Staff.objects.create(
            username=f"bench-{number}", display_name=f"Bench {number}", role="senior"
        )
    dialect = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        _triggers_off(cursor, connection.vendor)
        for statement in _statements(decisions, start.replace(tzinfo=None), dialect):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def _triggers_off(cursor: Any, vendor: str) -> None:
    if vendor == "postgresql":
        cursor.execute("SET session_replication_role = replica")
        return
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP TRIGGER "{name}"')


def _statements(decisions: int, start: datetime, dialect: Dialect) -> list[str]:
    step = SPAN.total_seconds() / decisions
    begins = start.strftime("%Y-%m-%d %H:%M:%S")
    numbers = dialect.numbers.format(last=decisions - 1)
    comment, decision, screening, citation = (
        dialect.key.format(number=f"i * 4 + {tag}") for tag in range(4)
    )
    received = dialect.at.format(start=begins, seconds=f"i * {step}")
    decided = dialect.at.format(start=begins, seconds=f"i * {step} + i % 5400 * 7919 % 5400")
    rejected = "i % 4 = 0"
    # The database would look these up for every row: they are joined from numbered lists instead.
    lists = (
        "WITH article AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM "
        "newsroom_article), person AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place "
        "FROM newsroom_staff), version AS "
        "(SELECT id FROM newsroom_guidelineversion ORDER BY number DESC LIMIT 1) "
    )
    latest = f"i >= {decisions - SCREENED}"
    scores = """'{"threat": ' || ((i * 37 % 100) / 100.0) || '}'"""
    if dialect is POSTGRESQL:
        scores = f"({scores})::jsonb"
    empty = "'[]'" + ("::jsonb" if dialect is POSTGRESQL else "")
    return [
        (
            f"{lists} INSERT INTO comments_comment (id, name, text, lang, posted_at, received_at, "
            "state, version, decision, published_at, author_key, network, double, reserved_name, "
            f"salt, source, source_id, article_id) SELECT {comment}, 'Reader', "
            "'Some sixty words that nobody reads here; they only take up room. Some sixty words that "
            "nobody reads here; they only take up room.', "
            f"CASE i % 5 WHEN 0 THEN 'de' WHEN 1 THEN 'ar' ELSE 'en' END, {received}, {received}, "
            f"CASE WHEN {rejected} THEN 'rejected' ELSE 'approved' END, 2, {decision}, "
            f"CASE WHEN {rejected} THEN NULL ELSE {decided} END, '', '', '', {dialect.yes}, "
            f"{dialect.off}, '', '', article.id FROM {numbers} AS n "
            f"JOIN article ON article.place = i * 31 % {ARTICLES}"
        ),
        (
            "INSERT INTO moderation_screening (id, comment_id, screener, lang, suggestion, clauses, "
            f"scores, spans, reasons, at) SELECT {screening}, {comment}, 'stet@bench', 'en', "
            f"CASE WHEN i % 3 = 0 THEN 'reject' ELSE 'approve' END, {empty}, {scores}, {empty}, "
            f"{empty}, {received} FROM {numbers} AS n WHERE {latest}"
        ),
        (
            f"{lists} INSERT INTO moderation_decision (id, comment_id, comment_version, outcome, kind, "
            "note, at, waited_s, decider_id, guidelines_id, screening_id) "
            f"SELECT {decision}, {comment}, 1, CASE WHEN {rejected} THEN 'reject' ELSE 'approve' END, "
            f"'person', '', {decided}, i % 5400 * 7919 % 5400, person.id, version.id, "
            f"CASE WHEN {latest} THEN {screening} ELSE NULL END FROM {numbers} AS n "
            f"JOIN person ON person.place = i / 40 % {PEOPLE} CROSS JOIN version"
        ),
        (
            "WITH clause AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM "
            "newsroom_clause) INSERT INTO moderation_citation (id, decision_id, clause_id) "
            f"SELECT {citation}, {decision}, clause.id FROM {numbers} AS n "
            f"JOIN clause ON clause.place = i / 4 % 8 WHERE {rejected}"
        ),
    ]


def _measure(decisions: int) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from stet.newsroom.models import Staff  # noqa: PLC0415

    client = Client(SERVER_NAME="localhost")
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(Staff.objects.get(username="bench-0"), backend=backend)

    def ask(address: str) -> tuple[float, float, int, int]:
        wall, work = time.perf_counter(), time.process_time()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        took = (time.perf_counter() - wall) * 1000, (time.process_time() - work) * 1000
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        return *took, len(queries), len(answer.content)

    rows = []
    for part in PAGES:
        for days in RANGES:
            asked = [ask(f"/desk/insight/{part}?days={days}") for _ in range(ROUNDS)]
            walls, works, queries, sizes = zip(*asked, strict=True)
            told = [f"{percentile(each, 0.5):,.0f}" for each in (walls, works)]
            rows.append(
                [part or "work", str(days), *told, str(queries[0]), f"{sizes[0] / 1000:,.0f}"]
            )
    load = os.getloadavg()[0]
    heads = ["page", "days", "ms", "of it processor", "queries", "kB"]
    title = (
        f"Figures of {decisions:,} decisions, {connection.vendor}, load of the machine {load:.1f}"
    )
    table(title, heads, rows)


if __name__ == "__main__":
    main()
