"""Callers of `comments:analyze`: many at once as fast as they can, or at a steady pace.

Raw HTTP over kept connections, so that what asks takes little of the cores that answer.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from benchmarks.support import comment_text, percentile


@dataclass
class Answered:
    """Milliseconds of each answer, over ``seconds``; answers that were no success are refused."""

    seconds: float = 0.0
    ms: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def per_s(self) -> float:
        return len(self.ms) / self.seconds

    def p(self, share: float) -> float:
        return percentile(self.ms, share)

    def within(self, limit_ms: float) -> float:
        """The share of all calls that was answered well within this time."""
        return sum(one <= limit_ms for one in self.ms) / (len(self.ms) + self.refused)


class Callers:
    """Everyone asks about another text of some sixty words, the same ones in every run."""

    def __init__(self, base: str, key: str) -> None:
        where = urlsplit(base)
        self._host, self._port = where.hostname or "", where.port or 80
        self._head = (
            f"POST /v1alpha1/comments:analyze?key={key} HTTP/1.1\r\nHost: {where.netloc}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()

    def busy(self, callers: int, seconds: float) -> Answered:
        """So many callers, each asking again as soon as it is answered."""
        return asyncio.run(self._busy(callers, seconds))

    def steady(self, per_s: float, seconds: float) -> Answered:
        """So many calls a second, whether the ones before are answered or not."""
        return asyncio.run(self._steady(per_s, seconds))

    async def _busy(self, callers: int, seconds: float) -> Answered:
        seen, numbers = Answered(), itertools.count()
        begun = time.perf_counter()
        await asyncio.gather(
            *(self._ask_until(begun + seconds, seen, numbers) for _caller in range(callers))
        )
        seen.seconds = time.perf_counter() - begun
        return seen

    async def _ask_until(self, end: float, seen: Answered, numbers: Iterator[int]) -> None:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        while time.perf_counter() < end:
            await self._ask(reader, writer, next(numbers), time.perf_counter(), seen)
        writer.close()

    async def _steady(self, per_s: float, seconds: float) -> Answered:
        seen = Answered(seconds=seconds)
        free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        begun = time.perf_counter()
        calls = []
        for number in range(round(per_s * seconds)):
            due = begun + number / per_s
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            calls.append(asyncio.create_task(self._ask_once(free, number, due, seen)))
        await asyncio.gather(*calls)
        for _reader, writer in free:
            writer.close()
        return seen

    async def _ask_once(
        self,
        free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]],
        number: int,
        due: float,
        seen: Answered,
    ) -> None:
        pair = free.pop() if free else await asyncio.open_connection(self._host, self._port)
        await self._ask(*pair, number, due, seen)
        free.append(pair)

    async def _ask(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        number: int,
        since: float,
        seen: Answered,
    ) -> None:
        writer.write(self._request(number))
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = (
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length:")
        )
        length = next(lengths, 0)  # 204 has none
        await reader.readexactly(length)
        if head.split(b" ", 2)[1] in {b"200", b"204"}:
            seen.ms.append((time.perf_counter() - since) * 1000)
        else:
            seen.refused += 1

    def _request(self, number: int) -> bytes:
        asked = {
            "comment": {"text": comment_text(number)},
            "requestedAttributes": {"TOXICITY": {}},
            "languages": ["en"],
            "doNotStore": True,
        }
        body = json.dumps(asked).encode()
        return self._head + str(len(body)).encode() + b"\r\n\r\n" + body
