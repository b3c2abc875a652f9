"""Guidelines: every published version says what the ledger says it said, word for word."""

from __future__ import annotations

from collections.abc import Iterator

from stet.config.proofs.dossiers import Told
from stet.config.proofs.fault import Fault, Progress
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.newsroom.guidelines import digest_of
from stet.newsroom.models import GuidelineVersion


def faults(progress: Progress) -> Iterator[Fault]:
    entries = Entry.objects.filter(deed=Deed.GUIDELINES_PUBLISHED).order_by("seq")
    told = {entry.subject: Told.of(entry) for entry in entries}
    published = GuidelineVersion.objects.filter(published_at__isnull=False)
    versions = list(published.prefetch_related("clauses").order_by("site", "number"))
    progress("guidelines", 0, len(versions))
    for done, version in enumerate(versions, start=1):
        entry = told.pop(version.id, None)
        if entry is None:
            words = f"version {version.number} of the guidelines: the ledger does not know it"
            yield Fault("guidelines.unlogged", words, str(version.id))
        elif (
            entry.facts.get("digest") != digest_of(version)
            or entry.entry.at != version.published_at
        ):
            words = f"version {version.number} of the guidelines is not what was published"
            yield Fault("guidelines.changed", words, str(version.id))
        progress("guidelines", done, len(versions))
    for subject, entry in told.items():
        number = entry.facts.get("number")
        words = f"version {number} of the guidelines was published, and is not there"
        yield Fault("guidelines.missing", words, str(subject))
