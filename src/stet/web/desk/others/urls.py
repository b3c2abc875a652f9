"""The desk's addresses for other systems."""

from __future__ import annotations

from django.urls import path

from stet.web.desk.others import coral, views

urlpatterns = [
    path("keys/", views.show_others, name="others"),
    path("keys/new/", views.new_key, name="new_key"),
    path("keys/<uuid:key_id>/", views.show_key, name="other_key"),
    path("keys/<uuid:key_id>/alter/", views.alter_key, name="alter_key"),
    path("keys/coral/new/", coral.new_phase, name="new_phase"),
    path("keys/coral/<uuid:phase_id>/", coral.show_phase, name="coral_phase"),
    path("keys/coral/<uuid:phase_id>/alter/", coral.alter_phase, name="alter_phase"),
]
