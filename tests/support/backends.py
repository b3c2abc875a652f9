"""Which programs of the machine the tests need, and where they are.

``python -m tests.support.backends`` prints the names of those that are missing, one a line.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ALLOW_SKIP = "STET_TEST_ALLOW_SKIP"
BACKENDS = ("postgresql", "chromium", "node", "nginx", "php")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class BackendMissing(Exception):
    """A program that the tests need is not on this machine."""


def postgres_bin() -> Path | None:
    """The folder that holds ``initdb`` and ``postgres``, or None."""
    found = [Path(path).parent] if (path := shutil.which("initdb")) else []
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run(
            [pg_config, "--bindir"], check=False, capture_output=True, text=True
        )
        found.append(Path(answer.stdout.strip()))
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    found.extend(sorted(versions, key=_version, reverse=True))
    for folder in found:
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    return None


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", folder.parent.name))


def chromium() -> Path | None:
    """Chromium's program: ``STET_CHROMIUM`` if set, else the first known name on the path."""
    if chosen := os.environ.get("STET_CHROMIUM"):
        return Path(chosen) if os.access(chosen, os.X_OK) else None
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return Path(path)
    return None


def node() -> Path | None:
    """Node's program, for other people's clients in JavaScript; without npm it has none of them."""
    path = shutil.which("node")
    return Path(path) if path and shutil.which("npm") else None


def nginx() -> Path | None:
    """nginx's program, for the example of an include; Debian puts it where only root looks."""
    for path in (shutil.which("nginx"), "/usr/sbin/nginx"):
        if path and os.access(path, os.X_OK):
            return Path(path)
    return None


def java() -> Path | None:
    """Java's program, for the Nu HTML checker; npm brings the checker itself."""
    path = shutil.which("java")
    return Path(path) if path and shutil.which("npm") else None


def _can_drive() -> bool:
    """Whether Playwright's own program starts; on a bare Debian it wants for libatomic."""
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def allowed_skips() -> frozenset[str]:
    """The backends that ``STET_TEST_ALLOW_SKIP`` names (comma-separated).

    Raises ValueError on a name that is no backend: a slip there must not hide a test.
    """
    names = {part.strip() for part in os.environ.get(ALLOW_SKIP, "").split(",")} - {""}
    if unknown := names - set(BACKENDS):
        raise ValueError(f"{ALLOW_SKIP} names {', '.join(sorted(unknown))}: no such backend")
    return frozenset(names)


def missing() -> list[str]:
    """The backends that are not on this machine."""
    present = {
        "postgresql": postgres_bin() is not None,
        "chromium": chromium() is not None and _can_drive(),
        "node": node() is not None,
        "nginx": nginx() is not None,
        "java": java() is not None,
        "php": shutil.which("php") is not None,
    }
    return [name for name in BACKENDS if not present[name]]


if __name__ == "__main__":
    for absent in missing():
        sys.stdout.write(f"{absent}\n")
