"""Exercise 04: momentum, its top speed, its two conventions and its rate."""

import numpy as np

from coursekit.optimizers import momentum
from coursekit.problems import parabola
from coursekit.tasks import Task
from coursekit.tasks.probes import RULES, each, in_turn, walk


def rolling(velocity, stride=lambda eta: 1):
    """A momentum of its own idea: velocity(v, g, eta, beta), then a move by it."""

    def answer(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
        new = velocity(v, grad(theta), eta, beta)
        return theta + stride(eta) * new, new

    return answer


def late(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    return theta + v, beta * v - eta * grad(theta)


def looking_ahead(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v - eta * grad(theta + beta * v)
    return theta + v, v


def rate_outside(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v + grad(theta)
    return theta - eta * v, v


def remembers_the_slope(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    return theta + beta * v - eta * grad(theta), -eta * grad(theta)


momentum_mistakes = {
    "You moved with the old velocity; the first step is zero.": late,
    "The velocity resets at each step: that is plain gradient descent.":
        rolling(lambda v, g, eta, beta: -eta * g),
    "The velocity points uphill: it must go against the slope.":
        rolling(lambda v, g, eta, beta: beta * v + eta * g),
    "η is already inside v; you applied it twice.":
        rolling(lambda v, g, eta, beta: beta * v - eta * g, stride=lambda eta: eta),
    "Friction applies to the old velocity only, not to the new push.":
        rolling(lambda v, g, eta, beta: beta * (v - eta * g)),
    "Each parameter has its own velocity; yours is one number for all.":
        rolling(lambda v, g, eta, beta: beta * v - eta * g.sum()),
    "The velocity is a sum of slopes; your (1 − β) makes it an average.":
        rolling(lambda v, g, eta, beta: beta * v - eta * (1 - beta) * g),
    "β is what is kept of the velocity; you kept 1 − β.":
        rolling(lambda v, g, eta, beta: (1 - beta) * v - eta * g),
    "Nothing is lost: without β the velocity grows for ever.":
        rolling(lambda v, g, eta, beta: v - eta * g),
    "You typed a number for β; use beta, or changing it changes nothing.":
        rolling(lambda v, g, eta, beta: 0.9 * v - eta * g),
    "You typed a number for η; use eta, or changing it changes nothing.":
        rolling(lambda v, g, eta, beta: beta * v - 0.1 * g),
    "η belongs inside the velocity: where η changes, the two paths part.": rate_outside,
    "You measured the slope ahead, at θ + βv: that is Nesterov's rule, lesson 05.":
        looking_ahead,
    "You remember the last push alone; the next velocity needs this whole velocity.":
        remembers_the_slope,
}  # fmt: skip


def falling(t):
    return 0.2 * 0.7**t


def asked(name):
    """Makes Parts for the function `name`: a label, then the arguments of each call."""
    return lambda label, *cases, **also: each(label, name, *cases, **also)


speeds, conversions, rates = map(
    asked, ("terminal_velocity", "to_sum_convention", "momentum_rate")
)


rule = Task(
    id="04.1",
    title="The rule with a velocity",
    name="momentum",
    section="The rule: keep a part, add a push",
    reference=momentum,
    parts=(
        walk(parabola, steps=15, eta=0.09, beta=0.8),
        walk(eta=0.17, beta=0.6),
        walk(eta=falling, beta=0.75),
        in_turn("two walks, one after the other", walk(), walk(eta=0.4, beta=0.0)),
    ),
    mistakes=momentum_mistakes,
    guarded=RULES,
)


def terminal_velocity(g, eta, beta):
    if beta >= 1:
        raise ValueError(f"There is no top speed without friction; beta is {beta}.")
    return eta * g / (1 - beta)


def after(steps):
    """The speed after so many steps, with no thought of a limit."""
    return lambda g, eta, beta: eta * g * sum(beta**k for k in range(steps))


def where_nothing_limits(told):
    """The right speed below β = 1, and told(g, eta, beta) from there on."""
    return lambda g, eta, beta: (terminal_velocity if beta < 1 else told)(g, eta, beta)


speed_mistakes = {
    "Divide: friction lets speed build up.":
        lambda g, eta, beta: eta * g * (1 - beta),
    "At β = 0 the speed must be ηg; you divided by β.":
        lambda g, eta, beta: eta * g / np.float64(beta),
    "No friction, no limit: raise a ValueError.":
        where_nothing_limits(lambda g, eta, beta: np.inf),
    "From β = 1 on there is no top speed: ηg/(1−β) means nothing; raise a ValueError.":
        where_nothing_limits(lambda g, eta, beta: eta * g / (1 - beta)),
    "Ten steps are no limit (65 % of it at β = 0.9); sum the whole series.": after(10),
    "A hundred terms stop short when β is near 1; use the geometric sum.": after(100),
    "That is the first step, before any speed has built up.": after(1),
    "η is missing: each push is ηg.": lambda g, eta, beta: g / np.float64(1 - beta),
    "That is the effective rate η/(1−β); times the slope g it is a speed.":
        lambda g, eta, beta: eta / np.float64(1 - beta),
    "The minus makes it a velocity; the question asks for the speed, its size.":
        lambda g, eta, beta: -terminal_velocity(g, eta, beta),
    "1/(1+β) is for slopes that change their sign at every step.":
        lambda g, eta, beta: eta * g / (1 + beta),
    "1/(1−β²) sums squares of β; a velocity adds the powers themselves.":
        lambda g, eta, beta: eta * g / np.float64(1 - beta**2),
    "That leaves the newest push out: β + β² + … lacks the term β⁰ = 1.":
        lambda g, eta, beta: eta * g * beta / np.float64(1 - beta),
}  # fmt: skip


speed = Task(
    id="04.2",
    title="The top speed",
    name="terminal_velocity",
    section="On a constant slope the speed climbs to ηg/(1 − β)",
    reference=terminal_velocity,
    parts=(
        speeds("slopes of 1 and more", (1.0, 0.1, 0.9), (2.5, 0.03, 0.8)),
        speeds("whole numbers, and β = 0", (3, 0.1, 0), (2, 3, 0.5), (7, 0.02, 0.0)),
        speeds("hardly any friction", (0.4, 0.05, 0.99), (1.5, 0.001, 0.9995)),
        # NumPy's 1: where nobody refuses, 1 − β = 0 gives inf and no error of Python's.
        speeds(
            "β of 1 and above, and some below",
            *[(2.0, 0.1, np.float64(beta)) for beta in (1, 1.05, 0.7, 0.3)],
            refusal="no limit",
        ),
    ),
    mistakes=speed_mistakes,
)


def to_sum_convention(eta_avg, beta):
    return eta_avg * (1 - beta)


convention_mistakes = {
    "η_sum = η_avg·(1−β) so that both paths coincide; you divided.":
        lambda eta_avg, beta: eta_avg / (1 - beta),
    "β is the same in both; return η alone.":
        lambda eta_avg, beta: (eta_avg * (1 - beta), 1 - beta),
    "The factor is 1−β, not 1/β.":
        lambda eta_avg, beta: eta_avg / np.float64(beta),
    "The factor is 1−β; you took β, the share that is kept.":
        lambda eta_avg, beta: eta_avg * beta,
    "The conventions differ in scale, not in direction: no minus.":
        lambda eta_avg, beta: eta_avg * (beta - 1),
    "Unchanged, η makes each step of the sum 1/(1−β) times too long.":
        lambda eta_avg, beta: eta_avg,
    "One factor 1−β is enough: it already scales every step.":
        lambda eta_avg, beta: eta_avg * (1 - beta) ** 2,
    "The factor is 1−β: a sum needs the smaller η.":
        lambda eta_avg, beta: eta_avg * (1 + beta),
    "1−β² belongs to squares; the steps themselves scale by 1−β.":
        lambda eta_avg, beta: eta_avg * (1 - beta**2),
    "That is the factor alone; times η_avg it is η_sum.":
        lambda eta_avg, beta: 1 - beta,
}  # fmt: skip


convention = Task(
    id="04.3",
    title="From averages to sums",
    name="to_sum_convention",
    section="One path, three conventions",
    reference=to_sum_convention,
    parts=(
        conversions("usual settings", (0.1, 0.9), (0.3, 0.8), (0.01, 0.99)),
        conversions("whole numbers, and β = 0", (2, 0.25), (1, 0.9), (0.2, 0)),
        conversions("long memories", (5.0, 0.999), (0.7, 0.9999)),
    ),
    mistakes=convention_mistakes,
)


def roots(eta, beta, curvature):
    """The two roots of σ² − (1 + β − ηλ)σ + β = 0."""
    b = 1 + beta - eta * curvature
    root = np.sqrt(complex(b * b - 4 * beta))
    return np.array([b - root, b + root]) / 2


def momentum_rate(eta, beta, curvature):
    return np.max(np.abs(roots(eta, beta, curvature)))


def matrix(eta, beta, curvature):
    push = eta * curvature
    return np.array([[1 - push, beta], [-push, beta]])


def where_complex(told):
    """The right rate where the roots are real, and told(β) where they are complex."""

    def answer(eta, beta, curvature):
        turning = (1 + beta - eta * curvature) ** 2 < 4 * beta
        return told(beta) if turning else momentum_rate(eta, beta, curvature)

    return answer


def with_the_old_velocity(eta, beta, curvature):
    step = [[1, 1], [-eta * curvature, beta]]
    return np.max(np.abs(np.linalg.eigvals(step)))


def stops_at_two(eta, beta, curvature):
    return np.inf if eta * curvature >= 2 else momentum_rate(eta, beta, curvature)


rate_mistakes = {
    "√β holds only where the roots are complex.":
        lambda eta, beta, curvature: np.sqrt(beta),
    "Halved already: |σ| = √β (a published essay has this slip).":
        where_complex(lambda beta: 2 * np.sqrt(beta)),
    "Complex roots multiply to β, so each has the size √β.":
        where_complex(lambda beta: beta),
    "Check β = 0, which must give |1−ηλ|: your matrix moves with the old velocity.":
        with_the_old_velocity,
    "The slowest root decides: take the larger |σ|.":
        lambda *given: np.min(np.abs(roots(*given))),
    "Momentum is stable up to ηλ = 2(1+β), not only up to 2.": stops_at_two,
    "β does not enter: that is the rate of gradient descent.":
        lambda eta, beta, curvature: abs(1 - eta * curvature),
    "Roots can be negative; their size matters.":
        lambda *given: np.max(roots(*given).real),
    "That is the rate of the loss, not of the distance.":
        lambda *given: momentum_rate(*given) ** 2,
    "Halve: the roots are (b ± √(b² − 4β))/2.":
        lambda *given: 2 * momentum_rate(*given),
    "The norm of the matrix bounds one step; the rate is its largest |eigenvalue|.":
        lambda *given: np.linalg.norm(matrix(*given), 2),
    "The roots solve σ² − (1+β−ηλ)σ + β = 0; you lost the β of 1+β.":
        lambda eta, beta, curvature:
            np.max(np.abs(np.roots([1, -(1 - eta * curvature), beta]))),
    "The sign of ηλ: σ² − (1+β−ηλ)σ + β = 0.":
        lambda eta, beta, curvature: momentum_rate(-eta, beta, curvature),
    "Factor out the curvature: it is η times λ that counts, not η over λ.":
        lambda eta, beta, curvature: momentum_rate(eta, beta, 1 / curvature),
}  # fmt: skip


rate = Task(
    id="04.4",
    title="The rate with momentum",
    name="momentum_rate",
    section="Two roots decide everything on a parabola",
    reference=momentum_rate,
    parts=(
        rates("the parabola's curvature", (0.09, 0.8, 12.0), (0.001, 0.8, 12.0)),
        rates(
            "small and large steps, and diverging ones",
            *[(eta, 0.5, 80.0) for eta in (0.0005, 0.02, 0.036, 0.0374, 0.04)],
        ),
        rates(
            "little and much momentum",
            *[(0.05, beta, 3.0) for beta in (0.1, 0.36, 0.39, 0.9, 0.99)],
        ),
        rates(
            "whole numbers, and β = 0",
            *[(0.25, 0, 3), (0.5, 0.0, 3), (1, 0.2, 2), (1, 0.04, 2), (1, 0, 3)],
        ),
    ),
    mistakes=rate_mistakes,
)
