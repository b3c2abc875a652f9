"""JSON of any length, one value after another, or one array's element or object's member at a time."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

from stet.exchange.formats.opening import CHUNK, Stream
from stet.exchange.lines import BadFile

_VALUE_LIMIT = 16 * 1024 * 1024  # code points of one value that has to be in memory
_SPACE = " \t\r\n"


class Part(NamedTuple):
    """A value within another: under which key (if in an object), and in which line it begins."""

    key: str
    line: int
    value: Any


class JsonStream:
    """Where one is in a JSON text. Everything raises `BadFile` and `OSError`."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._utf8 = codecs.getincrementaldecoder("utf-8-sig")()
        self._held, self._at, self._line, self._ended = "", 0, 1, False
        self._json = json.JSONDecoder(parse_constant=self._no_number)

    def next(self) -> str:
        """The first character of what comes next; empty at the end of the text."""
        while True:
            begun = self._at
            while self._at < len(self._held) and self._held[self._at] in _SPACE:
                self._at += 1
            self._line += self._held.count("\n", begun, self._at)
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._more():
                return ""

    def value(self) -> Part:
        """The value that comes next, whole."""
        if not self.next():
            self._refuse("it ends too early")
        while True:
            problem, place = "", self._at
            try:
                found, end = self._json.raw_decode(self._held, self._at)
                if end < len(self._held) or self._ended:
                    line, self._line = (
                        self._line,
                        self._line + self._held.count("\n", self._at, end),
                    )
                    self._at = end
                    return Part("", line, found)
            except json.JSONDecodeError as error:
                problem, place = error.msg, error.pos
            except RecursionError:
                self._refuse("this is nested too deeply")
            except ValueError:
                self._refuse("this is not JSON: a number that is none, or too long")
            if len(self._held) - self._at > _VALUE_LIMIT:
                self._refuse("one value is too long, or has no end")
            if not self._more() and problem:
                self._refuse(f"this is not JSON: {problem}", place)

    def elements(self) -> Iterator[Part]:
        """The elements of the array that comes next."""
        self._take("[")
        if self.next() == "]":
            self._take("]")
            return
        while True:
            yield self.value()
            if self._take(",]") == "]":
                return

    def members(self) -> Iterator[Part]:
        """The members of the object that comes next; of an array in it, element after element."""
        self._take("{")
        if self.next() == "}":
            self._take("}")
            return
        while True:
            if self.next() != '"':
                self._refuse("this is not JSON: a name is missing")
            key = str(self.value().value)
            self._take(":")
            if self.next() == "[":
                yield from (part._replace(key=key) for part in self.elements())
            else:
                yield self.value()._replace(key=key)
            if self._take(",}") == "}":
                return

    def _take(self, wanted: str) -> str:
        found = self.next()
        if not found or found not in wanted:
            self._refuse(f"this is not JSON: {' or '.join(wanted)} is missing")
        self._at += 1
        return found

    def _more(self) -> bool:
        """Reads as much again as is held, so that a long value is not tried too often."""
        if self._ended:
            return False
        data = self._stream.read(max(CHUNK, len(self._held) - self._at))
        self._ended = not data
        try:
            words = self._utf8.decode(data, final=self._ended)
        except UnicodeDecodeError:
            self._refuse("this is not UTF-8")
        self._held, self._at = self._held[self._at :] + words, 0
        return bool(data)

    def _refuse(self, reason: str, place: int | None = None) -> NoReturn:
        place = self._at if place is None else place
        line = self._line + self._held.count("\n", self._at, place)
        raise BadFile(reason, line, place - self._held.rfind("\n", 0, place))

    @staticmethod
    def _no_number(_name: str) -> NoReturn:
        raise ValueError
