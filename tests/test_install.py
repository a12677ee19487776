"""What an install has: the library alone, its extras, and the wheel that carries it."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from coursekit import authoring, extras

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OPTIONAL = PROJECT["optional-dependencies"]
# What needs an extra and says so: the command line, notebooks as files, grading.
BEYOND = {"exports", "__main__", "cli", "authoring", "notebook_check", "grading"}
# What needs numba, and what only the small Python of a page runs.
APART = {"compiled", "inside"}


def modules():
    """The names of all modules that the library alone can import."""
    for path in sorted((ROOT / "coursekit").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[1] not in BEYOND and not APART & {*parts}:
            yield ".".join(part for part in parts if part != "__init__")


def names(requirements):
    return {Requirement(each).name for each in requirements}


def extra_modules():
    """The names under which the extras' libraries are imported."""
    only = names(chain(*OPTIONAL.values())) - names(PROJECT["dependencies"])
    return sorted(name.replace("-", "_") for name in only)


REFUSE = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in REFUSED:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refuse())
"""


def without(refused, code, folder):
    """Run code where these libraries cannot be imported."""
    program = f"REFUSED = {refused!r}\n{REFUSE}\n{code}"
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
    )


# The library alone


@pytest.mark.slow
def test_the_library_imports_without_its_extras(tmp_path):
    assert {"jupyterlab", "nbval", "nbformat", "typer"} <= set(extra_modules())
    listed = list(modules())
    assert {"coursekit", "coursekit.lessons", "coursekit.checks"} <= set(listed)
    code = f"from importlib import import_module\nfor m in {listed}: import_module(m)"
    ran = without(extra_modules(), code, tmp_path)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.slow
def test_a_lesson_runs_on_the_library_alone(tmp_path):
    code = """
from coursekit import check, explore, gd, optimizer, parabola, plots, predict, show
from coursekit.datasets import digits
explorer = explore(gd, parabola)
view, _ = explorer._repr_mimebundle_()
assert view["image/png"] and view["text/plain"]
predict("01.error")
show(gd)
@optimizer
def mine(theta, grad, t, *, eta=0.1):
    return theta - eta * grad(theta)
