"""What a probe tries: Parts that call an answer, and its value in plain numbers.

A rule walks whole paths, because one step from an empty memory cannot tell most
wrong rules from right ones. Every call is made twice, with copies of its arguments:
state that leaks and arguments that change are found together with wrong values.
"""

import json
from copy import deepcopy
from fractions import Fraction
from functools import wraps

import numpy as np

from coursekit import dialects, optimizers
from coursekit.descent import descend
from coursekit.problem import Problem
from coursekit.rule import NotStarted, Optimizer, RuleError, optimizer
from coursekit.tasks import Part
from coursekit.tasks.hidden import varied

# Coordinates 0 and 1 pull on each other; 2 is flat; 3 has gradients near 1e-9. The
# centre is not the origin, where a slope would be in proportion to its place.
CURVATURE = np.array(
    [[3.0, 1.0, 0, 0], [1.0, 0.5, 0, 0], [0, 0, 0.0, 0], [0, 0, 0, 1e-3]]
)
CENTRE = np.array([0.3, 0.8, 0, 0])
tilted = Problem(
    value=lambda theta: ((theta - CENTRE) @ CURVATURE * (theta - CENTRE)).sum(-1) / 2,
    gradient=lambda theta: (theta - CENTRE) @ CURVATURE,
    hessian=lambda theta: np.broadcast_to(CURVATURE, (*theta.shape, 4)),
    name="tilted bowl in 4-D",
    start=(1.0, -2.0, 0.5, 1e-6),
)

# With its momentum at 0, many a rule is another one; and libraries have them all, too.
RULES = tuple(
    rule
    for module in (optimizers, *(getattr(dialects, name) for name in dialects.__all__))
    for rule in vars(module).values()
    if isinstance(rule, Optimizer)
)


def walk(problem=tilted, start=None, steps=6, points=1, memory=None, **knobs):
    """A Part for a rule: the positions of a walk with these knobs, (steps + 1, d).

    memory  the name of a memory of the rule, which is looked at instead of θ
    """
    settings = ", ".join(f"{name} = {text(value)}" for name, value in knobs.items())
    label = (
        f"{f'the memory {memory} of ' if memory else ''}{steps} steps "
        f"on the {problem.name} with {settings or 'the default knobs'}"
    )

    def call(answer):
        rule = _as_optimizer(answer)(**knobs)
        if memory and memory not in rule.memory:
            raise RuleError(f"The rule has no memory {memory}: keep the signature.")
        return _repeated(lambda: _values(descend(rule, problem, start, steps), memory))

    def vary(rng):
        first = np.asarray(problem.start if start is None else start, dtype=float)
        other = varied(first, rng), steps, points, memory
        return walk(problem, *other, **varied(knobs, rng))

    return Part(label, call, ("step", "coordinate"), points, vary)


def _values(run, memory):
    return run.memory[memory] if memory else run.theta


def in_turn(label, *parts):
    """A Part that is right where all these are, and earns what the first would."""
    return Part(
        label,
        lambda answer: {part.label: part.call(answer) for part in parts},
        parts[0].axes,
        parts[0].points,
        lambda rng: in_turn(label, *[p.vary(rng) if p.vary else p for p in parts]),
    )


def once(label, *arguments, axes=(), points=1):
    """A Part for a function: what it gives for these arguments."""

    def vary(rng):
        return once(label, *varied(arguments, rng), axes=axes, points=points)

    return Part(label, lambda answer: _ask(answer, arguments), axes, points, vary)


def each(label, name, *cases, axes=(), points=1, refusal=None):
    """A Part for a function: what it gives for each tuple of arguments, by its call.

    Where `refusal` is given, a ValueError is as good as this value.
    """
    calls = {f"{name}({', '.join(map(text, case))})": case for case in cases}

    def call(answer):
        return {at: _noted(at, answer, case, refusal) for at, case in calls.items()}

    def vary(rng):
        others = [varied(case, rng) for case in cases]
        return each(label, name, *others, axes=axes, points=points, refusal=refusal)

    return Part(label, call, axes, points, vary)


def plain(value):
    """The value as JSON can carry it: floats, text, None, lists and dicts of them.

    Raises NotStarted for `...` and RuleError for what is none of these.
    """
    if value is ...:
        raise NotStarted("It still returns `...`.")
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | str):
        return value[:300] if isinstance(value, str) else value
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    numbers = _numbers(value)
    if numbers is not None:
        return numbers.astype(float).tolist()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value[:10_000]]
    kind = type(value).__name__
    hint = "; `return` gives all at once, `yield` does not" * (kind == "generator")
    raise RuleError(f"It returned a {kind} where I expected numbers or text{hint}.")


def _numbers(value):
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    return array if array.dtype.kind in "iuf" and array.size <= 100_000 else None


def _as_optimizer(answer):
    """The learner's rule, whether or not `@optimizer` stands above it."""
    if isinstance(answer, Optimizer):
        return answer
    if not hasattr(answer, "__name__"):  # a partial, or an object with __call__
        answer = wraps(answer)(
            lambda *given, answer=answer, **knobs: answer(*given, **knobs)
        )
    return optimizer(answer)


def _ask(answer, arguments):
    return _repeated(lambda: _unchanged(answer, arguments))


def _repeated(ask):
    """The value of ask(), if it gives the same again."""
    # As text at once: an answer may hand out, and later grow, one and the same list.
    first = json.dumps(plain(ask()))
    if json.dumps(plain(ask())) != first:
        raise RuleError(
            "It gave something else when it was called again in the same way: what it "
            "keeps from call to call (a global, a default list) must not matter."
        )
    return json.loads(first)


def _unchanged(answer, arguments):
    """answer(*arguments), if it leaves the arguments as they were."""
    given = deepcopy(arguments)
    value = answer(*given)
    for before, after in zip(arguments, given):
        if isinstance(before, list | np.ndarray) and not np.array_equal(before, after):
            raise RuleError(
                "It changes the caller's array (as `x -= ...` and `x[0] = ...` do): "
                "begin with a copy."
            )
    return value


def _noted(at, answer, case, refusal):
    """What one of several calls gives; an error says which of them it was."""
    try:
        return _ask(answer, case)
    except Exception as error:
        if refusal is not None and isinstance(error, ValueError):
            return refusal
        error.add_note(at)
        raise


def text(argument):
    """An argument nearly as a learner would type it: 0.03, 1/12, [1, -2], grad."""
    if callable(argument):
        return argument.__name__
    said = np.array2string(
        np.asarray(argument), separator=", ", formatter={"all": _number}
    )
    return " ".join(said.split())  # a matrix, too, stays on its line


def _number(x):
    short = f"{x:.6g}"
    if float(short) == x or not np.isfinite(x):
        return short
    fraction = Fraction(float(x)).limit_denominator(1000)
    return str(fraction) if float(fraction) == x else short
