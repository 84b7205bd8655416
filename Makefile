# The commands of the house. Needs Node.js, npm and make; never root, and no network but npm's.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

INSTALLED := node_modules/.loa-installed
BUILT := dist/.loa-built
NATIVE := dist/hw/native/.loa-built
SOURCES := $(shell find agent broker-sim hw test -name '*.ts') \
  tsconfig.base.json tsconfig.json agent/core/tsconfig.json

TSC := node node_modules/typescript/bin/tsc
ESLINT := node node_modules/eslint/bin/eslint.js
PRETTIER := node node_modules/prettier/bin/prettier.cjs

.PHONY: help
help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{ printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo '  FILE=any.mp3 plays your own recording; SEED=7 repeats one simulation; KIND="core sim" runs some tests.'

# Command-line variables reach the recipes through the environment, so a name with spaces stays one word.
.PHONY: run
run: build ## Play a bulletin to three boxes, then write out/report.html
	@node dist/broker-sim/cli.js run $${FILE:+"$$FILE"}

.PHONY: listen
listen: build ## The same, aloud on this machine's sound card
	@node dist/broker-sim/cli.js run --listen $${FILE:+"$$FILE"}

.PHONY: test
test: build ## Every test
	@node --enable-source-maps dist/test/run-tests.js $(KIND)

.PHONY: rabbitmq
rabbitmq: build ## The rules of a broker against a real RabbitMQ (half a minute; apt install rabbitmq-server)
	@node --enable-source-maps --test --test-reporter=spec dist/test/contract/access/access-rabbitmq.js

.PHONY: check
check: build ## Types, lint and format
	@echo 'Linting ...'
	@$(ESLINT) --max-warnings 0 .
	@node packaging/build-native.mjs --check
	@echo 'Checking the format ...'
	@$(PRETTIER) --check --log-level warn .

.PHONY: format
format: $(INSTALLED) ## Format every file in place
	@$(PRETTIER) --write --log-level warn .

.PHONY: sim
sim: build ## Simulate a village under virtual time
	@node --enable-source-maps dist/test/sim/run.js $${SEED:+--seed "$$SEED"}

.PHONY: fuzz-console
fuzz-console: build ## A million technicians who type anything (minutes)
	@LOA_FUZZ_CASES=20000000 node --test --test-reporter=spec dist/test/core/fuzz/fuzz-console.test.js

.PHONY: step
step: build ## Play on two sound cards in user space: how far apart, beside snapcast
	@node --enable-source-maps dist/test/rig/step/step.js $(if $(LENGTH),--seconds "$$LENGTH")

.PHONY: bench
bench: build ## Measure, beside other programs where they can be had
	@node dist/test/bench/bench.js

.PHONY: deb
deb: build ## The packages of the agent for amd64 and arm64, in dist/deb
	@node packaging/deb/build.mjs

.PHONY: deb-test
deb-test: deb ## Install, upgrade, remove and purge the package in a clean root (needs root and mmdebstrap)
	@packaging/deb/try-in-root dist/deb/loa-agent_*_$$(dpkg --print-architecture).deb

.PHONY: box-test
box-test: build ## The package on a whole machine in QEMU, relays seen from outside (needs root; minutes)
	@node packaging/deb/build.mjs amd64
	@node --enable-source-maps dist/test/rig/box/box-test.js dist/deb/loa-agent_*_amd64.deb $(if $(BRIEF),brief)

.PHONY: build
build: $(BUILT) $(NATIVE) ## Install what is missing and compile

.PHONY: speaker
speaker: tools ## Install again, to build the part that plays aloud
	@node packaging/install.mjs --again
	@touch $(INSTALLED)

.PHONY: native
native: $(INSTALLED) ## Build the native addon again: ALSA, libopus
	@node packaging/build-native.mjs
	@touch $(NATIVE)

.PHONY: clean
clean: ## Remove what was built and what was played
	@rm -rf dist out

$(BUILT): $(INSTALLED) $(SOURCES)
	@echo 'Building ...'
	@$(TSC) -b
	@touch $@

$(NATIVE): $(INSTALLED) $(wildcard hw/native/*.[ch] hw/relays-off/*.[ch]) packaging/build-native.mjs
	@node packaging/build-native.mjs
	@touch $@

$(INSTALLED): package-lock.json | tools
	@node packaging/install.mjs
	@touch $@

.PHONY: tools
tools:
	@command -v node >/dev/null || { echo 'loa needs Node.js: install it from https://nodejs.org/en/download and try again.' >&2; exit 1; }
	@node packaging/check-node.cjs
