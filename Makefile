# Each target does its own set-up; set-up is skipped when nothing changed.
SHELL := /bin/bash
PYTEST := .venv/bin/python -m pytest
# Half of a test's time is waiting, for a timer, a disk or another process: three workers keep two processors busy.
WORKERS := $(shell echo $$(($$(nproc) * 3 / 2)))
DECISION := core corpus session

.PHONY: help demo test coverage check firmware bench soak mutate mutate-firmware install generate lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' Makefile

demo: ## Run the whole cart in this terminal, with a simulated ward
	@tools/setup.sh demo
	@.venv/bin/cart demo

test: check ## Run the checks, then every test; those of the decision must reach every branch of it
	@tools/coverage.sh
	@$(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations=10 $(DECISION:%=--ignore=tests/%)

coverage: ## Which branches of the decision do its tests reach?
	@tools/setup.sh dev
	@tools/coverage.sh

check: ## Style, types, import rules, generated files
	@tools/setup.sh dev
	@tools/check.sh

firmware: ## Compile the drawer board's firmware into build/firmware (with KEY=FILE VERSION=N: loader and signed image too)
	@tools/setup.sh dev
	@.venv/bin/python -m firmware_bridge.cross build/firmware
	@[ -z "$(KEY)" ] || .venv/bin/python -m firmware_bridge.loader build/firmware "$(KEY)" "$(VERSION)"

bench: ## Measure speed and memory
	@tools/setup.sh dev
	@.venv/bin/python -m bench

soak: ## Run the property tests with ten times the examples, and the long tests (about an hour and a half)
	@tools/setup.sh dev
	@SOAK=10 $(PYTEST) -m "hypothesis or soak" --timeout=3600 --durations=10

mutate: ## Change the decision in thousands of small ways: do the tests notice? (hours; goes on where it stopped)
	@tools/setup.sh dev
	@tools/mutate.sh

mutate-firmware: ## The same with the drawer board's firmware (an hour)
	@tools/setup.sh dev
	@.venv/bin/python -m tools.mutate_firmware

install: ## On a cart, as root: set up /opt/cart and install its services
	@tools/setup.sh pi
	@tools/install.sh

generate: ## Write the files that are made from others (protocol, configuration documents)
	@tools/setup.sh dev
	@.venv/bin/python -m tools.generated

lock: ## Write the locked requirements anew after a change in pyproject.toml
	@tools/setup.sh dev
	@tools/lock.sh

clean: ## Remove everything that was made here, .venv too
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
