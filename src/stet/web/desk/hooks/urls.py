"""The desk's addresses for webhooks."""

from __future__ import annotations

from django.urls import path

from stet.web.desk.hooks import deliveries, views

_ONE = "webhooks/<uuid:webhook_id>/"

urlpatterns = [
    path("webhooks/", views.show_webhooks, name="webhooks"),
    path("webhooks/new/", views.new_webhook, name="new_webhook"),
    path(_ONE, deliveries.show_webhook, name="webhook"),
    path(f"{_ONE}alter/", views.alter_webhook, name="alter_webhook"),
    path(f"{_ONE}send/", deliveries.send_again, name="send_webhook"),
    path(f"{_ONE}<uuid:delivery_id>/", deliveries.show_delivery, name="webhook_delivery"),
]
