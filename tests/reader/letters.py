"""The secret parts of the addresses that stand in letters alone, without any letter."""

from datetime import timedelta

from django.utils import timezone

from stet.comments.contacts.addresses import USUAL, note_contact
from stet.comments.contacts.asking import ask_due
from stet.comments.contacts.finding import ask_for_link
from stet.comments.contacts.tokens import Purpose, sign
from stet.comments.models import Comment, Link

LETTERS = ("confirm", "find", "stop")


def tokens_in_letters(comment: Comment, email: str) -> dict[str, str]:
    """What confirms the address, opens the list of one's comments, and stops letters."""
    now, site = timezone.now(), comment.article.site_id
    address = note_contact(comment, email, USUAL, now).address
    assert address is not None
    assert ask_due(now + timedelta(seconds=1))
    ask_for_link(site, email, lang="", network="", now=now)
    links = Link.objects.filter(digest=address.digest)
    ids = {link.kind: link.id for link in links}
    return {
        "confirm": sign(Purpose.CONFIRM, ids[Link.Kind.CONFIRM]),
        "find": sign(Purpose.FIND, ids[Link.Kind.FIND]),
        "stop": sign(Purpose.STOP, address.id, comment.id),
    }
