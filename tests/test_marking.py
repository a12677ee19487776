"""What earns points and what does not: borrowed, rounded, strange, partial answers."""

import json
from functools import cache, partial, wraps

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit import descend, gd, momentum, two_wells
from coursekit.checks import mark, probe
from coursekit.rule import RuleError
from coursekit.tasks import Part, Task, lessons, task, tasks
from coursekit.tasks.probes import plain

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
    assert found.lines == ("This calls the course's own solution; write your own.",)


@pytest.mark.parametrize("task", ALL, ids=lambda task: task.id)
def test_a_reference_refuses_while_it_is_probed_and_only_then(task):
    before = [part.call(task.reference) for part in task.parts]
    assert mark(task, probe(task, task.reference)).status == "borrowed"
    inner = getattr(task.reference, "rule", task.reference)
    assert mark(task, probe(task, through(inner))).status == "borrowed"
    after = [part.call(task.reference) for part in task.parts]
    assert before == after


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
    ({1: np.ones(1)}, {"1": [1.0]}),
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
]


@pytest.mark.parametrize("value", STRANGE, ids=lambda value: type(value).__name__)
def test_what_json_cannot_carry_is_named_and_not_kept(value):
    with pytest.raises(RuleError, match=type(value).__name__):
        plain(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=5) | st.sampled_from(["raised", "wrong"]), inner
        )
    ),
    max_leaves=12,
)


QUESTIONS = pytest.mark.parametrize("question", ["01.1", "01.2", "01.3", "02.2"])


def values_of(question):
    """The reference's own values, as JSON brings them."""
    asked = task(question)
    values = {part.label: plain(part.call(asked.reference)) for part in asked.parts}
    return json.loads(json.dumps(values))


def spoiled(data, value):
    """The value with something strange in one place, at any depth."""
    if not value or not isinstance(value, list | dict) or data.draw(st.booleans()):
        return data.draw(JSON)
    keys = list(value) if isinstance(value, dict) else range(len(value))
    copy, key = value.copy(), data.draw(st.sampled_from(keys))
    copy[key] = spoiled(data, value[key])
    return copy


@QUESTIONS
@settings(deadline=None)
@given(st.data())
def test_strange_values_earn_nothing_and_raise_nothing(question, data):
    values = values_of(question)
    found = mark(task(question), spoiled(data, values))
    assert found.points < found.of
    assert all(isinstance(line, str) for line in found.lines)


@QUESTIONS
def test_values_are_compared_by_part_whatever_their_order(question):
    values = values_of(question)
    backwards = {label: values[label] for label in reversed(values)}
    assert mark(task(question), backwards).status == "right"


def test_part_of_the_values_earns_part_of_the_points():
    def answer(theta, grad, t, *, eta=0.1):
        return theta - eta * grad(theta)

    asked = task("01.1")
    values = json.loads(json.dumps(probe(asked, answer)))
    values.pop(asked.parts[1].label)
    found = mark(asked, values)
    assert (found.status, found.points) == ("raised", 2)
    assert found.lines[1] == "It gave no value."


def times(x):
    return Part(f"{x}", lambda answer: answer(x))


def test_one_blank_in_an_answer_that_is_written_is_wrong_and_no_more():
    half = Task("00.0", "", "f", lambda x: 2.0 * x, (times(2), times(3)))
    values = probe(half, lambda x: 2.0 * x if x < 3 else ...)
    found = mark(half, values)
    assert (found.status, found.points) == ("wrong", 1)
    assert found.lines[1] == "Replace the `...` by your code."
