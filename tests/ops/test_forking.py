"""A server process is a fork of one that has screened already: its screening works all the same."""

import subprocess
import sys

PROGRAM = """
import os, django
django.setup()
from stet.moderation.screening import _pool

assert _pool.threads.submit(os.getpid).result(30) == os.getpid()
child = os.fork()
if child == 0:
    os._exit(0 if _pool.threads.submit(os.getpid).result(30) == os.getpid() else 1)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_forked_process_screens() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
