"""A table of figures: shown, drawn as a chart and downloaded from the same cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.http import HttpResponse
from django.utils.functional import Promise

from stet.moderation.insight.quality import Share
from stet.web.desk.insight.saying import (
    NONE,
    count,
    duration,
    hundredth,
    interval,
    percent,
    rate,
    units,
)

Words = str | Promise


class Unit(StrEnum):
    """What a column's figures are; the chart's axis is named and spaced by it."""

    COUNT = "count"
    SECONDS = "seconds"
    PERCENT = "percent"
    RATE = "rate"
    KAPPA = "kappa"
    WORDS = "words"


class Drawn(StrEnum):
    """How a chart draws a column. Lines differ in their strokes, not in colour alone."""

    BARS = "bars"
    LINE = "line"
    DASHED = "dashed"
    DOTTED = "dotted"
    NOT = ""


@dataclass(frozen=True)
class Column:
    title: Words
    unit: Unit = Unit.COUNT
    drawn: Drawn = Drawn.NOT


@dataclass(frozen=True)
class Cell:
    """``value`` is what a program reads (None: unknown); ``text`` is what a person does."""

    text: Words
    value: float | None = None
    percent: int | None = None  # of the widest bar in its column; None: no bar


@dataclass(frozen=True)
class Row:
    """``key`` names the row in the download, say by its date."""

    label: Words
    cells: list[Cell]
    key: str = ""
    address: str = ""


@dataclass(frozen=True)
class Table:
    """``chart``: "series" (a point for each row), "calibration", or "" for none."""

    key: str
    title: Words
    of: Words
    columns: list[Column]
    rows: list[Row]
    note: Words = ""
    chart: str = ""
    empty: Words = ""
    lines: list[Words] = field(default_factory=list)

    @property
    def cells(self) -> int:
        return len(self.columns) + 1

    @property
    def units(self) -> dict[str, str]:
        return units()


def counted(number: int, widest: int = 0) -> Cell:
    """A number of things, with a bar if the widest of its column is told."""
    return Cell(count(number), number, round(100 * number / widest) if widest else None)


def lasting(seconds: float | None) -> Cell:
    return Cell(NONE if seconds is None else duration(seconds), seconds)


def shared(value: float | None) -> Cell:
    """A share from 0 to 1, told in percent; a program reads percent with one decimal place."""
    return Cell(NONE) if value is None else Cell(percent(value), round(100 * value, 1))


def rated(value: float | None) -> Cell:
    return Cell(NONE) if value is None else Cell(rate(value), round(value, 1))


def agreed(kappa: float | None) -> Cell:
    """A kappa or an end of its interval, from -1 to 1."""
    return Cell(NONE) if kappa is None else Cell(hundredth(kappa), round(kappa, 2))


def sure(share: Share) -> list[Cell]:
    """The share, its interval, and how many it rests on: three cells."""
    low, high = share.interval
    span = interval(low, high) if share.of else NONE
    return [shared(share.value), Cell(span), counted(share.of)]


def as_csv(table: Table, name: str) -> HttpResponse:
    """The table as a file: one line a row, plain numbers, UTF-8 with the mark that Excel needs."""
    written = io.StringIO()
    written.write("\ufeff")
    csv.writer(written).writerows(_lines(table))
    response = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{table.key}.csv"'
    return response


def _lines(table: Table) -> Iterator[list[str]]:
    yield [_safe(str(table.of)), *(_safe(_headed(column)) for column in table.columns)]
    for row in table.rows:
        cells = zip(table.columns, row.cells, strict=True)
        yield [_safe(row.key or str(row.label)), *(_plain(*each) for each in cells)]


def _headed(column: Column) -> str:
    named = {Unit.SECONDS: "s", Unit.PERCENT: "%"}
    return f"{column.title} ({named[column.unit]})" if column.unit in named else str(column.title)


def _plain(column: Column, cell: Cell) -> str:
    if column.unit is Unit.WORDS:
        return _safe(str(cell.text))
    if cell.value is None:
        return ""
    if column.unit is Unit.KAPPA:
        return f"{cell.value:.2f}"
    return f"{cell.value:.1f}" if cell.value % 1 else f"{cell.value:.0f}"


def _safe(words: str) -> str:
    """A headline that begins like a formula is no formula: a spreadsheet shows it as it is."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@", "\t", "\r")) else words
