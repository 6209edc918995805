# make run: all set-up, then the service on http://localhost:8787 (PORT= for another port)
# make test: all set-up, then every check

.PHONY: run test setup build

run: build
	@bash scripts/run.sh

test: build
	@bash scripts/test.sh

build: setup
	@bash scripts/build.sh

setup:
	@bash scripts/setup.sh
