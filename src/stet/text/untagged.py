"""HTML that somebody wrote as a comment, turned into the plain text that its readers saw.

The rules are those of docs/importing.md. One pass over the text, in time proportional to its length.
"""

from __future__ import annotations

import html
import re

from stet.text.characters import without_forbidden

_TOKEN = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)([^<>]*)>|<[!?][^<>]*>")
_ATTRIBUTE = re.compile(
    r"""\b(href|src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_SPACES_IN_LINE = re.compile(r"[ \t\f]+")
_MORE_LINES = re.compile(r"\n{3,}")
# A line break stands before and after these; a blank line where the value is two.
_BREAKS = {
    **dict.fromkeys(["div", "li", "tr", "dt", "dd", "figcaption", "section", "article"], 1),
    **dict.fromkeys(["p", "blockquote", "ul", "ol", "dl", "pre", "table", "hr", "figure"], 2),
    **dict.fromkeys(["h1", "h2", "h3", "h4", "h5", "h6"], 2),
}
_UNSEEN = frozenset(["script", "style", "template", "head", "title", "noscript"])
_LINKS = ("http://", "https://", "mailto:")


def plain_of(markup: str, *, breaks: bool = False) -> str:
    """The text of ``markup``. ``breaks``: a line break in it is one (WordPress), else a space."""
    writer = _Writer(breaks=breaks)
    at = 0
    markup = _without_comments(markup)
    for token in _TOKEN.finditer(markup):
        writer.words(markup[at : token.start()])
        at = token.end()
        if token[2]:
            writer.tag(token[2].lower(), token[3], closing=bool(token[1]))
    writer.words(markup[at:])
    return writer.whole()


def _without_comments(markup: str) -> str:
    kept, at = [], 0
    while (begin := markup.find("<!--", at)) >= 0:
        kept.append(markup[at:begin])
        end = markup.find("-->", begin + 4)
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join([*kept, markup[at:]])


class _Writer:
    """Takes words and tags in their order, and has the text in the end."""

    def __init__(self, *, breaks: bool) -> None:
        self._breaks = breaks
        self._parts: list[str] = []
        self._owed = 0  # line breaks before the next word
        self._quoted = self._between = self._pre = 0  # _between: how deep the owed blank line is
        self._unseen = ""  # the element whose contents nobody saw
        self._lists: list[int] = []  # the next number of each open list; 0: of no numbers
        self._links: list[tuple[str, int]] = []

    def words(self, source: str) -> None:
        if not source or self._unseen:
            return
        words = html.unescape(source)
        if self._pre or self._breaks:
            words = words.replace("\r\n", "\n").replace("\r", "\n")
            if not self._pre:
                words = _SPACES_IN_LINE.sub(" ", words)
        else:
            words = _SPACES.sub(" ", words)
        self._put(words)

    def tag(self, name: str, rest: str, *, closing: bool) -> None:
        if self._unseen:
            self._unseen = "" if closing and name == self._unseen else self._unseen
        elif name in _UNSEEN:
            self._unseen = "" if closing or rest.endswith("/") else name
        elif name == "br":
            self._line()
        elif name == "a":
            self._link(rest, closing=closing)
        elif name == "img" and not closing:
            self._picture(rest)
        elif name in _BREAKS:
            self._block(name, closing=closing)
        elif name in {"td", "th"} and closing:
            self._put(" ")

    def whole(self) -> str:
        text = "".join(self._parts)
        lines = "\n".join(line.rstrip() for line in text.split("\n"))
        return without_forbidden(_MORE_LINES.sub("\n\n", lines).strip("\n "))

    def _put(self, words: str) -> None:
        if self._owed or not self._parts:
            words = words if self._pre else words.lstrip(" ")
            if not words.strip("\n ") and not self._pre:
                return  # white space between blocks
            self._pay()
        elif words.startswith(" ") and self._parts[-1].endswith((" ", "\n")) and not self._pre:
            words = words[1:]
        if self._quoted:
            words = words.replace("\n", "\n" + "> " * self._quoted)
        if words:
            self._parts.append(words)

    def _pay(self) -> None:
        if self._parts:
            blank = "\n" + ("> " * min(self._quoted, self._between)).rstrip()
            self._parts.append(blank * (self._owed - 1) + "\n" + "> " * self._quoted)
        elif self._quoted:
            self._parts.append("> " * self._quoted)
        self._owed, self._between = 0, self._quoted

    def _line(self) -> None:
        if self._owed:
            self._owed = min(self._owed + 1, 2)
        elif self._parts:
            self._owed = 1

    def _block(self, name: str, *, closing: bool) -> None:
        self._owed = max(self._owed, _BREAKS[name]) if self._parts else 0
        if name in {"ul", "ol"}:
            self._open_or_close_list(name, closing=closing)
        elif name == "li" and not closing:
            self._put(self._mark())
        elif name == "blockquote":
            self._quoted = max(0, min(self._quoted + (-1 if closing else 1), 9))
            self._between = min(self._between, self._quoted)
        elif name == "pre":
            self._pre = max(0, self._pre + (-1 if closing else 1))

    def _open_or_close_list(self, name: str, *, closing: bool) -> None:
        if not closing:
            self._lists.append(1 if name == "ol" else 0)
        elif self._lists:
            self._lists.pop()

    def _mark(self) -> str:
        if not self._lists or not self._lists[-1]:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1] - 1}. "

    def _link(self, rest: str, *, closing: bool) -> None:
        """Where a link led stands behind its words, unless they say so themselves."""
        if not closing:
            self._links.append((_attributes(rest).get("href", ""), len(self._parts)))
        elif self._links:
            target, begun = self._links.pop()
            shown = "".join(self._parts[begun:]).strip()
            if target.lower().startswith(_LINKS) and not _says(shown, target):
                self._put(f" ({target})" if shown else target)

    def _picture(self, rest: str) -> None:
        told = _attributes(rest)
        source = told.get("src", "")
        parts = [told.get("alt", "").strip()]
        parts += [f"({source})"] if source.lower().startswith(_LINKS[:2]) else []
        self._put(" ".join(part for part in parts if part))


def _attributes(rest: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(rest)
    return {name.lower(): html.unescape(a or b or c).strip() for name, a, b, c in found}


def _says(shown: str, target: str) -> bool:
    """Whether the words of a link are its address, maybe without its beginning or its end."""
    bare = re.sub(r"^(?:https?://|mailto:)(?:www\.)?", "", target).rstrip("/")
    words = re.sub(r"^(?:https?://|mailto:)(?:www\.)?", "", shown).rstrip("/")
    short = words.removesuffix("…").removesuffix("...")
    return words == bare or (short != words and len(short) > 3 and bare.startswith(short))
