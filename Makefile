# make lab        installs what is missing and opens JupyterLab at notebooks/
# make test       installs what is missing and runs the whole test suite
# make lint       looks at the style of code and notebooks, at types and settings
# make coverage   runs tests/ and says which lines of the package none of them reached
# make exercises  writes exercises/ anew from solutions/
# make bench      measures what the benchmarks compare
# make lock       renews requirements.lock from pyproject.toml

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
SCHEMA := $(BIN)/check-jsonschema --quiet --builtin-schema vendor.
FORMS := $(wildcard .github/ISSUE_TEMPLATE/*.yml)
UV := $(shell command -v uv 2>/dev/null)

.PHONY: lab test lint coverage exercises bench lock clean

lab: $(INSTALLED)
	$(BIN)/coursekit lab

# loadfile: the cells of one notebook share a kernel, so one worker runs them all.
test: lint
	$(BIN)/pytest -n 2 --dist loadfile --nbval tests notebooks solutions

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(SCHEMA)github-workflows .github/workflows/*.yml
	$(SCHEMA)github-issue-forms $(filter-out %/config.yml,$(FORMS))
	$(SCHEMA)github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(SCHEMA)dependabot .github/dependabot.yml
	$(SCHEMA)citation-file-format CITATION.cff

# What the grader runs in processes of its own is not counted.
coverage: $(INSTALLED)
	$(BIN)/pytest -n 2 --dist loadfile --cov --cov-report term \
	  --cov-report html:test-output/coverage tests

exercises: $(INSTALLED)
	$(BIN)/coursekit exercises

bench: $(INSTALLED)
	for file in benchmarks/*.py; do $(BIN)/python $$file || exit 1; done

# Bytecode is compiled now, so that the first start of anything is a fast one.
$(INSTALLED): requirements.lock pyproject.toml
ifeq ($(UV),)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
else
	test -x $(BIN)/python || $(UV) venv --quiet --seed --python $(PYTHON) $(VENV)
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python \
	  --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
endif
	touch $(INSTALLED)

# Only uv resolves for all systems at once; where it is missing, .venv gets it.
lock:
ifeq ($(UV),)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv
endif
	$(or $(UV),$(BIN)/uv) pip compile pyproject.toml --extra test --group build \
	  --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --upgrade --quiet --custom-compile-command "make lock" \
	  --output-file requirements.lock

clean:
	rm -rf $(VENV) test-output
