# The one task runner; CI runs the same targets. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
ARGS ?=
JOBS ?= 2
ROUNDS ?= 20
COUNT ?= 1000000

.PHONY: help setup demo test check schemas lock bench bench-engine chaos fuzz scenarios

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

setup: .venv/.ready ## make .venv and install what the lock file names

.venv/.ready: requirements/lock.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or later is needed and none was found; install one, or say PYTHON=/its/path" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit("make: Python 3.11 or later is needed, %s is %d.%d" % ((sys.executable,) + sys.version_info[:2]) if sys.version_info < (3, 11) else 0)'
	@echo "setup: .venv with $(PYTHON), packages from requirements/lock.txt (a minute or two the first time)"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## everything on this machine: broker, worker, traffic, live view (ARGS="--once --json")
	@$(BIN)/leadsieve demo $(ARGS)

check: setup ## format, lint, types, import rules
	$(BIN)/ruff format --check pipeline tests
	$(BIN)/ruff check pipeline tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict rules deploy docker-compose.yml

test: check ## the whole suite, against a real Apache Kafka, in JOBS processes with a broker each
	$(BIN)/python -Im pytest --numprocesses $(JOBS) --dist worksteal $(ARGS)

schemas: setup ## write schemas/ anew from the contracts
	$(BIN)/leadsieve schemas --write

bench: setup ## events a second, latency, restoring, memory and growth; ours beside others, in one run
	$(BIN)/python -Im tests.bench $(ARGS)

bench-engine: setup ## microseconds to judge one lead, beside zen and CEL on the same rules
	$(BIN)/python -Im tests.bench.engine $(ARGS)

chaos: setup ## attack workers and broker for ROUNDS rounds, then count everything
	$(BIN)/python -Im tests.chaos --rounds $(ROUNDS) $(ARGS)

scenarios: setup ## 50,000 events with what people say of leads: as live, from the log and from shuffled files the same
	$(BIN)/python -Im tests.parity $(ARGS)

fuzz: setup ## COUNT seeded inputs through intake and enrichment: nothing may raise, nothing may take 20 ms
	$(BIN)/python -Im tests.fuzz --count $(COUNT) $(ARGS)

lock: ## resolve pyproject.toml into requirements/lock.txt anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --all-extras --no-header pyproject.toml -o requirements/lock.txt
