# Two commands on a fresh machine: `make run` and `make test`. Both set everything up.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# Tests run side by side, file by file; PARALLEL= runs them one by one.
PARALLEL ?= -n $(shell getconf _NPROCESSORS_ONLN) --dist loadfile
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test tuning lint format lock clean

run: $(VENV)/.run
	@exec $(BIN)/charte serve

test: $(VENV)/.dev
	$(BIN)/pytest $(PARALLEL) $(ARGS)

# What `charte train --tune …` and `charte bench --peers` need, and the tests of them; an extra, some 200 MB.
tuning: $(VENV)/.tuning

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The locks: exact versions of everything, made from pyproject.toml.
lock: $(VENV)/.dev
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-annotate --extra build --output-file requirements/run.txt pyproject.toml
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-annotate --allow-unsafe --extra build --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt pyproject.toml

clean:
	rm -rf $(VENV) dist moderation/_data

$(BIN)/python:
	@echo "Setting up in $(VENV) (once, about a minute) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Charte needs Python 3.11 or newer; set PYTHON=/path/to/python3")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python requirements/run.txt pyproject.toml hatch_build.py $(wildcard moderation/translations/*/LC_MESSAGES/*.po)
	@$(PIP) install -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@$(PIP) install -r requirements/dev.txt
	@touch $@

$(VENV)/.tuning: $(VENV)/.dev requirements/tuning.txt
	@$(PIP) install -r requirements/tuning.txt
	@touch $@
