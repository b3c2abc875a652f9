"""The addresses of the list and of search."""

from __future__ import annotations

from django.urls import path

from stet.web.desk import listing, searching, views

urlpatterns = [
    path("list/", listing.show_list, name="list"),
    path("views/", views.show_views, name="views"),
    path("views/keep/", views.keep_view, name="keep_view"),
    path("views/<uuid:view_id>/", views.edit_view, name="edit_view"),
    path("search/", searching.show_search, name="search"),
]
