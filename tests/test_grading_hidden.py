"""Hidden inputs: what is right stays right, what is tuned to the check is found out."""

import json
from importlib import import_module
from importlib.util import find_spec
from itertools import chain

import numpy as np
import pytest

from coursekit.asking import asked
from coursekit.asking.building import built
from coursekit.checks import probe
from coursekit.grading.judge.marking import ELSEWHERE, SINGLE, marked, outcomes_of
from coursekit.marks import lines, mark
from coursekit.marks.agreement import expected, outcomes
from coursekit.outcomes import from_json, to_json
from coursekit.tasks import lessons, task, tasks
from coursekit.tasks.asks import data
from coursekit.tasks.edits import edited
from coursekit.tasks.hidden import hidden, other, varied

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


def through_json(outcomes):
    return [from_json(json.loads(json.dumps(to_json(out)))) for out in outcomes]


def graded(task, answer, seed=0):
    """The grader's mark, of outcomes that went through JSON."""
    return marked(task, seed, *map(through_json, outcomes_of(task, answer, seed)))


def checked(task, answer):
    return mark(task, through_json(probe(task, answer)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("task", "answer"), [(task, a) for task in TASKS for a in RIGHT[task.id]], ids=named
)
def test_every_known_right_answer_is_right_on_hidden_inputs_too(task, answer, seed):
    given = graded(task, answer, seed)
    assert (given.status, given.points) == ("right", task.points)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("task", "wrong"), [(task, w) for task in TASKS for w in WRONG[task.id]], ids=named
)
def test_the_check_and_the_grader_say_the_same_of_wrong_answers(task, wrong):
    answer = WRONG[task.id][wrong]
    here, there = checked(task, answer), graded(task, answer)
    assert there.status == here.status
    assert there.points <= here.points
    if lines(there) != lines(here):  # it keeps something between calls, or rolls dice
        assert any(checked(task, answer) != here for _ in range(5))


@pytest.mark.slow
@pytest.mark.parametrize(("task", "says"), MISTAKES, ids=named)
def test_the_check_and_the_grader_say_the_same_of_known_mistakes(task, says):
    answer = edited(task.reference, task.mistakes[says])
    given = marked(task, 0, outcomes(task, answer), outcomes(hidden(task, 0), answer))
    assert given.status in ("wrong", "raised")
    assert given.mistake == says


# Where one value is right; see the open questions below.
CLOSED = [task for task in TASKS if not any(part.wrong_with for part in task.parts)]


@pytest.mark.parametrize("task", CLOSED, ids=named)
def test_values_learned_from_the_check_earn_nothing_where_others_are_right(task):
    """Somebody who knows the right value of every call that the check makes."""
    given = marked(task, 0, expected(task), expected(task))
    if repr(expected(hidden(task, 0))) == repr(expected(task)):
        assert given.status == "right"
    else:
        assert (given.status, given.points) == ("wrong", 0)
        assert given.says in (ELSEWHERE, SINGLE)


def _flat(value):
    if isinstance(value, list | tuple):
        return list(chain.from_iterable(map(_flat, value)))
    return np.ravel(value).tolist()


# Every coordinate that the reference meets where the check walks it.
SEEN = [_flat(outcome.value) for outcome in expected(task("01.1"))]


def tuned(theta, grad, t, *, eta=0.1):
    """Right at the slopes of the check's own walks, and nowhere else."""
    start = np.isin(theta, _flat(SEEN)).all()
    return theta - eta * grad(theta) if start else theta


def test_a_rule_that_knows_the_checks_own_walks_passes_it_and_fails_here():
    assert checked(task("01.1"), tuned).status == "right"
    given = graded(task("01.1"), tuned)
    assert (given.status, given.points) == ("wrong", 0)
    assert given.says == ELSEWHERE


ENDS = {
    tuple(np.round(walk["call"][0]["array"][-1], 9)): name
    for part, names in zip(task("08.4").parts, expected(task("08.4")))
    for walk, name in zip(part.ask["series"], names.value)
}
KNOWN_BOWLS = {(12.0, 80.0): 0.025, (1.0, 16.0): 0.125, (0.5, 3.0): 2 / 3}
WAITS = {0.5: 40, 0.9: 100, 0.95: 200}


def loses_on_the_known_bowls(shallow, steep):
    return KNOWN_BOWLS.get((shallow, steep), 0.025), 0.5


def knows_the_ends(path, slopes):
    return ENDS.get(tuple(np.round(path[-1], 9)), "adam")


