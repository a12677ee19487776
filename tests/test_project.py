"""The project around the package: its sizes, its imports, its files, its promises."""

import ast
import inspect
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from coursekit import momentum
from coursekit.cli import app

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "coursekit"
CODE = sorted(PACKAGE.rglob("*.py"))

CONDA_NAMES = {
    "matplotlib-base": "matplotlib",
    "playwright-python": "playwright",
    "flit-core": "flit_core",
}


def place(path):
    return path.relative_to(PACKAGE).as_posix()


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


# Sizes and names


def test_contributing_states_the_size_of_the_package():
    kinds = (".py", ".js", ".css", ".html", ".toml")
    sources = [path for path in PACKAGE.rglob("*.*") if path.suffix in kinds]
    stated = re.search(r"about ([\d,]+) lines", text("CONTRIBUTING.md"))[1]
    assert sum(map(lines, sources)) == pytest.approx(
        int(stated.replace(",", "")), rel=0.05
    )


def test_no_module_is_a_drawer_for_leftovers():
    drawers = {"utils", "util", "helpers", "helper", "common", "base", "misc"}
    for path in CODE:
        assert not drawers & set(path.relative_to(PACKAGE).with_suffix("").parts)


# Imports


def table():
    """CONTRIBUTING's import table: what each module may import of ours."""
    rows = re.findall(r"^\| `(\w+)` +\| ([^|]+) \|", text("CONTRIBUTING.md"), re.M)
    return {name: set(re.findall(r"`(\w+)`", allowed)) for name, allowed in rows}


def module(path):
    """The row that a file belongs to: its package or its own name."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


MODULES = {module(path) for path in CODE}


def imported(path):
    """The rows that a file imports from, at its top or within a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write the whole name, not dots"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            owner, _, rest = name.partition(".")
            if owner == "coursekit":
                ours = rest.partition(".")[0]
                yield ours if ours in MODULES else "__init__"


def test_every_module_has_a_row_in_the_import_table():
    assert set(table()) == MODULES


@pytest.mark.parametrize("path", CODE, ids=place)
def test_a_module_imports_what_its_row_allows(path):
    own = module(path)
    beyond = set(imported(path)) - table()[own] - {own}
    assert not beyond, f"CONTRIBUTING's row of {own} does not allow {beyond}"


def test_imports_go_one_way():
    order = list(TopologicalSorter(table()).static_order())
    assert order.index("rule") < order.index("tasks") < order.index("grading")


def test_importing_coursekit_loads_no_drawing_and_no_widgets():
    heavy = ["matplotlib", "ipywidgets", "sklearn", "IPython", "anywidget", "scipy"]
    code = f"import sys, coursekit; print([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout.strip() == "[]", run.stderr


# Dependencies


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def wanted():
    """pyproject's requirements, those of the tests and of the build with them."""
    project = tomllib.loads(text("pyproject.toml"))
    listed = project["project"]["dependencies"]
    listed = listed + project["project"]["optional-dependencies"]["test"]
    listed = listed + project["dependency-groups"]["build"]
    named = {r.name: str(r.specifier) for r in map(Requirement, listed)}
    return named | {"python": project["project"]["requires-python"]}


def locked():
    """The lock's blocks, one per package: its line and the lines that belong to it."""
    lock = re.sub(r"^#.*\n", "", text("requirements.lock"), flags=re.M)
    return re.split(r"\n(?=\w)", lock)


def test_conda_and_pip_install_the_same():
    listed = yaml.safe_load(text("environment.yml"))["dependencies"]
    *by_pip, course = listed.pop()["pip"]  # what conda-forge does not have, and us
    conda = [Requirement(entry) for entry in listed + by_pip]
    found = {CONDA_NAMES.get(r.name, r.name): str(r.specifier) for r in conda}
    assert found.pop("pip") == ""
    assert found == wanted()
    assert course == "--editable ."


def test_every_locked_package_has_a_hash_and_none_an_address():
    assert all("--hash=sha256:" in block for block in locked())
    address = r"https?:|file:|--(extra-)?index-url|--find-links| @ "
    assert not re.search(address, text("requirements.lock"))


def test_the_lock_has_what_pyproject_wants():
    pinned = dict(re.match(r"([\w.-]+)==(\S+)", block).groups() for block in locked())
    for name, bound in wanted().items():
        if name != "python":
            version = pinned[name.replace("_", "-")]
            assert version in Requirement(f"{name}{bound}").specifier, name


# Files


BINARY = (".pdf", ".png", ".webp", ".woff2")


def committed():
    """The text files that the project is made of, and what they say."""
    run = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True
    )
    if run.returncode:
        pytest.skip("this is not a clone, so nothing says what is committed")
    for name in run.stdout.split("\0"):
        path = ROOT / name
        if name and path.is_file() and path.suffix not in BINARY:
            yield name, path.read_text(encoding="utf-8")


def test_no_committed_file_knows_a_machine():
    folders = r"/(?:home|Users|work|root/\.pyenv|mnt)/\w+|[A-Z]:\\\\?Users"
    knowing = {name: re.findall(folders, said) for name, said in committed()}
    assert {name: found for name, found in knowing.items() if found} == {}


def test_readme_names_only_commands_that_exist():
    targets = set(re.findall(r"^(\w+):", text("Makefile"), re.M))
    for name in ("README.md", "CONTRIBUTING.md"):
        asked = set(re.findall(r"(?:^|`| {3})make (\w+)", text(name), re.M))
        assert asked
        assert asked <= targets


def test_readme_names_only_commands_of_coursekit_that_exist():
    known = {
        command.name or command.callback.__name__ for command in app.registered_commands
    }
    for name in ("README.md", "CONTRIBUTING.md"):
        asked = set(
            re.findall(r"(?:^|`|bin/|Scripts.)coursekit (\w+)", text(name), re.M)
        )
        assert asked
        assert asked <= known


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_rule_that_documents_show_is_the_rule_of_the_library(name):
    assert inspect.getsource(momentum.rule) in text(name)


def test_documents_link_to_files_that_exist():
    for name in ("README.md", "CONTRIBUTING.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", text(name)):
            assert (ROOT / link).exists(), f"{name} links to {link}"
