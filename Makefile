# `make` builds the feeds of seeds/ into output/; `make check` is all that CI runs.
PYTHON ?= python3
BIN := .venv/bin
DONE := .venv/done

.PHONY: build check quick golden clean

build: $(DONE)
	$(BIN)/feedgen-news build

check: $(DONE)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --cov

quick: $(DONE)
	$(BIN)/ruff check -q .
	$(BIN)/pytest -x --ff

$(DONE): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf .venv .feedgen-news build dist *.egg-info
