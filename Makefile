# Everything runs from here; `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SECONDS ?= 0
MINUTES ?= 1
DATABASE ?= sqlite
# Measure only: `coverage` judges, so that a run of the tests fails for the tests alone.
WITH_COVERAGE := --cov --cov-report= --cov-fail-under=0

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench fuzz lock schema picture crash clean

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

setup: $(VENV)/.run  ## Make .venv with the command in .venv/bin/liveblog-monitor

# What it takes to run is a third of what it takes to test, and a new user waits for it.
$(VENV)/.run: requirements-setup.lock pyproject.toml .ci/make-venv
	@.ci/make-venv $(PYTHON) $(VENV) requirements-setup.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@.ci/make-venv $(PYTHON) $(VENV) requirements-dev.lock
	@touch $@

demo: setup  ## Play a live blog against the daemon (SECONDS=20 ends by itself)
	@$(BIN)/liveblog-monitor demo --seconds $(SECONDS)

test: $(VENV)/.dev  ## Run the whole suite
	@$(BIN)/pytest

check: lint  ## Format, lint, types, import rules, tests with branch coverage
	$(BIN)/pytest $(WITH_COVERAGE)
	@$(MAKE) --no-print-directory coverage

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Judges what the last run of the tests with $(WITH_COVERAGE) has measured.
coverage: $(VENV)/.dev
	$(BIN)/coverage report --skip-covered
	$(BIN)/python .ci/pure_coverage.py

bench: $(VENV)/.dev  ## Measure every figure that the README claims
	@for f in benchmarks/[a-z]*.py; do echo "== $$f"; $(BIN)/python $$f || exit 1; done

fuzz: setup  ## Feed every extractor with bytes made of the fixtures (SECONDS=600 in all; needs Linux)
	@$(BIN)/python tests/fuzz/all_targets.py $(SECONDS)

schema: setup  ## Write the JSON Schema of the config and the samples of events anew
	$(BIN)/liveblog-monitor schema config > config/monitor.schema.json
	$(BIN)/python .ci/samples.py

picture: $(VENV)/.dev  ## Draw the README's pictures anew
	$(BIN)/python .ci/picture.py
	$(BIN)/python .ci/dashboard.py

crash: $(VENV)/.dev  ## Kill the daemon at named and random points (MINUTES=20 DATABASE=postgresql) and count what it cost
	@$(BIN)/python tests/crash/crash_run.py --minutes $(MINUTES) --database $(DATABASE)

lock: setup  ## Pin the dependencies anew
	$(BIN)/uv pip compile pyproject.toml -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --extra postgresql -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --extra postgresql --extra demo --group build -c requirements.lock -o requirements-setup.lock
	$(BIN)/uv pip compile pyproject.toml -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --extra postgresql --extra demo --extra browser --extra parquet --group dev -c requirements.lock -o requirements-dev.lock
	echo uv | $(BIN)/uv pip compile - -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header -o .ci/uv.lock

clean:  ## Remove what the targets made
	rm -rf $(VENV) .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
