"""Search: every comment that is there can be found as it stands, and nothing that is gone can be."""

from __future__ import annotations

from collections.abc import Iterator

from stet.config.proofs.dossiers import Dossier
from stet.config.proofs.fault import Fault
from stet.moderation.searching.words import SEARCHED, article_mark, state_mark


def faults(dossier: Dossier) -> Iterator[Fault]:
    comment, doc, name = dossier.comment, dossier.doc, str(dossier.id)
    if comment is None:
        return
    there = comment.state in SEARCHED
    if there and doc is None:
        yield Fault("search.missing", f"comment {name} cannot be found by its words", name)
    elif doc and not there:
        yield Fault("search.extra", f"comment {name} is gone, but its words are still kept", name)
    elif doc:
        marks = {article_mark(comment.article_id), state_mark(comment.state)}
        if not marks <= set(doc.words.rpartition("|")[2].split()):
            words = f"comment {name} is found by another state or article than its own"
            yield Fault("search.wrong", words, name)
