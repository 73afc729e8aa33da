# The habits of this project. `make crawl` and `make test` need nothing but Python 3.11+, pip and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS := .venv-bench

.PHONY: help setup crawl test test-long check format docs bench bench-quality bench-query bench-replay clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

setup: $(READY)  ## make the virtual environment with the pinned dependencies

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "finews needs Python 3.11 or later; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "setting up $(VENV) (once, about a minute)"
	@# venv keeps the links that it finds, also to another Python or to one that is gone
	@[ "$$($(BIN)/python -V 2>&1)" = "$$($(PYTHON) -V)" ] || rm -f $(BIN)/python*
	@$(PYTHON) -m venv $(VENV)
	@# the list is complete, so nothing is left to resolve: pip's resolver trips over pins of packages with extras
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

crawl: $(READY)  ## crawl the sources (the example newsroom runs meanwhile), then ask one question
	@$(BIN)/python -m examples.newsroom --state $(or $(FINEWS_HOME),data)/newsroom.json -- $(BIN)/finews crawl
	@$(BIN)/finews sql latest

test: $(READY)  ## run the whole test suite, in three processes: they wait a lot
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

test-long: $(READY)  ## the same with a backfill of a month that is killed ten times
	@FINEWS_LONG=1 $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: $(READY)  ## lint, format and type checks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(READY)  ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(READY)  ## make docs/tables.md and docs/cookbook.md from the declarations
	@$(BIN)/python -m warehouse.reference > docs/tables.md
	@$(BIN)/python -m warehouse.reference --cookbook > docs/cookbook.md

lock:  ## pin the dependencies again, with hashes and without addresses (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --extra dev \
	  pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  -c requirements.txt benchmarks/requirements.in -o benchmarks/requirements.txt

bench: $(READY) $(PEERS)/.ready  ## speed and memory beside the limit and its peers (20 minutes; ARGS=--help)
	@$(BIN)/python -m benchmarks.crawl --peers $(PEERS)/bin/python $(ARGS)

bench-quality: $(READY) $(PEERS)/.ready  ## what is found in real pages, beside what others find (5 minutes; ARGS=--help)
	@$(BIN)/python -m benchmarks.quality --peers $(PEERS)/bin/python $(ARGS)
	@$(BIN)/python -m benchmarks.metadata

bench-query: $(READY)  ## the cookbook over a million generated articles, beside bare Parquet (half an hour; ARGS=--help)
	@$(BIN)/python -m benchmarks.query $(ARGS)

bench-replay: $(READY)  ## imports and replays of WARC files beside their limit, plans of backfills (an hour; ARGS=--help)
	@$(BIN)/python -m benchmarks.replay $(ARGS)
	@$(BIN)/python -m benchmarks.backfill

$(PEERS)/.ready: benchmarks/requirements.txt
	@echo "setting up $(PEERS) (once, about a minute)"
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

clean:  ## remove the virtual environments; data/ stays, as nothing brings an archive back
	rm -rf $(VENV) $(PEERS)
