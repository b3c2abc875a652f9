"""Child processes: one that is kept running, and children that do not outlive their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence

import structlog

log = structlog.get_logger(__name__)

# A child that lived this long was well; one that did not waits longer each time before the next try.
_WELL_S = 60
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1, 30
_STOP_S = 8
_LOOK_S = 1


class Kept:
    """A command that runs as long as we do: started again when it ends, stopped when we stop."""

    def __init__(self, command: Sequence[str], name: str) -> None:
        self._command = list(command)
        self._name = name
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name=f"keeper of {name}", daemon=True)

    def start(self) -> None:
        self._process = self._launch()
        self._keeper.start()

    def stop(self) -> None:
        """Asks the child to end, and ends it if it does not. Harmless when there is none."""
        with self._lock:
            self._stopping.set()
            process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            log.error("child_killed", name=self._name, after_s=_STOP_S)
            process.kill()
            process.wait()

    def _launch(self) -> subprocess.Popen[bytes]:
        # In a session of its own: Ctrl-C reaches us alone, and we stop it in order.
        return subprocess.Popen(  # noqa: S603 - our own command
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _keep(self) -> None:
        pause = _FIRST_PAUSE_S
        while self._process is not None:
            born = time.monotonic()
            code = self._process.wait()
            if self._stopping.is_set():
                return
            lived = time.monotonic() - born
            pause = _FIRST_PAUSE_S if lived > _WELL_S else min(pause * 2, _LONGEST_PAUSE_S)
            log.error("child_ended", name=self._name, code=code, again_in_s=pause)
            if self._stopping.wait(pause):
                return
            with self._lock:
                if self._stopping.is_set():
                    return
                self._process = self._launch()


def stop_with_parent(parent: int | None = None) -> None:
    """Asks this process to stop when its parent is gone, so that no orphan is left behind.

    ``parent`` is the process id of the parent, for a child that takes long enough to start that
    the parent may be gone by now.
    """
    parent = parent or os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_S)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent's watch", daemon=True).start()
