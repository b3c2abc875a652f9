"""PHP's program, for the plugin and the receiver in PHP."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.strictness import skip_for_want_of

LIMIT_S = 60


def php() -> str:
    """Its path; asks for the skip where it may be absent."""
    program = shutil.which("php")
    if program is None:
        skip_for_want_of("php", "PHP is not installed")
    assert program is not None
    return program


def php_run(words: Sequence[str], given: str, environ: Mapping[str, str]) -> str:
    """What a PHP program prints. Every notice and warning of PHP's is an error."""
    strict = ["-d", "error_reporting=-1", "-d", "display_errors=stderr", "-d", "log_errors=0"]
    done = subprocess.run(
        [php(), *strict, *words],
        input=given,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr or done.stdout
    return done.stdout


@contextmanager
def started(words: Sequence[str], environ: Mapping[str, str], log: Path) -> Iterator[None]:
    """A program that runs until the block ends, with what it prints in ``log``."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            words, env={**os.environ, **environ}, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(LIMIT_S)


def wait_until(what: object, limit_s: float = LIMIT_S) -> None:
    """Until ``what()`` is true; raises TimeoutError."""
    assert callable(what)
    deadline = time.monotonic() + limit_s
    while not what():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.05)
