"""The project around the package: its sizes, its imports, its files, its promises."""

import ast
import inspect
import os
import re
import shutil
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


def wanted(*extras):
    """pyproject's requirements, with those of these extras and of the build."""
    project = tomllib.loads(text("pyproject.toml"))
    listed = project["project"]["dependencies"] + project["dependency-groups"]["build"]
    for extra in extras:
        listed = listed + project["project"]["optional-dependencies"][extra]
    named = {r.name: str(r.specifier) for r in map(Requirement, listed)}
    return named | {"python": project["project"]["requires-python"]}


# What a learner pays for, and what the tests need on top.
LOCKS = {
    "requirements.lock": ["course"],
    "requirements-test.lock": ["course", "test", "docs"],
}
each_lock = pytest.mark.parametrize("lock", LOCKS)


def locked(lock):
    """A lock's blocks, one per package: its line and the lines that belong to it."""
    blocks = re.sub(r"^#.*\n", "", text(lock), flags=re.M)
    return re.split(r"\n(?=\w)", blocks)


def pinned(lock):
    return dict(re.match(r"([\w.-]+)==(\S+)", block).groups() for block in locked(lock))


def test_conda_and_pip_install_the_same():
    listed = yaml.safe_load(text("environment.yml"))["dependencies"]
    *by_pip, course = listed.pop()["pip"]  # what conda-forge does not have, and us
    conda = [Requirement(entry) for entry in listed + by_pip]
    found = {CONDA_NAMES.get(r.name, r.name): str(r.specifier) for r in conda}
    assert found.pop("pip") == ""
    assert found == wanted("course", "test", "docs")
    assert course == "--editable ."


@each_lock
def test_every_locked_package_has_a_hash_and_none_an_address(lock):
    assert all("--hash=sha256:" in block for block in locked(lock))
    address = r"https?:|file:|--(extra-)?index-url|--find-links| @ "
    assert not re.search(address, text(lock))


@each_lock
def test_a_lock_has_what_pyproject_wants(lock):
    versions = pinned(lock)
    for name, bound in wanted(*LOCKS[lock]).items():
        if name != "python":
            version = versions[name.replace("_", "-")]
            assert version in Requirement(f"{name}{bound}").specifier, name


def test_a_learner_pays_for_no_test_and_gets_the_versions_that_are_tested():
    course, tests = pinned("requirements.lock"), pinned("requirements-test.lock")
    assert course.items() < tests.items()
    assert not {"pytest-xdist", "playwright", "nbgrader", "numba"} & set(course)


# make


def make(folder, *arguments):
    """`make` in a folder with the Makefile alone, told to do nothing but look."""
    shutil.copy(ROOT / "Makefile", folder)
    for lock in (*LOCKS, "pyproject.toml"):
        (folder / lock).touch()
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("MAKE")},
    )


def fake_python(path, version):
    """A stand-in for a Python: it answers what the Makefile asks of its version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fits = tuple(map(int, version.split("."))) >= (3, 11)
    path.write_text(
        f"#!/bin/sh\ncase $1 in -c) exit {int(not fits)};; esac\n"
        f'test "$1" = --version && echo Python {version}\n'
    )
    path.chmod(0o755)
    return path


def test_an_older_python_is_refused_before_anything_is_installed(tmp_path):
    old = fake_python(tmp_path / "old", "3.10.13")
    ran = make(tmp_path, "lab", f"PYTHON={old}")
    said = "The course needs Python 3.11 or newer; {} is {}. Name a newer one, as in: "
    assert said.format(old, "Python 3.10.13") in ran.stderr
    assert ran.returncode and not (tmp_path / ".venv").exists()
    ran = make(tmp_path, "lab", "PYTHON=python3-that-is-not-there")
    assert said.format("python3-that-is-not-there", "missing") in ran.stderr


def test_what_make_starts_keeps_its_bytecode_whatever_the_shell_says(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    shown = tmp_path / "shown.mk"
    shown.write_text("include Makefile\nshown:\n\t@env | grep ^PYTHONDONT || echo kept")
    assert make(tmp_path, "-f", "shown.mk", "shown").stdout == "kept\n"


def test_the_makefile_asks_for_the_python_that_pyproject_asks_for():
    (least,) = re.findall(r"version_info < \((\d+), (\d+)\)", text("Makefile"))
    assert wanted()["python"] == f">={'.'.join(least)}"
    assert f"Python {'.'.join(least)} or newer" in text("Makefile")


def test_an_environment_is_kept_unless_it_is_old_broken_or_moved(tmp_path):
    def anew():
        asked = make(tmp_path, "--dry-run", "lab", f"PYTHON={tmp_path / 'new'}")
        return "rm -rf .venv" in asked.stdout

    fake_python(tmp_path / "new", "3.12.1")
    python, stamp = tmp_path / ".venv/bin/python", tmp_path / ".venv/installed"
    assert anew()
    fake_python(python, "3.11.2")
    assert not anew()
    stamp.write_text(f"{tmp_path.resolve()}\n")
    assert not anew()
    stamp.write_text("/another/folder\n")
    assert anew()
    stamp.write_text(f"{tmp_path.resolve()}\n")
    fake_python(python, "3.10.13")
    assert anew()
    python.unlink()
    python.symlink_to(tmp_path / "gone")
    assert anew()


# Files


BINARY = (".pdf", ".png", ".webp", ".woff2")


def committed():
    """The text files that the project is made of, and what they say."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a clone, so nothing says what is committed")
    # Whoever owns the folder: only names are asked for.
    command = [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
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


def test_what_tests_look_for_on_the_machine_is_installed_by_ci():
    """Where CI=true a test that finds it missing fails."""
    sources = [*ROOT.glob("tests/*.py"), PACKAGE / "grading" / "judge" / "sandbox.py"]
    named = re.compile(r'which\("([\w-]+)"\)')
    wanted = {name for path in sources for name in named.findall(path.read_text())}
    assert {"bwrap", "chromium", "git", "node", "unshare"} <= wanted
    needs = re.findall(r"^need \S+ (.*)$", text(".ci/run"), re.M)
    assert wanted <= set(" ".join(needs).split())


def test_documents_link_to_files_that_exist():
    for name in ("README.md", "CONTRIBUTING.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", text(name)):
            assert (ROOT / link).exists(), f"{name} links to {link}"
