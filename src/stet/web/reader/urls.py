"""The reader's addresses."""

from __future__ import annotations

from django.urls import path, register_converter

from stet.web.feeds import articles, comments, sitemap
from stet.web.reader import (
    article,
    front,
    guidelines,
    mail,
    mine,
    receipt,
    reporting,
    text_size,
    writing,
)
from stet.web.reader.converters import FeedFormat, Number, Token, Word

register_converter(Word, "word")
register_converter(Number, "number")
register_converter(Token, "token")
register_converter(FeedFormat, "feed")

app_name = "reader"
urlpatterns = [
    path("", front.front, name="front"),
    path("articles/<word:slug>/", article.article, name="article"),
    path("articles/<word:slug>/comments/", writing.post, name="post"),
    path(
        "articles/<word:slug>/comments/<uuid:comment_id>/report/",
        reporting.report_comment,
        name="report",
    ),
    path("articles/<word:slug>/thread/<number:page>.html", article.fragment, name="fragment"),
    path("tags/<word:slug>/", front.tag, name="tag"),
    path("guidelines/", guidelines.guidelines, name="guidelines"),
    path("guidelines/<number:number>/", guidelines.version, name="guidelines_version"),
    path("receipts/<token:token>/", receipt.receipt, name="receipt"),
    path("receipts/<token:token>/withdraw/", receipt.withdraw, name="withdraw"),
    path("receipts/<token:token>/appeal/", receipt.appeal_decision, name="appeal"),
    path("mine/", mine.ask, name="mine"),
    path("mine/<token:token>/", mine.open_list, name="mine_list"),
    path("mail/confirm/<token:token>/", mail.confirm, name="mail_confirm"),
    path("mail/stop/<token:token>/", mail.stop, name="mail_stop"),
    path("feeds/articles.<feed:form>", articles.articles, name="articles_feed"),
    path("feeds/comments.<feed:form>", comments.comments, name="comments_feed"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemaps/<number:part>.xml", sitemap.sitemap_part, name="sitemap_part"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("text-size/", text_size.text_size, name="text_size"),
]