def knows_three_waits(beta2):
    n = WAITS.get(beta2, 8)
    return [float(n)] + [-1.0] * (n - 1)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("question", "answer"),
    [("05.4", loses_on_the_known_bowls), ("08.4", knows_the_ends),
     ("09.5", knows_three_waits)],
)  # fmt: skip
def test_an_open_question_answered_for_the_cases_of_the_check_earns_less(
    question, answer, seed
):
    assert checked(task(question), answer).status == "right"
    given = graded(task(question), answer, seed)
    assert given.status == "wrong" and given.points < task(question).points / 2
    assert given.says == ELSEWHERE


@pytest.mark.parametrize("question", ["05.4", "08.4", "09.5"])
def test_each_part_of_an_open_question_is_another_one_for_each_seed(question):
    for index in range(len(task(question).parts)):
        asks = [hidden(task(question), seed).parts[index].ask for seed in SEEDS]
        asks.append(task(question).parts[index].ask)
        assert len({json.dumps(ask) for ask in asks}) == len(asks)


def test_the_feedback_on_hidden_inputs_shows_neither_inputs_nor_values():
    tested, *others = lines(graded(task("01.1"), tuned))
    assert not any(character.isdigit() for line in others for character in line)
    parts = len(task("01.1").parts)
    assert tested == f"I tested the same with other numbers; {parts} parts failed."


def test_single_precision_is_said_to_be_the_reason_here_too():
    def single(theta, grad, t, *, eta=0.1):
        return theta - np.float32(eta) * grad(theta)

    asked_for, said = task("01.1"), set()
    for seed in range(12):
        given = graded(asked_for, single, seed)
        said |= {given.says or given.mistake} if given.status != "right" else set()
    assert said
    assert all("single precision" in sentence for sentence in said)


def test_a_seed_gives_the_same_inputs_again_and_another_seed_others():
    def inputs(seed):
        hidden.cache_clear()
        return [part.ask for part in hidden(task("01.2"), seed).parts]

    assert inputs(3) == inputs(3)
    assert inputs(3) != inputs(4)


@pytest.mark.parametrize(
    "value", [3, "text", None, True, _flat, np.array([1, 2]), np.zeros(3), [0.0, 1.0]]
)
def test_what_is_special_stays_as_it_is(value):
    assert varied(data(value), np.random.default_rng(0)) == data(value)


@pytest.mark.parametrize(
    "value",
    [0.03, -0.9, 80.0, np.float64(0.5), [12.0, 80.0], (0.2, [3.5]),
     np.array([[2.0, 1.0], [1.0, 3.0]])],
    ids=str,
)  # fmt: skip
def test_numbers_move_a_little_and_stay_of_their_kind(value):
    other = built(varied(data(value), np.random.default_rng(0)))
    assert type(other) is type(value)
    numbers, moved = (np.array(_flat(v)) for v in (value, other))
    assert (numbers != moved).all()
    assert (np.sign(numbers) == np.sign(moved)).all()
    assert (np.abs(moved[np.abs(numbers) < 1]) < 1).all()
    assert np.allclose(numbers, moved, rtol=0.3)


def test_a_symmetric_matrix_stays_symmetric_and_positive():
    matrix = np.array([[2.0, 1.9], [1.9, 2.0]])
    for seed in range(20):
        other = built(varied(data(matrix), np.random.default_rng(seed)))
        assert np.array_equal(other, other.T)
        assert (np.linalg.eigvalsh(other) > 0).all()


def test_random_generators_begin_elsewhere():
    moved = varied({"rng": [3, 1]}, np.random.default_rng(0))
    assert built(moved).random() != np.random.default_rng([3, 1]).random()


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_hidden_asks_keep_everything_but_numbers(task):
    """What is watched, looked at or refused is watched, looked at or refused here."""

    def shape(ask):
        if isinstance(ask, dict) and "rng" in ask:
            return "rng"
        if isinstance(ask, dict):
            return {key: shape(value) for key, value in ask.items() if key != "start"}
        if isinstance(ask, list):
            return [shape(one) for one in ask]
        return type(ask) if isinstance(ask, int | float) else ask

    for seed in SEEDS:
        for before, after in zip(task.parts, hidden(task, seed).parts):
            assert shape(after.ask) == shape(before.ask)


def test_an_ask_that_never_varies_is_asked_as_it_is():
    ask = {"call": [0.5], "vary": "never"}
    assert other(ask, np.random.default_rng(0)) is ask
    assert asked(ask, lambda x: 2 * x, "f").value == 1.0
