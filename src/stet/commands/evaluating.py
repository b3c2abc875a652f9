"""`stet evaluate`: needs no newsroom, no database and no Django."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stet.commands.mistakes import Mistake
from stet.commands.speaking import progress, say

if TYPE_CHECKING:
    from stet.screening.evaluation.running import Asked


def add_to(app: typer.Typer) -> None:
    app.command()(evaluate)


_Corpus = Annotated[
    Path, typer.Option("--corpus", metavar="DIR", help="Folder of labelled sets (NAME.jsonl.gz).")
]
_Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME", help="Only this set; may be repeated."),
]
_Headline = Annotated[bool, typer.Option("--headline", help="Only the sets that a bar is on.")]
_Rows = Annotated[
    int | None,
    typer.Option("--rows", metavar="N", min=1, help="At most N rows of a set.", show_default=False),
]
_Own = Annotated[
    Path | None,
    typer.Option(
        "--own",
        metavar="DIR",
        help="Folder of written examples kept for measuring; in a checkout its own.",
        show_default=False,
    ),
]
_Report = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="DIR",
        help="Write report.html with its plots there.",
        show_default=False,
    ),
]
_Baselines = Annotated[
    bool, typer.Option("--baselines", help="Set other classifiers beside ours (slow).")
]
_NoSpeed = Annotated[bool, typer.Option("--no-speed", help="Do not measure speed.")]
_Jobs = Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="Screen in N processes.")]
_AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def evaluate(
    corpus: _Corpus,
    sets: _Sets = None,
    headline: _Headline = False,
    rows: _Rows = None,
    own: _Own = None,
    report: _Report = None,
    baselines: _Baselines = False,
    no_speed: _NoSpeed = False,
    jobs: _Jobs = 1,
    as_json: _AsJson = False,
) -> None:
    """Measure the screener on labelled comments that no training saw. Needs no newsroom."""
    from stet.screening.evaluation.rows import shipped_own
    from stet.screening.evaluation.running import Asked

    asked = Asked(
        corpus=corpus,
        sets=tuple(sets or ()),
        headline=headline,
        most=rows,
        own=own or shipped_own(),
        baselines=baselines,
        speed=not no_speed,
        jobs=jobs,
    )
    _evaluate(asked, report, as_json=as_json)


def _evaluate(asked: Asked, report: Path | None, *, as_json: bool) -> None:
    from stet.screening.corpora.reading import NoCorpus
    from stet.screening.evaluation.baselines import MissingExtra, need_baselines
    from stet.screening.evaluation.printing import as_dict, as_text
    from stet.screening.evaluation.report import need_report, write_report
    from stet.screening.evaluation.running import evaluate
    from stet.screening.screener import default_screener

    try:
        if asked.baselines:
            need_baselines()
        if report is not None:
            need_report()
            _try_out(report)
        with progress("reading") as advance:
            found = evaluate(asked, default_screener, advance)
            if report is not None:
                advance(0, None, "writing the report")
                say(f"wrote {write_report(found, report)}")
    except (NoCorpus, MissingExtra) as problem:
        raise Mistake(str(problem)) from None
    if as_json:
        json.dump(as_dict(found), sys.stdout, allow_nan=False)
        sys.stdout.write("\n")
    else:
        print(as_text(found))


def _try_out(report: Path) -> None:
    """Finds out before minutes of work whether the report can be written."""
    try:
        report.mkdir(parents=True, exist_ok=True)
        (report / "report.css").touch()
    except OSError as problem:
        raise Mistake(f"--report {report}: {problem.strerror}") from None
