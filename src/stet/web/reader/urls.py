"""The reader's addresses."""

from __future__ import annotations

from django.urls import path, register_converter

from stet.web.reader import (
    article,
    feed,
    front,
    guidelines,
    receipt,
    reporting,
    text_size,
    writing,
)
from stet.web.reader.converters import Number, Token, Word

register_converter(Word, "word")
register_converter(Number, "number")
register_converter(Token, "token")

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
    path("feeds/articles.atom", feed.articles, name="feed"),
    path("text-size/", text_size.text_size, name="text_size"),
]
