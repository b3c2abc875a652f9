"""The desk's addresses for sign-on and writing."""

from __future__ import annotations

from django.urls import path

from stet.web.desk.signing_on import views

urlpatterns = [
    path("sign-on/", views.show_sign_on, name="sign_on"),
    path("sign-on/writing/", views.change_writing, name="change_writing"),
    path("sign-on/keys/new/", views.new_key, name="new_sign_on_key"),
    path("sign-on/keys/<uuid:key_id>/", views.show_key, name="sign_on_key"),
    path("sign-on/keys/<uuid:key_id>/revoke/", views.end_key, name="revoke_sign_on_key"),
]
