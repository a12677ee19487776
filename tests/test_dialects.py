"""What the recorded runs leave open: the books' and papers' readings, weight decay."""

import numpy as np
import pytest

from coursekit import Problem, descend, optimizers
from coursekit.dialects import gbc, homl, keras, mdl, optax, papers, tf1, torch
from coursekit.dialects.derived import coupled, decoupled, like
from coursekit.problems import rosenbrock, two_wells
from coursekit.rule import Optimizer, RuleError, optimizer

STEPS = 25


def slope(x):
    """Of (x² − 1)² / 4: a double well, one number at a time."""
    return x**3 - x


double_well = Problem(
    value=lambda th: ((th**2 - 1) ** 2).sum(axis=-1) / 4,
    gradient=lambda th: th * th * th - th,
    start=(2.0,),
)


def gbc_adagrad(x, eta=0.3, delta=1e-2):
    r = 0.0
    while True:
        r += slope(x) ** 2
        x -= eta / (delta + r**0.5) * slope(x)
        yield x


def plain_adagrad(x, eta=0.3):
    squares = []
    while True:
        squares.append(slope(x) ** 2)
        x -= eta * slope(x) / sum(squares) ** 0.5
        yield x


def rmsprop(x, eta=0.05, keep=0.8, eps=1e-6):
    r = 0.0
    while True:
        r = keep * r + (1 - keep) * slope(x) ** 2
        x -= eta * slope(x) / (eps + r) ** 0.5
        yield x


def rmsprop_nesterov(x, eta=0.05, keep=0.8, mu=0.6):
    r = v = 0.0
    while True:
        g = slope(x + mu * v)
        r = keep * r + (1 - keep) * g**2
        v = mu * v - eta / r**0.5 * g
        x += v
        yield x


def moments(x_of_step, x, beta1, beta2):
    """Adam's two means, from their sums of powers instead of the recursion."""
    slopes = []
    while True:
        slopes.append(slope(x))
        t = len(slopes)
        m = (1 - beta1) * sum(beta1 ** (t - 1 - i) * g for i, g in enumerate(slopes))
        s = (1 - beta2) * sum(beta2 ** (t - 1 - i) * g**2 for i, g in enumerate(slopes))
        x = x_of_step(x, m, s, t)
        yield x


def homl_adam(x, eta=0.1, beta1=0.8, beta2=0.95, eps=1e-2):
    def step(x, m, s, t):
        s_hat = s / (1 - beta2**t)
        return x - eta * m / (1 - beta1**t) / (s_hat + eps) ** 0.5

    return moments(step, x, beta1, beta2)


def papers_adamw(x, eta=0.5, alpha=0.1, beta1=0.8, beta2=0.95, eps=1e-3, decay=0.05):
    def step(x, m, s, t):
        scaled = m / (1 - beta1**t) / ((s / (1 - beta2**t)) ** 0.5 + eps)
        return x - eta * (alpha * scaled + decay * x)

    return moments(step, x, beta1, beta2)


def papers_adabound(x, eta=0.1, final=0.2, gamma=0.05, beta1=0.8, beta2=0.95):
    def step(x, m, s, t):
        low, high = final - final / (gamma * t + 1), final + final / (gamma * t)
        return x - min(max(eta / s**0.5, low), high) / t**0.5 * m

    return moments(step, x, beta1, beta2)


def papers_amsgrad(x, eta=0.1, beta1=0.8, beta2=0.95):
    highest = [0.0]

    def step(x, m, s, t):
        highest[0] = max(highest[0], s)
        return x - eta * m / highest[0] ** 0.5

    return moments(step, x, beta1, beta2)


def papers_adamax(x, eta=0.1, beta1=0.8, beta2=0.9):
    slopes = []

    def step(x, m, s, t):
        slopes.append(abs(slope(x)))
        u = max(beta2 ** (t - 1 - i) * g for i, g in enumerate(slopes))
        return x - eta / (1 - beta1**t) * m / u

    return moments(step, x, beta1, beta2)


ADAM = {"beta1": 0.8, "beta2": 0.95}


