# Everything a person does here: run, test, check, bench, shots.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tests wait for the network and the clock much of the time.
WORKERS := $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)")
TEXTS := $(wildcard locales/*/LC_MESSAGES/messages.po)
# Tests that start servers and browsers, or play whole wards; `make test` runs them with all others.
LATER := browser channels contract handlers ledger runtime services story

# Where compiled modules may not be kept, every worker and every process started compiles all of them again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run install test check coverage bench shots texts format

run: install
	$(BIN)/python main.py run

install: $(VENV)/installed

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/packages: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/installed: $(VENV)/packages $(TEXTS)
	$(BIN)/pybabel -q compile --directory locales
	touch $@

$(VENV)/test-packages: $(VENV)/packages
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

$(VENV)/tested: $(VENV)/test-packages $(VENV)/installed
	touch $@

# All at once, so that the whole is worked out once.
$(VENV)/check-packages: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test,check]'
	touch $(VENV)/packages $(VENV)/test-packages $@

$(VENV)/checked: $(VENV)/check-packages $(VENV)/installed
	touch $@

test: $(VENV)/tested
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

check: $(VENV)/checked
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m 'not long and not postgresql' \
	  $(foreach room,$(LATER),--ignore tests/$(room))

coverage: $(VENV)/checked
	$(BIN)/coverage run -m pytest -n $(WORKERS) --dist loadgroup -m 'not long'
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under 85 --format total

bench: $(VENV)/tested
	$(BIN)/python -m tests.benchmarks

shots: $(VENV)/tested
	$(BIN)/python -m tests.browser.shots docs/pictures

# Collect the sentences in the code into both catalogues; new ones arrive untranslated.
texts: $(VENV)/installed
	$(BIN)/pybabel -q extract --mapping babel.cfg --no-location --sort-output \
	  --keywords "_ _n:1,2 N_ BadInput NotAllowed UnreadableDocument Doubt:2" --output locales/messages.pot .
	for locale in vi en; do $(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --no-wrap \
	  --ignore-pot-creation-date --domain messages --input-file locales/messages.pot --output-dir locales --locale $$locale; done
	rm locales/messages.pot

format: $(VENV)/checked
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
