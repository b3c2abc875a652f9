# `make demo` serves a newsroom made for trying; `make test` proves everything.
# Both set up what they need. ARGS="..." is passed on: make demo ARGS="--port 8123 --json".

# `make demo ARGS=--json` promises one line on standard output, so make itself says nothing.
MAKEFLAGS += --no-print-directory --silent

.PHONY: help demo test check lock model clean

help:
	@sed -n 's/^#: //p' Makefile

#: make demo   serve a demonstration newsroom    ARGS="--port 8123 --data DIR --json"
demo:
	@scripts/setup runtime >&2
	@exec .venv/bin/stet demo $(ARGS)

#: make test   checks, then all tests on SQLite and on PostgreSQL    ARGS="-k deciding"
test:
	@scripts/test $(ARGS)

#: make check  style, types and templates only    ARGS="--fix" mends what it can
check:
	@scripts/check $(ARGS)

#: make lock   write the locks in requirements/ anew    ARGS="--upgrade"
lock:
	@scripts/lock $(ARGS)

#: make model  train the shipped models anew (hours)    ARGS="--corpus DIR"
model:
	@scripts/model $(ARGS)

#: make clean  remove the environment and caches; a newsroom's data stays
clean:
	@rm -rf .venv .venv-training .mypy_cache .ruff_cache .pytest_cache .hypothesis dist test-results
	@find src tests training benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
