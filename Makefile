# Two commands a newcomer needs: `make run` and `make test`. The rest is for those who change the code.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check lint types arrows fast browser fuzz faults bench messages lock clean

run: $(VENV)/.run
	@$(BIN)/assay demo --serve

test: $(VENV)/.test
	@$(BIN)/python scripts/debian.py chromium postgresql nodejs nginx ffmpeg clamd poppler
	@$(BIN)/python scripts/suite.py

check: $(VENV)/.test lint types arrows fast

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint src --lint --quiet

types: $(VENV)/.test
	$(BIN)/mypy

arrows: $(VENV)/.test
	$(BIN)/lint-imports

fast: $(VENV)/.test
	$(BIN)/python -m pytest -q -n auto -m "not browser and not node and not slow"

# Ten minutes of bent badges and pictures; FUZZ_SECONDS and FUZZ_FROM say how long and from which number.
fuzz: $(VENV)/.test
	$(BIN)/python -m pytest -q -n 0 -s -m slow tests/badgecore/test_fuzz.py

# The long forms of the proofs against slow clients, kills, full disks, a silent mail server and people who press whatever they can; FAULT_SECONDS says how long each lasts,
# FAULT_KILLS and FAULT_SEED how many kills and from which number; FUZZ_INPUTS and FUZZ_FROM likewise for odd input to every
# form. A small disk is mounted, which needs root.
faults: $(VENV)/.test
	@$(BIN)/python scripts/debian.py strace
	$(BIN)/python -m pytest -q -n 0 -s -rs tests/faults tests/tenancy/test_no_crossing.py

bench: $(VENV)/.test
	$(BIN)/python -m bench

# Pinned and hashed requirements, without index addresses; needs uv.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate -q --group build -o requirements/run.txt
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate -q --extra postgres --extra s3 --group build -o requirements/server.txt
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate -q --all-extras --group build --group test --group lint --group peers -o requirements/test.txt

# Gather texts and compile their Spanish (needs xgettext: apt-get install gettext).
messages: $(VENV)/.test
	$(BIN)/python scripts/messages.py extract

$(VENV)/.run: requirements/run.txt pyproject.toml
	@$(PY) scripts/install.py $(VENV) requirements/run.txt
	@touch $@

$(VENV)/.test: requirements/test.txt pyproject.toml
	@$(PY) scripts/install.py $(VENV) requirements/test.txt
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV)
