"""Sign-on keys: each came and went by a deed, and vouched for readers only in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Max, Min

from stet.comments.models import Comment
from stet.config.proofs.dossiers import Told
from stet.config.proofs.fault import Fault, Progress, counted
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.newsroom.models import SignOnKey
from stet.newsroom.sign_on_keys import key_facts

_DEEDS = (Deed.SIGN_ON_KEY_MADE, Deed.SIGN_ON_KEY_REVOKED)


@dataclass(frozen=True)
class _Life:
    """What the ledger tells of a key."""

    made: Told
    revoked: Told | None = None


def faults(progress: Progress) -> Iterator[Fault]:
    lives = _lives()
    keys = SignOnKey.objects.order_by("id")
    known = set()
    for key in counted(keys.iterator(), "sign-on keys", keys.count(), progress):
        name = str(key.id)
        known.add(name)
        life = lives.get(name)
        if life is None:
            yield Fault(
                "sign_on.unlogged", f"sign-on key {name}: the ledger does not know it", name
            )
            continue
        yield from _changed(key, life)
        yield from _out_of_time(key, life)
    for name in lives.keys() - known:
        yield Fault("sign_on.missing", f"sign-on key {name} is gone: none is ever deleted", name)
    for stray in Comment.objects.exclude(sign_on=None).exclude(sign_on__site=F("article__site")):
        words = f"comment {stray.id}: a key of another site vouched for its author"
        yield Fault("sign_on.elsewhere", words, str(stray.id))


def _lives() -> dict[str, _Life]:
    found: dict[str, _Life] = {}
    for entry in Entry.objects.filter(deed__in=_DEEDS).order_by("seq"):
        name, told = str(entry.subject), Told.of(entry)
        if entry.deed == Deed.SIGN_ON_KEY_MADE:
            found.setdefault(name, _Life(told))
        elif name in found and found[name].revoked is None:
            found[name] = _Life(found[name].made, told)
    return found


def _changed(key: SignOnKey, life: _Life) -> Iterator[Fault]:
    if key_facts(key) != life.made.facts or key.created_at != life.made.entry.at:
        words = f"sign-on key {key.id}: it is not what its entry says"
        yield Fault("sign_on.changed", words, str(key.id))
    if key.revoked_at != (life.revoked.entry.at if life.revoked else None):
        words = f"sign-on key {key.id}: whether it is revoked is not what the ledger says"
        yield Fault("sign_on.changed", words, str(key.id))


def _out_of_time(key: SignOnKey, life: _Life) -> Iterator[Fault]:
    """Comments that it vouched for before it was made, or after it was revoked."""
    vouched = Comment.objects.filter(sign_on=key).values("id")
    came = Entry.objects.filter(deed=Deed.COMMENT_SUBMITTED, subject__in=vouched)
    seqs = came.aggregate(first=Min("seq"), last=Max("seq"))
    early = seqs["first"] is not None and seqs["first"] < life.made.entry.seq
    late = seqs["last"] is not None and life.revoked and seqs["last"] > life.revoked.entry.seq
    if early or late:
        words = f"sign-on key {key.id}: it vouched for a reader when it did not count"
        yield Fault("sign_on.out_of_time", words, str(key.id))
