"""Exercise 04: momentum, its top speed, conventions, shrink factor, and an escape."""

import numpy as np

from coursekit.descent import descend
from coursekit.optimizers import gd, momentum
from coursekit.problems import two_wells
from coursekit.tasks import Task
from coursekit.tasks.asks import RULES, call, calls, flat, made_by, series, walk


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
        walk(eta=0.17),
        walk("parabola", steps=12, eta=0.5, beta=0.9),
        flat(eta=0.2, beta=0.5),
    ),
    mistakes={
        "You moved with the old velocity; the first step is zero.":
            "return theta + v, beta * v - eta * grad(theta)\n",
        "You move with the old v, at step 1 not at all; make the new velocity first.":
            "theta = theta + v; v = beta * v - eta * grad(theta); return theta, v",
        "The velocity resets at each step: that is plain gradient descent.":
            "v = -eta * grad(theta)",
        "The velocity points uphill: it must go against the slope.":
            "v = beta * v + eta * grad(theta)",
        "η is already inside v; you applied it twice.":
            "return theta + eta * v, v",
        "The slope is already inside v; you subtracted it once more.":
            "return theta + v - eta * grad(theta), v",
        "Friction applies to the old velocity only, not to the new push.":
            "v = beta * (v - eta * grad(theta))",
        "Each parameter has its own velocity; yours is one number for all.":
            "v = beta * v - eta * grad(theta).sum()",
        "The velocity is a sum of slopes; your (1 − β) makes it an average.":
            "v = beta * v - eta * (1 - beta) * grad(theta)",
        "That is an average with η outside; here v is a sum, and η stands inside it.":
            "v = beta * v + (1 - beta) * grad(theta); return theta - eta * v, v",
        "β keeps a part of the velocity, and η scales the slope; you swapped the two.":
            "v = eta * v - beta * grad(theta)",
        "β is what is kept of the velocity; you kept 1 − β.":
            "v = (1 - beta) * v - eta * grad(theta)",
        "You typed numbers for η and β; use the names, eta and beta.":
            "v = 0.9 * v - 0.1 * grad(theta)",
        "Nothing is lost: without β the velocity grows for ever.":
            "v = v - eta * grad(theta)",
        "η belongs inside the velocity: where η changes, the two paths part.":
            "v = beta * v + grad(theta); return theta - eta * v, v",
        "You measured the slope ahead, at θ + βv: that is Nesterov's rule, lesson 05.":
            "v = beta * v - eta * grad(theta + beta * v)",
        "You measured the slope ahead, at θ + v; measure it where you are, at θ.":
            "v = beta * v - eta * grad(theta + v)",
        "You moved by βv and the push once more: that is Nesterov's rule, lesson 05.":
            "return theta + beta * v - eta * grad(theta), v",
        "The second value is the velocity, not the place once more.":
            "return theta + v, theta + v",
        "You remember the last push alone; the next step needs this whole velocity.":
            "return theta + v, -eta * grad(theta)",
        "η scales the push alone; you multiply the old velocity by it, too.":
            "v = eta * (beta * v - grad(theta))",
        "The velocity has to know the slope where you are: grad(theta), not grad(v).":
            "v = beta * v - eta * grad(v)",
    },
    guarded=RULES,
)  # fmt: skip


def terminal_velocity(g, eta, beta):
    if beta >= 1:
        raise ValueError("There is no top speed without friction.")
    return eta * g / (1 - beta)


speeds = {
    "Divide by 1 − β: friction lets the speed build up":
        "return eta * g * (1 - beta)",
    "At β = 0 the speed must be ηg; you divided by β":
        "return eta * g / beta",
    "Ten steps are no limit: sum the whole series":
        "return eta * g * sum(beta**k for k in range(10))",
    "A hundred terms stop short when β is near 1":
        "return eta * g * sum(beta**k for k in range(100))",
    "That is the first step, before any speed builds up":
        "return eta * g",
    "η is missing: each push is ηg":
        "return g / (1 - beta)",
    "That is the effective rate; times the slope g it is a speed":
        "return eta / (1 - beta)",
    "The speed is a size, and has no minus":
        "return -eta * g / (1 - beta)",
    "1/(1+β) is for slopes that change their sign at every step":
        "return eta * g / (1 + beta)",
    "1/(1−β²) adds the squares of β, not its powers":
        "return eta * g / (1 - beta**2)",
    "β + β² + … leaves the newest push out, β⁰ = 1":
        "return eta * g * beta / (1 - beta)",
    "`//` gives whole numbers only; divide with `/`":
        "return eta * g // (1 - beta)",
    "You divided twice by 1 − β; once is enough":
        "return eta * g / (1 - beta) ** 2",
}  # fmt: skip

