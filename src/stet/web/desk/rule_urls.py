"""The desk's addresses for rules."""

from __future__ import annotations

from django.urls import path

from stet.web.desk import article_rules, author_rules

urlpatterns = [
    path("articles/<uuid:article_id>/rules/", article_rules.rule_article, name="article_rules"),
    path("comments/<uuid:comment_id>/author-rule/", author_rules.rule_author, name="author_rule"),
    path("author-rules/<uuid:author_rule_id>/end/", author_rules.end_rule, name="end_author_rule"),
]
