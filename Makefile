# Everything runs from here; `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SECONDS ?= 0
# Measure only: `coverage` judges, so that a run of the tests fails for the tests alone.
WITH_COVERAGE := --cov --cov-report= --cov-fail-under=0

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench lock schema picture clean

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

setup: $(VENV)/.ready  ## Make .venv with the command in .venv/bin/liveblog-monitor

$(VENV)/.ready: requirements-dev.lock pyproject.toml .ci/make-venv
	@.ci/make-venv $(PYTHON) $(VENV)
	@touch $@

demo: setup  ## Play a live blog against the daemon (SECONDS=20 ends by itself)
	@$(BIN)/liveblog-monitor demo --seconds $(SECONDS)

test: setup  ## Run the whole suite
	@$(BIN)/pytest

check: lint  ## Format, lint, types, import rules, tests with branch coverage
	$(BIN)/pytest $(WITH_COVERAGE)
	@$(MAKE) --no-print-directory coverage

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Judges what the last run of the tests with $(WITH_COVERAGE) has measured.
coverage: setup
	$(BIN)/coverage report --skip-covered
	$(BIN)/python .ci/pure_coverage.py

bench: setup  ## Measure every figure that the README claims
	@for f in benchmarks/[a-z]*.py; do echo "== $$f"; $(BIN)/python $$f || exit 1; done

schema: setup  ## Write the JSON Schemas anew
	$(BIN)/liveblog-monitor schema config > config/monitor.schema.json

picture: setup  ## Draw the README's picture anew
	$(BIN)/python .ci/picture.py

lock:  ## Pin the dependencies anew (needs uv)
	uv pip compile pyproject.toml -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --extra postgresql -o requirements.lock
	uv pip compile pyproject.toml -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --extra postgresql --extra demo --extra browser --group dev -c requirements.lock -o requirements-dev.lock

clean:  ## Remove what the targets made
	rm -rf $(VENV) .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
