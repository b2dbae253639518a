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

.PHONY: run
run: setup ## Start the product on this machine: console http://localhost:8000, sandbox http://localhost:8100
	@exec $(VENV)/python -m infra.local up

.PHONY: test
test: setup ## Check everything: style, types, contracts, template, all tests
	@$(VENV)/python -m infra.tools.checks

.PHONY: wide
wide: setup ## The combinations `make test` leaves out for time: every fault at every step, every page in the dark
	@$(VENV)/python -m pytest -q -n 2 --dist loadfile -m wide tests

.PHONY: quick
quick: setup ## The checks that need no running product
	@$(VENV)/python -m infra.tools.checks --quick

.PHONY: generate
generate: setup ## Make again what is generated from code: docs/openapi.json, docs/errors.md, the console's types
	@$(VENV)/python -m infra.tools.generated

.PHONY: chaos
chaos: setup ## Long run with faults: nothing lost, nothing sent twice
	@$(VENV)/python -m pytest tests/chaos -m chaos -p no:randomly -s

.PHONY: bench
bench: setup ## Measure against the budgets; writes bench/results.json
	@$(VENV)/python -m bench

.PHONY: build
build: setup ## Build every function's zip for Lambda (arm64, Python 3.13)
	@$(VENV)/python infra/tools/setup.py sam
	@SAM_CLI_TELEMETRY=0 .local/venvs/sam/bin/sam build

.PHONY: deploy
deploy: build ## Deploy to your AWS account (docs/deploy.md), then publish the console
	@SAM_CLI_TELEMETRY=0 .local/venvs/sam/bin/sam deploy --guided
	@$(VENV)/python -m infra.tools.publish

.PHONY: clean
clean: ## Forget local state (data included) and built things; environments stay
	@rm -rf .local/state .local/build .local/console.stamp .aws-sam console/dist

# `sam build` calls this for each function (BuildMethod: makefile), with the project as the working directory.
build-%Function:
	@"$$(infra/tools/python.sh)" infra/build/package.py $* "$(ARTIFACTS_DIR)"
