# Each target names the real command. `make test` is all that CI runs.

.DEFAULT_GOAL := help
# `make test` goes from the cheap checks to the dear ones.
.NOTPARALLEL:
.PHONY: help run test bench mails build lint setup fmt web contracts template clippy zones docs unit fuzz clean

# Expanded when used, after `setup` has tried to install nextest.
RUNNER = $(shell cargo nextest --version >/dev/null 2>&1 && echo nextest run || echo test)

help: ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: ## The whole system on this machine: make run ARGS="--port 8081 --now 2026-11-23T08:00:00Z"
	cargo run --release --locked -p local -- $(ARGS)

test: setup fmt web contracts template clippy zones docs unit fuzz ## Everything that has to hold

bench: ## The figures of the README, measured
	cargo run --release --locked -p tests --bin bench -- $(ARGS)

mails: ## Every mail with sample data on one page: target/mails/index.html
	cargo run --locked -p mail --example gallery

build: ## The functions as they are deployed, for this machine's processor
	cargo build --profile lambda --locked

lint: fmt web clippy ## Formatting and lints alone

setup: ## Installs what is missing (as root on Debian; else says what to install)
	@echo "== setup"
	infra/setup.sh

fmt:
	@echo "== cargo fmt"
	cargo fmt --all --check

web: web/node_modules/.package-lock.json ## Lint and types of the pages
	@echo "== pages"
	cd web && npm run --silent check

contracts: .venv/installed ## OpenAPI, event schemas and their samples
	@echo "== contracts"
	.venv/bin/python tests/contracts.py

template: .venv/installed ## template.yaml by cfn-lint and sam validate
	@echo "== template"
	.venv/bin/cfn-lint template.yaml
	AWS_REGION=eu-central-1 SAM_CLI_TELEMETRY=0 .venv/bin/sam validate --lint --template template.yaml

clippy:
	@echo "== clippy"
	cargo clippy --workspace --all-targets --locked -- -D warnings

zones: ## The domain's tests wherever the process runs
	@echo "== domain in three time zones"
	for zone in UTC Asia/Tokyo America/Los_Angeles; do echo "-- TZ=$$zone"; TZ=$$zone cargo $(RUNNER) --locked -p domain || exit 1; done

docs:
	@echo "== examples in the documentation"
	cargo test --doc --workspace --locked --quiet

unit: ## All tests of all crates, end-to-end tests included
	@echo "== tests"
	cargo $(RUNNER) --workspace --locked

fuzz: .venv/installed ## What schemathesis makes of the contract, against the local system: make fuzz ARGS="--seed 7 -n 400"
	@echo "== schemathesis"
	cargo test --workspace --locked --no-run --quiet
	.venv/bin/python tests/fuzz.py target/debug/local $(ARGS)

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund

.venv/installed: tests/requirements.txt
	python3 -m venv --clear .venv && .venv/bin/pip install --quiet --disable-pip-version-check -r tests/requirements.txt && touch $@

clean: ## Forgets what was built, and the data of make run
	rm -rf target .venv web/node_modules .data
