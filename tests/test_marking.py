"""What earns points and what does not: borrowed, rounded, strange, partial answers."""

import json
from functools import cache, partial, wraps
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit import descend, gd, momentum, two_wells
from coursekit.asking import asked
from coursekit.asking.values import plain
from coursekit.checks import probe
from coursekit.marks import lines, mark
from coursekit.marks.agreement import expected
from coursekit.outcomes import Failed, Given, Status, from_json, to_json
from coursekit.rule import RuleError
from coursekit.tasks import Task, lessons, task, tasks
from coursekit.tasks.asks import call

ALL = [task for lesson in lessons() for task in tasks(lesson).values()]


def through(rule):
    @wraps(rule)
    def passed_on(*given, **knobs):
        return rule(*given, **knobs)

    return passed_on


def own_rule(theta, grad, t, *, eta=0.1):
    return gd(eta=eta).step(theta, grad, t, {})[0]


BORROWED = {
    "the optimizer": ("01.1", gd),
    "the optimizer with a knob": ("01.1", gd(eta=0.03)),
    "another that is the same": ("01.1", momentum(beta=0.0)),
    "its rule": ("01.1", gd.rule),
    "a partial of its rule": ("01.1", partial(gd.rule)),
    "its rule in a wrapper": ("01.1", through(gd.rule)),
    "a rule that calls it": ("01.1", own_rule),
    "the walk of the course": (
        "01.2",
        lambda x0, grad, eta, steps: descend(gd(eta=eta), two_wells, steps=steps).theta,
    ),
    "the gradient of the problem": ("02.2", two_wells.gradient),
    "a call of it": ("02.2", lambda theta: two_wells.gradient(theta.astype(float))),
    "its oracle": ("02.2", lambda theta: two_wells.oracle(theta, 1)),
}


@pytest.mark.parametrize("way", BORROWED)
def test_the_courses_own_solution_earns_nothing(way):
    question, answer = BORROWED[way]
    found = mark(task(question), probe(task(question), answer))
    assert (found.status, found.points) == ("borrowed", 0)
    assert lines(found) == ["This calls the course's own solution; write your own."]


@pytest.mark.parametrize("task", ALL, ids=lambda task: task.id)
def test_a_reference_refuses_while_it_is_probed_and_only_then(task):
    before = [asked(part.ask, task.reference, task.name) for part in task.parts]
    assert mark(task, probe(task, task.reference)).status == "borrowed"
    inner = getattr(task.reference, "rule", task.reference)
    assert mark(task, probe(task, through(inner))).status == "borrowed"
    after = [asked(part.ask, task.reference, task.name) for part in task.parts]
    assert repr(before) == repr(after)  # equal, and nan is nan


def made(factor):
    return through(lambda x: factor * x)


@pytest.mark.parametrize(
    "reference", [made(2.0), cache(lambda x: 2.0 * x)], ids=["closure", "cached"]
)
def test_a_reference_may_be_a_closure_or_decorated(reference):
    double = Task("00.0", "", "f", reference, (times(2), times(3)))
    assert mark(double, probe(double, reference)).status == "borrowed"
    assert mark(double, probe(double, lambda x: x + x + 0.0)).status == "right"
    assert reference(4) == 8.0


def test_a_reference_answers_again_after_an_interrupt():
    def interrupted(*given, **knobs):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        probe(task("02.2"), interrupted)
    assert two_wells.gradient(np.zeros(2)) == pytest.approx([np.exp(-1), -np.exp(-1)])
    assert not hasattr(two_wells.gradient, "__signature__")


@pytest.mark.parametrize(
    ("factor", "status"),
    [(1 + 1e-9, "right"), (1 + 1e-6, "wrong"), (np.nan, "wrong"), (np.inf, "wrong")],
)
def test_rounding_passes_and_other_values_do_not(factor, status):
    double = Task("00.0", "", "f", lambda x: 2.0 * x, (times(2), times(-3)))
    assert mark(double, probe(double, lambda x: 2.0 * x * factor)).status == status


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan, 0.0, 1.0])
def test_infinity_nothing_and_no_number_are_values_like_others(value):
    always = Task("00.0", "", "f", lambda x: value, (times(2),))
    for other in (np.inf, -np.inf, np.nan, 1.0, True, 1e-12):
        same = np.array_equal(other, value, equal_nan=True) and other is not True
        status = mark(always, probe(always, lambda x, other=other: other)).status
        assert status == ("right" if same else "wrong")


def test_rounding_passes_where_nothing_is_expected():
    nothing = Task("00.0", "", "f", lambda x: 0.0, (times(2),))
    assert mark(nothing, probe(nothing, lambda x: 0.1 + 0.2 - 0.3)).status == "right"


