# Everything runs in .venv, which `tools/setup` makes and keeps in step with pyproject.toml.
PYTHON := .venv/bin/python
unexport PYTHONPATH PYTHONHOME PYTHONOPTIMIZE
.NOTPARALLEL:
.PHONY: help demo test check format docs bench setup clean

help: ## list these words
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-7s %s\n", $$1, $$2}' Makefile

demo: setup ## open the sample cases in a throw-away workspace
	@$(PYTHON) -m compileall -q triage_tui
	@$(PYTHON) -m triage_tui demo

test: check ## everything a change must pass: check, then the whole test suite
	@$(PYTHON) -m pytest

check: setup ## lint, format, types and the directions of imports, without running tests
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --no-logo --no-cache

format: setup ## put imports and layout in the house's order
	@$(PYTHON) -m ruff check --select I --fix .
	@$(PYTHON) -m ruff format .

docs: setup ## write the pages of docs/ that come from the program itself
	@$(PYTHON) -m tools.make_docs

bench: setup ## measure what docs and benchmarks/ promise
	@$(PYTHON) -m benchmarks

setup: ## make or mend .venv (the other words do it by themselves)
	@sh tools/setup

clean: ## remove .venv, caches and built files
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
