"""Every address, from every room that speaks HTTP."""

from __future__ import annotations

from django.urls import include, path

from stet.web.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("desk/", include("stet.web.desk.urls")),
    path("", include("stet.web.embed.urls")),
    path("", include("stet.wire.urls")),
    path("", include("stet.web.ops.urls")),
    path("", include("stet.web.reader.urls")),
]
handler400 = "stet.web.reader.errors.bad_request"
handler403 = "stet.web.reader.errors.forbidden"
handler404 = "stet.web.reader.errors.not_found"
handler500 = "stet.web.reader.errors.server_error"
