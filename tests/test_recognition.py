"""What an answer is told of its mistake: the truth, or nothing."""

import numpy as np
import pytest

from coursekit.checks import probe
from coursekit.marks import mark
from coursekit.tasks import Task
from coursekit.tasks.asks import call, calls, series, walk


def scale(x, factor):
    return factor * x + 1


SCALE = Task(
    "00.0", "", "scale", scale,
    (
        calls("some", (2.0, 3.0), (2.0, 5.0)),
        calls("ones", (1.0, 1.0)),
        call("0", 0.0, 0.0),
    ),
    {
        "The 1 is missing.": "return factor * x",
        "You added.": "factor * x -> factor + x",
    },
)  # fmt: skip


def told(task, answer):
    return mark(task, probe(task, answer)).mistake


def test_a_mistake_is_named_with_its_edit():
    given = mark(SCALE, probe(SCALE, lambda x, factor: factor * x))
    assert (given.mistake, given.edit) == ("The 1 is missing.", "return factor * x")


def test_a_mistake_that_is_wrong_where_the_answer_is_right_is_not_named():
    assert told(SCALE, lambda x, factor: factor * x + (x == 0)) == ""


def test_a_mistake_that_gives_other_wrong_values_is_not_named():
    assert told(SCALE, lambda x, factor: factor * x + (x == 1) * 0.5) == ""


@pytest.mark.parametrize("number", [0.1, 0.05, 3.0])
def test_any_number_typed_for_an_argument_is_recognised(number):
    says = told(SCALE, lambda x, factor: number * x + 1)
    assert says.startswith("Changing factor changes nothing")


def test_an_argument_that_matters_is_not_blamed():
    assert told(SCALE, lambda x, factor: factor * x + 2) == ""


def test_an_argument_that_matters_in_one_case_is_not_blamed():
    three = calls("some", (2.0, 1.0), (2.0, 3.0), (2.0, 5.0))
    task = Task("00.0", "", "scale", scale, (three,))
    assert told(task, lambda x, factor: x + min(factor, 2.0)) == ""


def test_an_answer_without_a_value_is_not_said_to_have_a_number_typed_in():
    assert told(SCALE, lambda x, factor: None) == ""


def heavy(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v - eta * grad(theta)
    return theta + v, v


RULE = Task(
    "00.0", "", "heavy", heavy,
    (
        walk(steps=40, beta=0.5),
        walk(steps=40, beta=0.5, eta=1.2),
        series("both", walk(), walk(beta=0.2)),
    ),
)  # fmt: skip


def test_a_number_typed_for_a_knob_is_recognised_by_its_name():
    def typed(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
        v = beta * v - 0.03 * grad(theta)
        return theta + v, v

    assert told(RULE, typed).startswith("Changing eta changes nothing")


def test_values_in_another_order_are_recognised():
    def swapped(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
        v = beta * v - eta * grad(theta)
        return v, theta + v

    assert "another order: theta first, then v." in told(RULE, swapped)
    pair = Task(
        "00.0", "", "pair", lambda x: (x, 2 * x), (call("1", 1.0), call("2", 2.5))
    )
    assert "another order" in told(pair, lambda x: [2 * x, x])


def test_single_precision_is_recognised():
    def single(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
        v = beta * v - np.float32(eta) * grad(theta)
        return theta + v, v

    assert "single precision" in told(RULE, single)


def doubled(x, steps):
    return [x * 2**k for k in range(steps + 1)]


PATH = Task("00.0", "", "doubled", doubled, (call("a", 1.0, 5), call("b", 3.0, 2)))


def powers(x, steps):
    return list(x * 2.0 ** np.arange(steps + 1))


def test_a_path_that_ends_too_soon_is_recognised_wherever_it_ends():
    assert told(PATH, powers) == ""
    assert "stops too early" in told(PATH, lambda x, steps: powers(x, min(steps, 3)))
    assert told(PATH, lambda x, steps: powers(x, min(steps, 3))[::-1]) == ""
