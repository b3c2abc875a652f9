"""Where an import's records come from: a file of JSON Lines as it is, or another system's file.

Another system's file is read once (some twice) and turned into our own lines, which lie in a private
file without a name in the newsroom's data folder until the import ends.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol, Self

from stet.comments.contacts.addresses import is_email
from stet.exchange.formats.found import Asked, Found, Markup, Reader, Standing
from stet.exchange.lines import BadFile, line_at, lines_of, object_of
from stet.text.characters import without_forbidden
from stet.text.untagged import plain_of

_MARKUP_LIMIT = 200_000  # code points: more is no comment, and is not taken apart
_COLUMN = 40  # code points of another system's status


@dataclass(frozen=True)
class Item:
    """A record where it stands; ``gone``: why it does not come in."""

    line: int
    shown: int
    offset: int
    digest: bytes
    fields: Mapping[str, Any]
    gone: str | None = None


Report = Callable[[int, int], None]


class Origin(Protocol):
    """The records of a file, in its order, and each again by its place."""

    strict: bool  # a reply whose parent does not come in is refused; else it moves up

    def items(self, report: Report) -> Iterator[Item]:
        """Raises `BadFile` and `OSError`."""

    def again(self, line: int, offset: int, digest: bytes) -> Mapping[str, Any]:
        """Raises `BadFile` if it is another than before."""

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *ending: object) -> None: ...


class _Closing:
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_ending: object) -> None:
        self.close()

    def close(self) -> None:
        raise NotImplementedError


class JsonLines(_Closing):
    """Our own format, read where it is (docs/importing.md)."""

    strict = True

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("rb")

    def items(self, report: Report) -> Iterator[Item]:
        size = self._path.stat().st_size
        for line in lines_of(self._path):
            found = object_of(line.raw, line.number)
            yield Item(line.number, line.number, line.offset, _digest(line.raw), found)
            report(line.offset + len(line.raw), size)

    def again(self, line: int, offset: int, digest: bytes) -> Mapping[str, Any]:
        raw = line_at(self._file, line, offset)
        if _digest(raw) != digest:
            raise BadFile("the file was changed while it was read", line, 1)
        return _plain_object(raw.removeprefix(b"\xef\xbb\xbf") if line == 1 else raw)

    def close(self) -> None:
        self._file.close()


def _plain_object(raw: bytes) -> dict[str, Any]:
    """What `object_of` took before, so that nothing need be looked for again."""
    found: dict[str, Any] = json.loads(raw)
    return found


def _digest(raw: bytes) -> bytes:
    return hashlib.blake2b(raw, digest_size=16).digest()


@dataclass(frozen=True)
class Wishes:
    """What an operator decides about another system's comments.

    ``base`` is the address below which the paths in the file are; ``nameless`` stands for a name
    that is not there; ``counted_as`` says what a status of the other system counts as, instead of
    what is usual.
    """

    base: str = ""
    nameless: str = "Anonymous"
    counted_as: Mapping[str, Standing] = field(default_factory=dict)


class Spooled(_Closing):
    """Another system's file, through its reader."""

    strict = False

    def __init__(
        self, reader: Reader, asked: Asked, wishes: Wishes, *, keep_states: bool, folder: Path
    ) -> None:
        self._reader, self._asked = reader, asked
        self._wishes, self._keep_states = wishes, keep_states
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by close

    def items(self, report: Report) -> Iterator[Item]:
        offset = 0
        asked = Asked(self._asked.path, self._asked.base, self._asked.zone, report)
        for number, found in enumerate(self._reader(asked), start=1):
            gone = _gone(found, self._wishes, keep_states=self._keep_states)
            fields = {} if gone else _fields(found, self._wishes)
            line = b"" if gone else json.dumps(fields).encode() + b"\n"
            self._file.write(line)
            known = {"source_id": found.source_id, "parent_source_id": found.parent}
            yield Item(number, found.line, offset, b"", fields or known, gone)
            offset += len(line)

    def again(self, line: int, offset: int, digest: bytes) -> Mapping[str, Any]:  # noqa: ARG002
        self._file.seek(offset)
        return _plain_object(self._file.readline())

    def close(self) -> None:
        self._file.close()


def _standing(found: Found, wishes: Wishes) -> Standing:
    """What the comment's status there counts as here."""
    if found.standing is Standing.NO_COMMENT:
        return found.standing
    return wishes.counted_as.get(found.raw_status, found.standing)


def _gone(found: Found, wishes: Wishes, *, keep_states: bool) -> str | None:
    """Why the comment is left out, if it is.

    What its author may have deleted does not come back, and without ``keep_states`` nobody is asked to
    read again what was rejected there.
    """
    standing = _standing(found, wishes)
    if standing in {Standing.DELETED, Standing.NO_COMMENT}:
        return standing.value
    if standing is Standing.REJECTED and not keep_states:
        return standing.value
    return None


def _fields(found: Found, wishes: Wishes) -> dict[str, Any]:
    """The comment as a line of our own format."""
    standing = _standing(found, wishes)
    fields = {
        "source_id": found.source_id,
        "article_url": found.url or None,
        "article_title": without_forbidden(found.title),
        "name": " ".join(found.name.split()) or wishes.nameless,
        "text": _text(found),
        "posted_at": found.posted_at or None,
        "status": standing.value,
        "raw_status": found.raw_status[:_COLUMN],
    }
    if found.parent is not None:
        fields["parent_source_id"] = found.parent
    if isinstance(found.body, str) and found.body != fields["text"]:
        fields["raw_text"] = found.body
    # Only somebody whose comment still waited there is told what became of it here.
    if standing is Standing.HELD and is_email(found.email.strip()):
        fields["email"] = found.email.strip()
    return fields


def _text(found: Found) -> Any:
    if found.other_body is not None:
        return found.other_body
    if found.markup is Markup.PLAIN or not isinstance(found.body, str):
        return found.body
    if len(found.body) > _MARKUP_LIMIT:
        return found.body  # and is refused for its length
    return plain_of(found.body, breaks=found.markup is Markup.WORDPRESS)