speed = Task(
    id="04.2",
    title="The top speed",
    name="terminal_velocity",
    section="How fast does the ball get on a long, even slope?",
    reference=terminal_velocity,
    parts=(
        calls(
            "slopes of 1 and more",
            (1.0, 0.1, 0.9), (2.5, 0.03, 0.8), (2.5, 0.1, 0.9), (1.0, 0.03, 0.9),
            (1.0, 0.1, 0.5), (4e4, 3.0, 0.95),
        ),
        calls(
            "whole numbers, and β = 0",
            (3, 0.1, 0), (2, 3, 0.5), (7, 0.02, 0.0), (5, 2, 0), (0, 0.1, 0.9),
        ),
        calls(
            "hardly any friction, hardly any slope",
            (0.4, 0.05, 0.99), (1.5, 0.001, 0.9995), (2e-9, 0.1, 0.9),
        ),
        # NumPy's 1: where nobody refuses, 1 − β = 0 gives inf and no error of Python's.
        calls(
            "β of 1 and above, and some below",
            *[(2.0, 0.1, np.float64(beta)) for beta in (1, 1.05, 0.7, 0.3, 3)],
            refusal=["ValueError"],
        ),
    ),
    mistakes={
        "No friction, no limit: from β = 1 on raise a ValueError.":
            "return np.inf if beta >= 1 else eta * g / (1 - beta)\n",
        "A failed assert is an AssertionError: refuse with `raise ValueError(…)`.":
            "raise ValueError -> raise AssertionError",
        "From β = 1 on ηg/(1−β) is no speed: raise a ValueError.":
            "return eta * g / (1 - beta)\n",
        "Refuse β = 1, too: nothing is lost there, and 1 − β is 0.":
            "beta >= 1 -> beta > 1",
        "Refuse each β from 1 on, not 1 alone: above 1 the speed grows for ever.":
            "beta >= 1 -> beta == 1",
        **{f"{says}.": edit for says, edit in speeds.items()},
        **{f"{says}; and refuse a β of 1 or more.": f"{edit}\n"
           for says, edit in speeds.items()},
    },
)  # fmt: skip


def to_sum_convention(eta_avg, beta):
    return eta_avg * (1 - beta)


convention = Task(
    id="04.3",
    title="From averages to sums",
    name="to_sum_convention",
    section="One path, three conventions",
    reference=to_sum_convention,
    parts=(
        calls(
            "usual settings",
            (0.1, 0.9), (0.3, 0.8), (0.01, 0.99), (0.3, 0.9), (0.1, 0.8),
        ),
        calls("whole numbers, and β = 0", (2, 0.25), (1, 0.9), (0.2, 0), (3, 0)),
        calls(
            "long memories, and rates of many sizes",
            (5.0, 0.999), (0.7, 0.9999), (4e3, 0.6), (4e3, 0.2), (70.0, 0.6),
            (2e-8, 0.9),
        ),
    ),
    mistakes={
        "η_sum = η_avg·(1−β) so that both paths coincide; you divided.":
            "return eta_avg / (1 - beta)",
        "β is the same in both; return η alone.":
            "return eta_avg * (1 - beta), 1 - beta",
        "The factor is 1−β, not 1/β.":
            "return eta_avg / beta",
        "The factor is 1−β; you took β, the share that is kept.":
            "return eta_avg * beta",
        "The conventions differ in scale, not in direction: no minus.":
            "return eta_avg * (beta - 1)",
        "Unchanged, η makes each step of the sum 1/(1−β) times too long.":
            "return eta_avg",
        "One factor 1−β is enough: it already scales every step.":
            "return eta_avg * (1 - beta) ** 2",
        "The factor is 1−β: a sum needs the smaller η.":
            "return eta_avg * (1 + beta)",
        "1−β² belongs to squares; the steps themselves scale by 1−β.":
            "return eta_avg * (1 - beta**2)",
        "That is the factor alone; times η_avg it is η_sum.":
            "return 1 - beta",
        "Multiply by 1−β; you took 1−β away from η_avg.":
            "return eta_avg - (1 - beta)",
        "The parentheses are missing: η_avg times all of 1 − β.":
            "return eta_avg * 1 - beta",
    },
)  # fmt: skip


