"""The interface as a whole: its routers, and the document that describes it."""

from __future__ import annotations

from ninja import NinjaAPI

# No page of documentation: the usual ones load scripts from somebody else's server.
api = NinjaAPI(title="Stet", version="1", urls_namespace="api", docs_url=None)
