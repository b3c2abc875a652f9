"""The desk's addresses for rules."""

from __future__ import annotations

from django.urls import path

from stet.web.desk import article_rules, author_rules, rules

urlpatterns = [
    path("articles/<uuid:article_id>/rules/", article_rules.rule_article, name="article_rules"),
    path("comments/<uuid:comment_id>/author-rule/", author_rules.rule_author, name="author_rule"),
    path("author-rules/<uuid:author_rule_id>/end/", author_rules.end_rule, name="end_author_rule"),
    path("rules/", rules.show_rules, name="rules"),
    path("rules/measure/", rules.measure_rule, name="measure_rule"),
    path("rules/<uuid:rule_id>/", rules.show_rule, name="rule"),
    path("rules/<uuid:rule_id>/switch/", rules.switch_rule, name="switch_rule"),
    path("rules/<uuid:rule_id>/take-back/", rules.take_back_decisions, name="take_back_rule"),
]
