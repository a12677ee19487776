"""Runs as buffers: every position of two sliders at once, or one exact path."""

import numpy as np

from coursekit.descent import descend
from coursekit.rule import RuleError

# So many steps show whether a rule keeps the runs of a batch apart.
TRIAL = 12

# Bytes of one answer: 9 per step (two float32, one byte of the loss curve).
BUDGET = 1_450_000


def grid(optimizer, sliders, surface, start, steps):
    """The runs of all slider positions at once: (facts, buffers).

    sliders  positions by knob; the first two, or as many as fit, become `axes`
    A rule that cannot do that gives no buffers and the reason: {"slow": why}.
    """
    axes = _axes(sliders, steps)
    knobs = dict(zip(axes, np.meshgrid(*axes.values(), indexing="ij"), strict=True))
    every = optimizer(**knobs)
    try:
        _trial(every, knobs, surface, start)
        facts, buffers = _pack(descend(every, surface.problem, start, steps), surface)
        return {"axes": axes, **facts}, buffers
    except Exception as error:
        why = in_words(optimizer, error)
        return {"axes": {}, "slow": f"Slower, one path at a time: {why}"}, []


def _axes(sliders, steps):
    """The sliders whose positions make the grid, as many as the budget allows."""
    axes, left = {}, BUDGET // (9 * (steps + 1))
    for knob, positions in [*sliders.items()][:2]:
        left //= len(positions)
        if left:
            axes[knob] = positions
    return axes


def path(optimizer, surface, start, steps):
    """One run with each step's loss and slope: (facts, buffers) or {"error": why}."""
    try:
        run = descend(optimizer, surface.problem, start, steps)
        facts, buffers = _pack(run, surface, each_step=True)
        return {"axes": {}, **facts}, buffers
    except Exception as error:
        return {"axes": {}, "error": in_words(optimizer, error)}, []


def _trial(every, knobs, surface, start):
    """Raise RuleError if a run among many takes another path than on its own."""
    together = descend(every, surface.problem, start, TRIAL).theta
    together = together.reshape(TRIAL + 1, -1, together.shape[-1])
    for i in {0, together.shape[1] // 2, together.shape[1] - 1}:
        one = every(**{knob: float(values.flat[i]) for knob, values in knobs.items()})
        alone = descend(one, surface.problem, start, TRIAL).theta
        if not np.allclose(alone, together[:, i], rtol=1e-6, equal_nan=True):
            raise RuleError(f"{every.name} mixes the runs of a batch.")


def in_words(optimizer, error):
    """An error as the learner reads it; a rule's own errors are sentences already."""
    if isinstance(error, RuleError):
        return str(error)
    return f"{optimizer.name} raised {type(error).__name__}: {error}."


def _pack(run, surface, each_step=False):
    """Each run's numbers side by side: its path, its loss curve, how it ends."""
    at = slice(None) if each_step else slice(-1, None)
    with np.errstate(all="ignore"):
        slope = np.linalg.norm(run.problem.gradient(run.theta[at]), axis=-1)
        xy = np.stack([run.theta[..., 0], run.loss], -1) if surface.flat else run.theta
        arrays = {
            "xy": np.moveaxis(xy, 0, -2).astype("<f4"),
            "height": np.moveaxis(np.rint(255 * surface.heights(run.loss)), 0, -1),
            "loss": np.moveaxis(run.loss[at], 0, -1).astype("<f4"),
            "slope": np.moveaxis(slope, 0, -1).astype("<f4"),
            "left": np.asarray(run.left_at, "<i2"),
            "reached": np.asarray(run.reached_at(surface.near), "<i2"),
        }
    arrays["height"] = arrays["height"].astype("u1")
    names = [[name, array.dtype.str[1:]] for name, array in arrays.items()]
    facts = {"length": len(run.theta), "arrays": names}
    return facts, [array.tobytes() for array in arrays.values()]
