"""What the report says, section by section: figures with plain sentences of what they mean."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final

from stet.screening.corpora.heads import OVERALL
from stet.screening.evaluation.bars import Headline
from stet.screening.evaluation.figures import MAIN, OfHead, OfSet, Suggested
from stet.screening.evaluation.naming import name_of
from stet.screening.evaluation.own import OfOwn
from stet.screening.evaluation.pages import says, subheading, table, terms
from stet.screening.evaluation.printing import figure, interval, percent
from stet.screening.evaluation.running import Evaluation

_VERDICT: Final = {
    "aim": ("aim reached", "aim"),
    "bar": ("bar reached", "bar"),
    "missed": ("missed", "missed"),
    "not measured": ("not measured", "unmeasured"),
    "": ("", ""),
}

GLOSSARY: Final = (
    (
        "Suggestion",
        "What the screener says to the moderator: approve, reject, or look (a person should decide without a hint). People decide.",
    ),
    (
        "ROC AUC",
        "Take one abusive and one harmless comment at random: how often does the abusive one get the higher score? 1 is always, 0.5 is a coin.",
    ),
    (
        "Average precision",
        "Read comments from the highest score down: how many of those read so far are abusive, averaged over all abusive ones. Low where abuse is rare.",
    ),
    ("Precision", "Of the comments that the screener names, the share that people named too."),
    ("Recall", "Of the comments that people named, the share that the screener names too."),
    ("F1", "One figure for both: high only if precision and recall are. Macro F1 is the mean of the F1 of yes and that of no."),
    ("Calibration error", "Where the screener says 70 %, about 70 of 100 should be so. This is by how much it is off on average."),
    ("Span F1", "How well the words it highlights are the words that people marked, letter by letter."),
    ("95 % interval", "How far the figure may be from the true one by the chance of which comments were in the set."),
    ("Bar and aim", "The bar is the least that we ask of a release; the aim is what we want."),
)  # fmt: skip


def headline(rows: Sequence[Headline]) -> str:
    counts = Counter(one.verdict for one in rows)
    judged = counts["aim"] + counts["bar"] + counts["missed"]
    lead = f"Of {judged} figures, {counts['aim']} reach the aim, {counts['bar']} more the bar, and {counts['missed']} miss it."
    if counts["not measured"]:
        lead += f" {counts['not measured']} were not measured in this run."
    return says(lead) + table(
        "The figures the screener is held to",
        ["Figure", "Ours", "", "Bar", "Aim", "95 % interval", "Beside it"],
        [
            [
                one.bar.title,
                figure(one.value, one.bar.form),
                _VERDICT[one.verdict][0],
                _asked(one, one.bar.bar),
                _asked(one, one.bar.aim),
                interval(one),
                one.beside,
            ]
            for one in rows
        ],
        kind="headline",
        words=[6],
        classes=[_VERDICT[one.verdict][1] for one in rows],
    )


def _asked(one: Headline, value: float | None) -> str:
    if value is None:
        return ""
    return f"{'under' if one.bar.lower else 'from'} {one.bar.form.format(value)}"


def own(found: OfOwn) -> tuple[str, str]:
    """The words before the plot of hard negatives, and those before the plot of violations."""
    hard, broken = found.hard_negatives, found.violations
    before = says(
        f"{hard.rows} comments written for this project are harmless and easily mistaken: anger at governments and armies, people who say who they are,",
        "quotes, denials, reports of war, criticism of the paper. None of them was used in training.",
        f"The screener would approve {percent(hard.approve)} of them, leave {percent(hard.look)} to a person, and wrongly suggest rejecting {percent(hard.reject)}.",
    )
    after = says(
        f"{broken.rows} more break the guidelines, in all clauses and several languages.",
        f"The screener suggests rejecting {percent(broken.reject)}, asks for a look at {percent(broken.look)}, and would let {percent(broken.approve)} pass.",
    )
    return before, after


def suggested(caption: str, rows: Sequence[Suggested]) -> str:
    return table(
        caption,
        ["", "Rows", "Approve", "Look", "Reject"],
        [
            [
                name_of(one.of),
                f"{one.rows:,}",
                percent(one.approve),
                percent(one.look),
                percent(one.reject),
            ]
            for one in rows
        ],
    )


def sets(found: Sequence[OfSet]) -> str:
    rows = []
    for one in found:
        main = main_head(one)
        rows.append(
            [
                one.name,
                ", ".join(one.langs),
                name_of(main.head) if main else "",
                f"{one.rows:,}",
                f"{main.positives:,}" if main else "",
                figure(main.auc if main else None),
                figure(main.average_precision if main else None),
                figure(main.precision if main else None),
                figure(main.recall if main else None),
                percent(one.fine.reject),
                percent(one.violations.reject),
            ]
        )
    return table(
        "Each set by what it is about; precision and recall of naming it, or of not suggesting approve",
        ["Set", "Language", "About", "Rows", "True", "ROC AUC", "Average precision", "Precision", "Recall", "Harmless rejected", "Violations rejected"],
        rows,
    )  # fmt: skip


def main_head(one: OfSet) -> OfHead | None:
    """The figures of what a set is about."""
    return next((h for h in one.heads if h.head == MAIN.get(one.name, OVERALL)), None)


def heads(found: Sequence[OfSet]) -> str:
    return table(
        "Every clause in every set that knows it",
        ["Set", "Clause", "Rows", "True", "ROC AUC", "Average precision", "Precision", "Recall", "Macro F1"],
        [
            [one.name, name_of(head.head), f"{head.rows:,}", f"{head.positives:,}", figure(head.auc),
             figure(head.average_precision), figure(head.precision), figure(head.recall), figure(head.macro_f1)]
            for one in found
            for head in one.heads
            if head.positives
        ],
    )  # fmt: skip


def more_of_sets(found: Sequence[OfSet]) -> str:
    """Relevance and spans, where a set has them."""
    said = [
        says(
            f"Relevance on {one.name}: of a comment with its own article and one with another's, the first scores higher",
            f"{percent(one.relevance_auc)} of the time ({one.relevance_rows} rows).",
        )
        for one in found
        if one.relevance_rows and not math.isnan(one.relevance_auc)
    ]
    said += [
        says(
            f"Words concerned on {one.name}: span F1 {figure(one.span_f1)} ({one.span_rows} rows)."
        )
        for one in found
        if one.span_rows
    ]
    return "\n".join(said)


def clauses(evaluation: Evaluation) -> str:
    return table(
        "Each clause over all sets that know it; ROC AUC is the mean of the sets",
        ["Clause", "Rows", "True", "Sets", "ROC AUC", "Precision", "Recall", "Calibration error, all sets", "held-out parts only"],
        [
            [name_of(one.head), f"{one.rows:,}", f"{one.positives:,}", str(one.sets), figure(one.auc), figure(one.precision),
             figure(one.recall), figure(one.calibration_error), figure(one.held_out_error)]
            for one in evaluation.clauses
        ],
    )  # fmt: skip


def languages(evaluation: Evaluation) -> str:
    return table(
        "Each language; ROC AUC is the mean of its sets",
        ["Language", "Rows", "Abusive", "Sets", "ROC AUC", "Harmless approved", "Harmless rejected", "Abusive not approved", "Abusive rejected"],
        [
            [one.lang, f"{one.rows:,}", f"{one.positives:,}", str(one.sets), figure(one.auc), percent(one.fine.approve),
             percent(one.fine.reject), percent(1.0 - one.violations.approve), percent(one.violations.reject)]
            for one in evaluation.languages
        ],
    )  # fmt: skip


def groups(evaluation: Evaluation) -> str:
    return table(
        "Rows that mention a group",
        ["Mentions", "Rows", "Abusive", "ROC AUC", "Harmless", "Harmless rejected", "Harmless not approved"],
        [
            [name_of(one.group), f"{one.rows:,}", f"{one.positives:,}", figure(one.auc), f"{one.fine.rows:,}",
             percent(one.fine.reject), percent(1.0 - one.fine.approve)]
            for one in evaluation.groups
        ],
    )  # fmt: skip


def others(evaluation: Evaluation) -> str:
    return table(
        "Others on the same rows; better-profanity reads at most 300 of a set",
        ["Set", "Other", "Rows", "Its ROC AUC", "Ours", "Its average precision", "Ours"],
        [
            [one.set, one.scorer, f"{one.rows:,}", figure(one.auc), figure(one.ours_auc),
             figure(one.average_precision), figure(one.ours_average_precision)]
            for one in evaluation.baselines
        ],
        words=[1],
    )  # fmt: skip


def speed(found: dict[str, float]) -> str:
    def ms(key: str) -> str:
        return figure(found[key], "{:.1f} ms")

    return says(
        "One core, one thread, comments of 60 words. Times are of the processor, because the clock of a busy machine measures its other guests too."
    ) + table(
        "Speed and weight",
        ["", "Figure"],
        [
            ["In batches of 32", figure(found["per_s"], "{:.0f} comments a second")],
            ["One alone, half of them within", ms("alone_p50_ms")],
            ["One alone, 99 of 100 within", ms("alone_p99_ms")],
            ["The same by the clock", f"{ms('alone_p50_wall_ms')} and {ms('alone_p99_wall_ms')}"],
            ["Import and load, with the first comment", figure(found["load_s"], "{:.2f} s")],
            ["The same by the clock", figure(found["load_wall_s"], "{:.2f} s")],
            ["Memory before loading", figure(found["bare_mb"], "{:.0f} MB")],
            ["Memory with the screener loaded", figure(found["loaded_mb"], "{:.0f} MB")],
            ["Memory after work", figure(found["working_mb"], "{:.0f} MB")],
        ],
    )


def reading() -> str:
    return (
        says(
            "The rows come from parts of public sets that no training, fitting or tuning saw.",
            "Each set asked its own question of its own annotators: a set about sexism calls a swearing text fine, a set of insults calls insults of politicians abusive.",
            "So no screener can reach 1 everywhere, and figures of different sets are averaged, never mixed.",
        )
        + subheading("The words used here")
        + terms(GLOSSARY)
    )
