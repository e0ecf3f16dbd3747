# run: the demo on http://localhost:8069   test: everything   see dev/README.rst
# PORT=  ODOO=  PYTHON=  DEBIAN_MIRROR=  PGHOST= PGPORT= PGUSER= PGPASSWORD= PGDATABASE=
export PORT ODOO PYTHON DEBIAN_MIRROR BENCH_SCALE
PYTHON3 := $(or $(PYTHON),python3)

.PHONY: run test bench lint format stop clean

run:
	@$(PYTHON3) dev/run serve

test:
	@$(PYTHON3) dev/run test

bench:
	@$(PYTHON3) dev/run bench

lint:
	@$(PYTHON3) dev/run lint

format:
	@$(PYTHON3) dev/run format

stop:
	@$(PYTHON3) dev/run stop

clean:
	@$(PYTHON3) dev/run clean
