"""A fault of ours: what is said of it without quoting anybody."""

from __future__ import annotations

import os
import sys
import traceback

from stet.config.logs import exception_facts


def tell(fault: BaseException) -> int:
    """Writes where and what kind of fault it was to stderr; with STET_DEBUG, the traceback."""
    facts = exception_facts(fault)
    where = facts["where"][-1] if facts["where"] else "unknown"
    print(f"stet: internal fault: {' from '.join(facts['exception'])} at {where}", file=sys.stderr)
    if os.environ.get("STET_DEBUG"):
        traceback.print_exception(fault)
    else:
        print("stet: STET_DEBUG=1 shows the whole traceback", file=sys.stderr)
    return 1
