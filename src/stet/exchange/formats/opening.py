"""Opening what somebody else wrote: as it is or as gzip, with a bound on what gzip may become."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from stet.exchange.lines import BadFile

CHUNK = 65_536
_GZIP = b"\x1f\x8b"
# Comments as JSON shrink to a tenth, maybe a thirtieth; what grows more than this is a bomb.
_MOST_GROWTH, _ALWAYS = 300, 64 * 1024 * 1024


class Stream:
    """Bytes of a file, unpacked. ``read`` raises `BadFile` and `OSError`."""

    def __init__(
        self, file: BinaryIO, packed: gzip.GzipFile | None, report: Callable[[int], None]
    ) -> None:
        self._file, self._packed, self._report = file, packed, report
        self._unpacked = 0

    def read(self, size: int = CHUNK) -> bytes:
        try:
            data = (self._packed or self._file).read(size)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise BadFile("this is no whole gzip file", 1, 1) from None
        self._unpacked += len(data)
        at = self._file.tell()
        if self._packed and self._unpacked > max(_ALWAYS, at * _MOST_GROWTH):
            raise BadFile("it unpacks to more than any export does", 1, 1)
        self._report(at)
        return data


@contextmanager
def opened(path: Path, report: Callable[[int], None] = lambda _at: None) -> Iterator[Stream]:
    """The file's bytes; ``report`` hears how many of the file's own bytes were read."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
        file.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield Stream(file, unpacked, report)
        else:
            yield Stream(file, None, report)
