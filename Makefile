# CaféPol. `make help` lists the commands. Everything they need is installed by them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# one more than there are cores: browsers, databases and mail servers make a test wait
WORKERS ?= $(shell expr $$(nproc) + 1)
# the programs that tests start find each module compiled, whatever the shell says
export PYTHONDONTWRITEBYTECODE :=
# tests write thousands of short-lived databases: in memory where the machine offers it
SCRATCH ?= $(if $(wildcard /dev/shm/.),/dev/shm,/tmp)

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev system demo run test test-fast lint fmt bench pictures translations wheel migration lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1	\2/' | expand -t 18

$(VENV)/.runtime: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "CaféPol demande Python 3.11 ou plus récent."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.runtime ## install what running needs (requirements.lock)

# programs of others that tests read with, at the versions of tests/node/package.json (no lock: it would name a registry)
$(VENV)/.node: tests/node/package.json | system
	@npm install --prefix tests/node --no-package-lock --no-audit --no-fund --silent
	@touch $@

setup-dev: $(VENV)/.dev system $(VENV)/.node ## install what testing needs too (requirements-dev.lock, chromium, poppler, zbar, libical, node)

system:
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v pdftotext >/dev/null || missing="$$missing poppler-utils"; \
	command -v zbarimg >/dev/null || missing="$$missing zbar-tools"; \
	command -v qpdf >/dev/null || missing="$$missing qpdf"; \
	command -v openssl >/dev/null || missing="$$missing openssl"; \
	command -v npm >/dev/null || missing="$$missing nodejs npm"; \
	test -n "$$(ldconfig -p | grep 'libical\.so')" || missing="$$missing gir1.2-ical-3.0"; \
	test -n "$$(fc-list 'Noto Sans' 2>/dev/null)" || missing="$$missing fonts-noto-core"; \
	if [ -n "$$missing" ]; then \
		echo "Installing:$$missing"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi

demo: setup ## run the app with a year of demonstration data (PORT=8123 takes another port)
	@$(BIN)/python -m cafepol demo --port $(PORT)

run: setup ## run the app of instance/ (after `cafepol init`), with its worker
	@$(BIN)/python -m cafepol serve --port $(PORT) --with-worker

test: setup-dev ## run every test: SQLite and PostgreSQL, browser, mail, PDF
	@TMPDIR=$(SCRATCH) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q --cov --cov-report= $(ARGS)
	@$(BIN)/python -m coverage report --skip-covered --include='$(COVERED_WHOLE)' --fail-under=100 | tail -20
	@$(BIN)/python -m coverage report --fail-under=90 | tail -3

# rules and operations are covered whole: what decides and what writes, in every package
rules_of = $(foreach each,$(2),cafepol/$(1)/$(each).py)
RULES := cafepol/*/operations.py \
	$(call rules_of,absences,addresses periods) \
	$(call rules_of,accounts,roles) \
	$(call rules_of,batches,drawing papers plan running spool states) \
	$(call rules_of,casework,digest similar wanted) \
	$(call rules_of,concerns,aloud deadlines debts hearing names promises raising steps telling transitions) \
	$(call rules_of,concerns,contacting orientation_counts recognising returning saying) \
	$(call rules_of,concerns,accessing correcting extending handing merging rights wiping) \
	$(call rules_of,dialogue,adding opinions questioning reopening rounds talking) \
	$(call rules_of,core,error_pages languages links local_time marking versions) \
	$(call rules_of,flyers,choosing pieces) \
	$(call rules_of,distribution,counting lateness parts) \
	$(call rules_of,front,agenda wanted) \
	$(call rules_of,history,matching past) \
	$(call rules_of,invitations,answers calling collapsing departures figures presence proposals readdressing \
		reminding suggestions waiting) \
	$(call rules_of,meetings,asking conflicts duplicates exchange handover hours lifecycle months preparation \
		preparing reservations series slots stages standing standings subscriptions venue_changes) \
	$(call rules_of,messages,bounces delivery faults links mime outgoing rehearsal reports retries searching smtp turns unarrived) \
	$(call rules_of,notices,changes contacts digest hearing hosts ledger nags partners quiet reminders residents) \
	$(call rules_of,partners,distinct doubles importing listing matching people) \
	$(call rules_of,problems,counting stages) \
	$(call rules_of,publications,deadlines stamping wording) \
	$(call rules_of,outreach,announcing counting subscriptions) \
	$(call rules_of,forecast,calibration fit inputs maths memory model picture words) \
	$(call rules_of,registrations,amending approving asking attendance broadcasting capacity doubles finding listing joining keeping managing places presence settling states telling) \
	$(call rules_of,relays,asking ending posting upkeep) \
	$(call rules_of,requests,hearing states telling) \
	$(call rules_of,staff,portraits) \
	$(call rules_of,zone,rooms street_lists streets)

comma := ,
nothing :=
COVERED_WHOLE := $(subst $(nothing) $(nothing),$(comma),$(RULES))

test-fast: setup-dev ## run the tests without the browser journeys
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not journey" $(ARGS)

lint: setup-dev ## check style, types, imports, templates, dependencies
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint templates --check --lint --quiet
	@$(BIN)/deptry .

fmt: setup-dev ## format code and templates
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djlint templates --reformat --quiet || true

bench: setup-dev ## measure speed as ratios against two bare Flask floors, in one run
	@$(BIN)/python -m tests.bench

pictures: setup-dev ## draw docs/pictures again from the running app
	@$(BIN)/python -m tests.pictures

translations: setup-dev ## bring what is to be translated into cafepol/translations/*.po
	@$(BIN)/pybabel -q extract -F pyproject.toml -k gettext -k marked --omit-header --no-location --sort-output -o $(SCRATCH)/cafepol.pot .
	@for language in nl de en; do $(BIN)/pybabel -q update --omit-header --no-fuzzy-matching --ignore-obsolete -l $$language -i $(SCRATCH)/cafepol.pot -o cafepol/translations/$$language.po; done

wheel: setup-dev ## build the installable distribution in dist/
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist .

migration: setup-dev ## write the next revision of the database from the models (M="what changes")
	@$(BIN)/python -m tests.migration "$(M)"

lock: ## resolve the dependencies again (requirements.lock, requirements-dev.lock)
	@$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --output-file requirements.lock pyproject.toml
	@$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean: ## remove what was built
	@rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .coverage*
