"""No answers in the room: what a student's code may try earns 0 and tells nothing."""

import ast
import hashlib
import inspect
import json
import re
import sys
import textwrap
from contextlib import contextmanager
from dataclasses import replace
from math import inf

import attacks
import classroom
import pytest

from coursekit import dialects, optimizers
from coursekit.asking import asked
from coursekit.grading.judge import judging, room, sandbox
from coursekit.grading.judge.judging import Story, Terms, judge
from coursekit.grading.judge.room import PACKAGE, Rooms, furnish, is_absent, withheld
from coursekit.outcomes import Status, to_json
from coursekit.tasks import asks, lessons, tasks
from coursekit.tasks.hidden import hidden

SEED = 3_871_046_529
TERMS = Terms(seconds=20, seed=SEED)
LESSONS = lessons()


def start(lesson):
    """The cell that tells an attack what a student knows of the exercise."""
    signatures = {
        task.name: [*inspect.signature(function(task.reference)).parameters]
        for task in tasks(lesson).values()
    }
    return f"LESSON, SIGNATURES, SUFFIX = {lesson!r}, {signatures!r}, ''"


def function(thing):
    return inspect.unwrap(getattr(thing, "rule", thing))


def points_of_each(found, lesson, cells, names):
    """{name: points} of the answers with these suffixes, all asked of one child."""
    asked_of = tasks(lesson)
    with judging._started(found, lesson, TERMS) as child:
        talk = judging._Talk(child, 20, until=inf, most=inf)
        Story({}, cells, TERMS, lesson)._hear_cells(talk)
        return {name: _points(asked_of, lesson, talk, name) for name in names}


def _points(asked_of, lesson, talk, suffix):
    renamed = {i: replace(t, name=t.name + suffix) for i, t in asked_of.items()}
    story = Story(renamed, [], TERMS, lesson)
    story._ask_all(talk)
    return sum(story.marked(task)["points"] for task in renamed.values())


def searches(lesson, before=""):
    """Cells in which each finder claims answers under its own suffix; the suffixes."""
    names = {f"_{number}": name for number, name in enumerate(attacks.FINDERS)}
    cells = [attacks.START, start(lesson), before]
    for suffix, name in names.items():
        cells += [f"SUFFIX = {suffix!r}", attacks.FINDERS[name]]
    return cells, names


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_answer_is_found_in_the_room(lesson, sandboxed):
    cells, names = searches(lesson)
    earned = points_of_each(sandboxed, lesson, cells, names)
    assert not {names[suffix]: n for suffix, n in earned.items() if n}


RULES = """
from importlib import import_module
names = {names!r}
for place in names:
    module, _, name = place.rpartition(".")
    globals()[place] = getattr(import_module("coursekit." + module), name)
"""
LENT = {
    "optimizers.momentum",
    "dialects.keras.sgd",
}  # 05.3 walks by it; this is like it
WITH_RULES = [
    lesson for lesson in LESSONS
    if any({*asks.RULES} <= {*task.guarded} for task in tasks(lesson).values())
]  # fmt: skip


@pytest.mark.parametrize("lesson", WITH_RULES)
def test_no_rule_of_the_library_is_an_answer(lesson, sandboxed):
    """Also one made from another's source, as `coupled` makes torch's sgd."""
    places = [f"optimizers.{n}" for n in names_of(optimizers)]
    places += [
        f"dialects.{m}.{n}"
        for m in dialects.__all__
        for n in names_of(vars(dialects)[m])
    ]
    ask = {"walk": {"on": "canyon", "steps": 2}}
    with judging._started(sandboxed, lesson, TERMS) as child:
        talk = judging._Talk(child, 20, until=inf, most=inf)
        story = Story({}, [RULES.format(names=places)], TERMS, lesson)
        story._hear_cells(talk)
        assert not story.errors
        said = {p: talk.ask(ask=ask, name=p) for p in places}
    lent = {
        p for p, told in said.items() if told["outcome"].get("status") != "borrowed"
    }
    assert lent == (LENT if lesson == "05" else set())


def names_of(module):
    return [name for name, rule in vars(module).items() if rule in asks.RULES]


@pytest.fixture(scope="module")
def open_room(tmp_path_factory):
    """A sandbox in which all is in the room, tasks and bodies, for every lesson."""
    folder = tmp_path_factory.mktemp("open")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "ABSENT", {"__pycache__", "grading"})
        furnish(folder / "room", set())
    child = sandbox._bubblewrap(sandbox._fonts(folder))
    return lambda lesson, own="": child(folder / "room")


