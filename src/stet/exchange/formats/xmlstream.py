"""XML of unknown origin, read as a stream: nothing is expanded, nothing is fetched, all is bounded.

A document type declaration, and with it every entity that a file could define, is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, NoReturn
from xml.parsers import expat

from stet.exchange.formats.opening import CHUNK, Stream
from stet.exchange.lines import BadFile

_TEXT_LIMIT = 8 * 1024 * 1024  # bytes in one element: an article with all that stands in it
_TOKEN_LIMIT = 16 * 1024 * 1024  # bytes without an end; Expat reads an unfinished one ever again
_DEPTH_LIMIT = 64


class Event(NamedTuple):
    """An element's beginning, or its end with the text that stands last in it.

    ``name`` is the namespace, a space and the local name; without a namespace the name alone.
    """

    begins: bool
    name: str
    attributes: dict[str, str]
    text: str
    line: int  # where the element begins


def events(stream: Stream) -> Iterator[Event]:
    """The elements of the document, in its order. Raises `BadFile` and `OSError`."""
    reader = _Reader()
    fed, data = 0, b"-"
    while data:
        data = stream.read(CHUNK)
        reader.feed(data)
        fed += len(data)
        if fed - max(reader.parser.CurrentByteIndex, 0) > _TOKEN_LIMIT:
            reader.refuse("a part of it has no end")
        yield from reader.found
        reader.found.clear()


class _Reader:
    def __init__(self) -> None:
        self.found: list[Event] = []
        self._open: list[tuple[str, int]] = []
        self._text: list[str] = []
        self._length = 0
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.ExternalEntityRefHandler = self._outside

    def feed(self, data: bytes) -> None:
        try:
            self.parser.Parse(data, not data)
        except expat.ExpatError as problem:
            words = expat.errors.messages.get(problem.code, "malformed")
            raise BadFile(f"this is not XML: {words}", problem.lineno, problem.offset + 1) from None
        except LookupError:
            self.refuse("its encoding is unknown")

    def refuse(self, reason: str) -> NoReturn:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber
        raise BadFile(reason, line, column + 1)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEPTH_LIMIT:
            self.refuse("this is nested too deeply")
        self._open.append((name, self.parser.CurrentLineNumber))
        self._forget()
        self.found.append(Event(True, name, attributes, "", self._open[-1][1]))

    def _end(self, _name: str) -> None:
        name, line = self._open.pop()
        self.found.append(Event(False, name, {}, "".join(self._text), line))
        self._forget()

    def _words(self, words: str) -> None:
        self._length += len(words)
        if self._length > _TEXT_LIMIT:
            self.refuse("one element holds too much text")
        self._text.append(words)

    def _forget(self) -> None:
        self._text, self._length = [], 0

    def _doctype(self, *_told: object) -> None:
        self.refuse("a document type or an entity is declared, which no export needs")

    def _outside(self, *_told: object) -> int:
        self.refuse("it refers to another file")
