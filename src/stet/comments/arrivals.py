"""What the ledger says of a comment's coming; and which other comments say nearly the same."""

from __future__ import annotations

from django.db.models import Q

from stet.comments.models import Comment, Original
from stet.ledger.chain import Json, commit_frame, commit_text, timestamp


def commitments(comment: Comment) -> dict[str, str]:
    """What the ledger keeps of a comment: commitments to its text and to what surrounds it."""
    salt = bytes(comment.salt)
    frame = {
        "article": str(comment.article_id),
        "claim": str(comment.claim_id) if comment.claim_id else None,
        "id": str(comment.id),
        "name": comment.name,
        "parent": str(comment.parent_id) if comment.parent_id else None,
    }
    return {"text": commit_text(salt, comment.text), "frame": commit_frame(salt, frame)}


def arrival_facts(comment: Comment) -> dict[str, Json]:
    """What the ledger says of a comment's coming: commitments, and for an import its own time."""
    facts: dict[str, Json] = {**commitments(comment), "article": str(comment.article_id)}
    if comment.sign_on_id:
        facts["sign_on"] = str(comment.sign_on_id)
        author: dict[str, Json] = {"author": comment.author_key}
        facts["author"] = commit_frame(bytes(comment.salt), author)
    if comment.source:
        origin: dict[str, Json] = {"source": comment.source, "source_id": comment.source_id}
        facts["origin"] = commit_frame(bytes(comment.salt), origin)
        facts["posted_at"] = timestamp(comment.posted_at)
        facts["source"] = comment.source
        original = getattr(comment, "original", None)
        if original is not None:
            facts["original"] = commit_frame(bytes(comment.salt), _original(original))
    return facts


def _original(original: Original) -> dict[str, Json]:
    return {"text": original.text, "status": original.status, "parent": original.parent}


def near_duplicates(comment: Comment) -> Q:
    """The condition for other comments with the same signature (zero: no words, no likeness)."""
    return Q(signature=comment.signature) & ~Q(id=comment.id) & ~Q(signature=0)
