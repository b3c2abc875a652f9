"""The desk's addresses for seeing: figures, an author's record, a comment's history."""

from __future__ import annotations

from django.urls import path

from stet.web.desk import authors, history

urlpatterns = [
    path("comments/<uuid:comment_id>/author/", authors.show_author, name="author"),
    path("comments/<uuid:comment_id>/history/", history.show_history, name="history"),
]
