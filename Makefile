# Two commands do all the set-up: `make demo` and `make test`. Everything lands in .venv and .cache, nothing elsewhere.
SHELL  := /bin/sh
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(VENV)/bootstrap/bin/uv
FAULT  ?= dropped_column
export DBT_SEND_ANONYMOUS_USAGE_STATS = false

.DEFAULT_GOAL := help
# every target that says what it does in the list
.PHONY: $(shell sed -n 's/^\([a-z0-9-]*\):.*\#\# .*/\1/p' $(MAKEFILE_LIST))

help:  ## Show this list
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

setup: $(VENV)/.installed  ## Create .venv from the pinned versions: onus, dbt and the test tools

# uv resolves nothing here, it only installs the lock faster than pip does; where uv cannot be had, pip installs the same lock.
$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "onus needs Python 3.11 or later; say which with: make PYTHON=/path/to/python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --target $(VENV)/bootstrap uv==$$(cat .uv-version) >/dev/null 2>&1 || true
	@if test -x $(UV); then \
	   VIRTUAL_ENV=$(CURDIR)/$(VENV) $(UV) pip sync --quiet --compile-bytecode requirements.lock && \
	   VIRTUAL_ENV=$(CURDIR)/$(VENV) $(UV) pip install --quiet --no-deps --editable . ; \
	 else \
	   $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock && \
	   $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable . ; \
	 fi
	@$(BIN)/python -m compileall -q plugin/dbt_onus
	@touch $@

demo: setup  ## Build a small data mesh, break it upstream, and read whose failure it is (FAULT=list names the breaks)
	@$(BIN)/python examples/mesh/demo.py $(FAULT)

# What starts dbt comes first in the order of folders: one long file begun last would keep a core idle at the end.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

test: setup  ## Run every test
	@sh scripts/dbt_v2.sh || true
	@sh scripts/postgres.sh || true
	@sh scripts/chromium.sh || true
	@$(PYTEST)

test-fast: setup  ## Run the tests that do not start dbt
	@$(PYTEST) -m "not e2e"

test-spark: setup  ## Run the contract tests on Spark too, in a virtual environment of its own (minutes; needs Java 17)
	@if sh scripts/spark.sh; then \
	   ONUS_TEST_SPARK=1 $(PYTEST) -k spark plugin/tests/e2e/test_package_contract.py plugin/tests/e2e/test_contract_natives.py plugin/tests/e2e/test_package_record.py; \
	 fi

test-orchestrators: setup  ## Run the recipes in Dagster and Airflow too, in virtual environments of their own (minutes)
	@sh scripts/orchestrators.sh
	@$(BIN)/python -m pytest plugin/tests/e2e/test_orchestrators.py

test-matrix: setup  ## Run the tests that tell versions apart on dbt 1.8 to 1.12 and v2, and write the table (an hour)
	@$(BIN)/python bench/versions/run.py --write

bench-speed: setup  ## Time Onus at 1,000, 10,000 and 50,000 models against floors and other tools (an hour)
	@$(BIN)/python bench/speed/run.py --full --write

bench-faults: setup  ## Plant more than four hundred faults in several companies and score who is named (half an hour)
	@$(BIN)/python bench/faults/run.py

bench-ledger: setup  ## Time a ledger of 10,000 incidents, in SQLite and in PostgreSQL
	@sh scripts/postgres.sh || true
	@$(BIN)/python bench/ledger/run.py

bench-mesh: setup  ## Time the stitching of 20 projects with 20,000 models
	@$(BIN)/python bench/mesh/run.py

bench-reliability: setup  ## Kill Onus wherever it can be killed, and count what was lost or told twice (minutes)
	@$(BIN)/python bench/reliability/run.py
	@sh scripts/postgres.sh && $(BIN)/python bench/reliability/run.py --postgres

bench-changes: setup  ## Change two projects in seventy ways, and score what is called breaking and who is named (minutes)
	@$(BIN)/python bench/changes/run.py --write

bench-contracts: setup  ## Thirty promises of tables of up to 50 million rows, checked four ways (minutes, 5 GB of disk)
	@$(BIN)/python bench/contracts/run.py --write

screenshots: setup  ## Take the pictures of the docs: the demo company's pages, in a browser
	@sh scripts/chromium.sh
	@ONUS_SCREENSHOTS=docs/images $(BIN)/python -m pytest -q plugin/tests/browser/test_screenshots.py

bench-page: setup  ## Make the report's page at 50, 1,000 and 10,000 models, and time a browser with it
	@sh scripts/chromium.sh
	@$(BIN)/python bench/page/run.py --write

docs: setup  ## Build the docs as a site into .cache/docs/site; a broken link fails it
	@test -x .venv-docs/bin/python || $(PYTHON) -m venv .venv-docs
	@if test -x $(UV); then VIRTUAL_ENV=$(CURDIR)/.venv-docs $(UV) pip sync --quiet requirements-docs.lock; \
	 else .venv-docs/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-docs.lock; fi
	@rm -rf .cache/docs && mkdir -p .cache/docs && cp -R docs zensical.toml .cache/docs/
	@.venv-docs/bin/zensical build --strict --clean --config-file .cache/docs/zensical.toml

reference: setup  ## Write the parts of the docs that the code says better: commands, channels
	@$(BIN)/python scripts/reference.py

lint: setup  ## Check style, types and the walls between the rooms
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@PYTHONPATH=plugin $(BIN)/lint-imports --no-cache

format: setup  ## Bring the code into the house style
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: setup  ## Write requirements.lock anew from requirements.in
	@$(UV) pip compile --quiet --universal --python-version 3.11 requirements.in --output-file requirements.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 requirements-docs.in --output-file requirements-docs.lock

clean:  ## Remove what the other targets made
	rm -rf $(VENV) .venv-* .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
