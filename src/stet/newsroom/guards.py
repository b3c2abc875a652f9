"""Published guidelines never change; decisions cite them word for word for ever."""

from __future__ import annotations

from stet.guards import Guard, changed, no_delete

_VERSION, _CLAUSE = "newsroom_guidelineversion", "newsroom_clause"
_ARTICLE, _ALIAS = "newsroom_article", "newsroom_articlealias"
_KEY = "newsroom_signonkey"
_FROZEN = "a published version of the guidelines never changes"


def _published(version_id: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {_VERSION} v "
        f"WHERE v.id = {version_id} AND v.published_at IS NOT NULL)"
    )


_ONE_PAGE = "one address has one article"
_ALIASED = (
    f"NEW.url <> '' AND EXISTS (SELECT 1 FROM {_ALIAS} a "
    "WHERE a.site_id = NEW.site_id AND a.url = NEW.url)"
)
_OWN = (
    f"EXISTS (SELECT 1 FROM {_ARTICLE} a WHERE a.site_id = NEW.site_id AND a.url = NEW.url) "
    f"OR EXISTS (SELECT 1 FROM {_ARTICLE} a WHERE a.id = NEW.article_id "
    "AND (a.merged_into_id IS NOT NULL OR a.site_id <> NEW.site_id))"
)
# One step leads from what was merged to what has its comments.
_NO_CHAIN = (
    f"NEW.merged_into_id IS NOT NULL AND (EXISTS (SELECT 1 FROM {_ARTICLE} a "
    "WHERE a.id = NEW.merged_into_id "
    "AND (a.merged_into_id IS NOT NULL OR a.site_id <> NEW.site_id)) "
    f"OR EXISTS (SELECT 1 FROM {_ARTICLE} a WHERE a.merged_into_id = NEW.id))"
)
_ADDRESSES: tuple[Guard, ...] = (
    Guard(f"{_ARTICLE}_url_no_alias", _ARTICLE, "INSERT", _ONE_PAGE, _ALIASED, (_ALIAS,)),
    Guard(
        f"{_ARTICLE}_url_stays_no_alias",
        _ARTICLE,
        "UPDATE",
        _ONE_PAGE,
        f"{changed(('url', 'site_id'))} AND {_ALIASED}",
        (_ALIAS,),
    ),
    Guard(f"{_ALIAS}_no_url", _ALIAS, "INSERT", _ONE_PAGE, _OWN),
    Guard(
        f"{_ALIAS}_url_fixed",
        _ALIAS,
        "UPDATE",
        "an address stays, and leads to an article that stands",
        f"{changed(('id', 'url', 'site_id'))} OR {_OWN}",
    ),
    *no_delete(_ALIAS, "an address is never taken away"),
    Guard(
        f"{_ARTICLE}_merged_no_chain",
        _ARTICLE,
        "UPDATE",
        "an article is merged into one that stands by itself",
        f"{changed(('merged_into_id',))} AND {_NO_CHAIN}",
    ),
    Guard(
        f"{_ARTICLE}_born_unmerged",
        _ARTICLE,
        "INSERT",
        "an article is merged by a deed",
        "NEW.merged_into_id IS NOT NULL",
    ),
    Guard(
        f"{_ARTICLE}_stays_merged",
        _ARTICLE,
        "UPDATE",
        "what was merged stays merged",
        "OLD.merged_into_id IS NOT NULL AND NEW.merged_into_id IS NULL",
    ),
    Guard(
        f"{_ARTICLE}_stays_confirmed",
        _ARTICLE,
        "UPDATE",
        "an article that is confirmed stays so",
        "NEW.unconfirmed AND NOT OLD.unconfirmed",
    ),
)

_SIGN_ON: tuple[Guard, ...] = (
    *no_delete(_KEY, "a sign-on key is revoked, never deleted"),
    Guard(
        f"{_KEY}_born_live",
        _KEY,
        "INSERT",
        "a sign-on key is revoked by a deed",
        "NEW.revoked_at IS NOT NULL",
    ),
    Guard(
        f"{_KEY}_fixed",
        _KEY,
        "UPDATE",
        "a sign-on key stays what it is, or is revoked",
        changed(
            ("id", "site_id", "kid", "algorithm", "issuer", "label", "created_at", "created_by_id")
        )
        + " OR (NEW.sealed IS DISTINCT FROM OLD.sealed AND NEW.revoked_at IS NULL)",
    ),
    Guard(
        f"{_KEY}_stays_revoked",
        _KEY,
        "UPDATE",
        "what was revoked stays revoked",
        "OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at",
    ),
)

GUARDS: tuple[Guard, ...] = (
    *_ADDRESSES,
    *_SIGN_ON,
    Guard(f"{_VERSION}_frozen", _VERSION, "UPDATE", _FROZEN, "OLD.published_at IS NOT NULL"),
    Guard(f"{_VERSION}_kept", _VERSION, "DELETE", _FROZEN, "OLD.published_at IS NOT NULL"),
    Guard(f"{_VERSION}_no_truncate", _VERSION, "TRUNCATE", _FROZEN),
    Guard(
        f"{_VERSION}_no_replace",
        _VERSION,
        "INSERT",
        _FROZEN,
        f"EXISTS (SELECT 1 FROM {_VERSION} kept WHERE kept.id = NEW.id)",
    ),
    Guard(
        f"{_CLAUSE}_frozen",
        _CLAUSE,
        "UPDATE",
        _FROZEN,
        # NEW: nor does a draft's clause move into a published version.
        f"{_published('OLD.version_id')} OR {_published('NEW.version_id')}",
    ),
    Guard(f"{_CLAUSE}_kept", _CLAUSE, "DELETE", _FROZEN, _published("OLD.version_id")),
    Guard(f"{_CLAUSE}_no_truncate", _CLAUSE, "TRUNCATE", _FROZEN),
    Guard(
        f"{_CLAUSE}_not_added",
        _CLAUSE,
        "INSERT",
        _FROZEN,
        f"{_published('NEW.version_id')} "
        f"OR EXISTS (SELECT 1 FROM {_CLAUSE} kept WHERE kept.id = NEW.id)",
    ),
    Guard(
        "newsroom_site_draw_key_fixed",
        "newsroom_site",
        "UPDATE",
        "the secret of the draw never changes",
        changed(("draw_key",)),
    ),
    *no_delete("newsroom_staff", "staff accounts are switched off, never deleted"),
)