check("01.1", mine)
"""
    ran = without(extra_modules(), code, tmp_path)
    assert ran.returncode == 0, ran.stderr


def test_a_copy_can_be_made_by_the_library_alone(tmp_path):
    code = "from pathlib import Path; from coursekit.handout import hand_out"
    code += "; print(len(hand_out(Path('copy'))))"
    ran = without(extra_modules(), code, tmp_path)
    assert int(ran.stdout) > 30, ran.stderr


# What two notebook services had installed in 2025; all lessons were run on both.
BOTH = {
    "ipython": "7.34.0",
    "jinja2": "3.1.6",
    "requests": "2.32.3",
    "joblib": "1.4.2",
    "threadpoolctl": "3.6.0",
    "tqdm": "4.67.1",
}
SERVICES = {
    "Colab": BOTH
    | {
        "numpy": "2.0.2",
        "scipy": "1.14.1",
        "scikit-learn": "1.6.1",
        "matplotlib": "3.10.0",
        "ipywidgets": "7.7.1",
    },
    "Kaggle": BOTH
    | {
        "numpy": "1.26.4",
        "scipy": "1.15.2",
        "scikit-learn": "1.2.2",
        "matplotlib": "3.7.2",
        "ipywidgets": "8.1.5",
    },
}


@pytest.mark.parametrize("service", SERVICES)
def test_the_library_moves_nothing_that_a_service_has(service):
    wanted = {r.name: r.specifier for r in map(Requirement, PROJECT["dependencies"])}
    has = SERVICES[service]
    assert set(wanted) - set(has) == {"anywidget", "pooch"}  # which it then adds
    for name, version in has.items():
        assert version in wanted[name], name


# What is missing is said in a sentence


def test_the_command_without_its_library_says_what_to_install(tmp_path):
    ran = without(["typer"], "from coursekit.__main__ import main; main()", tmp_path)
    assert ran.returncode == 1
    assert ran.stderr.strip() == (
        "The command coursekit needs typer: pip install "
        '"gradient-descent-course[course]", or in a clone pip install -e ".[course]".'
    )


@pytest.mark.parametrize(
    ("command", "module", "name"),
    [
        (["lab"], "jupyterlab", "JupyterLab"),
        (["check", "01.ipynb"], "nbval", "nbval"),
        (["normalise", "01.ipynb"], "nbformat", "nbformat"),
        (["exercises"], "nbformat", "nbformat"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else value,
)
def test_a_command_without_what_it_needs_says_so(tmp_path, command, module, name):
    (tmp_path / "01.ipynb").write_text("{}")
    code = f"import sys; sys.argv = {['coursekit', *command]}\n"
    code += "import importlib.util as u; find = u.find_spec\n"
    code += (
        f"u.find_spec = lambda name, *a: None if name == {module!r} else find(name)\n"
    )
    code += "from coursekit.__main__ import main; main()"
    ran = without([module], code, tmp_path)
    said = f"This command needs {name}: {extras.how_to_install('course')}."
    assert ran.stderr.strip() == said
    assert ran.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["01.ipynb"]


def test_every_text_installs_the_distribution_by_its_name():
    assert PROJECT["name"] == extras.NAME
    places = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("coursekit/**/*.py"),
    ]
    for path in places:
        text = path.read_text(encoding="utf-8")
        assert "coursekit[" not in text, path
        assert "pip install coursekit" not in text, path
        for extra in OPTIONAL:
            assert f"install {extra}" not in text, path


def test_an_extra_that_a_text_names_exists():
    code = "\n".join(path.read_text() for path in ROOT.glob("coursekit/**/*.py"))
    for extra in ("course", "cluster", "fast"):
        assert extra in OPTIONAL
        assert f"how_to_install('{extra}')" in code


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    command += ["--no-build-isolation", "--no-index", "--wheel-dir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The environment of a process that has the wheel's coursekit, and no clone's."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    command += ["--no-index", "--no-compile", "--target", folder, wheel]
    subprocess.run(command, check=True, capture_output=True)
    return os.environ | {"PYTHONPATH": str(folder)}


def python(installed, folder, *command):
    ran = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=folder,
        env=installed,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_the_wheel_carries_the_course_and_nothing_private(wheel):
    packed = set(zipfile.ZipFile(wheel).namelist())
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    run = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True)
    tracked = run.stdout.split()
    code = {name for name in tracked if name.startswith(("coursekit/", "coursekit_"))}
    course = {
        f"coursekit/course/{name}"
        for name in tracked
        if name.startswith(("notebooks/", "exercises/"))
        or name in ("docs/cheatsheet.ipynb", "docs/cheatsheet.pdf")
    }
    if tracked:
        packed = {name for name in packed if ".dist-info/" not in name}
        assert packed == code | course
    assert not {name for name in packed if "checkpoint" in name or "/." in name}


@pytest.mark.slow
def test_the_wheel_is_all_that_a_learner_needs(installed, tmp_path):
    where = "import coursekit; print(coursekit.__file__)"
    assert installed["PYTHONPATH"] in python(installed, tmp_path, "-c", where)
    said = python(installed, tmp_path, "-m", "coursekit", "new", "x")
    assert said == "x is your own copy of the course.\n"
    lesson = tmp_path / "x/notebooks/01-gradient-descent.ipynb"
    run = "from nbclient.cli import main; main()"
    python(installed, tmp_path, "-c", run, "--inplace", lesson)
    outputs = [
        cell.outputs for cell in authoring.read(lesson).cells if "outputs" in cell
    ]
    assert sum(map(bool, outputs)) > 10
    shutil.copy(ROOT / "solutions/01-gradient-descent.ipynb", tmp_path)
    solution = tmp_path / "01-gradient-descent.ipynb"
    said = python(installed, tmp_path, "-m", "coursekit", "check", solution)
    assert said.splitlines()[-1] == "01-gradient-descent.ipynb: 4 of 4 questions right"


# Where the course starts elsewhere


def test_devcontainer_and_binder_install_the_locked_course_and_make_a_copy():
    begins = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
    binder = "\n".join(path.read_text() for path in sorted((ROOT / "binder").iterdir()))
    for text in (begins["postCreateCommand"], binder):
        assert "-r requirements.lock" in text.replace("../", "")
        assert "--no-deps --no-build-isolation -e ." in text
        assert "coursekit new my-course" in text
    assert os.access(ROOT / "binder/postBuild", os.X_OK)
    least = Requirement(f"python{PROJECT['requires-python']}").specifier
    runtime = (ROOT / "binder/runtime.txt").read_text().strip()
    assert runtime.removeprefix("python-") in least
    assert begins["image"].removeprefix("python:") in least
