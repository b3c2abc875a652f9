"""What keeps the clauses that waiting comments are marked with in step with their screenings."""

from __future__ import annotations

from stet.guards import Guard, Keeper, changed

_QUEUE, _MARK = "moderation_queueitem", "moderation_clausemark"
# Each database has its own way to read a list that is kept as JSON.
_LISTED = {
    "sqlite": "json_each(s.clauses) AS found",
    "postgresql": "jsonb_array_elements_text(s.clauses) AS found(value)",
}
_FORGET = f"DELETE FROM {_MARK} WHERE comment_id = OLD.comment_id"


def _keepers(vendor: str) -> tuple[Guard, ...]:
    made = (
        f"INSERT INTO {_MARK} (clause, comment_id) SELECT DISTINCT found.value, NEW.comment_id "
        f"FROM moderation_screening s, {_LISTED[vendor]} WHERE s.id = NEW.screening_id"
    )
    return (
        Keeper(
            f"{_MARK}_arrived_{vendor}",
            _QUEUE,
            "INSERT",
            needs=(_MARK,),
            only=vendor,
            when="NEW.screening_id IS NOT NULL",
            steps=(made,),
        ),
        Keeper(
            f"{_MARK}_screened_{vendor}",
            _QUEUE,
            "UPDATE",
            needs=(_MARK,),
            only=vendor,
            columns="screening_id",
            when=changed(("screening_id",)),
            steps=(_FORGET, made),
        ),
    )


MARK_KEEPERS: tuple[Guard, ...] = (
    *_keepers("sqlite"),
    *_keepers("postgresql"),
    Keeper(f"{_MARK}_left", _QUEUE, "DELETE", needs=(_MARK,), steps=(_FORGET,)),
)
