"""The desk's addresses for many comments at once."""

from __future__ import annotations

from django.urls import path

from stet.web.desk import batches

urlpatterns = [
    path("batches/", batches.show_groups, name="batches"),
    path("batches/fine/", batches.show_fine, name="batches_fine"),
    path("batches/keep/", batches.keep, name="batches_keep"),
    path("batches/<uuid:batch_id>/undo/", batches.take_back, name="batches_undo"),
    path("batches/reject/<uuid:comment_id>/", batches.reject_one, name="batches_reject"),
    path("batches/<str:kind>/<str:key>/", batches.show_group, name="batches_group"),
]
