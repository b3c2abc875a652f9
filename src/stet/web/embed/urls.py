"""The embed's addresses."""

from __future__ import annotations

from django.urls import path

from stet.web.embed import fragment, page, script, scripts, styles

app_name = "embed"
urlpatterns = [
    path("embed.js", script.embed_js, name="script"),
    path("embed/styles.css", styles.show_styles, name="styles"),
    path("embed/scripts/<slug:asked>/<path:name>", scripts.show_script, name="scripts"),
    path("embed/", page.page, name="page"),
    path("embed/comments/", page.post, name="post"),
    path("embed/fragment", fragment.fragment, name="fragment"),
]
