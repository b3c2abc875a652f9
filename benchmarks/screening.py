"""Comments screened per second by the shipped screener, on one core; its time to load and its memory.

    python -m benchmarks.screening

What `stet evaluate` measures of speed, without a corpus: comments of 60 words made from a fixed vocabulary, in a
process of its own with one thread. Compares with the goals, and with libraries measured on the same machine class:
alt-profanity-check 33,903/s in a batch and 236/s alone, better-profanity 11/s; those answer one question in one language.
"""

from __future__ import annotations

from stet.screening.evaluation.bars import BARS
from stet.screening.evaluation.printing import speed_text
from stet.screening.evaluation.speed import measure_speed


def main() -> None:
    found = measure_speed()
    print(speed_text(found))
    for bar in BARS:
        if bar.key in found and bar.bar is not None and bar.aim is not None:
            goals = f"goal {bar.form.format(bar.bar)}, aim {bar.form.format(bar.aim)}"
            print(f"{bar.title}: {bar.form.format(found[bar.key])} ({goals})")


if __name__ == "__main__":
    main()
