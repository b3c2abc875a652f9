"""The served newsroom that browser tests talk to."""

from pathlib import Path

import pytest

from tests.support import server


def test_it_stops_when_asked_and_answers_again_on_the_same_data(tmp_path: Path) -> None:
    room = server.newsroom(tmp_path / "data")
    for _ in ("first", "again"):
        with server.serve(room) as served:
            assert server.is_ready(served.base_url)
        assert not server.is_ready(served.base_url)


def test_a_newsroom_that_cannot_start_is_told_at_once(tmp_path: Path) -> None:
    room = server.newsroom(tmp_path / "data", settings={"STET_DEBUG": "perhaps"})
    with pytest.raises(RuntimeError, match="STET_DEBUG"):
        room.must("migrate")
    with pytest.raises(RuntimeError, match="STET_DEBUG"), server.running(room, "serve"):
        pass


def test_it_serves_from_postgresql(tmp_path: Path, fresh_url: str) -> None:
    room = server.newsroom(tmp_path / "data", database_url=fresh_url)
    with server.serve(room) as served:
        assert server.is_ready(served.base_url)
    assert not list(room.data.glob("*.sqlite3"))
