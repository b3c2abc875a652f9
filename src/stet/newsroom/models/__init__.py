from stet.newsroom.models.addresses import ArticleAlias, PageCheck
from stet.newsroom.models.articles import Article, Claim, ReservedName, Site, Tag
from stet.newsroom.models.coral import CoralPhase, CoralSecret, CoralUse
from stet.newsroom.models.guidelines import Clause, GuidelineVersion
from stet.newsroom.models.keys import WireKey, WireUse
from stet.newsroom.models.lexicons import LexiconTerm
from stet.newsroom.models.sign_on import SignOnKey
from stet.newsroom.models.staff import ApiToken, SignInFailure, Staff

__all__ = [
    "ApiToken",
    "Article",
    "ArticleAlias",
    "Claim",
    "Clause",
    "CoralPhase",
    "CoralSecret",
    "CoralUse",
    "GuidelineVersion",
    "LexiconTerm",
    "PageCheck",
    "ReservedName",
    "SignInFailure",
    "SignOnKey",
    "Site",
    "Staff",
    "Tag",
    "WireKey",
    "WireUse",
]
