"""The plugin for WordPress, on PHP with a stubbed WordPress, and a real Stet."""

import json
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from stet.exchange.webhooks.posting import Reach, post
from stet.telling.signing import headers_of, new_secret
from tests.exchange.php import php, php_run, started, wait_until
from tests.exchange.test_webhook_receivers import answers
from tests.support import server
from tests.support.postgres import free_port

PLUGIN = Path(__file__).parents[2] / "integrations" / "wordpress" / "stet"
STUBS = Path(__file__).parent / "wordpress"
HOME = "http://127.0.0.1:{port}"
REACH = Reach((ip_network("127.0.0.0/8"),))


@dataclass
class WordPress:
    """A site with two posts: 7, and 8, which is closed and behind a password."""

    folder: Path
    port: int
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> str:
        return HOME.format(port=self.port)

    @property
    def environ(self) -> dict[str, str]:
        return {
            "STUB_STATE": str(self.folder / "wordpress.json"),
            "STUB_HOME": self.home,
            "STUB_PLUGIN": str(PLUGIN),
        }

    def does(self, *deeds: tuple[str, Any]) -> list[Any]:
        """What each deed gave (tests/exchange/wordpress/run.php), with the settings as they are."""
        given = [("settings", self.settings), *deeds]
        told = php_run([str(STUBS / "run.php")], json.dumps(given), self.environ)
        return list(json.loads(told))[1:]


@pytest.fixture
def site(tmp_path: Path) -> WordPress:
    """It knows of no Stet yet."""
    return WordPress(tmp_path, free_port())


@pytest.fixture
def known(site: WordPress) -> WordPress:
    """It was told of one that nobody asks here."""
    site.settings = {"server": "https://comments.example.org/stet/", "theme": "dark"}
    return site


def test_every_file_is_php_and_closed_to_whoever_asks_for_it_alone() -> None:
    files = sorted(PLUGIN.rglob("*.php"))
    assert len(files) == 10
    for path in files:
        assert "No syntax errors" in php_run(["-l", str(path)], "", {})
        assert php_run([str(path)], "", {}) == ""


def test_the_comments_stand_in_the_place_of_the_theme_s_own(known: WordPress) -> None:
    template, block, form, other, scripts, tag = known.does(
        ("template", None),
        ("block", "core/comments"),
        ("block", "core/post-comments-form"),
        ("block", "core/paragraph"),
        ("scripts", None),
        ("tag", "stet-embed"),
    )
    address = f"{known.home}/7/bridge/"
    for area in (template, block):
        assert f'<stet-comments article="{address}" lang="de-DE" theme="dark"' in area
        assert "https://comments.example.org/stet/embed/?url=http%3A%2F%2F127.0.0.1" in area
        assert "data-token-url" not in area
    assert (form, other) == ("", "the theme's own")
    assert scripts == {"stet-embed": "https://comments.example.org/stet/embed.js"}
    assert tag == "<script type=\"module\" src='x'></script>"


def test_until_it_is_set_up_wordpress_s_own_comments_stay(site: WordPress) -> None:
    told = site.does(("path", None), ("block", "core/comments"), ("count", 7), ("comment", None))
    assert told == ["/theme/comments.php", "the theme's own", 5, ""]


def test_nobody_writes_past_the_newsroom(known: WordPress) -> None:
    (said,) = known.does(("comment", None))
    assert said.startswith("403 ")


def test_a_post_becomes_what_stet_takes(known: WordPress) -> None:
    (article,) = known.does(("article", 7))
    assert article["headline"] == "The old bridge & the river"
    assert article["body"] == "The council voted  to close it."
    assert article["tags"] == ["City & river"]
    assert (article["lang"], article["commenting"]) == ("de-DE", "open")
    assert article["url"] == f"{known.home}/7/bridge/"


def test_secrets_are_not_shown_again_and_an_empty_field_keeps_them(known: WordPress) -> None:
    known.settings |= {"token": "a-token-of-theirs", "email": "1"}
    (_, page) = known.does(("user", 1), ("page", None))
    assert "a-token-of-theirs" not in page
    assert "https://comments.example.org/stet" in page
    assert "/wp-json/stet/v1/webhook" in page
    kept, gone, bad = known.does(
        ("settings", {"server": "https://comments.example.org"}),
        ("settings", {"server": "https://comments.example.org", "token": "-"}),
        ("settings", {"server": "javascript:alert(1)", "theme": "<b>"}),
    )
    assert (kept["token"], kept["email"], gone["token"]) == ("a-token-of-theirs", "", "")
    assert (bad["server"], bad["theme"]) == ("https://comments.example.org", "page")


def test_settings_are_for_administrators_and_never_by_a_link_of_somebody_else_s(
    known: WordPress,
) -> None:
    (page, _, refused, _, strange) = known.does(
        ("page", None),
        ("user", 2),
        ("try", "nonce-stet_trial"),
        ("user", 1),
        ("try", "nonce-of-another"),
    )
    assert page == ""
    assert refused.startswith("403 ")
    assert strange.startswith("403 ")


def test_when_it_is_deleted_nothing_of_it_is_left(known: WordPress) -> None:
    known.settings |= {"token": "a-token-of-theirs"}
    noted = {"_stet_count": "3", "_stet_sequence": "9", "other": "kept"}
    (_, _, left) = known.does(("note", noted), ("publish", 7), ("uninstall", None))
    assert not left["options"]
    assert not left["cron"]
    assert left["meta"] == {"7": {"other": "kept"}}


