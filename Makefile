# All that a fresh machine needs is Python 3.11 or newer and make. `make` lists what can be done.
# Another Python: `make PYTHON=/path/to/python3.12 test`.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
COMPILED := $(VENV)-compiled

.PHONY: help demo test check format evaluate faults lexicon places train docs bench wheel compiled clean
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.ready ## read sample articles into a ledger: what they claim, and who says so
	@$(BIN)/python tools/demo.py

test: $(VENV)/.ready-dev ## all tests
	$(BIN)/pytest

check: $(VENV)/.ready-dev ## style, types, one-way imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.ready-dev ## put the code into house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

evaluate: $(VENV)/.ready ## score the reader on our corpus; fails below a floor
	$(BIN)/python evaluation/evaluate.py
	$(BIN)/python -m evaluation.incidents

lexicon: $(VENV)/.ready-dev ## check the lexicon's YAML and compile it
	$(BIN)/python tools/build_lexicon.py

places: $(VENV)/.ready-dev ## build the table of places that ships with Marsad
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,gazetteer]'
	$(BIN)/python tools/build_gazetteer.py $(ARGS)

train: $(VENV)/.ready-dev ## learn the weights of the choices from our corpus
	$(BIN)/python tools/train.py

docs: $(VENV)/.ready ## rewrite docs/cli.md, and what README.md and docs/ledger.md print
	$(BIN)/python tools/gen_docs.py

faults: $(VENV)/.ready-dev ## kill `marsad ingest`, its server and its disk; then see that nothing is lost (three minutes; needs PostgreSQL)
	$(BIN)/python evaluation/faults.py

bench: compiled ## speed, memory, growth with length: compiled, beside plain Python
	@test -x $(COMPILED)/bin/python || $(BIN)/python -m venv $(COMPILED)
	@$(COMPILED)/bin/python -m pip install --quiet --disable-pip-version-check --force-reinstall dist/compiled/marsad-*.whl
	$(COMPILED)/bin/python benchmarks/speed.py --beside $(BIN)/python

wheel: $(VENV)/.ready ## the installable package, in dist/
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

compiled: $(VENV)/.ready-dev ## the same package compiled to C, in dist/compiled/ (needs a C compiler; takes two minutes)
	@command -v cc >/dev/null || { echo "make compiled needs a C compiler (cc), and none was found on the PATH." >&2; exit 1; }
	@rm -rf dist/compiled
	MYPYPATH=src HATCH_BUILD_HOOK_ENABLE_MYPYC=1 $(BIN)/python -m build --outdir dist/compiled .

clean: ## remove the environment and everything built
	rm -rf $(VENV) $(COMPILED) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment: one stamp for running Marsad, one more for working on it. Both are made anew when pyproject.toml changes.
$(VENV)/.ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Marsad needs Python 3.11 or newer, and none was found on the PATH." >&2; exit 1; }
	@test -x $(BIN)/python || echo "Making $(VENV) with $(PYTHON) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