def momentum_rate(eta, beta, curvature):
    b = 1 + beta - eta * curvature
    root = np.sqrt(complex(b * b - 4 * beta))
    return max(abs(b + root), abs(b - root)) / 2


rate = Task(
    id="04.4",
    title="The shrink factor with momentum",
    name="momentum_rate",
    section="Every next error comes from the last two",
    reference=momentum_rate,
    parts=(
        calls(
            "the parabola's curvature, and a smaller one",
            (0.09, 0.8, 12.0), (0.001, 0.8, 12.0), (0.001, 0.8, 3.0),
        ),
        calls(
            "small and large steps, and diverging ones",
            *[(eta, 0.5, 80.0) for eta in (0.0005, 0.02, 0.036, 0.0374, 0.04, 7.0)],
            (2e-6, 0.9, 1.5),
        ),
        calls(
            "little and much momentum",
            *[(0.05, beta, 3.0) for beta in (0.1, 0.36, 0.39, 0.9, 0.99)],
            (0.05, 0.1, 80.0),
        ),
        calls(
            "whole numbers, and β = 0",
            (0.25, 0, 3), (0.5, 0.0, 3), (1, 0.2, 2), (1, 0.04, 2), (1, 0, 3),
        ),
    ),
    mistakes={
        "√β holds only where the roots are complex.":
            "return np.sqrt(beta)",
        "The formula of the roots has halved them already: |r| is √β, not 2√β.":
            "return 2 * beta**0.5 if root.imag else (abs(b) + abs(root)) / 2",
        "The larger size decides; you added the two.":
            "return (abs(b + root) + abs(b - root)) / 2",
        "np.roots takes the numbers of r², r and 1 in this order: 1, −(1+β−ηλ), β.":
            "return max(abs(np.roots([beta, -b, 1])))",
        "Complex roots multiply to β, so each has the size √β.":
            "return beta if root.imag else (abs(b) + abs(root)) / 2",
        "Check β = 0, which must give |1−ηλ|: your matrix moves with the old velocity.":
            "return max(abs(np.linalg.eigvals([[1, 1], [-eta * curvature, beta]])))",
        "The slowest root decides: take the larger |r|.":
            "max -> min",
        "Momentum is stable up to ηλ = 2(1+β), not only up to 2.":
            """
            if eta * curvature >= 2:
                return np.inf
            b = 1 + beta - eta * curvature
            root = np.sqrt(complex(b * b - 4 * beta))
            return max(abs(b + root), abs(b - root)) / 2
            """,
        "β does not enter: that is the shrink factor of gradient descent.":
            "return abs(1 - eta * curvature)",
        "Roots can be negative; their size matters.":
            "return max((b + root).real, (b - root).real) / 2",
        "The size of a complex root is its modulus; you took the real part alone.":
            "return max(abs((b + root).real), abs((b - root).real)) / 2",
        "That is the factor of the loss, not of the distance.":
            "return max(abs(b + root), abs(b - root)) ** 2 / 4",
        "Halve: the roots are (b ± √(b² − 4β))/2.":
            "return max(abs(b + root), abs(b - root))",
        "The norm of the matrix bounds one step; |r| is its largest |eigenvalue|.":
            "return np.linalg.norm("
            "[[1 - eta * curvature, beta], [-eta * curvature, beta]], 2)",
        "The roots solve r² − (1+β−ηλ)r + β = 0; you lost the β of 1+β.":
            "b = 1 - eta * curvature",
        "The sign of ηλ: r² − (1+β−ηλ)r + β = 0.":
            "b = 1 + beta + eta * curvature",
        "Factor out the curvature: it is η times λ that counts, not η over λ.":
            "b = 1 + beta - eta / curvature",
        "The sign of β: it is r² − (1+β−ηλ)r + β, and b² − 4β below the root.":
            "root = np.sqrt(complex(b * b + 4 * beta))",
        "Below the root is 4β; you left the 4 out.":
            "root = np.sqrt(complex(b * b - beta))",
        "b² − 4β may be negative: take a complex root, np.sqrt(complex(...)).":
            "root = np.sqrt(b * b - 4 * beta)",
        "b² − 4β may be negative: take np.roots, and the larger size of the two roots.":
            "return (b + np.sqrt(b * b - 4 * beta)) / 2",
        "A root may be complex, or negative; take the sizes first, np.abs(roots).":
            "return np.max(np.roots([1, -b, beta]))",
        "You have both sizes; return the larger one, np.max(...).":
            "return np.abs(np.roots([1, -b, beta]))",
        "Neither |1−ηλ| nor β is the factor: the two roots mix them.":
            "return max(abs(1 - eta * curvature), beta)",
        "η/(1−β) is the effective rate on a long slope; here the two roots count.":
            "return abs(1 - eta / (1 - beta) * curvature)",
        "One number is asked for: the larger of the two sizes.":
            "return abs(b - root) / 2, abs(b + root) / 2",
        "That is one root, the one with +; the other may be the larger.":
            "return abs(b + root) / 2",
        "That is one root, the one with −; the other may be the larger.":
            "return abs(b - root) / 2",
    },
)  # fmt: skip


