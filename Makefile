# Aliases for people who like make. The commands behind them are ./run, ./test and .ci/run.

.PHONY: help run test check bench docs

help:
	@echo "make run     serve the demonstration (./run)"
	@echo "make test    run all tests (./test)"
	@echo "make check   format, lint, types and import contracts"
	@echo "make docs    print what is printed from the code: docs/glossary.md"
	@echo "make bench   measure what is claimed of speed"

run:
	@./run

test:
	@./test

check:
	@.ci/run checks

docs:
	@python3 bootstrap.py install
	@.venv/bin/openprobation glossary

bench:
	@python3 bootstrap.py install && .venv/bin/openprobation bench
