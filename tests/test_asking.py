"""Asking: an ask is plain data; carried out, it gives a value or says why none came."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest

from coursekit import descend, momentum, two_wells
from coursekit.asking import REFUSED, asked
from coursekit.asking.building import built
from coursekit.outcomes import Failed, Given, Status
from coursekit.tasks.asks import (
    call,
    calls,
    data,
    made_by,
    rates,
    repeated,
    rng,
    schedules,
    series,
    slope,
    updates,
    walk,
)


def heavy_ball(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v - eta * grad(theta)
    return theta + v, v


def falling(first, factor):
    def falling(t):
        return first * factor**t

    return falling


def of(part, answer, name="f"):
    """The outcome of a part's ask, which went through JSON."""
    return asked(json.loads(json.dumps(part.ask)), answer, name)


def test_a_walk_is_what_descend_records():
    part = walk("two_wells", start=(0.7, -0.2), steps=9, eta=0.1, beta=0.8)
    run = descend(momentum(eta=0.1, beta=0.8), two_wells, (0.7, -0.2), 9)
    assert of(part, heavy_ball) == Given(run.theta.tolist())
    remembered = walk(
        "two_wells", start=(0.7, -0.2), steps=9, memory="v", eta=0.1, beta=0.8
    )
    assert of(remembered, heavy_ball) == Given(run.memory["v"].tolist())


def test_a_knob_may_be_a_function_that_travels_as_its_source():
    part = walk(steps=3, eta=made_by(falling, 0.2, 0.7))
    here = walk(steps=3, eta=0.2)
    assert of(part, heavy_ball).value[1] == of(here, heavy_ball).value[1]
    assert of(part, heavy_ball).value[2] != of(here, heavy_ball).value[2]


def test_a_quadratic_is_asked_by_its_numbers():
    part = walk({"A": [[2.0]], "b": [0.0], "start": [1.0]}, steps=2, eta=0.25, beta=0.0)
    assert of(part, heavy_ball) == Given([[1.0], [0.5], [0.25]])


ARGUMENTS = [
    3, 0.5, "text", None, True, [1, [2.0]], (1, 2.5), np.array([[1, 2], [3, 4]]),
    np.array([0.5]), np.float64(2.0), {"dict": {"gd": 1}},
]  # fmt: skip


@pytest.mark.parametrize("argument", ARGUMENTS, ids=repr)
def test_arguments_come_out_as_they_went_in(argument):
    made = built(json.loads(json.dumps(data(argument))))
    wanted = argument["dict"] if isinstance(argument, dict) else argument
    assert type(made) is type(wanted)
    if isinstance(argument, np.ndarray):
        assert made.dtype == argument.dtype
        assert np.array_equal(made, wanted)
    else:
        assert made == wanted


def test_generators_slopes_and_equal_rows_are_made_anew():
    assert built(rng(3, 1)).random() == np.random.default_rng([3, 1]).random()
    assert built(slope("two_wells"))([0, 0]) == pytest.approx([np.exp(-1), -np.exp(-1)])
    assert built(slope("parabola", in_1d=True))(2) == pytest.approx(12.0)
    assert built(repeated([1.0, 2.0], (3, 1))).tolist() == [[1.0, 2.0]] * 3


def test_what_cannot_be_written_down_is_refused():
    with pytest.raises(TypeError, match="cannot be written down"):
        data(object())
    with pytest.raises(TypeError, match="needs a name"):
        data(lambda x: x)


def test_a_schedule_is_made_and_then_asked_in_any_order():
    part = rates("", 0.4, 2.0, t=(6, 0, 2.5))
    exponential = lambda eta0, s: lambda t: eta0 * 0.1 ** (t / s)  # noqa: E731
    assert of(part, exponential).value == pytest.approx(
        [0.4 * 1e-3, 0.4, 0.4 * 0.1**1.25]
    )


def test_schedules_live_at_the_same_time():
    settings = {}

    def leaking(eta0, s):
        settings["s"] = s
        return lambda t: eta0 / (1 + t / settings["s"])

    given = of(schedules("", (1.0, 2.0), (1.0, 4.0), t=[4]), leaking)
    assert given == Given([0.5, 0.5])


def test_a_plateau_is_told_errors():
    class Halving:
        def __init__(self, eta0):
            self.eta = eta0

        def update(self, error):
            self.eta /= 2
            return self.eta

    assert of(updates("", (1.0,), errors=[3.0, 4.0]), Halving) == Given([0.5, 0.25])


def test_a_series_ends_at_its_first_failure_and_says_which_it_was():
    part = calls("", (1.0,), (0.0,), (2.0,))
    assert of(part, lambda x: 1 / x).place == (1,)
    twice = series("", part, call("", 0.0))
    assert of(twice, lambda x: 1 / x).place == (0, 1)
    assert of(part, lambda x: 2 * x) == Given([2.0, 0.0, 4.0])


def refuse(x):
    if x < 0:
        raise ValueError("below 0")
    return x


def test_a_refusal_is_a_value_where_it_is_asked_for_and_an_error_elsewhere():
    asking = calls("", (1.0,), (-1.0,), refusal=["ValueError"])
    assert of(asking, refuse) == Given([1.0, REFUSED])
    failed = of(calls("", (1.0,), (-1.0,)), refuse)
    assert (failed.status, failed.says) == (Status.RAISED, "ValueError: below 0")


def test_no_answer_can_return_a_refusal():
    failed = of(call("", 1.0, refusal=["ValueError"]), lambda x: dict(REFUSED))
    assert failed.status == Status.WRONG


def nothing_yet(x):
    return ...


