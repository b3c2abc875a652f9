"""Letters that ask, or open: "was this you?", and the way to all of one's comments."""

from __future__ import annotations

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from stet.comments.models import Address, Contact, Link
from stet.exchange.letters.writing import (
    Held,
    Letter,
    confirm_link,
    find_link,
    spoken,
    stop_secret,
    written,
)

_MOST_NAMED = 5  # comments; the page behind the link has them all


def link_letter(row: Link) -> EmailMultiAlternatives | None:
    """The letter; None if there is nobody to write to, or nothing to ask any more."""
    address = Address.objects.filter(site=row.site, digest=row.digest).first()
    if address is None or address.stopped_for == Address.Stop.STRANGER:
        return None
    return _ask(row, address) if row.kind == Link.Kind.CONFIRM else _open(row, address)


def _ask(row: Link, address: Address) -> EmailMultiAlternatives | None:
    """It names articles and times. A name or a text could be anybody's, and anything."""
    waiting = Contact.objects.filter(address=address, confirmed_at=None)
    asked = list(waiting.select_related("comment__article").order_by("-comment__received_at"))
    if not asked:
        return None
    with spoken(row.lang, row.site):
        comments = [
            {"headline": Held(one.comment.article.headline), "at": one.comment.posted_at}
            for one in asked[:_MOST_NAMED]
        ]
        return written(
            Letter(
                to=asked[0].email,
                site=row.site,
                template="confirm",
                number=f"confirm-{row.pk}",
                title=_("Was this you?"),
                about=str(Held(row.site.name)),
                facts={
                    "comments": comments,
                    "page": confirm_link(row.pk),
                    "until": row.expires_at,
                },
                stop=stop_secret(address.pk),
            )
        )


def _open(row: Link, address: Address) -> EmailMultiAlternatives | None:
    """Only for who has confirmed the address; sent even where notices were stopped, for she asks."""
    if address.confirmed_at is None or address.stopped_for == Address.Stop.REFUSED:
        return None
    hers = Contact.objects.filter(address=address, confirmed_at__isnull=False)
    latest = hers.order_by("-confirmed_at").first()
    if latest is None or row.used_at is not None:
        return None
    with spoken(row.lang, row.site):
        return written(
            Letter(
                to=latest.email,
                site=row.site,
                template="find",
                number=f"find-{row.pk}",
                title=_("Your comments"),
                about=str(Held(row.site.name)),
                facts={"page": find_link(row.pk)},
                stop=stop_secret(address.pk),
            )
        )
