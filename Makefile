# The commands a newcomer needs. `make` alone lists them; none of them asks a question.

VENV := .venv
BIN := $(VENV)/bin
# The first interpreter on the machine that is new enough.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { command -v "$$p"; break; }; done)

.DEFAULT_GOAL := help
.PHONY: help python setup setup-dev demo test bench format messages screenshots locks

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

python:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is missing: install it, or say where it is with 'make PYTHON=/path/to/python'." >&2; exit 2; }

setup: python  ## install what the product needs into .venv
	@$(PYTHON) tools/setup.py

setup-dev: python
	@$(PYTHON) tools/setup.py --dev

demo: setup  ## build the demo authority and serve it on http://127.0.0.1:8000
	@$(BIN)/rodtrad demo $(ARGS)

test: setup-dev  ## run every check that CI runs
	@$(BIN)/python tools/check.py $(ARGS)

bench: setup-dev  ## run the benchmarks: make bench ARGS="pages --json"
	@$(BIN)/rodtrad bench $(ARGS)

format: setup-dev  ## put code in the house format and mend what can be mended
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

messages: setup-dev  ## collect interface texts for translation, check and compile them
	@$(BIN)/python tools/messages.py update && $(BIN)/python tools/messages.py check && $(BIN)/python tools/messages.py compile

screenshots: setup-dev  ## take the pictures in docs/screenshots again, of the demo's own documents
	@RODTRAD_SHARED=none RODTRAD_SHOTS=1 $(BIN)/python tools/check.py browser

locks: setup-dev  ## lock the newest versions that requirements/*.in allow
	@for name in setup base similarity dev; do \
		$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			requirements/$$name.in -o requirements/$$name.txt || exit 1; done
