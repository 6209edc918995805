# `make help` lists the targets. Each does the set-up that it needs, and skips what is there.

.PHONY: help run demo relay-demo test check bench bench-reads compare capacity soak fuzz mutants build deploy setup

help:
	@echo "make run       serves the API on http://localhost:8787 with sample data (PORT= for another port)"
	@echo "make demo      plays a contact centre of 3 minutes against it (MINUTES= for another time)"
	@echo "make relay-demo shows how a record travels from one local service to another that stands for a ServiceNow instance"
	@echo "make test      runs every check (about 11 minutes)"
	@echo "make check     format, lints and the native tests: the inner loop (under a minute when warm)"
	@echo "make build     builds the Worker into build/"
	@echo "make deploy    checks, migrates the database and deploys the Worker (CHECK=1 only checks); see docs/deploy.md"
	@echo "make fuzz      runs every fuzz target for a minute (FUZZ_SECONDS= for another time)"
	@echo "make mutants   changes the core place by place and lists what no native test notices (MUTANTS_FILES= for a glob of files)"
	@echo "make soak      kills the service under load again and again for 10 minutes, then the same with the relay (SOAK_MINUTES= for another time)"
	@echo "make bench     measures the service beside other Workers, 20 minutes (BENCH_ARGS=--quick for a try)"
	@echo "make bench-reads  measures the reads at a million help actions and the feed, 10 minutes"
	@echo "make compare   compares the CPU of two builds (BEFORE=folder, AFTER=folder or else build/), about 6 minutes"
	@echo "make capacity  measures what one database holds and costs, a minute"

run: setup
	@cargo xtask build --dev
	@bash scripts/run.sh

demo:
	@node scripts/demo.mjs --minutes $(or $(MINUTES),3) --url http://localhost:$(or $(PORT),8787)

relay-demo: setup
	@cargo xtask build --dev
	@node scripts/relay-demo.mjs

test: setup
	@bash scripts/test.sh

check: setup
	@bash scripts/check.sh

bench: build
	@bash scripts/bench.sh bench/run.mjs $(BENCH_ARGS)

bench-reads: build
	@bash scripts/bench.sh bench/reads.mjs

compare: build
	@bash scripts/bench.sh bench/compare.mjs $(BEFORE) $(or $(AFTER),build)

capacity: build
	@node bench/capacity.mjs

soak: build
	@node scripts/soak.mjs
	@node scripts/soak-relay.mjs

fuzz: setup
	@bash scripts/fuzz.sh

mutants: setup
	@bash scripts/mutants.sh

build: setup
	@cargo xtask build

deploy: setup
	@node scripts/deploy.mjs $(if $(CHECK),--check)

setup:
	@bash scripts/setup.sh