@pytest.mark.parametrize("lesson", ["02", "04"])
def test_every_search_finds_answers_in_a_room_that_has_them(
    lesson, open_room, sandboxed
):
    cells, names = searches(lesson, attacks.IMPORTED)
    earned = points_of_each(open_room, lesson, cells, names)
    assert not [names[suffix] for suffix, n in earned.items() if not n]


def test_tasks_whose_references_have_no_bodies_are_of_no_use(
    sandboxed, tmp_path, monkeypatch
):
    cells, names = searches("04")
    monkeypatch.setattr(room, "ABSENT", {"__pycache__", "grading"})
    furnish(tmp_path / "room", withheld("04"))
    child = sandbox._bubblewrap(sandbox._fonts(tmp_path))
    found = points_of_each(lambda *of: child(tmp_path / "room"), "04", cells, names)
    assert not any(found.values())


# Lessons whose answers walk, draw at random, and are made.
OF_EACH_KIND = ["01", "03", "09"]


def forging(lesson, attack, known=False):
    """The cells of a forger, who may know what is right."""
    story, right, visible, elsewhere = tasks(lesson).values(), {}, [], []
    for task in story if known else ():
        visible.append({"is": "function"})
        for parts, said in (
            (task.parts, visible),
            (hidden(task, SEED).parts, elsewhere),
        ):
            for part in parts:
                outcome = to_json(asked(part.ask, task.reference, task.name))
                right[json.dumps(part.ask, sort_keys=True)] = outcome
                said.append({"outcome": outcome})
    lines = [{"ready": True}, *visible, *elsewhere] if known else []
    told = f"import json\nRIGHT = json.loads({json.dumps(right)!r})"
    told += f"\nLINES = json.loads({json.dumps(lines)!r})"
    return [start(lesson), told, attacks.FORGING, attacks.FORGERS[attack]]


def earned(result):
    return sum(question["points"] for question in result["questions"])


def guessed(lesson):
    """What the forgers' number, 1.0, earns as an answer: open questions have many."""
    parts = [part for task in tasks(lesson).values() for part in task.parts]
    return sum(p.points for p in parts if p.wrong_with and not p.wrong_with(1.0))


@pytest.mark.parametrize("lesson", OF_EACH_KIND)
@pytest.mark.parametrize("attack", attacks.FORGERS)
def test_what_is_said_without_an_answer_earns_nothing(attack, lesson, sandboxed):
    result = judge(lesson, forging(lesson, attack), sandboxed, TERMS)
    assert earned(result) <= guessed(lesson)


@pytest.mark.parametrize("attack", attacks.FORGERS)
def test_every_forger_earns_points_who_knows_what_is_right(attack, sandboxed):
    assert earned(judge("01", forging("01", attack, True), sandboxed, TERMS)) > 0


@pytest.mark.parametrize("lesson", ["03", "09"])
def test_a_verdict_on_what_was_drawn_is_not_taken_from_the_child(
    lesson, sandboxed, monkeypatch
):
    cells = forging(lesson, "replaces what the child calls")
    cells[2] += "\ndef outcome(ask):\n    return {'value': 1.0}"
    assert earned(judge(lesson, cells, sandboxed, TERMS)) == guessed(lesson)
    monkeypatch.setattr(judging, "judged", lambda ask, outcome: outcome)
    assert earned(judge(lesson, cells, sandboxed, TERMS)) > guessed(lesson)


def floats(ask):
    return set(re.findall(r"-?\d+\.\d{3,}(?:e-?\d+)?", json.dumps(ask)))


def secrets(lesson):
    """The seed and the hidden numbers of a lesson, as text."""
    numbers = {str(SEED)}
    for task in tasks(lesson).values():
        for part, other in zip(task.parts, hidden(task, SEED).parts):
            numbers |= floats(other.ask) - floats(part.ask)
    return numbers


def telling(lesson, *cells):
    digests = {hashlib.sha256(n.encode()).hexdigest() for n in secrets(lesson)}
    start = f"import gc, os, sys\nDIGESTS = {digests!r}\n" + attacks.TELLING
    return [start, *cells, *attacks.TELLERS.values()]


