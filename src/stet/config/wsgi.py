"""The WSGI application that Granian serves."""

from __future__ import annotations

import os

import structlog
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stet.config.settings")

application = get_wsgi_application()


def warm() -> None:
    """Loads what a first request would wait for: the addresses, and all that the screener reads with.

    One comment is screened: what is made at the first one is made before the processes fork, too.

    A newsroom that cannot be read yet is no reason not to start: `/readyz` says so.
    """
    from django.db import Error, connections

    from stet.moderation.screening import screener_of
    from stet.newsroom.setup import the_site
    from stet.screening.types import Submission

    get_resolver().url_patterns  # noqa: B018 - it is read to be imported
    try:
        screener_of(the_site().id).screen([Submission("", "The bridge is closed, you idiot.")])
    except Error as problem:
        structlog.get_logger(__name__).error("not_warmed", exc_info=problem)
    finally:
        connections.close_all()
