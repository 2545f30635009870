# `make` lists what there is. Each line is one command; what it needs, it installs first, and only that.
.DEFAULT_GOAL := help
.PHONY: help setup demo up down doctor prove dbt test check fix docs schema bench chaos clean
SHELL := /bin/sh

PYTHON ?=
export PYTHON
BIN := .venv/bin
RUN := ./scripts/setup.sh stream local models lake dbt && $(BIN)/ventros
UP := ./scripts/setup.sh stream local temporal models lake dbt && $(BIN)/ventros
DEVELOP := ./scripts/setup.sh stream local temporal models ml language lake dbt observability dev

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make .venv and install everything needed to develop
	@$(DEVELOP)

demo: ## Play an invented month through the real doors, and look around
	@$(RUN) demo

up: ## Start the services, the API, MCP and the flows
	@$(UP) up

down: ## Stop what `make up` started
	@$(RUN) down

doctor: ## Say what is well and what is not
	@$(RUN) doctor

prove: ## Check the promises against the running system
	@$(RUN) prove

dbt: ## Build and test the marts
	@$(RUN) analytics build

test: ## Run every test, with coverage
	@$(DEVELOP) && $(BIN)/ventros models fetch
	@$(BIN)/coverage erase
	@$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report=term

check: ## Lint, formatting, types, floors, house rules
	@$(DEVELOP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/rules

fix: ## Mend what ruff can mend
	@$(DEVELOP)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: ## Write the generated pages, .env.example and event schemas anew
	@$(RUN) docs

schema: ## Write memory/schema.sql anew from the migrations
	@$(RUN) schema

bench: ## Measure P1 to P4, P6 and the inbound path against their budgets; peers go into .venv-peers
	@$(DEVELOP) && $(BIN)/python -m benchmarks

chaos: ## Strike the running system, fault by fault, for twenty minutes at most
	@$(DEVELOP) && timeout --signal=TERM 20m $(BIN)/python -m tests.chaos

clean: ## Remove caches and build leftovers; data and .venv stay
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* dbt/target dbt/logs dist
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
