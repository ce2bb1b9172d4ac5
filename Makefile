# make demo   installs Rasad into .venv and codes the sample reports
# make test   installs the tools as well and runs every check
# Needs Python 3.11 or later and a package index; PYTHON=/path/to/python picks the interpreter. Where there is a C compiler
# as well, both compile the reader first; COMPILE=no leaves it out.

VENV := .venv
BIN := $(VENV)/bin
READERS := .venv-readers
PEERS := .venv-peers
FITS := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,$(shell $(p) -c '$(FITS)' 2>/dev/null && echo $(p))))
COMPILE ?= yes
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: help demo test web readers compiled pure lint ruff mypy imports bench peers scale reliability format docs pictures accuracy lock clean

help:
	@echo "make demo    install Rasad and code the sample reports"
	@echo "make test    install the tools and run every check: ruff, mypy, import-linter, pytest"
	@echo "make compiled  compile the reader, where it is not and a C compiler is there"
	@echo "make pure    remove the compiled reader: what runs is the Python source"
	@echo "make web     fetch what the review application's pages use, where it is not there"
	@echo "make readers  install the tools that read exports back; without them their tests skip"
	@echo "make lint    the checks without the tests"
	@echo "make bench   measure reading, pages, linking, a project and searching beside their peers, at a small size"
	@echo "make scale   measure what docs/scale.md computes with; ARTICLES=FILE.jsonl codes these in place of the samples"
	@echo "make reliability  10,000 documents with faults, kills and full disks, each accounted for: docs/reliability.md"
	@echo "make format  lay out the code with ruff"
	@echo "make docs    write CODEBOOK.md, docs/cli.md, docs/exports.md and the picture anew"
	@echo "make pictures  take the README's pictures of the review application anew (needs chromium)"
	@echo "make accuracy  measure anew: docs/accuracy.md from the samples and the sets in ../shared/benchmark"
	@echo "make lock    pin the dependencies anew (needs uv)"
	@echo "make clean   remove the environment and everything that was built"

demo: compiled
	$(BIN)/rasad demo

# One failing check must not hide what the others find; the tests' closing line comes last.
test: $(VENV)/.tools compiled web
	@failed=0; $(MAKE) --no-print-directory --keep-going lint || failed=1; \
	command -v chromium chromium-browser google-chrome >/dev/null || echo "No chromium here: tests with a browser are skipped"; \
	echo "$(BIN)/pytest -n auto"; $(BIN)/pytest -n auto || failed=1; exit $$failed

# Whatever fails here, the source itself runs; a compiled reader of other source than is there now is never used.
compiled: $(VENV)/.installed
	@if [ "$(COMPILE)" = no ]; then echo "COMPILE=no: the reader is not compiled; Python alone is slower"; \
	elif ! $(BIN)/python scripts/compile.py --wanted; then :; \
	elif ! $(BIN)/python scripts/compile.py --possible; then \
		echo "No C compiler with Python's headers here: the reader runs as plain Python, at less than half the speed"; \
	else \
		echo "compiling the reader, about a minute; COMPILE=no leaves it out"; \
		{ $(PIP) --require-hashes --requirement constraints-compile.txt && $(BIN)/python scripts/compile.py; } || \
		echo "Compiling failed: the reader runs as plain Python, at less than half the speed"; \
	fi

# Installing does this as well; here it says what is wrong where it cannot be had. With what only browser tests use.
web: $(VENV)/.installed
	$(BIN)/python scripts/web_assets.py --tests

# In an environment of their own: they bring stubs that mypy must not see.
readers: $(READERS)/.installed

$(READERS)/.installed: constraints-readers.txt
	test -x $(READERS)/bin/python || $(PYTHON) -m venv $(READERS)
	$(READERS)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --requirement constraints-readers.txt
	@touch $@

pure:
	rm -f src/rasad/reader-*

lint: ruff mypy imports

ruff: $(VENV)/.tools
	$(BIN)/ruff check

mypy: $(VENV)/.tools
	$(BIN)/mypy

imports: $(VENV)/.tools
	$(BIN)/lint-imports

# A small run of each, some minutes in all, each beside a peer. Full runs: the same without the options; --help of each names more.
bench: compiled peers
	@peer=$$(test -e $(PEERS)/.installed && echo $(PEERS)/bin/python); set -ex; \
	$(BIN)/python benchmarks/coding.py --seconds 1; \
	$(BIN)/python benchmarks/peers.py --seconds 1 $${peer:+--spacy $$peer}; \
	$(BIN)/python benchmarks/ingest.py --seconds 1; \
	$(BIN)/python benchmarks/linking.py --sizes 3000 10000 $${peer:+--splink $$peer}; \
	$(BIN)/python benchmarks/project.py --mentions 10000; \
	$(BIN)/python benchmarks/search.py --documents 5000 --rounds 3

# What Rasad is measured against and does not need: in an environment of its own, and without it where it cannot be had.
peers: $(VENV)/.installed
	@test -e $(PEERS)/.installed || { $(PYTHON) -m venv $(PEERS) && \
	$(PEERS)/bin/python -m pip --disable-pip-version-check install --quiet 'pandas>=2' 'spacy~=3.8' 'splink~=5.0' && touch $(PEERS)/.installed; } || \
	echo "spaCy and splink cannot be had here: what is measured against them is left out"

scale: compiled $(VENV)/.tools
	$(BIN)/python benchmarks/scale.py --write docs/scale.md $(if $(ARTICLES),--articles $(ARTICLES))

reliability: compiled $(VENV)/.tools
	$(BIN)/python benchmarks/soak.py --write docs/reliability.md

format: $(VENV)/.tools
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: $(VENV)/.tools
	$(BIN)/python scripts/make_codebook.py
	$(BIN)/python scripts/make_docs.py
	$(BIN)/python scripts/make_picture.py

pictures: $(VENV)/.tools web
	$(BIN)/python scripts/make_screenshots.py

accuracy: $(VENV)/.installed
	$(BIN)/python scripts/make_accuracy.py

lock:
	scripts/lock.sh

clean: pure
	rm -rf $(VENV) $(READERS) $(PEERS) build dist rasad-demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or later found; install one or call make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The date of this file and the next says when the pinned packages were last installed.
$(VENV)/.installed: constraints.txt pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes --requirement constraints.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tools: constraints-dev.txt $(VENV)/.installed
	$(PIP) --require-hashes --requirement constraints-dev.txt
	@touch $@