def blank(x):
    return 2 / ...


def by_nbgrader(x):
    raise NotImplementedError


@pytest.mark.parametrize("answer", [nothing_yet, blank, by_nbgrader])
def test_what_is_not_written_yet_is_not_started(answer):
    assert of(call("", 1.0), answer).status == Status.NOT_STARTED


def remembers(x, seen=[]):  # noqa: B006
    seen.append(x)
    return len(seen)


def spoils(x):
    x += 1.0
    return x


def spoils_what_lies_in_a_tuple(pair):
    pair[0][0] = 7.0
    return 1.0


BREACHES = {
    "state that leaks": (call("", 1.0), remembers, "called again in the same way"),
    "an array in place": (call("", np.ones(2)), spoils, "changes the caller's array"),
    "an array within": (
        call("", (np.ones(2), 1)), spoils_what_lies_in_a_tuple, "begin with a copy",
    ),
    "no function of t": (rates("", 1.0, t=[0]), lambda eta0: eta0, "a function of t"),
    "nothing made": (rates("", 1.0, t=[0]), lambda eta0: None, "gave nothing"),
    "no update": (
        updates("", (1.0,), errors=[1.0]), lambda eta0: 3, "an object with update(...)",
    ),
    "a memory that is gone": (walk(memory="u"), heavy_ball, "no memory u"),
    "a look elsewhere": (
        walk(own_point=True, beta=0.5),
        lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9: (
            heavy_ball(theta, lambda x: grad(x + beta * v), t, v, eta=eta, beta=beta)
        ),
        "its own point, theta, and nowhere else",
    ),
}  # fmt: skip


@pytest.mark.parametrize("breach", BREACHES)
def test_what_breaks_the_contract_is_said(breach):
    part, answer, words = BREACHES[breach]
    failed = of(part, answer)
    assert failed.status == Status.WRONG
    assert words in failed.says


def endless(train):
    while True:
        try:
            train(1.0)
        except Exception:
            continue


def losses(eta):
    return [1.0, 2.0]


def test_an_endless_search_is_ended_although_it_catches_every_exception():
    failed = of(call("", made_by(losses, at_most=50)), endless)
    assert "found no end" in failed.says


def chooses(theta, grad, t, *, eta=0.1):
    return theta - eta * (grad(theta) if grad(theta) > 0 else 0)


def largest(theta, grad, t, *, eta=0.1):
    return theta - eta * np.max(grad(theta), theta)


def rooted(theta, grad, t, *, eta=0.1):
    return theta - eta * math.sqrt(grad(theta) ** 2)


SLIPS = {chooses: "np.where", largest: "np.maximum", rooted: "np.sqrt"}


@pytest.mark.parametrize(("slip", "hint"), SLIPS.items())
def test_what_numpy_says_of_a_common_slip_is_explained(slip, hint):
    failed = of(walk(), slip, "gd")
    assert failed.status == Status.RAISED
    assert hint in failed.says
    assert failed.line.startswith("line ")


def uncalled(theta, grad, t, *, eta=0.1):
    return theta - eta * grad


@pytest.mark.parametrize("own_point", [False, True])
def test_a_gradient_that_is_not_called_is_said_to_be_a_function(own_point):
    failed = of(walk(own_point=own_point), uncalled, "gd")
    assert "grad is a function: call it" in failed.says


def test_a_function_that_is_not_called_is_said_to_be_one():
    failed = of(call("", slope("canyon"), 1.0), lambda grad, x: x - grad)
    assert "is to be called, as in grad(x)" in failed.says


def test_a_rule_is_called_by_the_exercises_name_and_by_nothing_within_words():
    failed = of(walk(), lambda theta, grad, t, *, eta=0.1: None, "gd")
    assert failed.says == "gd returns nothing; end it with `return theta ...`."

    def r(eta):
        return dict

    assert "returned a type where" in of(call("", 1.0), r, "eta_regime").says


def test_an_outcome_is_a_record_and_says_where_the_learners_line_is():
    def raising(x):
        return x / 0

    failed = of(calls("", (1.0,)), raising)
    line = raising.__code__.co_firstlineno + 1
    assert failed == Failed(
        Status.RAISED,
        "ZeroDivisionError: float division by zero",
        (0,),
        f"line {line}: `return x / 0`",
    )


def test_asking_needs_no_task_no_mark_and_no_reference():
    code = (
        "import sys; from coursekit.asking import asked\n"
        "assert asked({'call': [3]}, lambda x: 2 * x, 'f').value == 6.0\n"
        "ours = [n for n in sys.modules if n.startswith('coursekit.')]\n"
        "wrong = ('coursekit.tasks', 'coursekit.marks', 'coursekit.checks')\n"
        "assert not [n for n in ours if n.startswith(wrong)], ours"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_call_made_again_may_differ_by_rounding_and_by_no_more():
    def drawn(*numbers, by):
        left = list(numbers)
        return lambda x: [x * (1 + by * left.pop())]

    rounded, grown = (drawn(1, 2, by=by) for by in (1e-13, 1e-7))
    assert isinstance(of(call("x", 3.0), rounded, "f"), Given)
    assert "called again in the same way" in of(call("x", 3.0), grown, "f").says


def raises():
    raise ValueError(object())


@pytest.mark.parametrize("ask", [{"call": []}, {"walk": {"on": "canyon", "steps": 1}}])
@pytest.mark.parametrize("answer", [raises, lambda *given, **knobs: object()])
def test_what_went_wrong_is_said_in_the_same_words_in_each_run(ask, answer):
    failed = asked(ask, answer, "answer")
    assert failed.says and " at 0x" not in failed.says
