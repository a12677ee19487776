"""Exercise 05: Nesterov, as the books and as frameworks write it, and an audit."""

from dataclasses import replace
from functools import wraps

import numpy as np

from coursekit.optimizers import nesterov, nesterov_framework
from coursekit.problems import canyon, two_wells
from coursekit.rule import Optimizer, RuleError
from coursekit.tasks import Task, table_11_2
from coursekit.tasks.probes import RULES, in_turn, tilted, walk


def with_the_new_velocity(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    new = beta * v - eta * grad(theta)
    v = beta * v - eta * grad(theta + beta * new)
    return theta + v, v


def leaping(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    ahead = theta + beta * v
    v = beta * v - eta * grad(ahead)
    return ahead + v, v


def asking_twice(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    new = theta + beta * v - eta * grad(theta)
    return new, beta * v - eta * grad(theta + beta * v)


def eta_outside(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v - grad(theta + beta * v)
    return theta + eta * v, v


def forgetful(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    return theta + beta * v - eta * grad(theta + beta * v), v


def looking(where, keep=lambda beta: beta, rate=lambda eta: eta):
    """Nesterov's rule with the slope at `where(theta, v, beta)`."""

    def rule(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
        v = keep(beta) * v - rate(eta) * grad(where(theta, v, beta))
        return theta + v, v

    return rule


def ahead_by_beta(theta, v, beta):
    return theta + beta * v


nesterov_mistakes = {
    "That is standard momentum: Nesterov measures at θ + βv.":
        looking(lambda theta, v, beta: theta),
    "Look ahead by βv, the part you are sure to move; not by all of v.":
        looking(lambda theta, v, beta: theta + v),
    "You look back: the point ahead is θ + βv (θ − βv if your v points uphill).":
        looking(lambda theta, v, beta: theta - beta * v),
    "The slope is taken at a place: at θ + βv, not at βv alone.":
        looking(lambda theta, v, beta: beta * v),
    "Return θ + v; the look-ahead point is only for measuring.": leaping,
    "Look ahead in all coordinates together (the book's own program has this slip).":
        table_11_2.one_at_a_time,
    "Use the velocity you have now to look ahead; the new one needs the slope first.":
        with_the_new_velocity,
    "One gradient per step: you measured again, at θ, to move.": asking_twice,
    "The step is −η times the slope: you climb.":
        looking(ahead_by_beta, rate=lambda eta: -eta),
    "v never loses speed: only βv of it lives on.":
        looking(ahead_by_beta, keep=lambda beta: 1),
    "The average takes (1 − β) times the slope; here the slope counts in full.":
        lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            nesterov.rule(theta, grad, t, v, eta=eta * (1 - beta), beta=beta),
    "With η outside the velocity you slide by ηβv; so look there, at θ + ηβv.":
        eta_outside,
    "Return the new v: yours stays 0, and that is plain gradient descent.": forgetful,
    "That path is y = θ + βv, as frameworks store it; return θ + v.":
        nesterov_framework.rule,
}  # fmt: skip

rule = Task(
    id="05.1",
    title="Nesterov's rule",
    name="nesterov",
    section="Part of the next step is already decided",
    reference=nesterov,
    parts=(
        walk(two_wells, start=(0.7, -0.2), steps=25, eta=0.1, beta=0.9),
        walk(eta=0.17, beta=0.6),
        in_turn(
            "two walks, one after the other",
            walk(steps=4),
            walk(canyon, eta=0.01, beta=0.8),
        ),
    ),
    mistakes=nesterov_mistakes,
    guarded=RULES,
)


class OwnPointOnly:
    """The gradient as a framework gives it: at theta, whatever rounding does to it."""

    def __init__(self, grad, theta):
        self.grad, self.theta = grad, theta

    def __call__(self, asked):
        if np.allclose(asked, self.theta, 1e-9, 1e-12, equal_nan=True):
            return self.grad(self.theta)
        raise RuleError(
            f"nesterov_framework asked for the gradient at {_point(asked)} while it "
            f"stood at {_point(self.theta)}: a framework measures the slope at its own "
            "point, theta, and nowhere else."
        )


def _point(theta):
    return "(" + ", ".join(f"{x:.7g}" for x in np.ravel(theta)) + ")"


def own_point(part):
    """The walk of `part`, in which a rule may ask for the slope at theta alone."""

    def call(answer):
        rule = getattr(answer, "rule", answer)

        @wraps(rule)
        def watched(theta, grad, t, *memory, **knobs):
            return rule(theta, OwnPointOnly(grad, theta), t, *memory, **knobs)

        is_optimizer = isinstance(answer, Optimizer)
        return part.call(replace(answer, rule=watched) if is_optimizer else watched)

    return replace(part, call=call)


def framework(move, keep=lambda v, beta, eta, g: beta * v - eta * g):
    """A rule with the slope at theta that moves by `move(v, old, beta, eta, g)`."""

    def rule(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
        g = grad(theta)
        new = keep(v, beta, eta, g)
        return theta + move(new, v, beta, eta, g), new

    return rule


framework_mistakes = {
    "That is standard momentum: after the change of variables y moves by β·v_new − ηg.":
        framework(lambda v, old, beta, eta, g: beta * old - eta * g),
    "Half of the step is missing: y moves by βv and by −ηg.":
        framework(lambda v, old, beta, eta, g: beta * v),
    "β² is lost: the move is β²v − (1 + β)ηg with the old v.":
        framework(lambda v, old, beta, eta, g: beta * old - (1 + beta) * eta * g),
    "One β too few: the old v moves y by β² of it, not by all of it.":
        framework(lambda v, old, beta, eta, g: old - (1 + beta) * eta * g),
    "β is missing: y moves by β·v_new − ηg.":
        framework(lambda v, old, beta, eta, g: v - eta * g),
    "You climb: the step takes ηg away.":
        framework(lambda v, old, beta, eta, g: beta * v + eta * g),
    "That is plain gradient descent, and θ = y − βv, the books' point: return y.":
        framework(lambda v, old, beta, eta, g: v - beta * old),
    "Every slope counts for (1 + β)η there, not for η: v is βv − ηg.":
        framework(
            lambda v, old, beta, eta, g: beta * v - eta * g,
            keep=lambda v, beta, eta, g: beta * v - (1 + beta) * eta * g,
        ),
    "The velocity forgets nothing: it is βv − ηg.":
        framework(
            lambda v, old, beta, eta, g: beta * v - eta * g,
            keep=lambda v, beta, eta, g: v - eta * g,
        ),
    "Return the new v; yours stays what it was.":
        framework(
            lambda v, old, beta, eta, g: beta * (beta * v - eta * g) - eta * g,
            keep=lambda v, beta, eta, g: v,
        ),
}  # fmt: skip

stored = Task(
    id="05.2",
    title="The form of the frameworks",
    name="nesterov_framework",
    section="The form that frameworks use",
    reference=nesterov_framework,
    parts=(
        own_point(walk(two_wells, start=(0.7, -0.2), steps=25, eta=0.1, beta=0.9)),
        own_point(walk(eta=0.17, beta=0.6)),
        own_point(walk(tilted, steps=4)),
    ),
    mistakes=framework_mistakes,
    guarded=RULES,
)

# A minimum that somebody searched for is not exact to the last digit.
audit = Task(
    id="05.3",
    title="An audit",
    name="audit_table_11_2",
    section="An audit: MDL's table 11-2",
    reference=table_11_2.audit_table_11_2,
    parts=table_11_2.PARTS,
    mistakes=table_11_2.mistakes,
    rtol=1e-4,
)
