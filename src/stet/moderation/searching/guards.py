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
_AUTHOR = "moderation_authordue"


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

_DECIDED = (
    "EXISTS (SELECT 1 FROM comments_comment o WHERE o.author_key = c.author_key "
    "AND o.state = '{state}')"
)
# As `stet.moderation.filtering.Record`: 0 unknown, 1 first, 2 approved, 4 rejected, 6 both.
_RECORD = (
    "(SELECT CASE WHEN c.author_key = '' THEN 0 "
    f"WHEN {_DECIDED.format(state='approved')} "
    f"THEN CASE WHEN {_DECIDED.format(state='rejected')} THEN 6 ELSE 2 END "
    f"WHEN {_DECIDED.format(state='rejected')} THEN 4 ELSE 1 END "
    "FROM comments_comment c WHERE c.id = NEW.comment_id)"
)
_AUTHOR_DUE = (
    "INSERT INTO moderation_authordue (author_key) SELECT OLD.author_key "
    "WHERE EXISTS (SELECT 1 FROM comments_comment o WHERE o.author_key = OLD.author_key "
    "AND o.state = 'held')"
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
        "moderation_queue_author",
        _QUEUE,
        "INSERT",
        needs=(_AUTHOR,),
        steps=(f"UPDATE {_QUEUE} SET author_record = {_RECORD} WHERE comment_id = NEW.comment_id",),
    ),
    Keeper(
        "moderation_queue_author_decided",
        _COMMENT,
        "UPDATE",
        needs=(_AUTHOR,),
        columns="state",
        when="NEW.state <> OLD.state AND OLD.author_key <> ''",
        steps=(_AUTHOR_DUE,),
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
