"""Signing in, and the throttle on it.

Failures of the last hour count, each under the username that was tried and the (hashed) network it
came from. The fifth failure of one network on one username makes that network wait 30 seconds before
it may try that username again, and each further one twice as long, up to 15 minutes: about fifteen
guesses an hour, where passwords have at least twelve characters. Somebody who mistypes a few times
notices nothing.

A username that has 30 failures in the hour, from anywhere, is under attack: then each network waits
from its second failure on. A network that has not failed on that username itself is never refused on
its account, so nobody can lock the owner out from elsewhere. A network with 60 failures in the hour,
over all usernames (an office of twenty, each mistyping three times), waits as a whole.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from math import ceil

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac

from stet.newsroom.locking import take_turns
from stet.newsroom.models import SignInFailure, Staff

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")

REMEMBERED = timedelta(hours=1)
FREE, FREE_UNDER_ATTACK = 4, 1  # failures of one network on one username without a wait
NAME_ATTACKED, NETWORK_ATTACKING = 30, 60
FIRST_WAIT_S, LONGEST_WAIT_S = 30, 900
_PASSWORD_LIMIT = 1_000  # as long as a password can be


class SignInRefused(Exception):
    """The name or the password is not right, or it is too soon to try again.

    ``wait_s``: seconds until this network may try this name again, 0 if at once. ``too_soon``: the
    password was not even looked at.
    """

    def __init__(self, wait_s: int, *, too_soon: bool = False) -> None:
        super().__init__("too many attempts" if too_soon else "wrong name or password")
        self.wait_s = wait_s
        self.too_soon = too_soon


def sign_in(username: str, password: str, network: str, now: datetime) -> Staff:
    """The member of staff with this name and password; raises `SignInRefused`.

    ``network`` is its keyed hash. An unknown name and an account that is off take the same time and
    are refused in the same words as a wrong password.
    """
    name = username.strip().lower()
    tried = _key(name)
    _begin(tried, network, now)
    staff = Staff.objects.filter(username=name).first() if USERNAME.fullmatch(name) else None
    if not _is_right(staff, password) or staff is None:
        raise SignInRefused(_wait_s(tried, network, now))
    # Only this network's failures: what others tried meanwhile still counts against them.
    SignInFailure.objects.filter(username=tried, network=network, at__lte=now).delete()
    return staff


def forget_failures(now: datetime) -> int:
    """Removes the failures that no longer count; how many it removed."""
    return SignInFailure.objects.filter(at__lte=now - REMEMBERED).delete()[0]


def _begin(tried: str, network: str, now: datetime) -> None:
    """Notes the attempt as a failure until it proves right, so that many at once all count."""
    with transaction.atomic():
        take_turns(f"sign-in {tried}")
        wait_s = _wait_s(tried, network, now)
        if wait_s:
            raise SignInRefused(wait_s, too_soon=True)
        SignInFailure.objects.create(username=tried, network=network, at=now)


def _wait_s(tried: str, network: str, now: datetime) -> int:
    """Seconds until ``network`` may try the name again; 0: it may now."""
    recent = SignInFailure.objects.filter(at__gt=now - REMEMBERED)
    of_name = recent.filter(username=tried)
    attacked = of_name.count() >= NAME_ATTACKED
    own = of_name.filter(network=network)
    free = FREE_UNDER_ATTACK if attacked else FREE
    wait_s = _left_s(own.count() - free, own.aggregate(last=Max("at"))["last"], now)
    from_there = recent.filter(network=network)
    beyond = from_there.count() - NETWORK_ATTACKING + 1
    return max(wait_s, _left_s(beyond, from_there.aggregate(last=Max("at"))["last"], now))


def _left_s(beyond: int, last: datetime | None, now: datetime) -> int:
    """What is left of the wait after the ``beyond``-th failure that is not free."""
    if beyond < 1 or last is None:
        return 0
    doublings = min(beyond - 1, 16)  # far past the longest wait; keeps the power small
    wait_s = min(FIRST_WAIT_S << doublings, LONGEST_WAIT_S)
    return max(0, ceil((last - now).total_seconds() + wait_s))


def _is_right(staff: Staff | None, password: str) -> bool:
    """Whether the password is that of an account in use; takes as long whoever is asked for."""
    if len(password) > _PASSWORD_LIMIT or re.search("[\ud800-\udfff]", password):
        password = ""
    if staff is None:
        make_password(password)
        return False
    return staff.check_password(password) and staff.is_active


def _key(name: str) -> str:
    """What stands for a tried name: a keyed hash, since people type passwords in the wrong field."""
    return salted_hmac(
        "stet.newsroom.signing_in", name.encode("utf-8", "replace").hex()
    ).hexdigest()
