"""An article's Markdown: as safe HTML, and as text without markup.

CommonMark without HTML. Links lead to web and mail addresses only; an image becomes its description,
since pages load nothing from elsewhere; headings begin one level below the headline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_LINK_SCHEMES = frozenset({"http", "https", "mailto"})
_DEEPEST_HEADING = 6


@dataclass(frozen=True)
class Rendered:
    html: str
    plain: str


def render(source: str) -> Rendered:
    """``source`` rendered; equal sources give equal results."""
    tokens = _PARSER.parse(source)
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    top = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - top + 2, _DEEPEST_HEADING)}"
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return Rendered(str(html), "\n\n".join(_blocks(tokens)))


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        words = _inline(token.children) if token.children else ""
        if token.type in {"fence", "code_block"}:
            words = token.content
        if words.strip():
            yield words.strip()


def _inline(tokens: Sequence[Token]) -> str:
    return "".join(_words(token) for token in tokens)


def _words(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    if token.type == "image":
        return _inline(token.children or ())
    return token.content


def _description(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    return escapeHtml(_words(tokens[index]))


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        try:
            return urlsplit(url).scheme in _LINK_SCHEMES
        except ValueError:  # brackets that hold no IPv6 address
            return False


_PARSER = _Markdown("commonmark", {"html": False})
_PARSER.add_render_rule("image", _description)
