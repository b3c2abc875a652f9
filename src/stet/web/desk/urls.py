"""The desk's addresses."""

from __future__ import annotations

from django.urls import path

from stet.web.desk import (
    account,
    ahead,
    articles,
    batch_urls,
    focus,
    guidelines,
    keyboard,
    lexicon,
    list_urls,
    live,
    merging,
    one,
    people,
    review_urls,
    rule_urls,
    screener_urls,
    seeing_urls,
    settings,
    signing,
)
from stet.web.desk.hooks import urls as hooks
from stet.web.desk.others import urls as others
from stet.web.desk.signing_on import urls as signing_on

app_name = "desk"
urlpatterns = [
    path("", focus.show_next, name="next"),
    path("ahead/", ahead.look_ahead, name="ahead"),
    path("leave/", ahead.leave, name="leave"),
    path("live/", live.tell, name="live"),
    path("sign-in/", signing.enter, name="sign_in"),
    path("sign-out/", signing.leave, name="sign_out"),
    *list_urls.urlpatterns,
    path("comments/<uuid:comment_id>/", one.show_comment, name="comment"),
    path("comments/<uuid:comment_id>/decide/", focus.decide_on, name="decide"),
    path("comments/<uuid:comment_id>/skip/", focus.pass_over, name="skip"),
    path("comments/<uuid:comment_id>/reopen/", focus.take_back, name="reopen"),
    path("comments/<uuid:comment_id>/erase/", one.erase_comment, name="erase"),
    *batch_urls.urlpatterns,
    *review_urls.urlpatterns,
    *seeing_urls.urlpatterns,
    *rule_urls.urlpatterns,
    path("account/", account.show_account, name="account"),
    path("account/password/", account.change_password, name="password"),
    path("account/keys/", keyboard.change_keys, name="keys"),
    path("account/sessions/end/", account.end_sessions, name="end_sessions"),
    path("account/tokens/", account.new_token, name="new_token"),
    path("account/tokens/<uuid:token_id>/revoke/", account.end_token, name="end_token"),
    path("articles/", articles.show_articles, name="articles"),
    path("articles/new/", articles.write_article, name="new_article"),
    path("articles/<uuid:article_id>/", articles.change_article, name="article"),
    path("articles/<uuid:article_id>/merge/", merging.merge_article, name="merge"),
    path(
        "articles/<uuid:article_id>/commenting/",
        articles.set_article_commenting,
        name="commenting",
    ),
    path("guidelines/", guidelines.show_guidelines, name="guidelines"),
    path("guidelines/draft/", guidelines.edit_draft, name="guidelines_draft"),
    path("guidelines/draft/preview/", guidelines.preview_draft, name="guidelines_preview"),
    path("guidelines/draft/publish/", guidelines.publish, name="guidelines_publish"),
    path("guidelines/draft/discard/", guidelines.discard, name="guidelines_discard"),
    path("lexicon/", lexicon.show_lexicon, name="lexicon"),
    path("lexicon/edit/", lexicon.edit_lexicon, name="lexicon_edit"),
    *screener_urls.urlpatterns,
    *others.urlpatterns,
    *hooks.urlpatterns,
    *signing_on.urlpatterns,
    path("site/", settings.edit_site, name="settings"),
    path("site/embed-key/", settings.renew_key, name="embed_key"),
    path("staff/", people.show_staff, name="staff"),
    path("staff/new/", people.new_staff, name="new_staff"),
    path("staff/<str:username>/", people.change_staff, name="change_staff"),
]
