"""The example of a server-side include in docs/embed.md, word for word, in a real nginx."""

import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import server
from tests.support.backends import nginx
from tests.support.postgres import free_port
from tests.support.strictness import skip_for_want_of

DOCS = Path(__file__).parents[2] / "docs" / "embed.md"
URL = "https://news.example.org/bridge"
# A master that may everything gives its workers an account that may not read our folder.
USER = "user root;" if os.geteuid() == 0 else ""
AROUND = """
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ text/html html; }}
    {example}
}}
"""


def example(kind: str) -> str:
    (found,) = re.findall(rf"```{kind}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


@contextmanager
def including(folder: Path, stet: str) -> Iterator[str]:
    """nginx with the example, which asks ``stet`` and serves ``folder``."""
    program, port = nginx(), free_port()
    if program is None:
        skip_for_want_of("nginx", "nginx is not installed")
    written = (
        example("nginx")
        .replace("8081", f"127.0.0.1:{port}")
        .replace("/srv/news", str(folder))
        .replace("http://127.0.0.1:8000", stet)
    )
    config = folder / "nginx.conf"
    config.write_text(AROUND.format(user=USER, folder=folder, example=written))
    process = subprocess.Popen([str(program), "-p", str(folder), "-c", str(config)])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def page(address: str) -> str:
    """The page, once nginx answers."""
    for _ in range(200):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError:
            time.sleep(0.05)
    raise TimeoutError("nginx does not answer")


def test_comments_stand_in_the_publishers_page_without_any_script(tmp_path: Path) -> None:
    record = {
        "source_id": "1",
        "article_url": URL,
        "article_title": "The bridge closes",
        "name": "Joan & Ines",
        "text": "I cross it <daily>.",
        "posted_at": "2024-05-31T12:00:00Z",
        "status": "approved",
    }
    room = server.newsroom(
        tmp_path / "data", settings={"STET_ALLOWED_HOSTS": "comments.example.org"}
    )
    lines, folder = tmp_path / "lines.jsonl", tmp_path / "news"
    lines.write_text(json.dumps(record) + "\n")
    folder.mkdir()
    # The include's own line, in a page around it.
    (include,) = re.findall(r"<!--# include .* -->", DOCS.read_text(encoding="utf-8"))
    (folder / "bridge.html").write_text(f"<h1>The bridge</h1>\n{include}\n<p>The end.</p>")
    with server.serve(room) as served:
        room.must("import", "jsonl", str(lines), "--source", "old", "--keep-states")
        with including(folder, served.base_url) as news:
            html = page(f"{news}/bridge.html")

    assert "I cross it &lt;daily&gt;." in html
    assert "Joan &amp; Ines" in html
    assert html.startswith("<h1>The bridge</h1>")
    assert html.endswith("<p>The end.</p>")
    assert "<!--#" not in html
    assert "<script" not in html
