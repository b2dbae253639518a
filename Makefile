# WALoom: `make run` starts everything on this machine, `make test` checks everything. `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV := .venv/bin
LOCK := uv pip compile --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	--no-header --no-annotate -q

.PHONY: help
help: ## Show the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' Makefile

.PHONY: setup
setup: ## Install the Python environment (.venv) from the hashed locks
	@python="$$(infra/tools/python.sh)" && "$$python" infra/tools/setup.py dev

.PHONY: lock
lock: ## Resolve requirements/*.in again into hashed locks (needs uv)
	@cd requirements && $(LOCK) dev.in -o dev.txt \
	&& for group in base graph sandbox; do $(LOCK) $$group.in -c dev.txt -o $$group.txt || exit 1; done \
	&& for group in ministack sam node; do $(LOCK) $$group.in -o $$group.txt || exit 1; done
