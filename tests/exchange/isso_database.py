"""A database as Isso keeps it, made by Isso's own statements."""

import sqlite3
from contextlib import closing
from pathlib import Path

TABLES = """
CREATE TABLE preferences (key VARCHAR PRIMARY KEY, value VARCHAR);
CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
CREATE TABLE comments (
    tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT NOT NULL,
    modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR, author VARCHAR, email VARCHAR,
    website VARCHAR, likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL,
    notification INTEGER DEFAULT 0
);
PRAGMA user_version = 5;
INSERT INTO threads VALUES (1, '/mill/', 'The mill is let');
"""
ROWS = [
    (1, None, 1709280900.5, 1, "At *last*.", "Ada", "ada@example.org"),
    (2, 1, 1709280960.0, 2, "Waiting.", "Bob", "bob@example.org"),
    (3, None, 1709281000.0, 4, "", None, None),
    (4, 3, 1709281020.0, 1, "To what was deleted.", None, None),
]


def isso_database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(TABLES)
        database.executemany(
            "INSERT INTO comments (tid, id, parent, created, mode, text, author, email, voters) "
            "VALUES (1, ?, ?, ?, ?, ?, ?, ?, x'00')",
            ROWS,
        )
    return path
