# A person needs two of these: run and test. `make help` says what the others are for.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8080
export PYTHON

BIN := .venv/bin
WEB := platform/fangyuan/web
BUNDLES := $(WEB)/static/build/manifest.json
ASSETS := $(shell find $(WEB)/assets -name node_modules -prune -o -type f -print)

help: ## say what there is
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/.run assets ## install what is missing, fill the demo, serve it on 127.0.0.1 (PORT=8080)
	$(BIN)/fangyuan demo
	exec $(BIN)/fangyuan serve --host 127.0.0.1 --port $(PORT)

test: .venv/.test assets ## install what is missing, run every test; a skipped test fails
	@.ci/system
	$(BIN)/pytest

fuzz: .venv/.test ## hold durable_rules against the reference matcher over 100,000 evaluations
	FANGYUAN_FUZZ=100000 $(BIN)/pytest tests/unit/engine_rules/test_durable.py -n0 --timeout=3600 -k random_rules

fuzz-packs: .venv/.test ## damage archives and YAML of packs at random for ten minutes; a crash names its seed
	FANGYUAN_FUZZ_SECONDS=600 FANGYUAN_FUZZ_SEED=$$RANDOM $(BIN)/pytest tests/unit/packs/test_archives.py -n0 --timeout=0 -k random_damage

explore: .venv/.test assets ## the property tests with new random examples instead of the same ones, and on PostgreSQL all requests to the API
	@.ci/system
	FANGYUAN_EXPLORE=1 $(BIN)/pytest tests/unit -m hypothesis
	FANGYUAN_EXPLORE=1 $(BIN)/pytest tests/unit/api/test_fuzzing.py

kill: .venv/.test ## kill the worker (-9) in the middle of its sweeps, 50 times, and look for what was lost or doubled
	PYTHONPATH=tests $(BIN)/python -m unit.worker.killing 50

stories: .venv/.test assets ## play the story of every mechanism by hand in the browser, look at every page at both widths, and follow every sort of number of the demo to its cases; make test does a part of both
	@.ci/system
	FANGYUAN_STORIES=all $(BIN)/pytest tests/browser/test_mechanisms.py tests/browser/test_every_page.py tests/packs/test_demo.py tests/unit/web/test_every_role_at_every_address.py

bench: .venv/.test ## measure the platform beside the same work by hand, a line a figure and a table; BENCH=all with a million cases
	PYTHONPATH=tests $(BIN)/python -m bench $(BENCH)

bench-peers: .venv/.test var/peers/.made ## the same beside viewflow and SpiffWorkflow, which get an environment of their own
	PYTHONPATH=tests $(BIN)/python -m bench.beside_peers var/peers/bin/python

lint: .venv/.test ## ruff: rules and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.test ## mypy, strict
	$(BIN)/mypy

imports: .venv/.test ## import-linter: who may import whom
	$(BIN)/lint-imports

install: .venv/.test ## make .venv with everything for development in it

.venv/.run: pyproject.toml requirements.lock hatch_build.py .ci/install
	@.ci/install run
	@touch $@

.venv/.test: pyproject.toml requirements-test.lock hatch_build.py .ci/install
	@.ci/install test
	@touch .venv/.run $@

var/peers/.made: tests/bench/peers/requirements.txt
	$(PYTHON) -m venv var/peers
	var/peers/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

assets: $(BUNDLES) ## bundle the front end

$(BUNDLES): $(ASSETS) hatch_build.py | .venv/.run
	$(BIN)/python hatch_build.py

shots: .venv/.test assets ## take pictures of every page into var/shots; fails on overflow and on axe's findings
	@.ci/system
	PYTHONPATH=tests $(BIN)/python -m browser.shots

letters-seen: .venv/.test ## draw every letter, report and ledger of the packs into var/seen, to be looked at; needs soffice and pdftoppm
	PYTHONPATH=tests $(BIN)/python -m packs.seen

fresh: ## the README's two commands in a clone with an empty home
	PYTHONPATH=tests $(PYTHON) -m house.fresh run test

fresh-run: ## the first of the two alone
	PYTHONPATH=tests $(PYTHON) -m house.fresh run

lock: .venv/.test ## renew the lock files from pyproject.toml
	@.ci/lock

clean: ## remove what was made; the data in var/ stays
	rm -rf .venv $(WEB)/static/build $(WEB)/assets/node_modules dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

.PHONY: help run test fuzz fuzz-packs explore kill stories lint types imports install assets bench bench-peers shots fresh fresh-run lock clean
