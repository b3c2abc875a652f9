"""What the database refuses about comments, whoever asks."""

from __future__ import annotations

from stet.comments.contacts.guards import CONTACT_GUARDS
from stet.comments.identity import SIGNED_ON
from stet.comments.states import MOVES
from stet.guards import Guard, changed, no_delete

_TABLE = "comments_comment"
_FRAME = (
    "id",
    "article_id",
    "parent_id",
    "claim_id",
    "posted_at",
    "received_at",
    "source",
    "source_id",
    "sign_on_id",
)
_WORDS = ("name", "text", "salt")
_STANDING = ("state", "version", "decision", "published_at")

_ERASURE = "(NEW.state = 'erased' AND OLD.state <> 'erased' AND NEW.text = '' AND NEW.name = '')"
_PERMITTED = " OR ".join(
    f"(OLD.state = '{move.source.value}' AND NEW.state = '{move.target.value}')" for move in MOVES
)


def _decided(state: str, outcome: str) -> str:
    """A move to ``state`` without a decision of its own, made on what stood before, is refused."""
    return (
        f"NEW.state = '{state}' AND OLD.state <> '{state}' AND NOT EXISTS ("
        f"SELECT 1 FROM moderation_decision d WHERE d.id = NEW.decision AND d.comment_id = NEW.id "
        f"AND d.outcome = '{outcome}' AND d.comment_version = OLD.version)"
    )


_UNCITED = (
    "NEW.state = 'rejected' AND OLD.state <> 'rejected' AND NOT EXISTS ("
    "SELECT 1 FROM moderation_decision d WHERE d.id = NEW.decision AND (d.kind = 'imported' OR "
    "EXISTS (SELECT 1 FROM moderation_citation c JOIN newsroom_clause k ON k.id = c.clause_id "
    "WHERE c.decision_id = d.id AND k.version_id = d.guidelines_id)))"
)

_ORIGINAL = "comments_original"

GUARDS: tuple[Guard, ...] = (
    *no_delete(_TABLE, "comments are never deleted"),
    Guard(
        "comments_comment_born_held",
        _TABLE,
        "INSERT",
        "a comment is born held",
        "NEW.state <> 'held' OR NEW.version <> 1",
    ),
    Guard(
        "comments_comment_parent_of_same_article",
        _TABLE,
        "INSERT",
        "a reply belongs to the article of its parent",
        f"NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {_TABLE} p "
        "WHERE p.id = NEW.parent_id AND p.article_id = NEW.article_id)",
    ),
    Guard(
        "comments_comment_on_standing_article",
        _TABLE,
        "INSERT",
        "on an article that was merged, comments only answer those that are there",
        "NEW.parent_id IS NULL AND EXISTS (SELECT 1 FROM newsroom_article a "
        "WHERE a.id = NEW.article_id AND a.merged_into_id IS NOT NULL)",
    ),
    Guard(
        "comments_comment_signed_on_by_live_key",
        _TABLE,
        "INSERT",
        "an author is vouched for by a key of the site that is not revoked",
        "NEW.sign_on_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM newsroom_signonkey k "
        "JOIN newsroom_article a ON a.site_id = k.site_id WHERE k.id = NEW.sign_on_id "
        "AND a.id = NEW.article_id AND k.revoked_at IS NULL)",
        ("newsroom_signonkey",),
    ),
    Guard(
        "comments_comment_by_those_who_may",
        _TABLE,
        "INSERT",
        "on this site only readers who are signed on may write",
        "NEW.source = '' AND NEW.sign_on_id IS NULL AND EXISTS (SELECT 1 FROM newsroom_article a "
        "JOIN newsroom_site s ON s.id = a.site_id WHERE a.id = NEW.article_id "
        "AND s.writers = 'signed_on')",
        ("newsroom_signonkey",),
    ),
    Guard(
        "comments_comment_signer_fixed",
        _TABLE,
        "UPDATE",
        "whoever was vouched for stays the author until the comment is erased",
        f"OLD.author_key LIKE '{SIGNED_ON}%' AND NEW.author_key IS DISTINCT FROM OLD.author_key "
        "AND NEW.state <> 'erased'",
    ),
    Guard(
        "comments_comment_frame_fixed",
        _TABLE,
        "UPDATE",
        "a comment stays where and when it was written",
        changed(_FRAME),
    ),
    Guard(
        "comments_comment_words_fixed",
        _TABLE,
        "UPDATE",
        "a comment is approved or rejected, never edited",
        f"{changed(_WORDS)} AND NOT {_ERASURE}",
    ),
    Guard(
        "comments_comment_permitted_move",
        _TABLE,
        "UPDATE",
        "this move is not in the table of permitted moves",
        f"NEW.state <> OLD.state AND (NOT ({_PERMITTED}) OR NEW.version <> OLD.version + 1)",
    ),
    Guard(
        "comments_comment_standing_fixed",
        _TABLE,
        "UPDATE",
        "where a comment stands changes by a move only",
        f"NEW.state = OLD.state AND {changed(_STANDING)}",
    ),
    Guard(
        "comments_comment_approved_by_decision",
        _TABLE,
        "UPDATE",
        "nothing is public without a decision to approve",
        _decided("approved", "approve"),
    ),
    Guard(
        "comments_comment_rejected_by_decision",
        _TABLE,
        "UPDATE",
        "nothing is rejected without a decision to reject",
        _decided("rejected", "reject"),
    ),
    Guard(
        "comments_comment_rejection_cites_clause",
        _TABLE,
        "UPDATE",
        "a rejection cites a clause of its guidelines",
        _UNCITED,
    ),
    Guard(
        f"{_ORIGINAL}_no_update",
        _ORIGINAL,
        "UPDATE",
        "an original never changes",
    ),
    Guard(
        f"{_ORIGINAL}_no_truncate", _ORIGINAL, "TRUNCATE", "an original never goes but by erasure"
    ),
    Guard(
        f"{_ORIGINAL}_erased_only",
        _ORIGINAL,
        "DELETE",
        "an original never goes but by erasure",
        f"NOT EXISTS (SELECT 1 FROM {_TABLE} c WHERE c.id = OLD.comment_id AND c.state = 'erased')",
    ),
    Guard(
        f"{_ORIGINAL}_on_arrival",
        _ORIGINAL,
        "INSERT",
        "an original never comes but with its import",
        f"EXISTS (SELECT 1 FROM {_ORIGINAL} kept WHERE kept.comment_id = NEW.comment_id) OR "
        f"NOT EXISTS (SELECT 1 FROM {_TABLE} c WHERE c.id = NEW.comment_id AND c.source <> '' "
        "AND c.state = 'held' AND c.version = 1)",
    ),
    *CONTACT_GUARDS,
)
