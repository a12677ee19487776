"""Exercise 10: classes answer it, searches end, and its references by other ways."""

import math

import numpy as np
import pytest
from answers.lesson10 import (
    Exponential,
    Plateau,
    PowerSchedule,
    piecewise_that_sorts,
)
from scipy.optimize import minimize_scalar

from coursekit import descend, gd, schedules
from coursekit.asking.building import built
from coursekit.checks import probe
from coursekit.dialects import keras
from coursekit.marks import lines, mark
from coursekit.online import noisy_quadratic
from coursekit.tasks import task
from coursekit.tasks.lesson10 import (
    FROM,
    best_constant,
    does_not_settle,
    on_a_parabola,
    squares_left,
)


def judged(question, answer):
    return mark(task(question), probe(task(question), answer))


def catching(train, eta0):
    eta = eta0
    while True:
        try:
            losses = train(eta)
            assert losses[-1] <= losses[0]
            return eta
        except Exception:
            eta /= 3


def test_a_class_answers_where_something_is_to_be_made_and_nowhere_else():
    for question, made in (("10.1", PowerSchedule), ("10.4", Plateau)):
        assert judged(question, made).status == "right"
    assert "is a class" in lines(judged("10.5", Exponential))[-1]


def test_a_search_that_catches_every_exception_is_ended_and_told():
    given, last = judged("10.5", catching), probe(task("10.5"), catching)[-1]
    assert last.says.endswith("again and again and found no end.")
    assert given.mistake.startswith("Add a limit")


def test_what_is_returned_in_place_of_a_schedule_is_named():
    given = judged("10.1", lambda eta0, s, c=1: eta0)
    assert "type float; a function of t was expected" in lines(given)[-1]
    given = judged("10.4", lambda eta0, factor, patience: eta0)
    assert "an object with update(...) was expected" in lines(given)[-1]


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
    course = getattr(schedules, task(borrowed).name)
    for answer in (course, task(borrowed).reference):
        assert judged(borrowed, answer).status == "borrowed"


@pytest.mark.parametrize("plateau", [schedules.plateau, keras.plateau])
def test_the_course_s_plateau_is_no_answer_either(plateau):
    assert judged("10.4", plateau).status == "borrowed"


def test_the_search_ends_where_the_parabola_says():
    # Gradient descent converges below 2 over the curvature, 12.
    with np.errstate(all="ignore"):
        found = task("10.5").reference(on_a_parabola(12.0, 60), 10.0)
    assert found == pytest.approx(10.0 / 3 ** math.ceil(math.log(10 * 6, 3)))
    assert 1 / 18 < found < 1 / 6


def test_the_search_s_asks_need_30_40_and_41_divisions():
    series = task("10.5").parts[3].ask["series"]
    trains = [built(one["call"][0]) for one in series]
    etas = [one["call"][1] for one in series]
    with np.errstate(all="ignore"):
        runs = [
            [train(eta / 3**k) for k in range(50)] for train, eta in zip(trains, etas)
        ]
    worked = [[losses[-1] <= losses[0] for losses in each].index(True) for each in runs]
    assert worked == [30, 40, 41]


@pytest.mark.parametrize("question", ["10.1", "10.2", "10.3"])
def test_the_references_are_the_schedules_of_the_course(question):
    name = task(question).name
    settings = ([5, 55], [0.3, 0.2, 0.1]) if name == "piecewise" else (0.3, 20)
    ours, course = task(question).reference(*settings), getattr(schedules, name)
    for t in (0, 4.9, 5, 20, 54, 55, 400):
        assert ours(t) == pytest.approx(course(*settings)(t))


def test_boundaries_out_of_order_may_be_refused_in_one_ask_and_sorted_in_another():
    def refuses_descending_ones(boundaries, values):
        if boundaries[0] > boundaries[-1]:
            raise ValueError("boundaries")
        return piecewise_that_sorts(boundaries, values)

    assert judged("10.3", refuses_descending_ones).status == "right"


def test_a_mistake_is_known_whether_boundaries_are_sorted_or_refused():
    def strictly(boundaries, values):
        if list(boundaries) != sorted(boundaries):
            raise ValueError("boundaries")
        return lambda t: values[sum(b < t for b in boundaries)]

    assert judged("10.3", strictly).mistake.startswith("At t = boundary the new value")


def test_the_losses_on_a_parabola_are_those_of_a_loop_over_numbers():
    x, walked = 1.0, [6.0]
    for _ in range(30):
        x = x - 0.15 * 12 * x
        walked.append(6 * x * x)
    assert on_a_parabola(12.0, 30)(0.15) == pytest.approx(walked)
    with np.errstate(all="ignore"):
        assert np.isnan(on_a_parabola(12.0, 400)(4.0)[-1])


def test_the_squares_left_are_those_of_many_noisy_walks():
    rates = [0.6, 0.3, 0.2, 0.25, 0.05]
    ground = noisy_quadratic(np.ones(200_000), seed=3)
    walk = descend(gd(eta=lambda t: rates[t]), ground, np.full(200_000, FROM), 5)
    measured = (walk.theta[-1] ** 2).mean()
    assert sum(squares_left(rates)) == pytest.approx(measured, rel=0.02)


@pytest.mark.parametrize("steps", [40, 100, 400])
def test_no_constant_settles_and_the_running_mean_does(steps):
    least = minimize_scalar(
        lambda eta: (1 - eta) ** (2 * steps) * FROM**2
        + eta / (2 - eta) * (1 - (1 - eta) ** (2 * steps)),
        bounds=(1e-3, 1), method="bounded",
    )  # fmt: skip
    assert best_constant(steps) == pytest.approx(least.fun, rel=1e-4)
    assert does_not_settle([float(least.x)] * steps).startswith("The rate is always")
    assert does_not_settle([1 / (1 + t) for t in range(steps)]) == ""


@pytest.mark.parametrize("rates, says", [
    ([0.1] * 39 + ["0.1"], "no finite number"),
    ([0.1] * 39 + [math.inf], "no finite number"),
    ([0.1] * 39 + [-0.1], "below 0"),
    ([9.0] * 20 + [0.1] * 20, "It runs away: after 40 steps"),
    ([0.5 * 0.5**t for t in range(40)], "The start is not forgotten"),
    ([0.9 - 0.01 * t for t in range(40)], "Noise is most of what is left"),
    ([0.01 * t for t in range(40)], "The last rate is the largest"),
])  # fmt: skip
def test_what_rates_that_do_not_settle_lack_is_said(rates, says):
    assert says in does_not_settle(rates)