@pytest.mark.parametrize(
    ("sequences", "counts", "kept"),
    [((5, 9), (3, 4), 4), ((9, 5), (4, 3), 4), ((5, 5), (3, 3), 3)],
)
def test_it_keeps_the_count_that_stet_tells_last(
    site: WordPress, sequences: tuple[int, int], counts: tuple[int, int], kept: int
) -> None:
    old, new = new_secret(), new_secret()
    site.settings = {"server": "https://comments.example.org", "webhook_secret": f"{old} {new}"}
    site.does()
    words = [php(), "-S", f"127.0.0.1:{site.port}", str(STUBS / "serve.php")]
    with started(words, site.environ, site.folder / "php.log"):
        wait_until(lambda: answers(site.port))
        for sequence, count in zip(sequences, counts, strict=True):
            assert told(site, new, sequence, count) == 204
        assert told(site, new_secret(), 99, 1000) == 401
        assert told(site, old, 99, 1000, age_s=3600) == 401
        assert told(site, old, 99, 1000, url="https://elsewhere.example.org/7/bridge/") == 204
    assert site.does(("count", 7), ("count", 8)) == [kept, 0]


def told(
    site: WordPress, secret: str, sequence: int, count: int, *, age_s: int = 0, url: str = ""
) -> int | None:
    article = {"url": url or f"{site.home}/7/bridge/", "comments": count}
    event = {"type": "comment.approved", "sequence": sequence, "data": {"article": article}}
    body = json.dumps(event).encode()
    headers = headers_of(f"m{sequence}", int(time.time()) - age_s, body, [secret])
    return post(f"{site.home}/wp-json/stet/v1/webhook", body, headers, REACH).status


SEED = """
import json, sys
import django
django.setup()
from django.utils import timezone
from stet.newsroom.accounts import add_staff
from stet.newsroom.setup import the_site
from stet.newsroom.sign_on import audience
from stet.newsroom.writers import set_writers
from stet.newsroom.sign_on_keys import make_key
from stet.newsroom.sites import change_site
from stet.newsroom.tokens import make_token
from stet.telling.endpoints import add_webhook
from stet.telling.terms import Terms
home, now, by = sys.argv[1], timezone.now(), {"by": None, "now": timezone.now()}
site = the_site()
edith = add_staff("edith", "Edith", "copper lantern on the pier", "editor", **by)
change_site(site, embed_origins=home, **by)
set_writers(site, "marked", "", **by)
key = make_key(site, label="x", algorithm="HS256", issuer=home, kid="", material="", **by)
terms = Terms("Counts", home + "/wp-json/stet/v1/webhook", ["comment.approved"])
webhook, secret = add_webhook(site, terms, **by)
print(json.dumps({
    "webhook": str(webhook.pk), "webhook_secret": secret,
    "token": make_token(edith, "WordPress", now=now),
    "signon_kid": key.key.kid, "signon_aud": audience(site), "signon_secret": key.secret,
}))
"""


def seeded(served: server.Served, home: str) -> dict[str, str]:
    """What the desk shows an administrator who sets WordPress up."""
    settings = {"STET_DATA": str(served.newsroom.data)}
    done = subprocess.run(
        [sys.executable, "-c", SEED, home],
        env={
            **served.newsroom.environ,
            **settings,
            "DJANGO_SETTINGS_MODULE": "stet.config.settings",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=server.COMMAND_LIMIT_S,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_with_a_real_stet_posts_come_in_readers_are_known_and_counts_get_through(
    tmp_path: Path, site: WordPress
) -> None:
    settings = {"STET_WEBHOOK_NETWORKS": "127.0.0.0/8"}
    room = server.newsroom(tmp_path / "data", settings=settings)
    with server.serve(room) as served:
        shown = seeded(served, site.home)
        webhook = shown.pop("webhook")
        site.settings = {"server": served.base_url, "token": "x"}
        strange = replace(site, port=1)
        assert [one[0] for one in strange.does(("trial", None))[0]] == [True, False, False]
        site.settings |= {**shown, "signon_issuer": site.home}
        assert [one[0] for one in site.does(("trial", None))[0]] == [True, True, True]
        posts_come_in(served, site)
        readers_are_known(served, site)
        words = [php(), "-S", f"127.0.0.1:{site.port}", str(STUBS / "serve.php")]
        with started(words, site.environ, site.folder / "php.log"):
            wait_until(lambda: answers(site.port))
            assert room.must("webhook", "test", webhook).split()[:2] == ["delivered", "204"]


def posts_come_in(served: server.Served, site: WordPress) -> None:
    (_, _, meta) = site.does(("publish", 7), ("cron", None), ("meta", 7))
    assert not meta
    articles = asked(f"{served.base_url}/api/v1/desk/articles", site.settings["token"])["items"]
    assert [one["headline"] for one in articles] == ["The old bridge & the river"]


def readers_are_known(served: server.Served, site: WordPress) -> None:
    nobody, _, reader, area = site.does(
        ("token", None), ("user", 5), ("token", None), ("block", "core/comments")
    )
    assert nobody == 401
    assert f'data-token-url="{site.home}/wp-json/stet/v1/token"' in area
    answer = asked(f"{served.base_url}/api/v1/sign-on", reader["token"], "Stet-Sign-On", "")
    assert "Rosa Lund" in json.dumps(answer)


def asked(url: str, token: str, header: str = "Authorization", scheme: str = "Bearer ") -> Any:
    request = urllib.request.Request(url, headers={header: f"{scheme}{token}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def test_what_cannot_be_reached_is_tried_again_later_and_what_is_refused_is_not(
    site: WordPress,
) -> None:
    site.settings = {"server": HOME.format(port=1), "token": "x"}
    one, left, meta = site.does(("publish", 7), ("cron", None), ("meta", 7))
    assert one == 1
    ((wait, given),) = left
    assert 50 <= wait <= 60
    assert given == [7, 1]
    assert "cannot be reached" in meta["_stet_problem"]
