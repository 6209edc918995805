# make run: all set-up, then the service on http://localhost:8787 (PORT= for another port)
# make test: all set-up, then every check
# make fuzz: its own set-up, then every fuzz target for a minute (FUZZ_SECONDS= for another time)
# make bench: all set-up, then the measurements beside other implementations, about 20 minutes (BENCH_ARGS=--quick for a try)
# make capacity: all set-up, then what one database holds, serves and costs, and a simulated year, about 2 minutes
# make soak: all set-up, then the crash proof for 10 minutes (SOAK_MINUTES= for another time)

.PHONY: run test bench capacity soak fuzz setup build

run: build
	@bash scripts/run.sh

test: build
	@bash scripts/setup-clients.sh
	@bash scripts/test.sh

bench: build
	@bash scripts/bench.sh $(BENCH_ARGS)

capacity: build
	@node bench/capacity.mjs

soak: build
	@node scripts/soak.mjs

fuzz:
	@bash scripts/fuzz.sh

build: setup
	@bash scripts/build.sh

setup:
	@bash scripts/setup.sh
