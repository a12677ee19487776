"""Maps of many runs at once: which knobs reach a minimum, which start ends where.

Each is computed as a record, which says in a sentence what it shows; pictures of it,
live or still, are painted from the record.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coursekit import plots
from coursekit.arrays import Array, Integers
from coursekit.descent import State, iterates
from coursekit.explorers.runs import grid_of, together
from coursekit.explorers.surfaces import Surface
from coursekit.plots import palette
from coursekit.plots.sentences import SYMBOLS
from coursekit.problem import Problem
from coursekit.rule import Optimizer

Knobs = Mapping[str, Sequence[float]]  # the positions of one knob, or of two
Place = tuple[float, float]  # across and up, from 0 to 1
STARTS = 100  # along the longer side
ACROSS, UP = 12, 24  # pixels of a setting on a map
THEORY = {
    "momentum": "ηλ = 2(1 + β)",
    "nesterov": "ηλ = 2(1 + β) / (1 + 2β)",
}  # where they begin to grow, by name


@dataclass(frozen=True, eq=False)
class Reach:
    """How soon runs arrive over two knobs, by the positions of their sliders.

    arrived  (n, m), the step from which on a run stays at a minimum, else -1
    left     (n, m), whether it leaves the picture
    limit    (m,), where theory has the rule grow: a position on the first axis, or NaN
    """

    rule: Optimizer
    axes: Knobs
    surface: Surface
    steps: int
    arrived: Integers
    left: NDArray[np.bool_]
    limit: Array

    @property
    def fastest(self) -> int | None:
        """The steps of the best setting, None if none arrives."""
        there = self.arrived[self.arrived >= 0]
        return int(there.min()) if there.size else None

    @property
    def curve(self) -> list[Place]:
        """The limit of theory, from 0 to 1 along both axes."""
        n, m = self.arrived.shape
        known = np.flatnonzero(np.isfinite(self.limit))
        return [(float(self.limit[j]) / n, (int(j) + 0.5) / m) for j in known]

    @property
    def words(self) -> list[tuple[Place, str]]:
        """What stands on the map, and where: what its empty part is."""
        never = (self.arrived < 0) & ~self.left
        if never.mean() <= 0.04:
            return []
        return [(plots.inmost(never.T), f"not in {self.steps} steps")]

    @property
    def name_of_curve(self) -> str:
        """What the limit of theory is called: limit ηλ = 2(1 + β)."""
        return f"limit {THEORY.get(self.rule.name, '')}".strip()

    @property
    def key(self) -> str:
        """What its hatch means, to stand after the title: no word is read on hatch."""
        return "; hatched: it leaves" if self.left.any() else ""

    def says(self) -> str:
        """A sentence: how many settings arrive, and the fastest."""
        near, where = self.surface.problem.near, self.surface.problem.name
        if self.fastest is None:
            return (
                f"No setting stays at a minimum of {where} within {self.steps} steps."
            )
        best = np.unravel_index(
            np.argmax(self.arrived == self.fastest), self.arrived.shape
        )
        at = ", ".join(
            f"{SYMBOLS.get(knob, knob)} = {values[int(i)]:.3g}"
            for (knob, values), i in zip(self.axes.items(), best)
        )
        share = (self.arrived >= 0).mean()
        return (
            f"With {share:.0%} of {self.arrived.size} settings {self.rule.name} stays "
            f"within {near:g} of a minimum in {self.steps} steps; the fastest, {at}, "
            f"takes {self.fastest}."
        )

    def ramp(self) -> list[tuple[float, ...]]:
        """The colours of the fastest and the slowest: red, green, blue, share."""
        return palette.ramp(self._color)

    @property
    def _color(self):
        return palette.look(self.rule.name).color

    def image(self) -> Array:
        """The map as pixels (height, width, 4): fast is full, left is hatched."""
        rgba = np.zeros((*self.arrived.T.shape, 4))
        rgba[..., :3] = palette.rgb(self._color)
        there = self.arrived.T >= 0
        fastest = self.fastest or 0
        late = (self.arrived.T - fastest) / max(1, self.steps - fastest)
        rgba[..., 3] = np.where(there, 1 - (1 - palette.FAINTEST) * late, 0)
        rgba = rgba.repeat(UP, axis=0).repeat(ACROSS, axis=1)
        out = self.left.T.repeat(UP, axis=0).repeat(ACROSS, axis=1)
        y, x = np.indices(out.shape)
        rgba[out & ((x + y) % 10 < 2)] = [*palette.rgb(palette.INK), 0.5]
        return rgba


@dataclass(frozen=True, eq=False)
class Ends:
    """Where runs end over one knob: their coordinates, how many are not 0, the loss."""

    rule: Optimizer
    knob: str
    positions: Array
    curves: dict[str, Array]
    key = ""  # nothing is hatched

    @property
    def span(self) -> tuple[float, float]:
        """The lowest and highest value of all curves, with a margin."""
        values = np.concatenate([*self.curves.values()])
        margin = 0.05 * float(np.ptp(values)) or 1.0
        return float(values.min()) - margin, float(values.max()) + margin

    def looks(self) -> dict[str, tuple[str, str]]:
        """Each curve's colour and line."""
        color, lines = palette.look(self.rule.name).color, iter(("-", ":"))
        others = {"not 0": (palette.INK, "-"), "loss": (palette.INK, "--")}
        return {name: others.get(name) or (color, next(lines)) for name in self.curves}

    @property
    def words(self) -> list[tuple[Place, str]]:
        """The curves' names, where each begins."""
        low, high = self.span
        at = ((values[0] - low) / (high - low) for values in self.curves.values())
        return [((0.0, float(up)), name) for name, up in zip(self.curves, at)]

    def says(self) -> str:
        """A sentence: from where on weights are left out, and what that costs."""
        left, loss = self.curves["not 0"], self.curves["loss"]
        first = int(np.argmax(left < left.max()))
        return (
            f"From {SYMBOLS.get(self.knob, self.knob)} = {self.positions[first]:g} on "
            f"there are fewer than {left.max():.0f} weights, and at "
            f"{self.positions[-1]:g} {left[-1]:.0f}; the loss goes from {loss[0]:.4f} "
            f"to {loss[-1]:.4f}."
        )


