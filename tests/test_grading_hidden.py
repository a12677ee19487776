"""Hidden inputs: what is right stays right, what is tuned to the check is found out."""

import json
from importlib import import_module
from importlib.util import find_spec
from itertools import chain

import numpy as np
import pytest

from coursekit.checks import _ask, mark, probe
from coursekit.grading.marking import ELSEWHERE, marked, values_of
from coursekit.tasks import Part, Task, lessons, task, tasks
from coursekit.tasks.hidden import hidden, varied
from coursekit.tasks.probes import plain

SEEDS = (0, 1, 2026)
ANSWERED = [lesson for lesson in lessons() if find_spec(f"answers.lesson{lesson}")]
TASKS = [task for lesson in ANSWERED for task in tasks(lesson).values()]
MISTAKES = [(task, says) for task in TASKS for says in task.mistakes]
RIGHT, WRONG = {}, {}
for lesson in ANSWERED:
    answers = import_module(f"answers.lesson{lesson}")
    RIGHT.update(answers.RIGHT)
    WRONG.update(answers.WRONG)


def named(value):
    return getattr(value, "id", getattr(value, "__name__", str(value)[:40]))


def graded(task, answer, seed=0):
    """The grader's mark, of values that went through JSON."""
    return marked(task, seed, json.loads(json.dumps(values_of(task, answer, seed))))


def checked(task, answer):
    return mark(task, json.loads(json.dumps(probe(task, answer))))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("task", "answer"), [(task, a) for task in TASKS for a in RIGHT[task.id]], ids=named
)
def test_every_known_right_answer_is_right_on_hidden_inputs_too(task, answer, seed):
    given = graded(task, answer, seed)
    assert (given.status, given.points) == ("right", task.points)


@pytest.mark.parametrize(
    ("task", "wrong"), [(task, w) for task in TASKS for w in WRONG[task.id]], ids=named
)
def test_the_check_and_the_grader_say_the_same_of_wrong_answers(task, wrong):
    answer = WRONG[task.id][wrong]
    here, there = checked(task, answer), graded(task, answer)
    assert there.status == here.status
    # Else it keeps something from call to call, or rolls dice.
    if all(checked(task, answer).lines == here.lines for _ in range(5)):
        assert there.lines == here.lines
    assert there.points <= here.points


@pytest.mark.parametrize(("task", "says"), MISTAKES, ids=named)
def test_the_check_and_the_grader_say_the_same_of_known_mistakes(task, says):
    answer, elsewhere = task.mistakes[says], hidden(task.id, 0)
    said = {
        "values": {p.label: _ask(task, p, answer) for p in task.parts},
        "hidden": {p.label: _ask(task, p, answer) for p in elsewhere.parts},
    }
    given = marked(task, 0, json.loads(json.dumps(said)))
    assert (given.status, given.mistake) == ("wrong", says)


@pytest.mark.parametrize("task", [t for t in TASKS if hidden(t.id, 0).parts], ids=named)
def test_values_learned_from_the_check_earn_little(task):
    """Somebody who knows the right value of every call that the check makes."""
    visible = {p.label: _ask(task, p, task.reference) for p in task.parts}
    said = {"values": visible, "hidden": visible}
    given = marked(task, 0, json.loads(json.dumps(said)))
    assert given.status == "wrong"
    assert given.points < task.points
    assert given.lines[1] == ELSEWHERE


def _flat(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return list(chain.from_iterable(map(_flat, value)))
    return np.ravel(value).tolist()


# Every coordinate that the reference meets where the check walks it.
SEEN = [_flat(plain(p.call(task("01.1").reference))) for p in task("01.1").parts]


def tuned(theta, grad, t, *, eta=0.1):
    """Right at the slopes of the check's own walks, and nowhere else."""
    known = eta in (0.03, 0.17, 0.4, 0.1)
    start = np.isin(np.round(theta, 6), np.round(_flat(SEEN), 6)).all()
    return theta - eta * grad(theta) if known and start else theta


def test_a_rule_that_knows_the_checks_own_walks_passes_it_and_fails_here():
    assert checked(task("01.1"), tuned).status == "right"
    given = graded(task("01.1"), tuned)
    assert (given.status, given.points) == ("wrong", 0)
    assert given.lines[1] == ELSEWHERE


def test_the_feedback_on_hidden_inputs_shows_neither_inputs_nor_values():
    lines = graded(task("01.1"), tuned).lines
    assert not any(character.isdigit() for line in lines[1:] for character in line)
    assert lines[0] == "I tested the same with other numbers; 3 parts failed."


def test_a_seed_gives_the_same_inputs_again_and_another_seed_others():
    def inputs(seed):
        hidden.cache_clear()
        return [
            plain(p.call(task("01.2").reference)) for p in hidden("01.2", seed).parts
        ]

    assert inputs(3) == inputs(3)
    assert inputs(3) != inputs(4)


@pytest.mark.parametrize(
    "value", [3, "text", None, True, np.sin, np.array([1, 2]), np.zeros(3), [0.0, 1.0]]
)
def test_what_is_special_stays_as_it_is(value):
    assert np.array_equal(varied(value, np.random.default_rng(0)), value)


@pytest.mark.parametrize(
    "value",
    [0.03, -0.9, 80.0, np.float64(0.5), [12.0, 80.0], (0.2, [3.5]),
     np.array([[2.0, 1.0], [1.0, 3.0]]), {"beta": 0.9}, np.float32(0.25)],
    ids=str,
)  # fmt: skip
def test_numbers_move_a_little_and_stay_of_their_kind(value):
    other = varied(value, np.random.default_rng(0))
    assert type(other) is type(value)
    numbers, moved = (np.array(_flat(v)) for v in (value, other))
    assert (numbers != moved).all()
    assert (np.sign(numbers) == np.sign(moved)).all()
    assert (np.abs(moved[np.abs(numbers) < 1]) < 1).all()
    assert np.allclose(numbers, moved, rtol=0.3)


def test_a_symmetric_matrix_stays_symmetric_and_positive():
    matrix = np.array([[2.0, 1.9], [1.9, 2.0]])
    for seed in range(20):
        other = varied(matrix, np.random.default_rng(seed))
        assert np.array_equal(other, other.T)
        assert (np.linalg.eigvalsh(other) > 0).all()


def test_random_generators_begin_elsewhere():
    given = np.random.default_rng(1)
    other = varied(given, np.random.default_rng(0))
    assert other.random() != np.random.default_rng(1).random()


def test_a_part_without_other_numbers_is_asked_as_it_is():
    part = Part("two", lambda answer: answer(2))
    own = Task("00.0", "", "f", lambda x: 2.0 * x, (part,))
    assert part.vary is None
    assert mark(own, probe(own, lambda x: x + x + 0.0)).status == "right"
