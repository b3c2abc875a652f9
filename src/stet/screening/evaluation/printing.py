"""The figures as text for a terminal and as JSON for programs; never a word of a comment."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from stet.screening.evaluation.bars import Headline
from stet.screening.evaluation.figures import OfSet, Suggested
from stet.screening.evaluation.own import OfOwn
from stet.screening.evaluation.running import Evaluation

_MET = {"aim": "aim met", "bar": "bar met", "missed": "MISSED", "not measured": "-", "": ""}


def as_dict(evaluation: Evaluation) -> dict[str, Any]:
    """Every figure, in the shapes of the dataclasses; what could not be measured is null."""
    whole = {
        "screener": evaluation.screener,
        "rows": evaluation.rows,
        "rows_per_s": evaluation.rows_per_s,
        "headline": [_of_headline(one) for one in evaluation.headline],
        "sets": [asdict(one) for one in evaluation.sets],
        "clauses": [asdict(one) for one in evaluation.clauses],
        "languages": [asdict(one) for one in evaluation.languages],
        "groups": [asdict(one) for one in evaluation.groups],
        "own": asdict(evaluation.own) if evaluation.own else None,
        "baselines": [asdict(one) for one in evaluation.baselines],
        "speed": evaluation.speed,
    }
    found: dict[str, Any] = _finite(whole)
    return found


def as_text(evaluation: Evaluation) -> str:
    """All the tables."""
    parts = [
        f"{evaluation.screener}: {evaluation.rows} rows, {evaluation.rows_per_s:.0f} a second",
        _headline(evaluation.headline),
        _sets(evaluation.sets),
        _heads(evaluation.sets),
        _clauses(evaluation),
        _languages(evaluation),
        _groups(evaluation),
    ]
    if evaluation.own:
        parts.append(_own(evaluation.own))
    if evaluation.baselines:
        parts.append(_baselines(evaluation))
    if evaluation.speed:
        parts.append(speed_text(evaluation.speed))
    return "\n\n".join(parts)


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in spaces: the first column begins, the others end in line; the last may be words."""
    cells = [list(head), *map(list, rows)]
    wide = [max(len(row[at]) for row in cells) for at in range(len(head))]
    lines = [
        "  ".join(
            [row[0].ljust(wide[0]), *(c.rjust(w) for c, w in zip(row[1:], wide[1:], strict=True))]
        ).rstrip()
        for row in cells
    ]
    return "\n".join([title, "-" * min(100, max(map(len, lines))), *lines])


def figure(value: float | None, form: str = "{:.3f}") -> str:
    """A figure as it is written; a dash where there is none."""
    return "-" if value is None or math.isnan(value) else form.format(value)


def percent(value: float) -> str:
    return figure(value, "{:.1%}")


def interval(one: Headline) -> str:
    if math.isnan(one.low):
        return ""
    return f"{one.bar.form.format(one.low)} to {one.bar.form.format(one.high)}"


def _headline(rows: Sequence[Headline]) -> str:
    return table(
        "Headline figures",
        ["figure", "bar", "aim", "ours", "95 %", "", "beside it"],
        [
            [
                one.bar.title,
                figure(one.bar.bar, one.bar.form),
                figure(one.bar.aim, one.bar.form),
                figure(one.value, one.bar.form),
                interval(one),
                _MET[one.verdict],
                one.beside,
            ]
            for one in rows
        ],
    )


def _suggested(one: Suggested) -> list[str]:
    return [str(one.rows), percent(one.approve), percent(one.look), percent(one.reject)]


def _sets(sets: Sequence[OfSet]) -> str:
    rows = []
    for one in sets:
        rows += [
            [one.name, which.of, *_suggested(which)]
            for which in (one.fine, one.violations)
            if which.rows
        ]
    said = table(
        "Suggestions, by set", ["set", "labelled", "rows", "approve", "look", "reject"], rows
    )
    more = [
        f"{one.name}: relevance ROC AUC {one.relevance_auc:.3f} of {one.relevance_rows} rows"
        for one in sets
        if one.relevance_rows
    ]
    more += [
        f"{one.name}: span F1 {one.span_f1:.3f} of {one.span_rows} rows"
        for one in sets
        if one.span_rows
    ]
    return "\n".join([said, *more])


