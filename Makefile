# Everything there is to remember: setup, demo, test. The rest is for people who change the code.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
# Some images forbid it; then every command compiles the whole product before it begins.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup demo test quick check bench docs trials new machine

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
STAMPS := .venv/stamps
# A file stays with one process, so that what it builds for all its tests is built once.
SIDE_BY_SIDE := -n 2 --dist loadfile --no-loadscope-reorder
ARGS ?=
SCALE ?=

RUNTIME := $(STAMPS)/runtime
FULL := $(STAMPS)/full
ASSETS := $(STAMPS)/assets
# What the asset and catalogue build reads: when one of these is newer, it runs again.
SOURCES := $(shell find frontend jiceng -type f \( -path 'frontend/*' -o -name '*.po' -o -name '*.html' \) \
	-not -path '*/node_modules/*' -not -path '*/__pycache__/*' -not -path '*/dist/*' 2>/dev/null)

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile | expand -t 18

setup: $(FULL) $(ASSETS) ## the environment, with built assets and catalogues

demo: $(RUNTIME) $(ASSETS) ## the demo county on this machine (ARGS="--port 8080")
	@exec $(BIN)/jiceng demo $(ARGS)

# The second pass repeats every test that touches the database, on PostgreSQL; it goes first so
# that the last line printed is the summary of the whole suite.
test: setup ## everything that proves the product on this machine
	@first=0; second=0; \
	$(BIN)/python -m tests.cluster --if-there -- $(BIN)/python -m pytest $(SIDE_BY_SIDE) $(ARGS) || first=$$?; \
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(ARGS) || second=$$?; \
	if [ $$first -ne 0 ]; then echo 'the PostgreSQL pass above failed' >&2; fi; \
	exit $$(( first ? first : second ))

quick: setup ## rules and actions on SQLite, under a minute
	@$(BIN)/python -m pytest -m 'not browser and not postgres and not slow' jiceng $(ARGS)

check: setup ## style, types, arrows, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy jiceng tests bench conftest.py
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/test_migrations.py tests/test_catalogue.py tests/test_docs.py

bench: setup ## speed and memory with ratios to the floor (SCALE=1m for the long one)
	@$(BIN)/python -m bench $(if $(SCALE),--scale $(SCALE)) $(ARGS)

trials: setup ## the long trials of reliability and security
	@JICENG_TRIALS=1 $(BIN)/python -m pytest -m slow $(ARGS)

docs: setup ## the documentation site, in site/
	@$(PIP) -e '.[docs]'
	@$(BIN)/python docs/draw.py
	@$(BIN)/mkdocs build --strict

new: setup ## the skeleton of a capability (NAME=market)
	@$(BIN)/python ops/new_capability.py $(NAME)

$(RUNTIME): pyproject.toml | machine
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	@echo 'installing into .venv …'
	@$(PIP) --upgrade pip
	@$(PIP) -e .
	@mkdir -p $(STAMPS) && touch $@ $(ASSETS)

$(FULL): pyproject.toml | machine
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	@echo 'installing into .venv, with what tests and checks need …'
	@$(PIP) --upgrade pip
	@$(PIP) -e '.[test,check]'
	@mkdir -p $(STAMPS) && touch $(RUNTIME) $@ $(ASSETS)

$(ASSETS): $(SOURCES) | $(RUNTIME)
	@if $(BIN)/python -c 'import babel' 2>/dev/null && command -v npm >/dev/null; \
	then $(BIN)/python frontend/hatch_build.py; \
	else $(PIP) --no-deps -e .; fi
	@mkdir -p $(STAMPS) && touch $@

machine:
	@[ -n '$(PYTHON)' ] || { echo 'Python 3.11 or newer is missing. On Debian or Ubuntu: sudo apt-get install -y python3 python3-venv' >&2; exit 1; }
	@[ -x $(BIN)/python ] || $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo 'python3-venv is missing. On Debian or Ubuntu: sudo apt-get install -y python3-venv' >&2; exit 1; }
