"""Pieces of the report's page. Every word that comes from data is escaped; nothing is inline but the markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

Cells = Sequence[str]

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="report.css">
</head>
<body>
<header>
<h1>{title}</h1>
{lead}
</header>
<main>
{body}
</main>
<footer>
{foot}
</footer>
</body>
</html>
"""


def page(title: str, lead: str, sections: Sequence[tuple[str, str, str]], foot: str) -> str:
    """A whole page of (id, heading, content) sections, with a list of links to them."""
    links = "\n".join(f'<li><a href="#{key}">{escape(name)}</a></li>' for key, name, _ in sections)
    body = "\n".join(
        f'<section id="{key}">\n<h2>{escape(name)}</h2>\n{content}\n</section>'
        for key, name, content in sections
    )
    nav = f'<nav aria-label="Sections">\n<ul>\n{links}\n</ul>\n</nav>'
    return _PAGE.format(title=escape(title), lead=f"{lead}\n{nav}", body=body, foot=foot)


def says(*sentences: str) -> str:
    """A paragraph."""
    return f"<p>{escape(' '.join(sentences))}</p>"


def subheading(words: str) -> str:
    return f"<h3>{escape(words)}</h3>"


def terms(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of words and what they mean."""
    inner = "\n".join(f"<dt>{escape(term)}</dt><dd>{escape(said)}</dd>" for term, said in pairs)
    return f"<dl>\n{inner}\n</dl>"


def table(
    caption: str,
    head: Cells,
    rows: Iterable[Cells],
    *,
    kind: str = "",
    words: Sequence[int] = (),
    classes: Sequence[str] = (),
) -> str:
    """A table whose first column names the rows. `words` are columns of prose; `classes` those of the third column's cells."""
    tops = "".join(
        f'<th scope="col"{_class("words" if at in words else "")}>{escape(cell)}</th>'
        for at, cell in enumerate(head)
    )
    lines = []
    for number, row in enumerate(rows):
        cells = [f'<th scope="row">{escape(row[0])}</th>']
        for at, cell in enumerate(row[1:], start=1):
            name = "words" if at in words else ""
            if classes and at == 2:
                name = classes[number]
            cells.append(f"<td{_class(name)}>{escape(cell)}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    # A wide table scrolls by itself; who uses a keyboard must be able to reach it.
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{escape(caption, quote=True)}">\n'
        f"<table{_class(kind)}>\n<caption>{escape(caption)}</caption>\n"
        f"<thead><tr>{tops}</tr></thead>\n<tbody>\n"
        + "\n".join(lines)
        + "\n</tbody>\n</table>\n</div>"
    )


def figure(file: str, alt: str, caption: str) -> str:
    """A plot with what it shows, for those who do not see it, and what it means."""
    return (
        f'<figure><img src="{escape(file, quote=True)}" alt="{escape(alt, quote=True)}" loading="lazy">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def grid(figures: Iterable[str]) -> str:
    return '<div class="grid">\n' + "\n".join(figures) + "\n</div>"


def folded(summary: str, content: str) -> str:
    """Something long that opens when asked for; no script is needed."""
    return f"<details>\n<summary>{escape(summary)}</summary>\n{content}\n</details>"


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""
