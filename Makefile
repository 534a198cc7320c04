# CaféPol. `make help` lists the commands. Everything they need is installed by them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
WORKERS ?= 2
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
	@$(BIN)/python -m coverage report --skip-covered --include='$(RULES)' --fail-under=100 | tail -20
	@$(BIN)/python -m coverage report --fail-under=90 | tail -3

# rules and operations are covered whole: what decides and what writes, in every package
RULES := cafepol/*/operations.py,cafepol/meetings/asking.py,cafepol/meetings/exchange.py,cafepol/meetings/subscriptions.py,cafepol/absences/addresses.py,cafepol/absences/periods.py,cafepol/history/past.py,cafepol/history/matching.py,cafepol/accounts/roles.py,cafepol/meetings/stages.py,cafepol/meetings/lifecycle.py,cafepol/meetings/conflicts.py,cafepol/meetings/months.py,cafepol/meetings/slots.py,cafepol/meetings/series.py,cafepol/meetings/hours.py,cafepol/meetings/reservations.py,cafepol/meetings/handover.py,cafepol/meetings/venue_changes.py,cafepol/meetings/duplicates.py,cafepol/meetings/preparation.py,cafepol/meetings/preparing.py,cafepol/notices/hosts.py,cafepol/notices/nags.py,cafepol/zone/streets.py,cafepol/zone/street_lists.py,cafepol/zone/rooms.py,cafepol/front/agenda.py,cafepol/front/wanted.py,cafepol/invitations/answers.py,cafepol/registrations/joining.py,cafepol/registrations/capacity.py,cafepol/registrations/attendance.py,cafepol/registrations/states.py,cafepol/registrations/presence.py,cafepol/registrations/places.py,cafepol/requests/states.py,cafepol/concerns/transitions.py,cafepol/concerns/deadlines.py,cafepol/concerns/debts.py,cafepol/concerns/hearing.py,cafepol/concerns/telling.py,cafepol/notices/changes.py,cafepol/notices/contacts.py,cafepol/core/local_time.py,cafepol/core/marking.py,cafepol/core/versions.py,cafepol/core/links.py,cafepol/meetings/standing.py,cafepol/meetings/standings.py,cafepol/invitations/departures.py,cafepol/invitations/figures.py,cafepol/invitations/collapsing.py,cafepol/invitations/suggestions.py,cafepol/invitations/proposals.py,cafepol/invitations/waiting.py,cafepol/invitations/reminding.py,cafepol/invitations/presence.py,cafepol/invitations/calling.py,cafepol/invitations/readdressing.py,cafepol/partners/doubles.py,cafepol/partners/matching.py,cafepol/partners/listing.py,cafepol/partners/people.py,cafepol/partners/importing.py,cafepol/messages/retries.py,cafepol/messages/faults.py,cafepol/messages/rehearsal.py,cafepol/messages/searching.py,cafepol/messages/unarrived.py,cafepol/messages/turns.py,cafepol/messages/delivery.py,cafepol/requests/hearing.py,cafepol/requests/telling.py,cafepol/notices/residents.py,cafepol/notices/partners.py,cafepol/notices/hearing.py,cafepol/notices/ledger.py,cafepol/notices/quiet.py,cafepol/staff/portraits.py,cafepol/registrations/telling.py

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
