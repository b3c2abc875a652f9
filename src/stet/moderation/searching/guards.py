"""What keeps the index of words, and the marks of the queue, in step with the comments."""

from __future__ import annotations

from stet.guards import Guard, Keeper

_COMMENT, _DOC, _DUE, _QUEUE = (
    "comments_comment",
    "moderation_searchdoc",
    "moderation_searchdue",
    "moderation_queueitem",
)
_FTS = "moderation_search"


def _fts(row: str, *, gone: bool) -> str:
    if gone:
        return f"INSERT INTO {_FTS}({_FTS}, rowid, words) VALUES ('delete', {row}.n, {row}.words)"
    return f"INSERT INTO {_FTS}(rowid, words) VALUES ({row}.n, {row}.words)"


def _note(key: str, when: str = "1 = 1") -> str:
    """A due that is there already is not noted twice."""
    return (
        f"INSERT INTO {_DUE} (key) SELECT {key} "
        f"WHERE {when} AND NOT EXISTS (SELECT 1 FROM {_DUE} WHERE key = {key})"
    )


_MOVE = (
    f"UPDATE {_DOC} SET words = replace(words, ' §' || OLD.state || ' ', "
    "' §' || NEW.state || ' ') WHERE comment_id = NEW.id"
)

KEEPERS: tuple[Guard, ...] = (
    Keeper(
        "moderation_search_moved",
        _COMMENT,
        "UPDATE",
        needs=(_DOC,),
        columns="state",
        when="NEW.state <> OLD.state AND NEW.state IN ('held', 'approved', 'rejected')",
        steps=(_MOVE,),
    ),
    Keeper(
        "moderation_search_gone",
        _COMMENT,
        "UPDATE",
        needs=(_DOC, _DUE),
        columns="state",
        when="NEW.state <> OLD.state AND NEW.state IN ('withdrawn', 'erased')",
        steps=(
            f"DELETE FROM {_DOC} WHERE comment_id = NEW.id",
            _note("'purge'", "NEW.state = 'erased'"),
        ),
    ),
    Keeper(
        "moderation_search_headline",
        "newsroom_article",
        "UPDATE",
        needs=(_DUE,),
        columns="headline",
        when="NEW.headline <> OLD.headline",
        steps=(_note("CAST(NEW.id AS varchar(40))"),),
    ),
    Keeper(
        "moderation_search_into",
        _DOC,
        "INSERT",
        only="sqlite",
        steps=(_fts("NEW", gone=False),),
    ),
    Keeper(
        "moderation_search_anew",
        _DOC,
        "UPDATE",
        only="sqlite",
        columns="words",
        steps=(_fts("OLD", gone=True), _fts("NEW", gone=False)),
    ),
    Keeper(
        "moderation_search_out",
        _DOC,
        "DELETE",
        only="sqlite",
        steps=(_fts("OLD", gone=True),),
    ),
)
