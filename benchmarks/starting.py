"""How long a start takes, and how much memory a newsroom at rest holds.

python -m benchmarks.starting
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.support import STET, free_port, stet, table, wait_ready

PEERS = {
    "Remark42": ("0.1", "29"),
    "Isso": ("0.7", "80"),
    "Waline": ("2.6", "190"),
    "contrib-comments": ("0.9", "113"),
    "xtd": ("1", "134"),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        rows = [
            ["Stet demo, on nothing", *_started("demo", data / "demo")],
            ["Stet demo, again", *_started("demo", data / "demo")],
        ]
        stet(data / "served", "migrate")
        rows.append(["Stet serve", *_started("serve", data / "served")])
    rows += [[name, *figures] for name, figures in PEERS.items()]
    table("Start and memory at rest", ["", "seconds until it answers", "memory, PSS, MB"], rows)


def _started(command: str, data: Path) -> tuple[str, str]:
    port = free_port()
    begun = time.perf_counter()
    process = subprocess.Popen(
        [*STET, command, "--port", str(port), "--data", str(data)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_ready(f"http://127.0.0.1:{port}", process)
        took = time.perf_counter() - begun
        time.sleep(2)  # let start-up work settle before weighing
        return f"{took:.1f}", f"{pss_mb(process.pid):.0f}"
    finally:
        process.terminate()
        process.wait(30)


def pss_mb(pid: int) -> float:
    """Proportional set size of a process and all below it, in MB (Linux)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    own = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own / 1024 + sum(pss_mb(int(child)) for child in children)


if __name__ == "__main__":
    main()
