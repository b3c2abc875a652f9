"""`stet wire compare`: another service's past scores beside ours, before anything is switched."""

from __future__ import annotations

import json
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stet.commands.mistakes import Mistake
from stet.commands.opening import Data, open_newsroom
from stet.commands.speaking import Advance, progress, say

if TYPE_CHECKING:
    from stet.screening.judge.second import Unjudged
    from stet.wire.comparing.printing import Comparison
    from stet.wire.comparing.reading import Past

wire = typer.Typer(help="Moving here from another service.", no_args_is_help=True)
_BATCH = 32
# What Coral and Discourse come with, and what others set most.
_THRESHOLDS = [0.5, 0.7, 0.8, 0.85, 0.9]


def add_to(app: typer.Typer) -> None:
    app.add_typer(wire, name="wire")


@wire.command("compare")
def compare(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Past texts and scores: .jsonl or .csv, or .gz of it."),
    ],
    attribute: Annotated[
        str, typer.Option("--attribute", metavar="NAME", help="Which of Perspective's attributes.")
    ] = "TOXICITY",
    threshold: Annotated[
        list[float] | None,
        typer.Option(
            "--threshold",
            metavar="SCORE",
            min=0.0,
            max=1.0,
            help="A threshold that you use; may be repeated. By default 0.5, 0.7, 0.8, 0.85 and 0.9.",
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report", metavar="DIR", help="Write compare.html there.", show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    data: Data = None,
) -> None:
    """How our scores of past texts agree with another service's, and which thresholds to set.

    With --data as that newsroom's screener scores, else as Stet ships.
    """
    from stet.screening.evaluation.baselines import MissingExtra
    from stet.wire.comparing import printing
    from stet.wire.comparing.reading import BadFile

    try:
        if report is not None:
            from stet.screening.evaluation.report import need_report

            need_report()
        with progress("reading") as advance:
            found = _compare(file, attribute, threshold or _THRESHOLDS, _screener(data), advance)
        if report is not None:
            say(f"wrote {printing.write_page(found, report)}")
    except (BadFile, MissingExtra) as problem:
        raise Mistake(str(problem)) from None
    except OSError as problem:
        raise Mistake(f"{problem.filename}: {problem.strerror}") from None
    if as_json:
        json.dump(printing.as_dict(found), sys.stdout, allow_nan=False)
        sys.stdout.write("\n")
    else:
        print(printing.as_text(found))


def _screener(data: Path | None) -> Unjudged:
    if data is None:
        from stet.screening.screener import default_screener

        return default_screener()
    open_newsroom(data)
    from stet.moderation.screeners import screener_of
    from stet.newsroom.setup import the_site

    return screener_of(the_site().id)


def _compare(
    file: Path, attribute: str, thresholds: list[float], screener: Unjudged, advance: Advance
) -> Comparison:
    from stet.wire.comparing.measuring import compare
    from stet.wire.comparing.printing import Comparison
    from stet.wire.comparing.reading import BadFile, Reading, read

    reading = Reading()
    past = list(read(file, attribute, reading))
    kept, ours, unserved = _scores(past, attribute, screener, advance)
    if not kept:
        raise BadFile(f"{file}: no line has a text and a score from 0 to 1 for {attribute}")
    found = compare(
        ours,
        [one.theirs for one in kept],
        sorted(thresholds),
        [one.rejected for one in kept],
    )
    name = f"{screener.name}@{screener.version}"
    return Comparison(attribute, name, reading, unserved, found)


def _scores(
    past: list[Past], attribute: str, screener: Unjudged, advance: Advance
) -> tuple[list[Past], list[float], int]:
    """The rows in languages that are served, our scores of them, and how many others there were."""
    from stet.screening.types import Submission
    from stet.wire.perspective.attributes import ATTRIBUTES, Read

    known = ATTRIBUTES.get(attribute)
    if known is None or known.value is None:
        there = ", ".join(name for name, one in ATTRIBUTES.items() if one.value)
        raise Mistake(
            f"--attribute {attribute}: not one that we have a score for; those are {there}"
        )
    kept: list[Past] = []
    ours: list[float] = []
    rest = iter(past)
    done = 0
    while batch := list(islice(rest, _BATCH)):
        found = screener.screen([Submission("", one.text, lang=one.lang) for one in batch])
        for one, screening in zip(batch, found, strict=True):
            if screening.lang in known.languages:
                kept.append(one)
                ours.append(known.value(Read(screening, screener.policy_of(screening.lang))))
        done += len(batch)
        advance(done, len(past), "screening")
    return kept, ours, len(past) - len(kept)
