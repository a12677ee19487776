# make lab        installs the course and opens JupyterLab at your copy, my-course/
# make quick      runs the lint and the short tests that need nothing but Python
# make test       installs what tests need on top and runs the whole test suite
# make calm       runs lessons and solutions as another processor would
# make lint       looks at the style of code and notebooks, at types and settings
# make coverage   runs tests/ and says which lines of the package none of them reached
# make exercises  writes exercises/ anew from solutions/
# make site       builds the course as a web site, site/; make site-serve serves it
# make bench      measures what the benchmarks compare
# make lock       renews both lock files from pyproject.toml

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COURSE := $(VENV)/installed
TESTS := $(VENV)/installed-tests
FRONT := node_modules/.package-lock.json
SCHEMA := $(BIN)/check-jsonschema --quiet --builtin-schema vendor.
FORMS := $(wildcard .github/ISSUE_TEMPLATE/*.yml)
SETTINGS := $(FORMS) $(wildcard .github/workflows/*.yml .github/dependabot.yml) CITATION.cff
UV := $(shell command -v uv 2>/dev/null)

# What the course and its tests start again and again is compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: lab quick test calm lint lint-front coverage exercises bench site \
  site-serve lock clean new-enough

lab: $(COURSE)
	$(BIN)/coursekit lab

SLOW := browser or cluster or kernel or sandbox or slow

quick: lint
	$(BIN)/pytest -n 2 --few -m "not ($(SLOW))" --ignore-glob "*/test_verdicts_*" tests

# loadfile: the cells of one notebook share a kernel, so one worker runs them all.
# In this order: else what takes a minute is begun last, and one worker waits.
test: lint
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --nbval \
	  solutions notebooks tests

calm: $(TESTS)
	$(BIN)/python tests/calm.py --under Nehalem+nudge-1

lint: $(TESTS) $(VENV)/settings-looked-at lint-front
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/settings-looked-at: $(SETTINGS) $(TESTS)
	$(SCHEMA)github-workflows .github/workflows/*.yml
	$(SCHEMA)github-issue-forms $(filter-out %/config.yml,$(FORMS))
	$(SCHEMA)github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(SCHEMA)dependabot .github/dependabot.yml
	$(SCHEMA)citation-file-format CITATION.cff
	touch $@

# Biome and the type checker look at JavaScript and CSS; they come from npm.
ifeq ($(shell command -v npm 2>/dev/null),)
lint-front:
	@echo "npm is missing: nobody looks at the front end's style and types." >&2
	@test "$$CI" != true
else
lint-front: $(FRONT)
	npm run --silent lint
endif

$(FRONT): package.json package-lock.json
	npm ci --silent
	touch $(FRONT)

# What the grader runs in processes of its own is not counted.
coverage: $(TESTS)
	$(BIN)/pytest -n 2 --dist loadfile --cov --cov-report term \
	  --cov-report html:test-output/coverage tests

exercises: $(COURSE)
	$(BIN)/coursekit exercises

# Formulas are drawn by MathJax in node, from npm.
site: $(TESTS) $(FRONT)
	$(BIN)/python docs/site/build.py site

site-serve: site
	$(BIN)/python -m http.server --directory site --bind 127.0.0.1 8000

bench: $(TESTS)
	for file in benchmarks/*.py; do $(BIN)/python $$file || exit 1; done

# .venv is made anew where its Python is gone or too old, or its folder has moved.
FITS := import sys; sys.exit(sys.version_info < (3, 11))
HERE := test ! -s $(COURSE) || test "$$(cat $(COURSE))" = "$$(pwd -P)"
ifneq ($(shell $(BIN)/python -c '$(FITS)' 2>/dev/null && { $(HERE); } && echo yes),yes)
$(COURSE): new-enough
endif

new-enough:
	@$(PYTHON) -c '$(FITS)' 2>/dev/null || { \
	  echo "The course needs Python 3.11 or newer; $(PYTHON) is" \
	    "$$($(PYTHON) --version 2>/dev/null || echo missing)." \
	    "Name a newer one, as in: make lab PYTHON=python3.12"; \
	  exit 1; } >&2
	rm -rf $(VENV)

# Bytecode is compiled now, so that the first start of anything is a fast one.
ifeq ($(UV),)
install = $(BIN)/python -m pip install --quiet
else
install = $(UV) pip install --quiet --compile-bytecode --python $(BIN)/python
endif

$(COURSE): requirements.lock pyproject.toml
ifeq ($(UV),)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
else
	test -x $(BIN)/python || $(UV) venv --quiet --seed --python $(PYTHON) $(VENV)
endif
	$(install) --require-hashes -r requirements.lock
	$(install) --no-deps --no-build-isolation -e .
	pwd -P > $(COURSE)

$(TESTS): requirements-test.lock $(COURSE)
	$(install) --require-hashes -r requirements-test.lock
	touch $(TESTS)

# Only uv resolves for all systems at once; where it is missing, .venv gets it.
# The first file has everything, the second what a learner needs, at the same versions.
RESOLVE = $(or $(UV),$(BIN)/uv) pip compile pyproject.toml --group build \
  --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet \
  --custom-compile-command "make lock"
lock:
ifeq ($(UV),)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv
endif
	$(RESOLVE) --extra course --extra test --extra docs --upgrade \
	  --output-file requirements-test.lock
	$(RESOLVE) --extra course --upgrade --no-annotate \
	  --constraint requirements-test.lock --output-file requirements.lock

clean:
	rm -rf $(VENV) node_modules test-output