@pytest.mark.parametrize("rule, by_hand", [
    (gbc.adagrad(eta=0.3, eps=1e-2), gbc_adagrad),
    (mdl.adagrad(eta=0.3), plain_adagrad),
    (gbc.rmsprop(eta=0.05, rho=0.8), rmsprop),
    (mdl.rmsprop(eta=0.05, rho=0.8), lambda x: rmsprop(x, eps=0.0)),
    (gbc.rmsprop_nesterov(eta=0.05, rho=0.8, beta=0.6), rmsprop_nesterov),
    (mdl.rmsprop_nesterov(eta=0.05, rho=0.8, beta=0.6), rmsprop_nesterov),
    (homl.adam(eta=0.1, eps=1e-2, **ADAM), homl_adam),
    (homl.adam_flipped(eta=0.1, eps=1e-2, **ADAM), homl_adam),
    (papers.adamw(eta=0.5, alpha=0.1, eps=1e-3, weight_decay=0.05, **ADAM),
     papers_adamw),
    (papers.adabound(eta=0.1, eta_final=0.2, gamma=0.05, **ADAM), papers_adabound),
    (papers.amsgrad(eta=0.1, **ADAM), papers_amsgrad),
    (papers.adamax(eta=0.1, beta1=0.8, beta2=0.9), papers_adamax),
], ids=lambda value: getattr(value, "__name__", None))  # fmt: skip
def test_a_source_s_reading_walks_what_a_loop_over_numbers_walks(rule, by_hand):
    ours = descend(rule, double_well, steps=STEPS).theta[1:, 0]
    expected = [x for x, _ in zip(by_hand(2.0), range(STEPS), strict=False)]
    np.testing.assert_allclose(ours, expected, rtol=1e-11)


DECOUPLED = "adamw", "adamw_amsgrad", "nadam_decoupled"  # of PyTorch's


def rules_of(library):
    return [r for r in vars(library).values() if isinstance(r, Optimizer)]


def decaying(library):
    return [r for r in rules_of(library) if "weight_decay" in r.knobs]


@pytest.mark.parametrize(
    "rule",
    [r for r in decaying(torch) if r.name not in DECOUPLED],
    ids=lambda r: r.name,
)
def test_in_pytorch_weight_decay_is_a_parabola_added_to_the_loss(rule):
    steeper = Problem(
        value=lambda th: rosenbrock.value(th) + 0.1 * (th**2).sum(axis=-1),
        gradient=lambda th: rosenbrock.gradient(th) + 0.2 * th,
        start=rosenbrock.start,
    )
    ours = descend(rule(eta=1e-3, weight_decay=0.2), rosenbrock, steps=STEPS).theta
    expected = descend(rule(eta=1e-3), steeper, steps=STEPS).theta
    np.testing.assert_allclose(ours, expected, rtol=1e-12)


@pytest.mark.parametrize(
    "rule",
    [
        *(r for r in decaying(keras) if r.name != "ftrl"),
        *(r for r in decaying(torch) if r.name in DECOUPLED),
        *decaying(optax),
        optimizers.lion,
    ],
    ids=lambda r: f"{r.rule.__module__}.{r.name}",
)
def test_in_keras_and_adamw_weights_shrink_by_eta_lambda_whatever_the_slope(rule):
    level = Problem(
        value=lambda th: 0 * th[..., 0], gradient=np.zeros_like, start=(3.0,)
    )
    path = descend(rule(eta=0.1, weight_decay=0.2), level, steps=5).theta[:, 0]
    np.testing.assert_allclose(path, 3 * 0.98 ** np.arange(6), rtol=1e-12)
    free = descend(rule(eta=0.1, weight_decay=0.0), two_wells, steps=STEPS)
    decayed = descend(rule(eta=0.1, weight_decay=1e-9), two_wells, steps=STEPS)
    np.testing.assert_allclose(free.theta, decayed.theta, atol=1e-6)


@pytest.mark.parametrize("library", [torch, keras, optax, tf1, papers, gbc, homl, mdl])
def test_a_dialect_asks_for_one_slope_a_step_where_the_reference_does(library):
    asked = []

    def gradient(theta):
        asked.append(theta)
        return rosenbrock.gradient(theta)

    counting = Problem(value=rosenbrock.value, gradient=gradient, start=(0.5, 0.5))
    for rule in rules_of(library):
        asked.clear()
        descend(rule, counting, steps=3)
        assert len(asked) == 3, rule


def test_like_renames_a_rule_and_sets_its_defaults():
    @like(optimizers.adagrad)
    def gentle(s=0.5, *, eta=1e-4):
        """Barely moves."""

    assert repr(gentle) == "gentle(s=0.5, eta=0.0001, eps=1e-10)"
    assert gentle.__doc__ == "Barely moves."
    same = optimizers.adagrad(s=0.5, eta=1e-4)
    paths = [descend(rule, rosenbrock, steps=9).theta for rule in (gentle, same)]
    assert np.array_equal(*paths)


def test_like_refuses_a_knob_that_the_other_lacks():
    with pytest.raises(RuleError, match="adagrad has no knob 'rho'"):

        @like(optimizers.adagrad)
        def muddled(*, rho=0.9):
            """Not to be."""


@pytest.mark.parametrize("decay", [coupled, decoupled])
@pytest.mark.parametrize("other", [optimizers.nesterov, optimizers.newton])
def test_a_decay_is_not_written_into_a_rule_that_asks_elsewhere(decay, other):
    with pytest.raises(RuleError, match="no telling where a weight decay belongs"):
        decay(other)


