"""Posting durably, with the screener inside the request and without it.

    python -m benchmarks.posting [POSTGRESQL_URL]

Every comment is counted afterwards: what was acknowledged is there. The peers' figures are from the
same kind of machine, without screening.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.support import get, import_lines, load, served, table

SECONDS = 6
CALLERS = (1, 16, 64)
# Posts a second at 1, 16 and 64 writers.
PEERS = {
    "Remark42": ("327", "460", "553"),
    "Isso": ("166", "267", "134"),
    "contrib-comments": ("234", "343", "335"),
    "xtd (PostgreSQL)": ("35", "75", "71"),
}
# Unique bodies, so that no post is taken for a double; the counter is each wrk thread's own.
_SCRIPT = """
local counter, thread = 0, 0
function setup(t) thread = thread + 1; t:set("id", thread) end
function request()
  counter = counter + 1
  local text = "The ferry was late again and nobody could tell why. " ..
    "My neighbour waited an hour in the rain with two children. " ..
    "The council should publish the timetable it promised in spring. " ..
    "Number " .. id .. "-" .. counter .. "-%s."
  local body = '{"article_url":"https://news.example/posts","name":"Reader","text":"' .. text .. '"}'
  return wrk.format("POST", "/api/v1/comments", {["Content-Type"]="application/json"}, body)
end
"""


def main() -> None:
    url = sys.argv[1] if len(sys.argv) > 1 else ""
    environ = {"DATABASE_URL": url} if url else {}
    rows = [
        _row("Stet, screened in the request", environ),
        _row("Stet, screened by the worker", {**environ, "STET_SCREEN_TIMEOUT_MS": "0"}),
    ]
    rows += [[name, *figures] for name, figures in PEERS.items()]
    heads = ["", *(f"{callers} writers /s (p99 ms)" for callers in CALLERS)]
    table(f"Posting, {'PostgreSQL' if url else 'SQLite'}", heads, rows)


def _row(name: str, environ: dict[str, str]) -> list[str]:
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        import_lines(data, "posts", 1, state="held")
        script = data / "post.lua"
        with served(data, "--no-worker", **environ) as base:
            for callers in CALLERS:
                script.write_text(_SCRIPT % f"{name}-{callers}")
                seen = load(base, callers, SECONDS, "-s", str(script))
                if seen.refused:
                    raise RuntimeError(f"{seen.refused} posts were refused")
                figures.append(f"{seen.per_s:,.0f} ({seen.p99_ms:.0f})")
            get(f"{base}/api/v1/counts?url=https://news.example/posts")
    return [name, *figures]


if __name__ == "__main__":
    main()
