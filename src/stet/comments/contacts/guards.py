"""What the database refuses about mailboxes: whom nobody has confirmed, or who wants no more."""

from __future__ import annotations

from stet.guards import Guard, changed

_ADDRESS, _CONTACT, _LINK = "comments_address", "comments_contact", "comments_link"
CLAIMED = "NEW.attempts > OLD.attempts"  # who sends a letter claims it first

_UNCONFIRMED = (
    "NEW.confirmed_at IS NOT NULL AND NOT EXISTS ("
    f"SELECT 1 FROM {_ADDRESS} a WHERE a.id = NEW.address_id AND a.confirmed_at IS NOT NULL "
    "AND a.stopped_at IS NULL)"
)
_OF_LINK = f"SELECT 1 FROM {_ADDRESS} a WHERE a.site_id = NEW.site_id AND a.digest = NEW.digest"


def not_to_be_told(comment: str, wish: str = "tell_decision", further: str = "") -> str:
    """A condition: the author of the comment whose id ``comment`` gives is not to be written to."""
    return (
        f"NOT EXISTS (SELECT 1 FROM {_CONTACT} k JOIN {_ADDRESS} a ON a.id = k.address_id "
        f"WHERE k.comment_id = {comment} AND k.{wish} AND k.confirmed_at IS NOT NULL "
        f"AND k.stopped_at IS NULL AND a.confirmed_at IS NOT NULL AND a.stopped_at IS NULL{further})"
    )


CONTACT_GUARDS: tuple[Guard, ...] = (
    Guard(
        "comments_address_fixed",
        _ADDRESS,
        "UPDATE",
        "an address is one mailbox of one site for good",
        changed(("id", "site_id", "digest")),
    ),
    Guard(
        "comments_contact_fixed",
        _CONTACT,
        "UPDATE",
        "a contact is of one comment and one address for good",
        f"{changed(('comment_id', 'email'))} OR (OLD.address_id IS NOT NULL "
        "AND NEW.address_id IS DISTINCT FROM OLD.address_id)",
    ),
    Guard(
        "comments_contact_confirmed_by_owner",
        _CONTACT,
        "UPDATE",
        "a comment is called hers by the owner of the mailbox only",
        f"OLD.confirmed_at IS NULL AND {_UNCONFIRMED}",
        needs=(_ADDRESS,),
    ),
    Guard(
        "comments_contact_born_confirmed",
        _CONTACT,
        "INSERT",
        "a comment is called hers by the owner of the mailbox only",
        _UNCONFIRMED,
        needs=(_ADDRESS,),
    ),
    Guard(
        "comments_link_used_once",
        _LINK,
        "UPDATE",
        "a link is used once, and in time",
        "(OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at) "
        "OR (NEW.used_at IS NOT NULL AND NEW.used_at > NEW.expires_at)",
    ),
    Guard(
        "comments_link_to_nobody_who_said_no",
        _LINK,
        "UPDATE",
        "who has written nothing here is not asked",
        f"{CLAIMED} AND NEW.kind = 'confirm' AND EXISTS ({_OF_LINK} AND a.stopped_for = 'stranger')",
        needs=(_ADDRESS,),
    ),
    Guard(
        "comments_link_to_confirmed",
        _LINK,
        "UPDATE",
        "receipts are sent to a confirmed address only",
        f"{CLAIMED} AND NEW.kind = 'find' AND NOT EXISTS ({_OF_LINK} "
        "AND a.confirmed_at IS NOT NULL AND a.stopped_for NOT IN ('stranger', 'refused'))",
        needs=(_ADDRESS,),
    ),
)
