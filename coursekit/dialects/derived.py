"""Making an optimizer from another: new defaults, or a weight decay beside it."""

from dataclasses import replace
from functools import wraps
from inspect import signature

from coursekit.rule import Optimizer


def like(other):
    """Decorator: the rule of `other`, under the name, doc and defaults given here.

    `@like(adagrad) def adagrad(s=0.1, *, eta=0.001): "..."` has no body of its own.
    """

    def make(named):
        defaults = signature(named).parameters.values()
        set_anew = other(**{p.name: p.default for p in defaults})

        @wraps(named)
        def rule(*args, **knobs):
            return other.rule(*args, **knobs)

        return Optimizer(rule, set_anew.knobs, set_anew.memory)

    return make


def coupled(inner):
    """The same with PyTorch's `weight_decay`: an L2 term that joins the gradient."""

    @wraps(inner.rule)
    def rule(theta, grad, t, *memory, weight_decay, **knobs):
        def decaying(x):
            return grad(x) + weight_decay * x

        return inner.rule(theta, decaying, t, *memory, **knobs)

    return replace(inner, rule=rule, knobs={**inner.knobs, "weight_decay": 0.0})


def decoupled(inner):
    """The same with AdamW's `weight_decay`: theta shrinks before the step from it."""

    @wraps(inner.rule)
    def rule(theta, grad, t, *memory, weight_decay, **knobs):
        g = grad(theta)
        shrunk = (1 - knobs["eta"] * weight_decay) * theta
        return inner.rule(shrunk, lambda _: g, t, *memory, **knobs)

    return replace(inner, rule=rule, knobs={**inner.knobs, "weight_decay": 0.0})
