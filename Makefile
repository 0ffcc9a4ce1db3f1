# The targets that a person needs: run, test. `make help` names the others.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
export PYTHON
BIN := .venv/bin

help: ## say what there is
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

install: .venv/.test ## make .venv with everything for development in it

.venv/.run: pyproject.toml requirements.lock hatch_build.py .ci/install
	@.ci/install run
	@touch $@

.venv/.test: pyproject.toml requirements-test.lock hatch_build.py .ci/install
	@.ci/install test
	@touch .venv/.run $@

lock: .venv/.test ## renew the lock files from pyproject.toml
	@.ci/lock

.PHONY: help install lock
