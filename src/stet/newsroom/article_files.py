"""Reading an article's file: Markdown or plain text, with YAML front matter if it has any."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

import yaml
from django.utils.translation import gettext as _

from stet.newsroom.article_texts import ArticleText, BadArticle, ClaimText, check_article

FILE_LIMIT = 1_000_000  # code points; checked before anything is parsed

_FRONT = re.compile(r"---[ \t]*\n(?P<front>.*?\n|)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_CLAIM_KEYS = tuple(field.name for field in fields(ClaimText))
# What other programs that write Markdown call these parts.
_ALIASES = {"title": "headline", "date": "published_at", "author": "byline"}
_KEYS = tuple(field.name for field in fields(ArticleText) if field.name != "body")

# Everything that CommonMark could take for markup, in a text that was written without it.
_INLINE_MARKUP = re.compile(r"[\\`*_\[\]<>&!#~]")
_LEADING_MARKUP = re.compile(r"^(?:[-+=]|(?P<number>\d{1,9})(?=[.)]))")

Lines = dict[str, int]  # where each part of the front matter begins


def parse_article(text: str, filename: str) -> ArticleText:
    """The article that the file ``filename`` holds.

    Front matter stands between two lines of three hyphens, with the parts of `ArticleText` as keys.
    Without a headline there, the first line is the headline. A name that ends in .txt means plain
    text: what looks like Markdown in it is shown as it was typed. Raises `BadArticle`.
    """
    name = PurePath(filename).name
    try:
        given, lines, body = _parts(text)
    except BadArticle as bad:
        raise BadArticle(bad.field, bad.message, filename=name, line=bad.line) from None
    if not given.get("headline"):
        given["headline"], body = _first_line(body)
    if name.lower().endswith(".txt"):
        body = "\n".join(map(_as_markdown, body.split("\n")))
    article = ArticleText(**{**given, "body": body.strip("\n")})
    try:
        check_article(article)
    except BadArticle as bad:
        line = lines.get(bad.field) or lines.get(bad.field.partition(".")[0])
        raise BadArticle(bad.field, bad.message, filename=name, line=line) from None
    return article


def _parts(text: str) -> tuple[dict[str, Any], Lines, str]:
    """The front matter's values, their lines, and the body."""
    if len(text) > FILE_LIMIT:
        raise BadArticle("file", _("The file is too long for an article."))
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = _FRONT.match(plain)
    if found is None:
        if re.match(r"---[ \t]*\n", plain):
            raise BadArticle(
                "front matter", _("It begins with --- and never ends with ---."), line=1
            )
        return {}, {}, plain
    values, lines = _front_matter(found["front"])
    return values, lines, plain[found.end() :]


def _front_matter(front: str) -> tuple[dict[str, Any], Lines]:
    try:
        root = yaml.compose(front, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        words = problem.problem or _("This is no YAML.")
        raise BadArticle("front matter", words, line=mark.line + 2 if mark else None) from None
    except (yaml.YAMLError, RecursionError):
        raise BadArticle("front matter", _("This is no YAML that can be read.")) from None
    if root is None:
        return {}, {}
    values: dict[str, Any] = {}
    lines: Lines = {}
    for key, line, node in _pairs(root, "front matter"):
        name = _ALIASES.get(key, key)
        if name not in _KEYS:
            words = _("There is no such part. The parts are: %(keys)s.") % {
                "keys": ", ".join(_KEYS)
            }
            raise BadArticle(key, words, line=line)
        if name in values:
            raise BadArticle(key, _("This part is given twice."), line=line)
        values[name], lines[name] = _READERS.get(name, _words)(name, node), line
    return {name: value for name, value in values.items() if value is not None}, lines


def _pairs(node: yaml.Node, where: str) -> Iterator[tuple[str, int, yaml.Node]]:
    """The keys of a mapping, their lines and their values."""
    if not isinstance(node, yaml.MappingNode):
        raise BadArticle(
            where, _("This must be a list of parts, as in “place: Erbil”."), line=_line(node)
        )
    for key, value in node.value:
        yield _words(where, key), _line(key), value


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 2  # counted from 1, after the opening ---


def _words(where: str, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise BadArticle(where, _("This must be words, not a list."), line=_line(node))
    return str(node.value).strip()


def _time(where: str, node: yaml.Node) -> datetime | None:
    words = _words(where, node)
    if not words:
        return None
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        told = _("This is no date, such as 2024-05-31, 2024-05-31 14:30 or 2024-05-31T14:30+03:00.")
        raise BadArticle(where, told, line=_line(node)) from None


def _days(where: str, node: yaml.Node) -> int | None:
    words = _words(where, node)
    if not words:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", words):
        raise BadArticle(where, _("This must be a whole number of days."), line=_line(node))
    return int(words)


def _tags(where: str, node: yaml.Node) -> tuple[str, ...]:
    if isinstance(node, yaml.SequenceNode):
        found = [_words(where, item) for item in node.value]
    else:
        found = [part.strip() for part in _words(where, node).split(",")]
    return tuple(tag for tag in found if tag)


def _claims(where: str, node: yaml.Node) -> tuple[ClaimText, ...]:
    if isinstance(node, yaml.ScalarNode) and not node.value:
        return ()
    if not isinstance(node, yaml.SequenceNode):
        raise BadArticle(
            where, _("Claims are a list, each with a hyphen before it."), line=_line(node)
        )
    return tuple(_claim(f"{where}.{number}", item) for number, item in enumerate(node.value, 1))


def _claim(where: str, node: yaml.Node) -> ClaimText:
    given: dict[str, str] = {}
    for key, line, value in _pairs(node, where):
        if key not in _CLAIM_KEYS:
            told = _("A claim has these parts: %(keys)s.") % {"keys": ", ".join(_CLAIM_KEYS)}
            raise BadArticle(f"{where}.{key}", told, line=line)
        given[key] = _words(f"{where}.{key}", value)
    return replace(ClaimText("", ""), **given)


_READERS: dict[str, Callable[[str, yaml.Node], Any]] = {
    "published_at": _time,
    "closes_after_days": _days,
    "commenting": lambda where, node: _words(where, node) or None,
    "tags": _tags,
    "claims": _claims,
}


def _first_line(body: str) -> tuple[str, str]:
    """The first line that is not blank, without a heading's marks, and what follows it."""
    first, _break, rest = body.lstrip("\n\t ").partition("\n")
    return re.sub(r"^#{1,6}[ \t]+|[ \t]+#*[ \t]*$", "", first).strip(), rest


def _as_markdown(line: str) -> str:
    """``line`` written so that Markdown shows it as it is; indentation falls away."""
    escaped = _INLINE_MARKUP.sub(r"\\\g<0>", line.strip())
    return _LEADING_MARKUP.sub(
        lambda found: found[0] + "\\" if found["number"] else "\\" + found[0], escaped
    )
