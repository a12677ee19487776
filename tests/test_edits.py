"""A mistake is an edit of the reference: what is replaced, and what does not fit."""

import numpy as np
import pytest

from coursekit import momentum
from coursekit.schedules import power
from coursekit.tasks.edits import EditError, edited


def path(x0, steps, h=1e-5):
    """The docstring is no line of it."""
    x, found = x0, [x0]
    for _ in range(steps):
        x = 2 * x + h
        found.append(x)
    if steps == 0:
        return found
    return np.array(found)


def test_the_line_that_sets_a_name_is_replaced():
    climbs = edited(momentum, "v = beta * v + eta * grad(theta)")
    theta, v = climbs(1.0, lambda x: 2.0, 1, 0.5, eta=0.1, beta=0.8)
    assert (theta, v) == pytest.approx((1.6, 0.6))


def test_the_return_is_replaced_and_two_edits_follow_one_another():
    outside = edited(momentum, "v = beta * v + grad(theta); return theta - eta * v, v")
    assert outside(1.0, lambda x: 2.0, 1, 0.0, eta=0.1) == pytest.approx((0.8, 2.0))


def test_a_call_is_replaced_by_the_call_of_the_same_function():
    assert edited(path, "found.append(-x)")(1.0, 2, h=0).tolist() == [1, -2, -4]


def test_text_is_replaced_wherever_it_stands_defaults_too():
    assert edited(path, "2 * x -> 3 * x")(1.0, 1, h=0).tolist() == [1, 3]
    assert edited(path, "h=1e-5 -> h=1.0")(1.0, 1).tolist() == [1, 3]
    assert edited(path, "_ in range(steps) -> _ in range(1)")(1.0, 3, h=0).size == 2


def test_a_name_that_no_line_sets_is_set_first():
    assert edited(path, "steps = 1")(1.0, 5, h=0).size == 2


def test_several_lines_are_the_whole_body():
    body = """
        x = x0
        return [x] * steps
    """
    assert edited(path, body)(4.0, 2) == [4.0, 4.0]


def test_an_edit_may_call_the_right_answer():
    doubled = edited(path, "\nreturn 2 * path(x0, steps, h)\n")
    assert doubled(1.0, 1, h=0).tolist() == [2, 4]
    assert path(1.0, 1, h=0).tolist() == [1, 2]


def test_a_decorator_that_makes_something_stays():
    slower = edited(power, "t / s -> t * s")
    assert slower(1.0, 2)(3) == pytest.approx(1 / 7)


def test_the_reference_is_as_before():
    before = momentum.rule.__code__
    edited(momentum, "v = 0 * v")
    assert momentum.rule.__code__ is before


MISFITS = {
    "no such text": ("3 * x -> x", "There is no '3 \\* x' in"),
    "no Python": ("x = = 2", "is no Python"),
    "no Python afterwards": ("2 * x + h -> 2 *", "makes no Python"),
}


@pytest.mark.parametrize("misfit", MISFITS)
def test_an_edit_that_does_not_fit_is_refused(misfit):
    edit, words = MISFITS[misfit]
    with pytest.raises(EditError, match=words):
        edited(path, edit)


def test_two_lines_that_do_the_same_are_told_apart_by_text():
    with pytest.raises(EditError, match="2 lines set 'x'"):
        edited(twice, "x = 3")
    with pytest.raises(EditError, match="2 lines set 'return'"):
        edited(path, "return x")


def twice(x):
    x = x + 1
    x = x * 2
    return x
