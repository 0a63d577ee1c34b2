# make demo: the menus on the sample company.  make test: everything that a change must pass.
# Each target makes .venv by itself; with it there, no network is needed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKERS ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: demo test check bench soak pictures clean help

help:
	@echo "make demo     the menus on a throw-away database with the sample company"
	@echo "make test     all tests, on SQLite and PostgreSQL"
	@echo "make check    style, types, import directions"
	@echo "make bench    how fast everything is, as ratios, into docs/performance.md"
	@echo "make soak     many real kills, on SQLite and PostgreSQL"
	@echo "make pictures the pictures of the guide and of the screen tests, made anew"
	@echo "make clean    take away everything that was made"

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	PIP_CONSTRAINT= $(BIN)/python -m pip install -q --disable-pip-version-check \
	  -c constraints.txt -e '.[dev,postgres]'
	$(BIN)/python -m compileall -q tui_dunning
	@touch $(STAMP)

demo: $(STAMP)
	@$(BIN)/dunning demo

test: $(STAMP)
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m "not soak"

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/test_architecture.py

bench: $(STAMP)
	$(BIN)/python -m benchmarks --write

soak: $(STAMP)
	$(BIN)/python -m pytest -q -n $(WORKERS) -m soak tests/soak

pictures: $(STAMP)
	$(BIN)/python -m pytest -q --snapshot-update tests/screens
	$(BIN)/python -m tools.pictures

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
