# Everything builds .venv/ in this folder first when it is missing or out of date.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HEAVY := .venv-heavy

.PHONY: demo test test-slow test-heavy test-all lint bench clean
.DELETE_ON_ERROR:

demo: $(VENV)/.base
	$(BIN)/workbench demo

test: $(VENV)/.test
	$(BIN)/python -m pytest -n 2 -m "not slow and not heavy"

test-slow: $(VENV)/.test
	$(BIN)/python -m pytest -n 2 -m slow

# PyTorch, DeepLabCut and transformers in an environment of their own (2.8 GB): a tiny model is
# trained and tracks, tiny vision-language models answer.
test-heavy: $(HEAVY)/.heavy
	OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1 $(HEAVY)/bin/python -m pytest -m heavy tests/heavy

test-all: test test-slow test-heavy

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) $(HEAVY) build dist .pytest_cache .mypy_cache .ruff_cache

$(BIN)/python $(HEAVY)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, found " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(@:/bin/python=)

$(VENV)/.base: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable ".[test]"
	touch $@ $(VENV)/.base

$(VENV)/.lint: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable ".[lint]"
	touch $@ $(VENV)/.test $(VENV)/.base

$(HEAVY)/.heavy: pyproject.toml tests/heavy/constraints.txt | $(HEAVY)/bin/python
	$(HEAVY)/bin/python -m pip install --quiet --editable ".[test,deeplabcut,local]" --constraint tests/heavy/constraints.txt
	touch $@
