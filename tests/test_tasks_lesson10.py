"""Exercise 10: classes answer it, searches end, and its references by other ways."""

import math

import numpy as np
import pytest
from answers.lesson10 import Exponential, Plateau, PowerSchedule
from coursekit.tasks.rates import on_a_parabola

from coursekit import schedules
from coursekit.checks import mark, probe
from coursekit.dialects import keras
from coursekit.tasks import task


def judged(question, answer):
    return mark(task(question), probe(task(question), answer))


def catching(train, eta0):
    eta = eta0
    while True:
        try:
            losses = train(eta)
            assert losses[-1] < losses[0]
            return eta
        except Exception:
            eta /= 3


def test_a_class_answers_where_something_is_to_be_made_and_nowhere_else():
    for question, made in (("10.1", PowerSchedule), ("10.4", Plateau)):
        assert judged(question, made).status == "right"
    assert "is a class" in judged("10.5", Exponential).lines[-1]


def test_a_search_that_catches_every_exception_is_ended_and_told():
    given = judged("10.5", catching)
    assert given.lines[-2].endswith("called train 300 times and found no end.")
    assert given.mistake.startswith("Add a limit")


def test_what_is_returned_in_place_of_a_schedule_is_named():
    given = judged("10.1", lambda eta0, s, c=1: eta0)
    assert "gave a value of type float; a function of t was expected" in given.lines[-1]
    given = judged("10.4", lambda eta0, factor, patience: eta0)
    assert "an object with update(error) was expected" in given.lines[-1]


def test_a_schedule_that_answers_dots_is_not_started():
    assert judged("10.1", lambda eta0, s, c=1: ...).status == "not started"
    assert judged("10.2", lambda eta0, s: lambda t: ...).status == "not started"
    assert judged("10.4", lambda *given: ...).status == "not started"


def stub(body):
    names = {}
    exec(f"class plateau:\n    def __init__(self, *given):\n        {body}", names)
    return names["plateau"]


def test_the_exercise_s_own_stubs_are_not_started():
    assert judged("10.4", stub("return ...")).status == "not started"
    assert judged("10.5", lambda train, eta0: ...).status == "not started"


@pytest.mark.parametrize("borrowed", ["10.1", "10.2", "10.3"])
def test_the_course_s_schedules_are_no_answer(borrowed):
    assert judged(borrowed, task(borrowed).reference).status == "borrowed"


@pytest.mark.parametrize("plateau", [schedules.plateau, keras.plateau])
def test_the_course_s_plateau_is_no_answer_either(plateau):
    assert judged("10.4", plateau).status == "borrowed"


def test_the_search_ends_where_the_parabola_says():
    # Gradient descent converges below 2 over the curvature, 12.
    found = task("10.5").reference(on_a_parabola(12.0, 60), 10.0)
    assert found == pytest.approx(10.0 / 3 ** math.ceil(math.log(10 * 6, 3)))
    assert 1 / 18 < found < 1 / 6


def test_the_losses_on_a_parabola_are_those_of_a_loop_over_numbers():
    x, walked = 1.0, [6.0]
    for _ in range(30):
        x = x - 0.15 * 12 * x
        walked.append(6 * x * x)
    assert on_a_parabola(12.0, 30)(0.15) == pytest.approx(walked)
    assert np.isnan(on_a_parabola(12.0, 400)(4.0)[-1])
