# Needs Python 3.11 or newer and make; everything else is put into $(VENV). `make help` lists it all.

VENV ?= .venv
PORT ?= 8000
PYTHON ?= $(shell for python in python3.13 python3.14 python3.12 python3.11 python3 python; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)

BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
LANGUAGES := nl de
PYTEST := $(BIN)/python -m pytest -p tests.available
TEMPLATES = $(wildcard wagtail_social/templates wagtail_social/*/templates \
	wagtail_social/*/pages/templates example_site/templates example_site/*/templates)

.PHONY: help demo test bench lint format types docs messages coverage clean
.SECONDARY:
.DELETE_ON_ERROR:

help:
	@echo 'make demo      show it: an example intranet on http://127.0.0.1:$(PORT)/'
	@echo 'make test      run the tests'
	@echo 'make bench     measure the speed'
	@echo 'make lint      check style, templates and the direction of imports'
	@echo 'make format    mend what make lint can mend by itself'
	@echo 'make types     check the type hints'
	@echo 'make docs      build the documentation into build/docs/'
	@echo 'make messages  gather the texts to translate, compile the translations'
	@echo 'make coverage  run the tests and say which lines they miss'
	@echo 'make clean     remove what these commands made'

$(BIN)/python:
	@python='$(strip $(PYTHON))'; \
	if [ -z "$$python" ]; then \
		echo 'This needs Python 3.11 or newer with its venv module, and found none.'; \
		echo 'Install it, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12'; \
		exit 1; \
	fi; \
	echo "Making a virtual environment in $(VENV)/ with $$python …"; \
	$$python -m venv $(VENV)

$(INSTALLED)-%: pyproject.toml | $(BIN)/python
	@echo 'Installing wagtail-social with what "$*" needs …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@

demo: export BASE_URL = http://127.0.0.1:$(PORT)
demo: $(INSTALLED)-demo
	@$(BIN)/python example_site/manage.py migrate --verbosity 0
	@$(BIN)/python example_site/manage.py load_demo
	@$(BIN)/python example_site/manage.py runserver 127.0.0.1:$(PORT)

# On SQLite, or on the database that DATABASE_URL names. A PostgreSQL that answers on this machine
# gets the tests that only it can run.
test: $(INSTALLED)-test
	@status=0; \
	$(PYTEST) -n auto || status=$$?; \
	url="$$($(BIN)/python -m tests.available)"; \
	if [ -n "$$url" ]; then \
		echo "The tests of PostgreSQL itself, at $$url"; \
		DATABASE_URL="$$url" $(PYTEST) -n auto -m postgres || status=$$?; \
	fi; \
	exit $$status

bench: $(INSTALLED)-test $(INSTALLED)-demo
	@$(BIN)/python -m tests.benchmarks

lint: $(INSTALLED)-check
	@status=0; \
	$(BIN)/ruff check . || status=1; \
	$(BIN)/ruff format --check . || status=1; \
	$(BIN)/djhtml --tabwidth 2 --check $(TEMPLATES) || status=1; \
	$(BIN)/djlint --lint --quiet $(TEMPLATES) || status=1; \
	$(BIN)/lint-imports --no-logo || status=1; \
	exit $$status

format: $(INSTALLED)-check
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .
	@$(BIN)/djhtml --tabwidth 2 $(TEMPLATES)

types: $(INSTALLED)-check $(INSTALLED)-test
	@$(BIN)/python -m mypy

docs: $(INSTALLED)-docs
	@$(BIN)/python -m sphinx -W --keep-going --quiet -b html docs build/docs
	@echo 'The documentation is in build/docs/index.html'

messages: $(INSTALLED)-test
	@for place in wagtail_social example_site/intranet; do \
		(cd $$place && $(abspath $(BIN))/python -m django makemessages --add-location file --no-obsolete \
			$(LANGUAGES:%=--locale %) && $(abspath $(BIN))/python -m django compilemessages) || exit 1; \
	done

coverage: $(INSTALLED)-test
	@$(PYTEST) -n auto --cov --cov-report=term

clean:
	rm -rf build dist *.egg-info .coverage* htmlcov .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache
	find wagtail_social example_site tests docs -name __pycache__ -prune -exec rm -rf {} +
	rm -f $(INSTALLED)-*
