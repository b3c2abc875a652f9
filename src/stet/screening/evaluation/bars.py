"""The figures that the screener is held to, and how it stands beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from stet.screening.corpora.heads import OVERALL, PROMOTION
from stet.screening.evaluation.figures import OfClause, mean
from stet.screening.evaluation.measuring import Measured
from stet.screening.evaluation.metrics import (
    NAN,
    Bools,
    Floats,
    average_precision,
    f1,
    macro_f1,
    mean_auc_interval,
    roc_auc,
)
from stet.screening.evaluation.naming import name_of
from stet.screening.evaluation.own import OfOwn
from stet.screening.evaluation.rows import HEAD_TO_HEAD, SPANS

# Comments in English whose annotators were asked whether they are abusive. Their figures are averaged,
# because a figure over their rows together would reward guessing the set.
FIVE: Final = ("toxic_spans_civil", "jigsaw_subset", "edos", "davidson", "impermium_insults")
FOREIGN: Final = ("cyber2021_ar", "l_hsab", "troff", "pars_offensive", "germeval2018")

# What any bar needs.
NEEDED: Final = (*FIVE, SPANS, "youtube_spam", HEAD_TO_HEAD, *FOREIGN)

Verdict = Literal["aim", "bar", "missed", "not measured", ""]


@dataclass(frozen=True, slots=True)
class Bar:
    """What is asked of a figure: `bar` is the least, `aim` what we want; None where it is only told.

    `form` is how the figure is written.
    """

    key: str
    title: str
    bar: float | None = None
    aim: float | None = None
    lower: bool = False
    form: Literal["{:.3f}", "{:.1%}", "{:.0f}/s", "{:.1f} ms", "{:.0f} MB", "{:.2f} s"] = "{:.3f}"

    def met(self, value: float) -> Verdict:
        """Whether a figure reaches the aim, the bar or neither."""
        if self.bar is None or self.aim is None:
            return ""
        if np.isnan(value):
            return "not measured"
        for verdict, asked in (("aim", self.aim), ("bar", self.bar)):
            if value < asked if self.lower else value >= asked:
                return "aim" if verdict == "aim" else "bar"
        return "missed"


BARS: Final = (
    Bar("five_auc", "Abusive or not: ROC AUC, mean of five English sets", 0.90, 0.95),
    *(Bar(f"auc_{name}", f"… of these, {name}") for name in FIVE),
    Bar("context_auc", "Abusive or not: ROC AUC on context_toxicity", 0.84, 0.90),
    Bar("context_ap", "Abusive or not: average precision on context_toxicity"),
    Bar("sexism_f1", "Sexism: macro F1 on the edos test", 0.80, 0.86),
    Bar("span_f1", "Words concerned: span F1 on the SemEval-2021 test", 0.64, 0.70),
    Bar("promotion_f1", "Promotion: F1 on youtube_spam", 0.95, 0.98),
    Bar("hard_reject", "Own hard negatives suggested reject", 0.08, 0.03, lower=True, form="{:.1%}"),
    Bar("hard_approve", "Own hard negatives suggested approve", 0.70, 0.85, form="{:.1%}"),
    Bar("violations_kept", "Own violations not suggested approve", 0.90, 0.97, form="{:.1%}"),
    Bar("violations_reject", "Own violations suggested reject", 0.50, 0.70, form="{:.1%}"),
    *(Bar(f"auc_{name}", f"Abusive or not: ROC AUC on {name}", 0.80, 0.88) for name in FOREIGN),
    Bar("ece_overall", "Calibration error of the overall score, all sets", 0.05, 0.02, lower=True),
    Bar("ece_clause", "Calibration error of the worst clause, all sets", 0.05, 0.02, lower=True),
    Bar("ece_overall_held_out", "Calibration error of the overall score, held-out parts only", 0.05, 0.02, lower=True),
    Bar("ece_clause_held_out", "Calibration error of the worst clause, held-out parts only", 0.05, 0.02, lower=True),
    Bar("per_s", "Speed in batches of 32, comments of 60 words", 100, 400, form="{:.0f}/s"),
    Bar("alone_p99_ms", "Time for one comment alone, 99 of 100 within", 30, 10, lower=True, form="{:.1f} ms"),
    Bar("loaded_mb", "Memory of a process with the screener loaded", 250, 150, lower=True, form="{:.0f} MB"),
    Bar("load_s", "Time to import and load", 1.5, 0.5, lower=True, form="{:.2f} s"),
)  # fmt: skip


# Figures are of processor time; what whoever waits for them saw stands beside.
_BY_THE_CLOCK: Final = {
    "alone_p99_ms": "by the clock {alone_p99_wall_ms:.1f} ms",
    "load_s": "by the clock {load_wall_s:.2f} s",
    "loaded_mb": "{working_mb:.0f} MB after work",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """A bar with its figure, the 95 % interval (nan where none was drawn) and what stands beside it."""

    bar: Bar
    value: float
    low: float = NAN
    high: float = NAN
    beside: str = ""

    @property
    def verdict(self) -> Verdict:
        return self.bar.met(self.value)


def headlines(
    sets: Mapping[str, Measured],
    clauses: Sequence[OfClause],
    own: OfOwn | None,
    speed: Mapping[str, float] | None,
) -> list[Headline]:
    """Every bar with its figure, in the order of BARS."""
    found = _of_sets(sets) | _of_calibration(clauses) | _of_own(own)
    for key in ("per_s", "alone_p99_ms", "loaded_mb", "load_s"):
        if speed is not None:
            found[key] = (speed[key], NAN, NAN, _BY_THE_CLOCK.get(key, "").format_map(speed))
    return [Headline(bar, *found.get(bar.key, (NAN, NAN, NAN, ""))) for bar in BARS]


_Found = dict[str, tuple[float, float, float, str]]


def _of_sets(sets: Mapping[str, Measured]) -> _Found:
    found: _Found = {}
    if all(name in sets for name in FIVE):
        columns = [_overall(sets[name]) for name in FIVE]
        found["five_auc"] = (
            mean([roc_auc(*one) for one in columns]),
            *mean_auc_interval(columns),
            "",
        )
    for name in (*FIVE, *FOREIGN):
        if name in sets:
            one = _overall(sets[name])
            found[f"auc_{name}"] = (roc_auc(*one), *mean_auc_interval([one]), f"{len(one[0])} rows")
    if HEAD_TO_HEAD in sets:
        found |= _beside_the_rival(sets[HEAD_TO_HEAD])
    if "edos" in sets:
        truth, _, named = sets["edos"].asked("sexism")
        found["sexism_f1"] = (macro_f1(truth, named), NAN, NAN, f"{len(truth)} rows")
    if "youtube_spam" in sets:
        truth, _, named = sets["youtube_spam"].asked(PROMOTION)
        found["promotion_f1"] = (f1(truth, named), NAN, NAN, f"{len(truth)} rows")
    if SPANS in sets:
        spans = sets[SPANS].spans
        found["span_f1"] = (float(np.nanmean(spans)), NAN, NAN, f"{len(spans)} rows")
    return found


def _overall(rows: Measured) -> tuple[Bools, Floats]:
    truth, score, _ = rows.asked(OVERALL)
    return truth, score


def _beside_the_rival(rows: Measured) -> _Found:
    """Our figures and those of the real Perspective API, on the rows that have its score."""
    both = rows.rows(~np.isnan(rows.rival))
    if not len(both):
        return {}
    truth, score = _overall(both)
    low, high = mean_auc_interval([(truth, score)])
    area, precision = roc_auc(truth, both.rival), average_precision(truth, both.rival)
    return {
        "context_auc": (
            roc_auc(truth, score), low, high, f"the real Perspective {area:.3f}, {len(truth)} rows",
        ),
        "context_ap": (
            average_precision(truth, score), NAN, NAN,
            f"the real Perspective {precision:.3f}, {int(truth.sum())} abusive",
        ),
    }  # fmt: skip


def _of_calibration(clauses: Sequence[OfClause]) -> _Found:
    found: _Found = {}
    for ending, column in (("", "calibration_error"), ("_held_out", "held_out_error")):
        errors = {one.head: value for one in clauses if not np.isnan(value := getattr(one, column))}
        if OVERALL in errors:
            found[f"ece_overall{ending}"] = (errors.pop(OVERALL), NAN, NAN, "")
        if errors:
            worst = max(errors, key=lambda head: errors[head])
            beside = f"{name_of(worst)}, of {len(errors)} clauses"
            found[f"ece_clause{ending}"] = (errors[worst], NAN, NAN, beside)
    return found


def _of_own(own: OfOwn | None) -> _Found:
    if own is None:
        return {}
    hard, broken = own.hard_negatives, own.violations
    return {
        "hard_reject": (hard.reject, NAN, NAN, f"{hard.rows} rows"),
        "hard_approve": (hard.approve, NAN, NAN, f"{hard.rows} rows"),
        "violations_kept": (1.0 - broken.approve, NAN, NAN, f"{broken.rows} rows"),
        "violations_reject": (broken.reject, NAN, NAN, f"{broken.rows} rows"),
    }