def test_what_cells_find_and_raise_is_nothing_hidden(sandboxed):
    tell = "def {0}(*given, **knobs):\n    raise Exception(repr((given, knobs)))"
    cells = [tell.format(task.name) for task in tasks("01").values()]
    result = judge("01", telling("01", *cells), sandboxed, TERMS)
    assert len(result["notes"]) == len(attacks.TELLERS)
    assert {note.partition(": ")[2] for note in result["notes"]} == {"Exception: []"}
    assert not [number for number in secrets("01") if number in json.dumps(result)]


def test_what_the_child_knew_would_come_back_in_what_cells_raise(sandboxed):
    told = f"told = ['{SEED}', *'ab']\nos.environ['TOLD'] = '{SEED}'"
    result = judge("01", telling("01", told), sandboxed, TERMS)
    assert [str(SEED) in note for note in result["notes"]] == [True] * len(
        attacks.TELLERS
    )


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_room_holds_no_task_no_mark_and_no_body_that_answers(lesson, tmp_path):
    room = Rooms(tmp_path).of(lesson)
    names = {path.name for path in (room / "coursekit").iterdir()}
    assert not names & {"tasks", "marks", "grading", "cli.py", "authoring.py"}
    bodies = {
        body for path in (room / "coursekit").rglob("*.py") for body in bodies_in(path)
    }
    for function in withheld(lesson):
        own = body_of(ast.parse(textwrap.dedent(inspect.getsource(function))).body[0])
        assert not own or own not in bodies, f"{function} has its body in the room"


def bodies_in(path):
    tree = ast.parse(path.read_text("utf-8"))
    return [body_of(n) for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]


def body_of(function):
    """The lines of a function as ast writes them, without its docstring."""
    lines = function.body[1:] if ast.get_docstring(function) else function.body
    return "\n".join(map(ast.unparse, lines))


HONEST = """
from coursekit import *
from coursekit import explore, plots
import numpy as np
"""


def test_honest_work_that_draws_other_rules_keeps_its_marks(sandboxed):
    cells = [
        HONEST,
        "run = descend(adam(eta=0.1), canyon, steps=20)\nax = plots.paths(run)",
        "other = descend(momentum(eta=0.01), two_wells, (1.5, 1.5), 30).theta[-1]",
        classroom.GD + "\nbest = descend(gd(eta=0.02), canyon, steps=9).loss[-1]",
    ]
    result = judge("01", cells, sandboxed, Terms())
    assert result["questions"][0]["status"] == Status.RIGHT
    assert result["notes"] == []


def test_what_is_in_no_room_is_said_by_path():
    assert is_absent(PACKAGE / "tasks" / "lesson01.py")
    assert not is_absent(PACKAGE / "asking" / "carrying.py")
    assert is_absent(PACKAGE / "grading" / "judge" / "judging.py")


# A child that has found a way to tell the next one what it was asked: a file.
CONSPIRES = """
import json, sys
from pathlib import Path

kept = Path(__file__).with_name("asks")
known = kept.read_text() if kept.exists() else ""

def say(**what):
    print(json.dumps(what), flush=True)

request = json.loads(sys.stdin.readline())
say(at=0)
say(cell=0, error="Known: " + known)
say(ready=True)
asks = 0
for line in sys.stdin:
    said = json.loads(line)
    asks += "ask" in said
    if asks > {dies_after}:
        kept.write_text(line)
        sys.exit(0)
    told = dict(status="raised", says=known, place=[], line=known)
    say(**({{"outcome": told}} if "ask" in said else {{"is": "function"}}))
"""


def conspiracy(folder, dies_after):
    (folder / "child.py").write_text(CONSPIRES.format(dies_after=dies_after))

    @contextmanager
    def child(lesson, own=""):
        python = {"python": (sys.executable,), "room": str(folder)}
        yield {"args": [], "env": {}, "cwd": folder, **python}

    return json.dumps(judge("01", ["1"], child, TERMS))


def test_nothing_that_a_child_says_after_the_first_hidden_ask_is_shown(tmp_path):
    visible = sum(len(task.parts) for task in tasks("01").values())
    result = conspiracy(tmp_path, visible)
    first = next(iter(tasks("01")))
    ask = hidden(tasks("01")[first], SEED).parts[0].ask
    assert json.loads((tmp_path / "asks").read_text())["ask"] == ask
    assert not [number for number in floats(ask) if number in result]
    assert "Known: {" not in result


def test_what_it_is_asked_before_that_would_be_shown(tmp_path):
    assert "Known: {" in conspiracy(tmp_path, 0)
