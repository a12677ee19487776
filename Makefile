# make lab    installs what is missing and opens JupyterLab at notebooks/
# make test   installs what is missing and runs the whole test suite
# make lock   renews requirements.lock from pyproject.toml

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
UV := $(shell command -v uv 2>/dev/null)

.PHONY: lab test lint bench lock exercises clean

lab: $(INSTALLED)
	$(BIN)/coursekit lab

test: $(INSTALLED) lint
	$(BIN)/pytest -n 2 --nbval tests notebooks solutions

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

exercises: $(INSTALLED)
	$(BIN)/coursekit exercises

$(INSTALLED): requirements.lock pyproject.toml
ifeq ($(UV),)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
else
	test -x $(BIN)/python || $(UV) venv --quiet --seed --python $(PYTHON) $(VENV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
endif
	touch $(INSTALLED)

lock:
	$(UV) pip compile pyproject.toml --extra test --group build --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade --quiet \
	  --custom-compile-command "make lock" --output-file requirements.lock

clean:
	rm -rf $(VENV) test-output
