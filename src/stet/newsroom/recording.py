"""The record of the newsroom's deeds.

The newsroom does not know the ledger, nor the ledger the newsroom: `stet.config` joins the two when
the program starts. A deed that finds no record fails; it never goes unrecorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from stet.newsroom.models import Staff

Fact = str | int | float | bool | None | list["Fact"] | dict[str, "Fact"]


class Recorder(Protocol):
    def __call__(
        self,
        deed: str,
        subject: UUID,
        *,
        staff: UUID | None,
        at: datetime,
        facts: Mapping[str, Fact],
    ) -> None:
        """Writes one entry in the transaction that is open. ``staff`` None: the operator."""
        ...


_recorders: list[Recorder] = []


def record_with(recorder: Recorder) -> None:
    """Hands in the record. The latest one counts."""
    _recorders[:] = [recorder]


def record(
    deed: str, subject: UUID, *, by: Staff | None, now: datetime, facts: Mapping[str, Fact]
) -> None:
    """Records ``deed`` done to the row ``subject``: the last step of the deed's transaction.

    ``facts`` are ids, digests and the newsroom's own words; never a reader's, never a password.
    """
    if not _recorders:
        raise LookupError("the newsroom's deeds have no ledger to be recorded in")
    _recorders[0](deed, subject, staff=by.id if by else None, at=now, facts=facts)
