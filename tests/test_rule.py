"""The grammar of rules: what it accepts, and what it says when it does not."""

import numpy as np
import pytest

from coursekit.descent import descend
from coursekit.optimizers import adam, gd, momentum, newton
from coursekit.problems import parabola
from coursekit.rule import NotStarted, RuleError, optimizer


def flat(theta):
    return np.zeros_like(theta)


def test_the_signature_alone_tells_memory_from_knobs():
    assert list(adam.memory) == ["m", "s"]
    assert adam.knobs == {"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
    assert newton.knobs == {} and adam.name == "adam"


def test_setting_a_knob_makes_another_optimizer_and_leaves_the_first():
    fast = momentum(eta=0.5)
    assert fast.knobs == {"eta": 0.5, "beta": 0.9} and momentum.knobs["eta"] == 0.1
    assert repr(fast) == "momentum(eta=0.5, beta=0.9)"
    assert fast.__doc__ == momentum.__doc__


def test_a_memory_s_start_is_set_by_its_name_and_shown():
    pushed = momentum(v=2)
    assert repr(pushed) == "momentum(v=2, eta=0.1, beta=0.9)"
    theta, memory = pushed(beta=1).step(
        np.ones(2), flat, 1, pushed.remember(np.ones(2))
    )
    assert theta.tolist() == [3, 3] and memory["v"].tolist() == [2, 2]


def test_numpy_s_scalars_become_python_s_own_so_that_single_precision_stays():
    assert type(momentum(eta=np.float64(0.5)).knobs["eta"]) is float
    theta, _ = gd(eta=lambda t: np.float64(0.5)).step(np.ones(1, "f4"), flat, 1, {})
    assert theta.dtype == np.float32


def test_knobs_have_one_value_per_run_and_schedules_may_too():
    runs = np.ones((2, 3))
    for eta in (np.array((1.0, 2.0)), lambda t: np.array((1.0, 2.0)) + t):
        theta, _ = gd(eta=eta).step(runs, np.ones_like, 1, {})
        assert theta.tolist() == [[0] * 3, [-1] * 3]


def test_a_schedule_is_asked_at_t_0_for_the_first_update():
    asked = []
    gd(eta=lambda t: asked.append(t) or 0.1).step(np.ones(1), flat, 1, {})
    assert asked == [0]


def no_star(theta, grad, t, v, *, eta=0.1):
    return theta, v


def wrong_head(x, grad, t):
    return x


def catches_all(theta, grad, t, **knobs):
    return theta


def knob_without_value(theta, grad, t, *, eta):
    return theta


def array_as_start(theta, grad, t, v=np.zeros(2), *, eta=0.1):  # noqa: B008
    return theta, v


@pytest.mark.parametrize("rule, sentence", [
    (no_star, "the memory v needs a start value, as in v=0; knobs go after the *"),
    (wrong_head, "begins with (x, grad, t)"),
    (catches_all, "name each memory and knob"),
    (knob_without_value, "the knob eta needs a start value"),
    (array_as_start, "v of array_as_start is a number"),
])  # fmt: skip
def test_a_signature_that_breaks_the_contract_is_refused(rule, sentence):
    with pytest.raises(RuleError) as error:
        optimizer(rule)
    assert sentence in str(error.value)


@pytest.mark.parametrize("settings, sentence", [
    ({"lr": 0.1}, "momentum has no knob 'lr'; it has: eta, beta."),
    ({"eta": "big"}, "a number, an array or a function of t; 'big' is not"),
    ({"eta": True}, "True is not"),
    ({"v": lambda t: t}, "v of momentum is a number"),
    ({"v": [1, 2]}, "v of momentum is a number"),
])  # fmt: skip
def test_a_setting_that_cannot_be_is_refused(settings, sentence):
    with pytest.raises(RuleError) as error:
        momentum(**settings)
    assert sentence in str(error.value)


def test_calling_an_optimizer_like_a_function_says_how_to_use_it():
    with pytest.raises(RuleError, match="sets knobs by name"):
        momentum(np.ones(2), flat, 1)


def returns_nothing(theta, grad, t, *, eta=0.1):
    theta - eta * grad(theta)


def forgets_memory(theta, grad, t, v=0, *, eta=0.1):
    return theta + v


def one_too_many(theta, grad, t, *, eta=0.1):
    return theta, eta


def subtracts_in_place(theta, grad, t, *, eta=0.1):
    theta -= eta
    return theta


def writes_into_memory(theta, grad, t, v=0, *, eta=0.1):
    v[0] = eta
    return theta, v


def sums_up(theta, grad, t, *, eta=0.1):
    return theta.sum()


def turns_complex(theta, grad, t, *, eta=0.1):
    return theta - 1j * eta


def answers_in_words(theta, grad, t, *, eta=0.1):
    return "down"


@pytest.mark.parametrize("rule, sentence", [
    (returns_nothing, "returns nothing; end it with `return theta"),
    (forgets_memory, "should return theta, v (2 values) but returned 1"),
    (one_too_many, "should return theta (1 values) but returned 2"),
    (subtracts_in_place, "changes theta, a memory or the gradient in place"),
    (writes_into_memory, "changes theta, a memory or the gradient in place"),
    (sums_up, "returned theta with the shape (); it should keep theta's shape (2,)"),
    (turns_complex, "returned theta in complex numbers; theta is real."),
    (answers_in_words, "returned 'down' as theta, which is not an array"),
])  # fmt: skip
def test_a_step_that_breaks_the_contract_says_so(rule, sentence):
    made = optimizer(rule)
    with pytest.raises(RuleError) as error:
        made.step(np.ones(2), flat, 1, made.remember(np.ones(2)))
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    "schedule",
    [
        lambda t: 0.1 / t**0.5,
        lambda t: 0.1 * t**-0.5,
        lambda t: 1 / t,
        lambda t: 0.1 / np.sqrt(np.float64(t)),
    ],
)
def test_a_schedule_that_divides_by_t_hears_that_it_counts_from_0(schedule):
    with pytest.raises(RuleError, match="count from 0, rules from 1, so write t \\+ 1"):
        descend(gd(eta=schedule), parabola, steps=2)
    later = descend(gd(eta=lambda t: schedule(t + 1)), parabola, steps=2)
    assert np.isfinite(later.theta).all()


def test_a_schedule_that_divides_by_0_later_on_raises_what_it_raises():
    with pytest.raises(ZeroDivisionError):
        descend(gd(eta=lambda t: 0.1 / (2 - t)), parabola, steps=4)


def test_a_schedule_that_answers_nothing_is_named():
    with pytest.raises(RuleError, match="gave None"):
        gd(eta=lambda t: None).step(np.ones(1), flat, 1, {})


def test_the_stub_of_an_exercise_is_not_started_rather_than_wrong():
    @optimizer
    def stub(theta, grad, t, *, eta=0.1):
        return ...

    with pytest.raises(NotStarted, match="not written yet"):
        stub.step(np.ones(1), flat, 1, {})


def test_an_error_of_the_learner_s_own_code_comes_through():
    @optimizer
    def broken(theta, grad, t):
        raise ValueError("my own")

    with pytest.raises(ValueError, match="my own"):
        broken.step(np.ones(1), flat, 1, {})
