"""The log: one row a deed, each bound to the one before by its hash."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One deed. The chain is over `stet.ledger.chain.entry_hash` of these fields."""

    seq = models.BigIntegerField(primary_key=True, help_text="1, 2, 3, … without a gap")
    at = models.DateTimeField()
    deed = models.CharField(max_length=40, help_text="subject.verb, from stet.ledger.deeds.Deed")
    subject = models.UUIDField(help_text="the row that the deed was done to")
    actor = models.CharField(max_length=80, help_text="staff:<id>, author, system or import")
    payload = models.TextField(help_text="canonical JSON: digests and ids, never a reader's text")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["seq"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["subject", "seq"], name="ledger_entry_by_subject")]

    def __str__(self) -> str:
        return f"{self.seq} {self.deed}"
