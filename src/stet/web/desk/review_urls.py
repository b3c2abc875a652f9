"""The desk's addresses for second looks."""

from __future__ import annotations

from django.urls import path

from stet.web.desk import agreement, escalations, meeting, opinions, overturned, reviews, wishes

urlpatterns = [
    path("reviews/", reviews.show_reviews, name="reviews"),
    path("reviews/overturned/", overturned.show_overturned, name="overturned"),
    path("reviews/<uuid:review_id>/", reviews.show_review, name="review"),
    path("reviews/<uuid:review_id>/answer/", reviews.answer_review, name="answer_review"),
    path("reviews/<uuid:review_id>/release/", reviews.release_review, name="release_review"),
    path("reviews/<uuid:review_id>/leave/", opinions.leave_review, name="leave_review"),
    path("reviews/<uuid:review_id>/withdraw/", opinions.withdraw_asked, name="withdraw_asked"),
    path("disagreements/", meeting.show_disagreements, name="disagreements"),
    path("disagreements/<uuid:review_id>/", meeting.show_disagreement, name="disagreement"),
    path("disagreements/<uuid:review_id>/remark/", meeting.add_remark, name="add_remark"),
    path(
        "disagreements/<uuid:review_id>/settle/",
        meeting.settle_disagreement,
        name="settle_disagreement",
    ),
    path("disagreements/<uuid:review_id>/example/", meeting.exemplify, name="exemplify"),
    path("agreement/", agreement.show_agreement, name="agreement"),
    path("account/wishes/", wishes.change_wishes, name="wishes"),
    path("comments/<uuid:comment_id>/second/", opinions.ask_second, name="ask_second"),
    path("comments/<uuid:comment_id>/escalate/", escalations.escalate_comment, name="escalate"),
    path("comments/<uuid:comment_id>/evidence/", escalations.download_evidence, name="evidence"),
]