def _heads(sets: Sequence[OfSet]) -> str:
    rows = []
    for one in sets:
        for head in one.heads:
            if not head.positives:
                continue
            rows.append(
                [one.name, head.head, str(head.rows), str(head.positives), figure(head.auc), figure(head.average_precision),
                 figure(head.precision), figure(head.recall), figure(head.macro_f1)]
            )  # fmt: skip
            if head.head == "overall":
                rows.append(
                    [one.name, "overall, rejected", str(head.rows), str(head.positives), "", "",
                     figure(one.reject_precision), figure(one.reject_recall), ""]
                )  # fmt: skip
    return table(
        "Clauses, by set (overall: not suggested approve)",
        ["set", "clause", "rows", "true", "ROC AUC", "avg prec", "precision", "recall", "macro F1"],
        rows,
    )


def _clauses(evaluation: Evaluation) -> str:
    return table(
        "Clauses, over all sets (ROC AUC: mean of the sets; ECE: all sets, and held-out parts only)",
        ["clause", "rows", "true", "sets", "ROC AUC", "precision", "recall", "ECE", "ECE held out"],
        [
            [one.head, str(one.rows), str(one.positives), str(one.sets), figure(one.auc), figure(one.precision),
             figure(one.recall), figure(one.calibration_error), figure(one.held_out_error)]
            for one in evaluation.clauses
        ],
    )  # fmt: skip


def _languages(evaluation: Evaluation) -> str:
    return table(
        "Languages (shares of harmless rows, and of abusive ones not suggested approve)",
        ["lang", "rows", "true", "ROC AUC", "harmless rejected", "harmless approved", "abusive caught"],
        [
            [one.lang, str(one.rows), str(one.positives), figure(one.auc), percent(one.fine.reject),
             percent(one.fine.approve), percent(1.0 - one.violations.approve)]
            for one in evaluation.languages
        ],
    )  # fmt: skip


def _groups(evaluation: Evaluation) -> str:
    return table(
        "Mentions of a group (shares of harmless rows that mention it)",
        ["group", "rows", "true", "ROC AUC", "harmless", "rejected", "not approved"],
        [
            [one.group, str(one.rows), str(one.positives), figure(one.auc), str(one.fine.rows),
             percent(one.fine.reject), percent(1.0 - one.fine.approve)]
            for one in evaluation.groups
        ],
    )  # fmt: skip


def _own(own: OfOwn) -> str:
    head = ["which", "rows", "approve", "look", "reject"]
    tables = [
        ("Own hard negatives, by kind", own.hard_by_kind),
        ("Own hard negatives, by language", own.hard_by_lang),
        ("Own violations, by kind", own.violations_by_kind),
        ("Own violations, by language", own.violations_by_lang),
        ("Own violations, by clause broken", own.violations_by_clause),
    ]
    return "\n\n".join(
        table(title, head, [[one.of, *_suggested(one)] for one in rows])
        for title, rows in tables
        if rows
    )


def _baselines(evaluation: Evaluation) -> str:
    return table(
        "Others beside ours (English rows; overall)",
        ["set", "other", "rows", "its ROC AUC", "ours", "its avg prec", "ours"],
        [
            [one.set, one.scorer, str(one.rows), figure(one.auc), figure(one.ours_auc),
             figure(one.average_precision), figure(one.ours_average_precision)]
            for one in evaluation.baselines
        ],
    )  # fmt: skip


def speed_text(speed: dict[str, float]) -> str:
    """The figures of speed in two lines."""
    return (
        f"Speed on one core: {speed['per_s']:.0f} comments a second in batches of 32; alone p50 {speed['alone_p50_ms']:.1f} ms, "
        f"p99 {speed['alone_p99_ms']:.1f} ms of processor time ({speed['alone_p50_wall_ms']:.1f} and {speed['alone_p99_wall_ms']:.1f} on the clock)\n"
        f"Loaded in {speed['load_s']:.2f} s ({speed['load_wall_s']:.2f} on the clock); {speed['loaded_mb']:.0f} MB resident then, {speed['working_mb']:.0f} MB after "
        f"work, {speed['bare_mb']:.0f} MB before"
    )


def _of_headline(one: Headline) -> dict[str, Any]:
    return {
        "key": one.bar.key, "title": one.bar.title, "bar": one.bar.bar, "aim": one.bar.aim, "lower_is_better": one.bar.lower,
        "value": one.value, "low": one.low, "high": one.high, "verdict": one.verdict, "beside": one.beside,
    }  # fmt: skip


def _finite(value: Any) -> Any:
    """JSON has no nan."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
