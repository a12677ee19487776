"""Maps of many runs at once: which knobs reach a minimum, which start ends where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from numpy.typing import ArrayLike

from coursekit import plots
from coursekit.arrays import Array
from coursekit.descent import State, iterates
from coursekit.explorers.runs import grid_of, together
from coursekit.explorers.sliders import SYMBOLS
from coursekit.explorers.surfaces import Surface
from coursekit.problem import Problem
from coursekit.rule import Optimizer

Knobs = Mapping[str, Sequence[float]]  # the positions of one knob, or of two
Drawn = tuple[QuadMesh | None, str]  # what is coloured, and a sentence about it
STARTS = 100


def draw(
    ax: Axes,
    optimizer: Optimizer,
    axes: Knobs,
    surface: Surface,
    start: ArrayLike,
    steps: int,
) -> Drawn:
    """Where runs end over one knob, or how soon over two; (mesh or None, sentence)."""
    drawing = draw_reach if len(axes) > 1 else draw_ends
    return drawing(ax, optimizer, axes, surface, start, steps)


def draw_ends(
    ax: Axes,
    optimizer: Optimizer,
    axes: Knobs,
    surface: Surface,
    start: ArrayLike,
    steps: int,
) -> Drawn:
    """Where runs end over one knob: coordinates, how many are not 0, and the loss."""
    run = together(optimizer, surface.problem, start, steps, grid_of(axes))
    end, loss = run.theta[-1], run.loss[-1]
    left = np.count_nonzero(end, axis=-1)
    at = np.arange(len(end)) + 0.5
    for k, name in enumerate("xy"[: end.shape[-1]]):
        ax.plot(at, end[:, k], ["-", ":"][k], color=plots.BLUE, label=name)
    ax.plot(at, left, color=plots.VERMILION, drawstyle="steps-mid", label="not 0")
    ax.plot(at, loss, "--", color=plots.BLACK, label="loss")
    _ticks(ax.xaxis, *axes.items())
    ax.set(xlim=(0, len(at)), ylim=(min(0, end.min()) - 0.1, None))
    ax.legend(fontsize=8)
    ((knob, positions),) = axes.items()
    first = int(np.argmax(left < left.max()))
    return None, (
        f"From {SYMBOLS.get(knob, knob)} = {positions[first]:g} on there are fewer "
        f"than {left.max()} weights, and at {positions[-1]:g} {left[-1]}; the loss "
        f"goes from {loss[0]:.4f} to {loss[-1]:.4f}."
    )


def draw_reach(
    ax: Axes,
    optimizer: Optimizer,
    axes: Knobs,
    surface: Surface,
    start: ArrayLike,
    steps: int,
) -> Drawn:
    """Steps to a minimum over two knobs (by slider position), and the limit of theory.

    Returns the coloured mesh and a sentence about it.
    """
    knobs = grid_of(axes)
    run = together(optimizer, surface.problem, start, steps, knobs)
    reached, left = run.reached_at(surface.problem.near), run.left_at
    never = np.where(left >= 0, 1.0, np.nan)
    ax.pcolormesh(never.T, cmap="Greys", vmin=0, vmax=2)
    slow = np.where(reached < 0, np.nan, reached)
    mesh = ax.pcolormesh(slow.T, cmap="viridis_r", vmin=0, vmax=steps)
    edge = stability(optimizer, axes, surface.problem)
    ax.plot(edge, np.arange(len(edge)) + 0.5, color=plots.VERMILION, linestyle="--")
    for axis, each in zip((ax.xaxis, ax.yaxis), axes.items()):
        _ticks(axis, each)
    legend = f"empty: not in {steps} steps; grey: left; dashed: limit of theory"
    ax.set_title(legend, fontsize=8)
    return mesh, _in_words(slow, knobs, steps, surface)


def _ticks(axis, knob_and_positions):
    """Label an axis that counts slider positions with what they stand for."""
    knob, positions = knob_and_positions
    ticks = np.linspace(0, len(positions) - 1, 6).astype(int)
    axis.set_ticks(ticks + 0.5, [f"{positions[i]:.2g}" for i in ticks])
    axis.set_label_text(SYMBOLS.get(knob, knob))


def _in_words(slow, knobs, steps, surface):
    if np.isnan(slow).all():
        return (
            f"No setting reaches a minimum of {surface.problem.name} in {steps} steps."
        )
    best = np.unravel_index(np.nanargmin(slow), slow.shape)
    at = ", ".join(f"{knob}={values[best]:.4g}" for knob, values in knobs.items())
    return (
        f"{np.isfinite(slow).mean():.0%} of {slow.size} settings come within "
        f"{surface.problem.near:g} of a minimum in {steps} steps, the fastest ({at}) "
        f"in {slow[best]:.0f}."
    )


def stability(optimizer: Optimizer, axes: Knobs, problem: Problem) -> Array:
    """Where the rule, linearised at the deepest minimum, begins to grow.

    A position on the first axis for each one of the second, NaN where none is known:
    an update that no matrix describes (as those that divide by past slopes) has none.
    """
    *_, second = axes.values()
    edge = np.full(len(second), np.nan)
    if not len(problem.minima):
        return edge
    fine, coarse = (_jacobian(optimizer, axes, problem, h) for h in (1e-6, 2e-6))
    if not np.allclose(fine, coarse, rtol=1e-3, atol=1e-3):
        return edge
    growth = np.abs(np.linalg.eigvals(fine)).max(axis=-1) - 1
    for j in np.flatnonzero((growth > 1e-6).any(axis=0)):
        i = np.argmax(growth[:, j] > 1e-6)
        between = growth[[i - 1, i], j]
        edge[j] = i + 0.5 - between[1] / np.ptp(between) if i else 0
    return edge


def _jacobian(optimizer, axes, problem, h):
    """The update of (theta, memories) as matrices (..., n, n), by a difference of h."""
    theta, d = problem.minima[0], problem.minima[0].size
    rest = np.concatenate([theta, *(np.full(d, m) for m in optimizer.memory.values())])
    moved = rest + h * np.vstack([np.zeros(rest.size), np.eye(rest.size)])
    knobs = {knob: values[..., None] for knob, values in grid_of(axes).items()}
    runs = next(iter(knobs.values())).shape[:-1]
    theta, *memory = np.split(
        np.broadcast_to(moved, (*runs, *moved.shape)), rest.size // d, -1
    )
    state = State(10**6, theta, dict(zip(optimizer.memory, memory)))
    with np.errstate(all="ignore"):
        _, then = islice(iterates(optimizer(**knobs), problem, state), 2)
        after = np.concatenate([then.theta, *then.memory.values()], axis=-1)
        return (after[..., 1:, :] - after[..., :1, :]) / h


def draw_basins(ax: Axes, optimizer: Optimizer, surface: Surface, steps: int) -> str:
    """Contours, coloured by where 100 x 100 starts end; returns a sentence about it."""
    problem = surface.problem
    sides = [np.linspace(low, high, STARTS) for low, high in problem.window]
    starts = np.stack(np.meshgrid(*sides), axis=-1)
    runs = together(optimizer, problem, starts, steps, {})
    plots.landscape(problem, ax=ax)
    plots.basins(runs, ax=ax)
    for mesh in ax.collections[-1:]:
        mesh.set_alpha(0.6)
    near = runs.reached_at(surface.problem.near) >= 0
    return (
        f"{near.mean():.0%} of {near.size} starts come within {surface.problem.near:g} of a "
        f"minimum in {steps} steps."
    )