PLAIN = [
    (np.float64(1.5), 1.5),
    (3, 3.0),
    (np.array(2), 2.0),
    (np.arange(4).reshape(2, 2), [[0.0, 1.0], [2.0, 3.0]]),
    ((1, np.float32(2.0)), [1.0, 2.0]),
    ([1.0, [2.0, 3.0]], [1.0, [2.0, 3.0]]),
    ([], []),
    (np.True_, True),
    (np.str_("cycles"), "cycles"),
    (["a", None], ["a", None]),
    ("x" * 10**6, "x" * 300),
]


@pytest.mark.parametrize(("value", "expected"), PLAIN, ids=range(len(PLAIN)))
def test_values_are_kept_as_json_can_carry_them(value, expected):
    kept = plain(value)
    assert kept == expected == json.loads(json.dumps(kept))
    assert type(kept) is type(expected)


STRANGE = [
    {1, 2},
    1j,
    object(),
    np.array([True]),
    np.zeros(100_001),
    b"text",
    iter([1]),
    {"refused": True},
]


@pytest.mark.parametrize("value", STRANGE, ids=lambda value: type(value).__name__)
def test_what_json_cannot_carry_is_named_and_not_kept(value):
    with pytest.raises(RuleError, match=type(value).__name__):
        plain(value)


def test_who_raises_another_error_is_told_which_one_is_expected():
    def terminal_velocity(g, eta, beta):
        assert beta < 1
        return eta * g / (1 - beta)

    found = mark(task("04.2"), probe(task("04.2"), terminal_velocity))
    assert (found.status, found.points) == ("raised", 3)
    assert lines(found)[1].endswith("`assert beta < 1`); expected a ValueError.")
    assert lines(found)[2].startswith("A failed assert is an AssertionError")


def asserting(answer):
    @wraps(answer)
    def refusing(*given):
        try:
            return answer(*given)
        except ValueError:
            raise AssertionError from None

    return refusing


@pytest.mark.parametrize("question", ["01.3", "09.4", "10.5", "11.3", "13.1"])
def test_who_asserts_where_a_value_error_is_asked_for_is_told_to_raise_it(question):
    answers = import_module(f"answers.lesson{question[:2]}").RIGHT[question]
    for answer in answers:
        found = mark(task(question), probe(task(question), asserting(answer)))
        assert found.mistake.startswith("A failed assert is an AssertionError")


def test_an_error_that_is_returned_is_to_be_raised():
    for error in (ValueError, ValueError("eta")):
        with pytest.raises(RuleError, match=r"raise it: `raise ValueError"):
            plain(error)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=5)
            | st.sampled_from(["value", "status", "says", "place", "line", "refused"]),
            inner | st.sampled_from([*map(str, Status)]),
        )
    ),
    max_leaves=12,
)


QUESTIONS = pytest.mark.parametrize("question", ["01.1", "01.2", "01.3", "02.2"])


def told(question):
    """The reference's own outcomes, as JSON brings them."""
    return json.loads(json.dumps([to_json(out) for out in expected(task(question))]))


def spoiled(data, value):
    """The value with something strange in one place, at any depth."""
    if not value or not isinstance(value, list | dict) or data.draw(st.booleans()):
        return data.draw(JSON)
    keys = list(value) if isinstance(value, dict) else range(len(value))
    copy, key = value.copy(), data.draw(st.sampled_from(keys))
    copy[key] = spoiled(data, value[key])
    return copy


@pytest.mark.slow
@QUESTIONS
@settings(deadline=None)
@given(st.data())
def test_strange_values_earn_nothing_and_raise_nothing(question, data):
    strange = spoiled(data, told(question))
    strange = strange if isinstance(strange, list) else [strange]
    found = mark(task(question), [from_json(one) for one in strange])
    assert found.points < found.of or strange == told(question)
    assert all(isinstance(line, str) for line in lines(found))


def test_too_few_values_earn_what_they_are_worth():
    asked_for = task("01.1")
    found = mark(asked_for, expected(asked_for)[:-1])
    assert (found.status, found.points) == ("wrong", asked_for.points - 1)
    assert lines(found)[1] == "It gave no value."


@pytest.mark.parametrize("outcome", [Given([1.0]), Failed(Status.RAISED, "x", (1, 2))])
def test_an_outcome_comes_back_from_json_as_it_was(outcome):
    assert from_json(json.loads(json.dumps(to_json(outcome)))) == outcome


def times(x):
    return call(f"{x}", x)


def test_one_blank_in_an_answer_that_is_written_is_wrong_and_no_more():
    half = Task("00.0", "", "f", lambda x: 2.0 * x, (times(2), times(3)))
    found = mark(half, probe(half, lambda x: 2.0 * x if x < 3 else ...))
    assert (found.status, found.points) == ("wrong", 1)
    assert lines(found)[1] == "Replace the `...` by your code."


def test_negative_numbers_in_a_sentence_have_minus_signs():
    hill = task("00.2")
    (wrong,) = probe(hill, lambda x: -(x - 1))
    said = " ".join(lines(mark(hill, [wrong])))
    assert "slope −1 at x = 1" in said and "-1" not in said
