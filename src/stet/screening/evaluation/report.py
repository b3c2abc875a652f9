"""Writes the report: a page with plots beside it, which hold figures and no comment."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np

from stet.screening.corpora.heads import OVERALL
from stet.screening.evaluation import pages, plots, sections
from stet.screening.evaluation.bars import NEEDED
from stet.screening.evaluation.baselines import need
from stet.screening.evaluation.figures import OfSet
from stet.screening.evaluation.measuring import joined
from stet.screening.evaluation.naming import name_of
from stet.screening.evaluation.own import OfOwn
from stet.screening.evaluation.printing import figure
from stet.screening.evaluation.rows import HEAD_TO_HEAD
from stet.screening.evaluation.running import Evaluation

PAGE: Final = "report.html"
# Whose curves are seen at once; the others open when asked for.
_SHOWN: Final = NEEDED
_TITLE: Final = "How good the screener is"
_SUGGESTED: Final = "Each bar is all comments of its kind: approve, look, reject. How many there are stands in brackets."


def need_report() -> None:
    """Raises MissingExtra unless the report's packages are there."""
    need("matplotlib")


def write_report(evaluation: Evaluation, folder: Path) -> Path:
    """Writes the page and its plots into a folder, which is made if need be; the page's path.

    Raises OSError where that cannot be done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = [("short", "In short", sections.headline(evaluation.headline))]
    if evaluation.own:
        parts.append(("own", "Hard cases", _own(evaluation.own, folder)))
    parts.append(("sets", "Public sets", _sets(evaluation, folder)))
    if HEAD_TO_HEAD in evaluation.columns and _has_rival(evaluation):
        parts.append(("rival", "Beside Perspective", _rival(evaluation, folder)))
    if evaluation.baselines:
        parts.append(("others", "Beside others", _others(evaluation, folder)))
    parts += [
        ("clauses", "Clauses and calibration", _clauses(evaluation, folder)),
        ("languages", "Languages", _languages(evaluation, folder)),
        ("groups", "Who is mentioned", _groups(evaluation, folder)),
    ]
    if evaluation.speed:
        parts.append(("speed", "Speed", sections.speed(evaluation.speed)))
    parts.append(("reading", "How to read this", sections.reading()))
    style = files("stet.screening.evaluation").joinpath("report.css").read_text(encoding="utf-8")
    (folder / "report.css").write_text(style, encoding="utf-8")
    path = folder / PAGE
    path.write_text(pages.page(_TITLE, _lead(evaluation), parts, _foot()), encoding="utf-8")
    return path


def _lead(evaluation: Evaluation) -> str:
    today = datetime.now(UTC)
    return pages.says(
        f"{evaluation.screener}, measured on {evaluation.rows:,} labelled comments that it never learned from, on {today.day} {today:%B %Y}.",
        "The screener suggests; people decide.",
    )


def _foot() -> str:
    return pages.says(
        "Written by stet evaluate. This page and its plots hold figures only, no reader's words, and need no network."
    )


def _own(own: OfOwn, folder: Path) -> str:
    before, after = sections.own(own)
    found = [before]
    if own.hard_by_kind:
        plots.suggestions(folder / "hard.svg", [(name_of(one.of), one) for one in own.hard_by_kind])
        found += [
            pages.subheading("Harmless comments that look hard"),
            pages.figure(
                "hard.svg", "Suggestions for hard negatives, by kind; the table below has the figures", f"{_SUGGESTED} Red is a mistake here."
            ),
            pages.folded(
                "The figures, by kind and language",
                sections.suggested("Hard negatives by kind", own.hard_by_kind)
                + sections.suggested("Hard negatives by language", own.hard_by_lang),
            ),
        ]  # fmt: skip
    if own.violations_by_clause:
        plots.suggestions(
            folder / "violations.svg", [(name_of(one.of), one) for one in own.violations_by_clause]
        )
        found += [
            pages.subheading("Comments that break the guidelines"),
            after,
            pages.figure(
                "violations.svg", "Suggestions for violations, by clause; the table below has the figures", f"{_SUGGESTED} Green is a mistake here."
            ),
            pages.folded(
                "The figures, by clause, kind and language",
                sections.suggested("Violations by clause", own.violations_by_clause)
                + sections.suggested("Violations by kind", own.violations_by_kind)
                + sections.suggested("Violations by language", own.violations_by_lang),
            ),
        ]  # fmt: skip
    return "\n".join(found)


def _sets(evaluation: Evaluation, folder: Path) -> str:
    curves = {
        one.name: _curve(one)
        for one in evaluation.sets
        if plots.curves(folder / f"curves-{one.name}.svg", evaluation.columns[one.name])
    }
    shown = [name for name in _SHOWN if name in curves]
    found = [
        pages.says(
            "Each set is a collection of comments that people labelled. The screener is right in a set's eyes when the comments that they marked score above the others.",
            "Which of its scores is compared depends on what the set is about.",
        ),
        sections.sets(evaluation.sets),
        sections.more_of_sets(evaluation.sets),
        pages.folded("Every clause in every set", sections.heads(evaluation.sets)),
    ]
    if curves:
        found += [
            pages.subheading("Curves"),
            pages.says(
                "Left of each pair: how many marked comments are found (up) for how many others that are caught with them (across). A line that climbs at once is good.",
                "Right: how many of those named are right (up) the more are found (across). A line that stays up is good. The grey lines are what a coin would do.",
            ),
            pages.grid(curves[name] for name in shown),
        ]
        rest = [curve for name, curve in curves.items() if name not in shown]
        if rest:
            found.append(pages.folded(f"The curves of {len(rest)} more sets", pages.grid(rest)))
    return "\n".join(found)


def _curve(one: OfSet) -> str:
    main = sections.main_head(one)
    area = figure(main.auc) if main else "-"
    about = name_of(main.head) if main else ""
    return pages.figure(
        f"curves-{one.name}.svg",
        f"ROC and precision-recall curves on {one.name}",
        f"{one.name} ({', '.join(one.langs)}), {about}: ROC AUC {area}",
    )


def _has_rival(evaluation: Evaluation) -> bool:
    rows = evaluation.columns[HEAD_TO_HEAD]
    both = rows.rows(~np.isnan(rows.rival))
    truth, _, _ = both.asked(OVERALL)
    return bool(truth.any()) and not truth.all()


def _rival(evaluation: Evaluation, folder: Path) -> str:
    plots.distributions(folder / "distributions.svg", evaluation.columns[HEAD_TO_HEAD])
    rows = {one.bar.key: one for one in evaluation.headline}
    area, precision = rows["context_auc"], rows["context_ap"]
    return pages.says(
        "The rows of context_toxicity carry the score that the Perspective API gave them. Very few of them are abusive, as in a newspaper's own comments.",
        f"Ours: ROC AUC {figure(area.value)}, average precision {figure(precision.value)}; {area.beside}, with average precision {precision.beside.split(',')[0].split()[-1]}.",
        "No label of this set was used in training or fitting, and all figures come from the half whose scores no fit has used.",
    ) + pages.figure(
        "distributions.svg",
        "Histograms of the scores of harmless and abusive comments, ours and Perspective's",
        "How often each score is given. The less the two colours overlap, the better abusive comments are told from harmless ones; where along the line they part does not matter.",
    )


def _others(evaluation: Evaluation, folder: Path) -> str:
    areas: dict[str, dict[str, float]] = {}
    for one in evaluation.baselines:
        of_set = areas.setdefault(one.set, {})
        # Ours on all the rows; one that reads a sample comes later and does not count.
        of_set.setdefault("ours", one.ours_auc)
        of_set[one.scorer] = one.auc
    plots.others(folder / "others.svg", areas)
    return "\n".join(
        [
            pages.says(
                "A plain classifier of words and letter groups, trained here on the same English lessons, and two libraries that programmers often use for profanity.",
                "English rows only, because the libraries know no other language.",
            ),
            pages.figure("others.svg", "ROC AUC of each screener on each set; the table below has the figures", "Farther to the end of the line is better."),
            pages.folded("The figures", sections.others(evaluation)),
        ]
    )  # fmt: skip


def _clauses(evaluation: Evaluation, folder: Path) -> str:
    found = [
        pages.says(
            "A clause is named when its score passes its threshold. Sets seldom ask about every clause, so each is measured where somebody was asked.",
        ),
        sections.clauses(evaluation),
    ]
    heads = plots.reliabilities(folder / "reliability.svg", joined([*evaluation.columns.values()]))
    if heads:
        found += [
            pages.subheading("Does a score mean what it says?"),
            pages.figure(
                "reliability.svg",
                f"Reliability diagrams of {', '.join(map(name_of, heads))}",
                "Each dot is about a fifteenth of the rows: the score they got (across) and the share of them that people named (up). On the grey line a score of 70 % is right 70 times in 100; "
                "below the line the screener is too sure, above it not sure enough.",
            ),
        ]
    return "\n".join(found)


def _languages(evaluation: Evaluation, folder: Path) -> str:
    rows = [(one.lang, one.violations) for one in evaluation.languages if one.violations.rows]
    found = [
        pages.says(
            "How well it reads each language, by the public sets there are. No public set of Kurdish comments exists; see the hard cases for ours.",
        ),
        sections.languages(evaluation),
    ]
    if rows:
        plots.suggestions(folder / "languages.svg", rows)
        found.append(
            pages.figure("languages.svg", "Suggestions for abusive comments, by language; the table above has the figures", f"Abusive comments. {_SUGGESTED}")
        )  # fmt: skip
    return "\n".join(found)


def _groups(evaluation: Evaluation, folder: Path) -> str:
    plots.mentions(folder / "groups.svg", evaluation.groups)
    return "\n".join(
        [
            pages.says(
                "Harmless comments that mention a group of people, found by a short list of words. A fair screener treats them like harmless comments that mention nobody.",
                "The words are simple, so some rows mention something else (a white car, a blind alley).",
            ),
            pages.figure("groups.svg", "Shares of harmless comments wrongly suggested for rejection, by group mentioned; the table below has the figures",
                         f"Harmless comments that are not suggested for approval: red would be rejected, yellow shown to a person. Shorter is better. Groups with fewer than {plots.ENOUGH_TO_DRAW} such comments are in the table only."),
            sections.groups(evaluation),
        ]
    )  # fmt: skip
