"""The addresses of the list and of search."""

from __future__ import annotations

from django.urls import path

from stet.web.desk import listing, searching

urlpatterns = [
    path("list/", listing.show_list, name="list"),
    path("search/", searching.show_search, name="search"),
]
