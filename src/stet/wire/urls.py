"""Every address of other systems' interfaces, each at the root and under any prefix.

A name is the interface, an underscore, and the call: the log and the metrics call it so.
"""

from __future__ import annotations

from typing import Final

from django.urls.resolvers import URLPattern

from stet.wire.akismet import urls as akismet
from stet.wire.coral import urls as coral
from stet.wire.openai import urls as openai
from stet.wire.perspective import urls as perspective

app_name = "wire"
# What the last part of an address may be; whatever ends otherwise is no call of ours.
LAST: Final = frozenset(
    {
        "comments:analyze",
        "comments:suggestscore",
        "rest",
        "moderations",
        *akismet.CALLS,
        coral.CALL,
    }
)
urlpatterns: list[URLPattern] = [
    *akismet.urlpatterns,
    *coral.urlpatterns,
    *openai.urlpatterns,
    *perspective.urlpatterns,
]
