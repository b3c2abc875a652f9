"""The desk's addresses for second looks."""

from __future__ import annotations

from django.urls import path

from stet.web.desk import escalations, opinions, overturned, reviews

urlpatterns = [
    path("reviews/", reviews.show_reviews, name="reviews"),
    path("reviews/overturned/", overturned.show_overturned, name="overturned"),
    path("reviews/<uuid:review_id>/", reviews.show_review, name="review"),
    path("reviews/<uuid:review_id>/answer/", reviews.answer_review, name="answer_review"),
    path("reviews/<uuid:review_id>/release/", reviews.release_review, name="release_review"),
    path("reviews/<uuid:review_id>/leave/", opinions.leave_review, name="leave_review"),
    path("reviews/<uuid:review_id>/withdraw/", opinions.withdraw_asked, name="withdraw_asked"),
    path("comments/<uuid:comment_id>/second/", opinions.ask_second, name="ask_second"),
    path("comments/<uuid:comment_id>/escalate/", escalations.escalate_comment, name="escalate"),
    path("comments/<uuid:comment_id>/evidence/", escalations.download_evidence, name="evidence"),
]
