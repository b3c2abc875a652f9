"""Akismet's addresses: a version, a call, and before them a key or whatever leads to us."""

from __future__ import annotations

from typing import Final

from django.urls import re_path
from django.urls.resolvers import URLPattern

from stet.wire.akismet import views
from stet.wire.calls import View

CALLS: Final[dict[str, View]] = {
    "verify-key": views.verify_key,
    "comment-check": views.comment_check,
    "submit-spam": views.submit_spam,
    "submit-ham": views.submit_ham,
    "usage-limit": views.usage_limit,
    "key-sites": views.key_sites,
    "get-subscription": views.get_subscription,
    "get-stats": views.get_stats,
    "deactivate": views.deactivate,
    "test": views.test,
}
urlpatterns: Final[list[URLPattern]] = [
    re_path(rf"^(?:.*/)?1\.\d/{name}/?$", view, name=f"akismet_{name.replace('-', '_')}")
    for name, view in CALLS.items()
]