ESCAPE = {"eta": 0.1, "beta": 0.9}
RUN, BOTTOM, AROUND = 600, 0.5, 0.02  # steps; what is near; what is no luck


def escape():
    return 1.7, -1.7


def _deep(rule, starts):
    """Whether runs from starts (..., 2) end nearer to the deep well."""
    ends = descend(rule, two_wells, starts, RUN).theta[-1]
    away = np.linalg.norm(ends[..., None, :] - two_wells.minima, axis=-1)
    return away.argmin(axis=-1) == 0


def does_not_escape(start):
    """What is wrong with a start (x, y); "" where only the ball gets out."""
    numbers = isinstance(start, list) and all(type(x) in (int, float) for x in start)
    if not numbers or len(start) != 2 or not np.isfinite(start).all():
        return "It is to return two numbers, x and y."
    here = f"({start[0]:.4g}, {start[1]:.4g})"
    if np.abs(start).max() > 2:
        return f"The start lies off the map, which ends at ±2: {here}."
    if _deep(gd(eta=ESCAPE["eta"]), start):
        return f"The start lies above the deep well; there is no escape: {here}."
    corners = AROUND * np.array([[0, 0], [1, 1], [1, -1], [-1, 1], [-1, -1]])
    out = _deep(momentum(**ESCAPE), np.add(start, corners))
    if out.all():
        return ""
    if out.any():
        return f"Starts {AROUND} beside it do otherwise; look for a safer one: {here}."
    x, y = np.subtract(start, two_wells.minima[1])
    if np.hypot(x, y) < BOTTOM:
        return f"The ball stays, from a start beside the bottom: {here}."
    if x < y:
        return f"The ball stays, from a start between the wells: {here}."
    return f"The ball stays, from a start behind the shallow well: {here}."


getting_out = Task(
    id="04.5",
    title="The escape",
    name="escape",
    section="Two sentences, judged",
    reference=escape,
    parts=(call("your start, with and without memory", wrong_with=does_not_escape,
                points=3),),
    mistakes={
        "A place on the map is two numbers: return x and y, as in `return 0.5, -1`.":
            "return 1.7",
        "Stay on the map: x and y from −2 to 2.":
            "return 2.3, -2.3",
        "Gradient descent gets there, too; start in the shallow well's basin.":
            "return -0.5, 0.5",
        "So near to the bottom the ball gets no speed: start higher up.":
            "return 1.1, -1.1",
        "From there it rolls away from the deep well: start on the other side.":
            "return 0.5, -0.4",
        "Right side, but the ball falls short: go higher, and aim at the deep well.":
            "return 1.3, -1.5",
        "That start is on the edge: go further in, where its neighbours escape, too.":
            "return 2.0, -1.1",
    },
)  # fmt: skip
