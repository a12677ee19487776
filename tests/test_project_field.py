"""What people expect around a project: citation, workflows, types, a picture."""

import ast
import inspect
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml
from PIL import Image

import coursekit

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "coursekit"
WORKFLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))
FORMS = sorted(ROOT.glob(".github/ISSUE_TEMPLATE/*.yml"))


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def settings(name):
    return yaml.safe_load(text(name))


def made_by(target):
    """What `make` would run for a target, as one text."""
    run = subprocess.run(
        ["make", "--dry-run", "--always-make", target],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return run.stdout


# Version and citation


def releases():
    """The changelog's headings, the newest first: (version, day or Unreleased)."""
    return re.findall(r"^## \[(.+)\] - (.+)$", text("CHANGELOG.md"), re.M)


def test_citation_changelog_and_package_say_the_same_version():
    newest, _ = releases()[0]
    assert settings("CITATION.cff")["version"] == newest == coursekit.__version__


def test_the_changelog_goes_back_in_time():
    versions = [tuple(map(int, version.split("."))) for version, _ in releases()]
    assert versions == sorted(versions, reverse=True)
    days = [day for _, day in releases()]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days[1:])
    assert days[1:] == sorted(days[1:], reverse=True)
    assert days[0] == "Unreleased" or days[0] >= days[1]


def test_the_changelog_has_only_the_kinds_of_keep_a_changelog():
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    found = set(re.findall(r"^### (.+)$", text("CHANGELOG.md"), re.M))
    assert found
    assert found <= kinds


def test_citation_and_package_name_the_same_licence_and_authors():
    project = tomllib.loads(text("pyproject.toml"))["project"]
    citation = settings("CITATION.cff")
    assert citation["license"] == project["license"] == "MIT"
    assert citation["authors"] == project["authors"]
    assert all((ROOT / name).exists() for name in project["license-files"])


# What checks the project


def test_a_commit_runs_what_make_lint_runs():
    (repo,) = settings(".pre-commit-config.yaml")["repos"]
    (hook,) = repo["hooks"]
    assert (repo["repo"], hook["language"]) == ("local", "system")
    assert hook["entry"] == "make lint"
    assert hook["always_run"] and not hook["pass_filenames"]


def test_pre_commit_accepts_its_settings():
    command = [sys.executable, "-m", "pre_commit", "validate-config"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


def test_make_test_and_the_first_workflow_lint():
    lint = made_by("lint").splitlines()
    assert [line for line in lint if "mypy" in line]
    assert set(lint) <= set(made_by("test").splitlines())


def test_make_lint_holds_every_file_of_github_to_its_schema():
    checked = made_by("lint")
    files = [*WORKFLOWS, *FORMS, ROOT / ".github/dependabot.yml", ROOT / "CITATION.cff"]
    for path in files:
        assert str(path.relative_to(ROOT)) in checked.replace("*.yml", path.name)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_runs_what_people_run_by_hand(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    targets = set(re.findall(r"^(\w+):", text("Makefile"), re.M))
    for name, job in workflow["jobs"].items():
        said = [step["run"] for step in job["steps"] if "run" in step]
        commands = [re.fullmatch(r"make (\w+)|bash \.ci/run", line) for line in said]
        ours = [found for found in commands if found]
        has_our_files = any("checkout" in step.get("uses", "") for step in job["steps"])
        assert len(ours) == has_our_files, f"{name}: no command of ours, or several"
        assert all(found[1] is None or found[1] in targets for found in ours)
        assert job["timeout-minutes"] <= 120
    assert workflow["permissions"] == {"contents": "read"}


def test_every_python_that_the_package_names_is_tried_on_linux_and_macos():
    project = tomllib.loads(text("pyproject.toml"))["project"]
    version = r"Programming Language :: Python :: (3\.\d+)"
    named = [m[1] for c in project["classifiers"] if (m := re.fullmatch(version, c))]
    jobs = settings(".github/workflows/tests.yml")["jobs"]
    for system in ("linux", "macos"):
        assert jobs[system]["strategy"]["matrix"]["python"] == named
    assert project["requires-python"] == f">={named[0]}"


# Types


def unchecked():
    """The modules whose errors mypy passes over, as patterns."""
    (override,) = tomllib.loads(text("pyproject.toml"))["tool"]["mypy"]["overrides"]
    assert override["ignore_errors"]
    return override["module"]


def module(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def covered(path):
    patterns = [pattern.replace(".*", "*") for pattern in unchecked()]
    return not any(fnmatch(module(path), pattern) for pattern in patterns)


HINTED = [path for path in sorted(PACKAGE.rglob("*.py")) if covered(path)]


def public(body):
    """Functions and methods that others may call: no name in the way begins with _."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public(node.body)
        elif isinstance(node, ast.FunctionDef) and is_public(node):
            yield node


def is_public(function):
    is_rule = "optimizer" in map(ast.unparse, function.decorator_list)
    return not is_rule and not function.name.startswith("_")


def bare(function):
    """What of a function has no hint."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named += [a for a in (arguments.vararg, arguments.kwarg) if a]
    missing = [a.arg for a in named if a.annotation is None]
    missing = [name for name in missing if name not in ("self", "cls")]
    return missing + ["return"] * (function.returns is None)


@pytest.mark.parametrize("path", HINTED, ids=module)
def test_public_functions_have_hints(path):
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert {f.name: bare(f) for f in public(body) if bare(f)} == {}


def test_hints_of_arrays_stay_words_where_people_read_signatures():
    for thing in (coursekit.descend, coursekit.explore, coursekit.quadratic):
        assert "numpy" not in str(inspect.signature(thing))
        assert "ArrayLike" in str(inspect.signature(thing))


def test_the_package_tells_type_checkers_that_it_has_hints():
    assert (PACKAGE / "py.typed").exists()


# The picture in the README


def test_the_readme_shows_a_moving_picture_and_says_what_is_on_it():
    alt, name = re.search(r"!\[([^]]+)\]\((.+?)\)", text("README.md")).groups()
    path = ROOT / name
    with Image.open(path) as picture:
        assert picture.n_frames > 20
        assert picture.width <= 800
    assert path.stat().st_size < 1_500_000
    assert len(alt.split()) > 15
