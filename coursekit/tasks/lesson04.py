"""Exercise 04: momentum, its top speed, its two conventions and its rate."""

from coursekit.optimizers import momentum
from coursekit.tasks import Task
from coursekit.tasks.asks import RULES, made_by, series, walk


def falling(first, factor):
    def falling(t):
        return first * factor**t

    return falling


rule = Task(
    id="04.1",
    title="The rule with a velocity",
    name="momentum",
    section="The rule: keep a part, add a push",
    reference=momentum,
    parts=(
        walk("parabola", steps=15, eta=0.09, beta=0.8),
        walk(eta=0.17, beta=0.6),
        walk(eta=made_by(falling, 0.2, 0.7), beta=0.75),
        series("two walks, one after the other", walk(), walk(eta=0.4, beta=0.0)),
    ),
    mistakes={
        "You moved with the old velocity; the first step is zero.":
            "return theta + v, beta * v - eta * grad(theta); v = v",
        "The velocity resets at each step: that is plain gradient descent.":
            "v = -eta * grad(theta)",
        "The velocity points uphill: it must go against the slope.":
            "v = beta * v + eta * grad(theta)",
        "η is already inside v; you applied it twice.":
            "return theta + eta * v, v",
        "Friction applies to the old velocity only, not to the new push.":
            "v = beta * (v - eta * grad(theta))",
        "Each parameter has its own velocity; yours is one number for all.":
            "v = beta * v - eta * grad(theta).sum()",
        "The velocity is a sum of slopes; your (1 − β) makes it an average.":
            "v = beta * v - eta * (1 - beta) * grad(theta)",
        "β is what is kept of the velocity; you kept 1 − β.":
            "v = (1 - beta) * v - eta * grad(theta)",
        "Nothing is lost: without β the velocity grows for ever.":
            "v = v - eta * grad(theta)",
        "You typed a number for β; use beta, or changing it changes nothing.":
            "v = 0.9 * v - eta * grad(theta)",
        "You typed a number for η; use eta, or changing it changes nothing.":
            "v = beta * v - 0.1 * grad(theta)",
        "η belongs inside the velocity: where η changes, the two paths part.":
            "v = beta * v + grad(theta); return theta - eta * v, v",
        "You measured the slope ahead, at θ + βv: that is Nesterov's rule, lesson 05.":
            "v = beta * v - eta * grad(theta + beta * v)",
        "You remember the last push alone; the next velocity needs this whole velocity.":
            "return theta + v, -eta * grad(theta)",
    },
    guarded=RULES,
)  # fmt: skip
