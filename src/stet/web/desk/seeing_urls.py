"""The desk's addresses for seeing: figures, an author's record, a comment's history."""

from __future__ import annotations

from django.urls import path

from stet.web.desk import authors, history
from stet.web.desk.insight import views as insight

urlpatterns = [
    path("insight/", insight.show_work, name="insight"),
    path("insight/subjects/", insight.show_subjects, name="insight_subjects"),
    path("insight/screening/", insight.show_screening, name="insight_screening"),
    path("insight/second-looks/", insight.show_fairness, name="insight_fairness"),
    path("insight/my-pace/", insight.show_pace, name="insight_pace"),
    path("insight/my-pace/breaks/", insight.change_breaks, name="breaks"),
    path("comments/<uuid:comment_id>/author/", authors.show_author, name="author"),
    path("comments/<uuid:comment_id>/history/", history.show_history, name="history"),
]
