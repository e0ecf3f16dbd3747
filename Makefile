# run: the demo on http://localhost:8069   test: everything   see dev/README.rst
# PORT=  ODOO=  PYTHON=  DEBIAN_MIRROR=  PGHOST= PGPORT= PGUSER= PGPASSWORD= PGDATABASE=
export PORT ODOO PYTHON DEBIAN_MIRROR BENCH_SCALE MUTANTS SUITES
PYTHON3 := $(or $(PYTHON),python3)

.PHONY: run test bench soak stock-suites lint format stop clean

run:
	@$(PYTHON3) dev/run serve

test:
	@$(PYTHON3) dev/run test

bench:
	@$(PYTHON3) dev/run bench

soak:
	@$(PYTHON3) dev/run soak

stock-suites:
	@$(PYTHON3) dev/run stock-suites

lint:
	@$(PYTHON3) dev/run lint

format:
	@$(PYTHON3) dev/run format

stop:
	@$(PYTHON3) dev/run stop

clean:
	@$(PYTHON3) dev/run clean