@dataclass(frozen=True, eq=False)
class Basins:
    """Which minimum each start ends at: basin (rows, columns), -1 for none."""

    rule: Optimizer
    surface: Surface
    steps: int
    basin: Integers
    arrived: Integers

    @property
    def words(self) -> list[tuple[Place, str]]:
        """What stands in each part: where the rule ends from there."""
        wells = self.surface.wells
        placed = []
        for n in range(-1, len(wells)):
            mask = self.basin == n
            if mask.mean() > 0.02:
                well = f"ends {in_well(wells[n])}" if n >= 0 else "ends at no minimum"
                words = f"from here, {self.rule.name} {well}"
                placed.append((plots.corner(mask), words))
        return placed

    def says(self) -> str:
        """A sentence: the shares of the starts that end in each well, and arrive."""
        shares = ", ".join(
            f"{np.mean(self.basin == n):.0%} {in_well(well)}"
            for n, well in enumerate(self.surface.wells)
        )
        near, there = self.surface.problem.near, (self.arrived >= 0).mean()
        return (
            f"Of {self.basin.size} starts {self.rule.name} ends {shares}; {there:.0%} "
            f"stay within {near:g} of a minimum in {self.steps} steps."
        )


def in_well(well: str) -> str:
    """Where a run ends, in words: in the deep well, at (3, 2)."""
    return f"at {well}" if well.startswith("(") else f"in the {well}"


def title(optimizer: Optimizer, knobs: Collection[str], surface: Surface) -> str:
    """What a map over these knobs counts, and of which rule."""
    if len(knobs) == 1:
        return f"{optimizer.name}: where it ends"
    return f"{optimizer.name}: steps until it stays within {surface.problem.near:g}"


def over(
    optimizer: Optimizer,
    axes: Knobs,
    surface: Surface,
    start: ArrayLike,
    steps: int,
) -> Reach | Ends:
    """What comes of two knobs, or of one."""
    if len(axes) > 1:
        return reach(optimizer, axes, surface, start, steps)
    return ends(optimizer, axes, surface, start, steps)


def ends(
    optimizer: Optimizer,
    axes: Knobs,
    surface: Surface,
    start: ArrayLike,
    steps: int,
) -> Ends:
    """Where runs end over one knob. Raises RuleError if they cannot walk together."""
    run = together(optimizer, surface.problem, start, steps, grid_of(axes))
    end = run.theta[-1]
    curves = dict(zip(surface.problem.letters, end.T))
    left = np.count_nonzero(end, axis=-1).astype(float)
    ((knob, positions),) = axes.items()
    curves |= {"not 0": left, "loss": run.loss[-1]}
    return Ends(optimizer, knob, np.asarray(positions), curves)


def reach(
    optimizer: Optimizer,
    axes: Knobs,
    surface: Surface,
    start: ArrayLike,
    steps: int,
) -> Reach:
    """Steps to a minimum over two knobs. Raises RuleError as `ends` does."""
    run = together(optimizer, surface.problem, start, steps, grid_of(axes))
    limit = stability(optimizer, axes, surface.problem)
    found = run.arrived_at(), run.left_at >= 0
    return Reach(optimizer, axes, surface, steps, *found, limit)


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


def basins(optimizer: Optimizer, surface: Surface, steps: int) -> Basins:
    """Where each start of the frame ends. Raises RuleError as `ends` does."""
    sides = np.ptp(surface.problem.frame, axis=1)
    counts = np.ceil(STARTS * sides / sides.max()).astype(int)
    x, y = (
        low + (high - low) * (np.arange(count) + 0.5) / count
        for (low, high), count in zip(surface.problem.frame, counts)
    )
    starts = np.stack(np.meshgrid(x, y), axis=-1)
    runs = together(optimizer, surface.problem, starts, steps, {})
    return Basins(optimizer, surface, steps, runs.basin, runs.arrived_at())
