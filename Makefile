# make run, make test: both need Python 3.11 or later (with venv) and nothing else.
# Written for the oldest make still met (GNU make 3.81); what follows ## is shown by `make help`.

# Empty: what lotgraph.toml says, else 8000 and 127.0.0.1.
PORT ?=
# Not ?=, because some shells export HOST as the name of the machine.
HOST =
# Empty: the first of python3, python3.14 ... python3.11 that is recent enough.
PYTHON ?=
# Worksteal begins with whole files, so that few fixtures of a module are made by more than one worker.
PYTEST_ARGS = --numprocesses auto --maxprocesses 4 --dist worksteal
UV = uv

PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check
# Node.js from PyPI, where the machine has no npm and the front end is not there yet; without it there is no editor.
NODE = command -v npm >/dev/null || [ -f $(FRONTEND) ] || [ -x .venv/bin/npm ] || \
	$(PIP) --require-hashes --requirement requirements-frontend.lock 2>/dev/null || true
FRONTEND = src/lotgraph/web/static/yasgui/package-lock.json
PLAIN = [ -f $(FRONTEND) ] || echo 'The query editor is a plain text area, for npm is not to be had; make frontend says why.'
LOCK = $(UV) pip compile --no-config --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --no-emit-index-url --quiet $(LOCK_ARGS)

.PHONY: help run install dev frontend screenshots clients test test-slow lint format docs lock clean

help: ## say what there is to make
	@echo 'make TARGET [PORT=8000] [HOST=127.0.0.1] [PYTHON=python3.12]'
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' Makefile

run: install ## build the seeds into a release and serve it at http://127.0.0.1:8000
	@host='$(HOST)'; port='$(PORT)'; exec .venv/bin/lotgraph up $${host:+--host "$$host"} $${port:+--port "$$port"}

install: .venv/installed ## make .venv with what lotgraph needs to run

dev: .venv/developing ## make .venv with what its tests need as well

frontend: .venv/bin/python ## put the query editor of npm's packages among the static files
	@$(NODE)
	@.venv/bin/python hatch_build.py

screenshots: dev ## make the pictures of docs/images from the server at ADDRESS=http://127.0.0.1:8000
	.venv/bin/python -m benchmarks.screenshots $(or $(ADDRESS),http://127.0.0.1:8000)

clients: tests/clients/node_modules/.package-lock.json ## install the clients of the tests that need Node.js and npm

test: lint ## check style, types, import rules, generated pages and behaviour, in minutes
	.venv/bin/python -m pytest -m 'not slow' $(PYTEST_ARGS)

test-slow: dev ## run what is slow by nature: whole taxonomies, browsers, pySHACL, packages
	.venv/bin/python -m pytest -m slow $(PYTEST_ARGS)

lint: dev ## check style, types, import rules and generated pages
	.venv/bin/python -m ruff check
	.venv/bin/python -m ruff format --check
	.venv/bin/python -m mypy
	.venv/bin/lint-imports
	.venv/bin/python -m lotgraph.cli.reference --check docs

format: dev ## put the code into the agreed form
	.venv/bin/python -m ruff check --fix
	.venv/bin/python -m ruff format

docs: install ## write what is made from the code: the reference pages, shapes of claims
	.venv/bin/python -m lotgraph.cli.reference docs

# Kept versions stay where pyproject.toml allows them; `make lock LOCK_ARGS=--upgrade` takes the newest.
lock: ## write both lock files anew from pyproject.toml (needs uv)
	@command -v $(UV) >/dev/null || { echo 'make lock needs uv: python3 -m pip install uv' >&2; exit 1; }
	$(LOCK) pyproject.toml --group build --output-file requirements.lock
	$(LOCK) --group pyproject.toml:frontend --output-file requirements-frontend.lock
	$(LOCK) pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean: ## remove what was installed and cached, never a release
	rm -rf .venv dist $(dir $(FRONTEND)) tests/clients/node_modules .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@set -e; found=; candidates='$(PYTHON)'; \
	for python in $${candidates:-python3 python3.14 python3.13 python3.12 python3.11}; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "lotgraph needs Python 3.11 or later; $${candidates:-python3} is" \
			"$$($${candidates:-python3} --version 2>/dev/null || echo 'not there')." >&2; \
		echo 'Install one, or name it: make run PYTHON=/path/to/python3.12' >&2; exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$found cannot make a virtual environment: its venv is missing." >&2; \
		echo 'Install it (Debian and Ubuntu: apt-get install python3-venv).' >&2; exit 1; \
	fi; \
	echo "Making .venv with $$("$$found" --version)"; \
	"$$found" -m venv --clear .venv || { rm -rf .venv; exit 1; }

.venv/installed: .venv/bin/python requirements.lock pyproject.toml frontend/package-lock.json
	@echo 'Installing the locked dependencies into .venv'
	@$(PIP) --require-hashes --requirement requirements.lock
	@$(NODE)
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(PLAIN)
	@touch $@

# The development lock holds all of the other one, in the same versions.
.venv/developing: .venv/bin/python requirements-dev.lock requirements.lock pyproject.toml frontend/package-lock.json
	@echo 'Installing the locked dependencies and the tools of the tests into .venv'
	@$(PIP) --require-hashes --requirement requirements-dev.lock
	@$(NODE)
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(PLAIN)
	@touch .venv/installed $@

tests/clients/node_modules/.package-lock.json: tests/clients/package-lock.json
	@echo 'Installing the clients of the tests into tests/clients/node_modules'
	@cd tests/clients && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@