def test_a_default_that_cannot_be_written_down_is_refused():
    with pytest.raises(RuleError, match="eta = inf cannot be written down"):

        @like(optimizers.adagrad)
        def endless(*, eta=np.inf):
            """Not to be."""


def test_a_rule_without_source_cannot_be_derived_from():
    names = {"optimizer": optimizer}
    exec("@optimizer\ndef blind(theta, grad, t):\n    return theta", names)
    with pytest.raises(RuleError, match="blind has no source that can be read"):
        decoupled(names["blind"])


def test_a_rule_within_a_function_and_without_a_docstring_is_derived_from():
    @optimizer
    def bare(theta, grad, t, *, eta=0.01):
        return theta - eta * grad(theta)

    level = descend(decoupled(bare), rosenbrock, steps=5).theta
    np.testing.assert_array_equal(level, descend(bare, rosenbrock, steps=5).theta)
    assert decoupled(bare).__doc__ is None


def test_a_derived_rule_belongs_to_the_module_that_names_it():
    names = {r.rule.__module__ for r in rules_of(keras)}
    assert names == {"coursekit.dialects.keras"}


# As the libraries' documentation gives them, in the course's letters.
DEFAULTS = {
    torch.sgd: {"eta": 1e-3, "beta": 0, "dampening": 0},
    torch.adagrad: {"eta": 1e-2, "eps": 1e-10, "s": 0, "lr_decay": 0},
    torch.rmsprop: {"eta": 1e-2, "rho": 0.99, "eps": 1e-8, "beta": 0, "s": 0},
    torch.adadelta: {"eta": 1, "rho": 0.9, "eps": 1e-6},
    torch.adam: {"eta": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
    torch.adamw: {"eta": 1e-3, "weight_decay": 1e-2, "eps": 1e-8},
    torch.adamw_amsgrad: {"eta": 1e-3, "weight_decay": 1e-2, "eps": 1e-8},
    torch.nadam_decoupled: {"eta": 2e-3, "psi": 4e-3, "weight_decay": 0},
    torch.adamax: {"eta": 2e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
    torch.nadam: {"eta": 2e-3, "psi": 4e-3, "eps": 1e-8},
    keras.sgd: {"eta": 1e-2, "beta": 0},
    keras.adagrad: {"eta": 1e-3, "eps": 1e-7, "s": 0.1},
    keras.rmsprop: {"eta": 1e-3, "rho": 0.9, "eps": 1e-7, "beta": 0, "s": 0},
    keras.rmsprop_centered: {"eta": 1e-3, "rho": 0.9, "eps": 1e-7, "s": 0},
    keras.adadelta: {"eta": 1e-3, "rho": 0.95, "eps": 1e-7},
    keras.adam: {"eta": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-7},
    keras.adamw: {"eta": 1e-3, "weight_decay": 4e-3, "eps": 1e-7},
    keras.adamax: {"eta": 1e-3, "eps": 1e-7},
    keras.nadam: {"eta": 1e-3, "psi": 1, "eps": 1e-7},
    keras.ftrl: {"eta": 1e-3, "s": 0.1, "power": -0.5, "lambda1": 0, "lambda2": 0},
    optax.adagrad: {"eps": 1e-7, "s": 0.1},
    optax.rmsprop: {"rho": 0.9, "eps_root": 1e-8, "s": 0},
    optax.adadelta: {"rho": 0.9, "eps": 1e-6},
    optax.adamw: {"weight_decay": 1e-4, "eps": 1e-8, "eps_root": 0},
    optax.adamaxw: {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 1e-4},
    optax.nadamw: {"weight_decay": 1e-4, "eps": 1e-8, "eps_root": 0},
    optax.lion: {"beta1": 0.9, "beta2": 0.99, "weight_decay": 1e-3},
    tf1.adagrad: {"s": 0.1, "eps": 0},
    tf1.rmsprop: {"rho": 0.9, "eps": 1e-10, "s": 1, "beta": 0},
    tf1.adadelta: {"eta": 1e-3, "rho": 0.95, "eps": 1e-8},
    tf1.adam: {"eta": 1e-3, "eps": 1e-8},
    homl.adam: {"eps": 1e-8},
    homl.adam_flipped: {"eps": 1e-7},
    gbc.adagrad: {"eps": 1e-7},
    gbc.rmsprop: {"eps": 1e-6},
}


@pytest.mark.parametrize(
    "rule", DEFAULTS, ids=lambda r: f"{r.rule.__module__}.{r.name}"
)
def test_a_dialect_s_defaults_are_its_library_s(rule):
    settings = {**rule.knobs, **rule.memory}
    assert {name: settings[name] for name in DEFAULTS[rule]} == DEFAULTS[rule]
