"""A thread as a piece of HTML, for servers that put their pages together themselves."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from stet.comments.compressing import gzipped
from stet.comments.reading import Bytes
from stet.newsroom.setup import the_site
from stet.web.addresses import absolute
from stet.web.embed.asked import article_asked, asked_of
from stet.web.embed.placing import article_path, in_page
from stet.web.published import published
from stet.web.reader.article import thread_shown
from stet.web.reader.front import page_number


@require_safe
def fragment(request: HttpRequest) -> HttpResponse:
    """``?url=``, ``page`` and ``lang``: the same bytes for everybody, with a strong ETag."""
    site, now = the_site(), timezone.now()
    asked = asked_of(request, site, request.GET.dict())
    one = article_asked(request, site, asked)
    if one is None:
        raise Http404
    with translation.override(asked.language or one.lang or site.lang):
        thread = thread_shown(one, page_number(request), now, takes_replies=False)
        context = {
            "thread": thread,
            "html": in_page(thread.html, absolute(request, article_path(one))) if thread else "",
            "frame": absolute(request, asked.address),
        }
        raw = render_to_string("embed/fragment.html", context).encode()
    body = Bytes(raw, gzipped(raw), hashlib.sha256(raw).hexdigest()[:32])
    return published(request, body, "text/html; charset=utf-8")
