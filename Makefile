# `make run` serves Recto, `make test` proves it; both prepare what they need. Recipes quote every path: yours may hold spaces.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
ROOMS := app pipeline model kernels storage
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: setup run check format test tools audit train clean
.DEFAULT_GOAL := run

setup: $(STAMP)
	@:

# torch goes first, pinned as in pyproject.toml: what follows then finds it there and does not look for another build
$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Recto needs Python 3.11 or later; set PYTHON, as in: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || { echo "Making $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@echo "Installing into $(VENV); the first time takes some minutes ..."
	@$(PIP) install "$$(sed -n 's/^ *"\(torch==[^"]*\)".*/\1/p' pyproject.toml)"
	@$(PIP) install --editable ".[dev]"
	@touch $@

run: setup
	@$(BIN)/python -m app serve

check: setup
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy

format: setup
	@$(BIN)/python -m ruff check --fix .
	@$(BIN)/python -m ruff format .

# What tests use of the system, where apt can bring it. Without it those tests are skipped, and pytest says so.
tools:
	@missing=""; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing="chromium"; \
	command -v pdftoppm >/dev/null || missing="$$missing poppler-utils"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then echo "Not installed, and there is no apt here: $$missing"; exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; \
	else echo "Not installed, and only root may do so: apt-get install $$missing"; exit 0; fi; \
	echo "Installing $$missing ..."; \
	$$as_root apt-get -qq update >/dev/null && $$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $$missing >/dev/null \
	|| echo "apt could not install: $$missing"

# A process a core, each with whole files: those share a server or a model. Four at most: some hold half a gigabyte.
JOBS ?= $(shell cores=$$(nproc); echo $$((cores > 4 ? 4 : cores)))
test: setup tools
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder

# Known holes in what is installed, and what a scanner thinks of our code; docs/security.md explains what is left.
audit: setup
	@test -x $(VENV)/audit/bin/bandit || { $(PYTHON) -m venv $(VENV)/audit && $(VENV)/audit/bin/pip --quiet install pip-audit bandit; }
	@$(PIP) freeze --exclude-editable > $(VENV)/audit/installed.txt
	@$(VENV)/audit/bin/pip-audit --no-deps --disable-pip --requirement $(VENV)/audit/installed.txt || true
	@$(VENV)/audit/bin/bandit --quiet --recursive $(ROOMS)

# The embedded reader from nothing: word pieces, weights, 4-bit files in $(RUN)/packed. Stopped and started again it goes on.
RUN ?= training/runs/reader
MINUTES ?= 60
REAL ?=
PROCESSES ?= $(shell nproc)
train: setup
	@mkdir -p "$(RUN)"
	@test -f "$(RUN)/tekken.json" || $(BIN)/python -m training.tokenizer "$(RUN)/tekken.json" --real $(REAL)
	@OMP_NUM_THREADS=1 $(BIN)/python -m torch.distributed.run --nproc-per-node $(PROCESSES) -m training.train "$(RUN)" --minutes $(MINUTES) --tokenizer "$(RUN)/tekken.json" --real $(REAL)
	@$(BIN)/python -m training.pack "$(RUN)" "$(RUN)/packed" --tokenizer "$(RUN)/tekken.json"
	@echo "Read with it: RECTO_MODEL_FOLDER=$(RUN)/packed make run"

clean:
	@rm -rf .mypy_cache .ruff_cache .pytest_cache build *.egg-info
