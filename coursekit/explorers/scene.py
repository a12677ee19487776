"""What the front end can ask, and the answers: (content, buffers), from its state.

The state is all that a reader can set: surface, start, steps, each optimizer's knobs,
which of them are on, the step shown, the speed, what is beside the paths, basins.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from coursekit.arrays import Array
from coursekit.descent import Trajectory, descend
from coursekit.explorers import looks, pictures, runs
from coursekit.explorers.quantities import Quantity
from coursekit.explorers.runs import Answer
from coursekit.explorers.sliders import Slider, numbers, race, sliders
from coursekit.explorers.surfaces import Surface
from coursekit.plots.sentences import SYMBOLS
from coursekit.rule import Optimizer

View = dict[str, Any]  # the state: JSON values


@dataclass(frozen=True, eq=False)
class Scene:
    """The optimizers, surfaces and slider ranges of one explorer, and its texts.

    choice  what the menu of surfaces chooses
    note    a sentence below the controls
    over    the knobs of the map, one or two; by default the first two sliders
    """

    optimizers: list[Optimizer]
    surfaces: list[Surface]
    ranges: Mapping[str, tuple[float, float]]
    choice: str = "surface"
    note: str = ""
    over: tuple[str, ...] = ()
    drawn: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def state(self, start: list[float], steps: int, show: Collection[str]) -> View:
        """The state that the explorer opens with."""
        return {
            "surface": 0,
            "start": start,
            "steps": steps,
            "knobs": [numbers(optimizer) for optimizer in self.optimizers],
            "on": [True for _ in self.optimizers],
            "t": steps,
            "speed": 20,
            "side": len(self.sides) - 1 if "map" in show else 0,
            "basins": "basins" in show,
        }

    @property
    def mapped(self) -> int | None:
        """The first optimizer with the knobs for a map, else None."""
        for i, optimizer in enumerate(self.optimizers):
            knobs = numbers(optimizer)
            if self.over and knobs.keys() >= {*self.over}:
                return i
            if not self.over and len(knobs) > 1:
                return i
        return None

    @property
    def offers(self) -> dict[str, bool]:
        """Whether there is something for "map" and for "basins" to show."""
        return {
            "map": self.mapped is not None,
            "basins": any(surface.has_basins for surface in self.surfaces),
        }

    @property
    def sides(self) -> list[dict[str, Any]]:
        """What can stand beside the paths, and with which of each run's curves."""
        surface, *_ = self.surfaces
        curves = [
            {"name": quantity.name, "curves": own, "names": quantity.names(surface)}
            for quantity, own in zip(surface.beside, surface.curves)
        ]
        names = " and ".join(SYMBOLS.get(knob, knob) for knob in self.over)
        mapped = self.optimizers[self.mapped or 0].name
        name = f"{mapped} against {names}" if names else f"map of {mapped}'s knobs"
        over: dict[str, Any] = {"name": name, "curves": None, "names": []}
        return curves + [over] * self.offers["map"]

    def beside(self, state: View) -> Quantity | None:
        """The quantity that is beside the paths now, or None: it is the map."""
        return (*self.surfaces[state["surface"]].beside, None)[state["side"]]

    def set(self, state: View, i: int) -> Optimizer:
        """Optimizer i with its knobs as they are set."""
        return self.optimizers[i](**state["knobs"][i])

    def sliders(self, surface: Surface, i: int) -> dict[str, Slider]:
        """The sliders of optimizer i, by knob; in a race they share their ends."""
        shared = race(self.optimizers, surface.problem, self.ranges)
        return sliders(self.optimizers[i], surface.problem, self.ranges, shared)

    def stops(self, surface: Surface, i: int) -> dict[str, list[float]]:
        """Slider positions of optimizer i, by knob."""
        found = self.sliders(surface, i).items()
        return {knob: slider.stops.tolist() for knob, slider in found}

    def answer_scene(
        self, state: View, _: Any, fixed: Collection[str] | None = None
    ) -> Answer:
        """All that the front end must know before it asks for more.

        fixed  where a page stands alone: the paths of what cannot be set there
        """
        first, *_ = self.surfaces
        knobs = [[*self.sliders(first, i)] for i in range(len(self.optimizers))]
        scene = {
            "surfaces": [each.scene() | self._paths(each) for each in self.surfaces],
            "runners": looks.runners(self.optimizers, knobs, self.ranges),
            "sides": self.sides,
            "offers": self.offers,
            "symbols": {k: sign for k, sign in SYMBOLS.items() if k in chain(*knobs)},
            "inks": looks.INKS,
            "choice": self.choice,
            "note": self.note,
            "state": state,
            "alone": fixed is not None,
            "fixed": sorted(fixed or ()),
        }
        return scene, []

    def _paths(self, surface):
        """Sliders by where in the state their value is; the map's two."""
        found = {
            f"knobs.{i}.{knob}": slider
            for i in range(len(self.optimizers))
            for knob, slider in self.sliders(surface, i).items()
        }
        return {
            "stops": {path: slider.stops.tolist() for path, slider in found.items()},
            "ticks": {
                path: [tick._asdict() for tick in slider.ticks]
                for path, slider in found.items()
            },
            "map": self._map(surface),
        }

    def _map(self, surface):
        """What its map is of, or None."""
        if self.mapped is None:
            return None
        rule, found = self.optimizers[self.mapped], self.sliders(surface, self.mapped)
        knobs = {
            knob: (f"knobs.{self.mapped}.{knob}", found[knob])
            for knob in self._mapped_knobs(surface)
        }
        return pictures.map_of(surface, rule, knobs)

    def _mapped_knobs(self, surface):
        return self.over or [*self.stops(surface, self.mapped or 0)][:2]

    def answer_path(self, state: View, asked: Sequence[int]) -> Answer:
        """One path, known at each step, for each of the runners that are asked for."""
        surface = self.surfaces[state["surface"]]
        return _joined(
            runs.path(self.set(state, i), surface, partial(self.walk, state, i))
            for i in asked
        )

    def walk(self, state: View, i: int) -> Trajectory:
        """The run of optimizer i as it is set; the last one is kept."""
        surface, rule = self.surfaces[state["surface"]], self.set(state, i)
        at = surface.problem, state["start"], state["steps"]
        draw = partial(descend, rule, *at)
        return self._once(f"walk {i}", (surface, repr(rule), str(at[1:])), draw)

    def every_path(self, state: View, i: int) -> Answer:
        """The paths of optimizer i at all positions of its first two sliders.

        Raises what a rule raises that cannot walk many runs at once.
        """
        at = self.surfaces[state["surface"]], state["start"], state["steps"]
        return _joined([runs.grid(self.set(state, i), self.stops(at[0], i), *at)])

    def answer_picture(self, state: View, _: Any) -> Answer:
        """What is under the paths and what beside them, with its span of heights."""
        surface, span = self.surfaces[state["surface"]], self.span(state)
        land, side = self._land(surface, state), self._side(surface, state, span)
        found = {"surface": state["surface"], "span": span, "land": land, "side": side}
        return found, []

    def span(self, state: View) -> tuple[float, float]:
        """Which heights lie on the edges of what is beside the paths, as it is set."""
        surface, beside = self.surfaces[state["surface"]], self.beside(state)
        if beside is None:
            return 0.0, 1.0
        heights: list[Array] = [np.empty(0)]
        for i, on in enumerate(state["on"]):
            if on:
                with suppress(Exception):  # a rule that cannot run has no curve
                    run = self.walk(state, i)
                    heights.append(beside.heights(run, surface).ravel())
        return beside.span(np.concatenate(heights), surface)

    def _land(self, surface, state):
        if not (state["basins"] and surface.has_basins):
            return self._once("land", (surface,), lambda: pictures.land(surface))
        rule, steps = self.rule_of_basins(state), state["steps"]
        key = surface, repr(rule), steps
        return self._once("land", key, lambda: pictures.basins(surface, rule, steps))

    def rule_of_basins(self, state: View) -> Optimizer:
        """The first optimizer that is on, as it is set."""
        return self.set(state, state["on"].index(True) if any(state["on"]) else 0)

    def _side(self, surface, state, span):
        beside = self.beside(state)
        if beside:
            return pictures.quantity(surface, beside, span)
        rule, found = self.map_of(state)
        at = state["start"], state["steps"]
        draw = partial(pictures.over, surface, rule, found, *at)
        others = {k: v for k, v in rule.knobs.items() if k not in found}
        return self._once("side", (surface, str(at), str(others)), draw)

    def map_of(self, state: View) -> tuple[Optimizer, dict[str, Slider]]:
        """The optimizer of the map, and the sliders of its knobs."""
        mapped, surface = self.mapped or 0, self.surfaces[state["surface"]]
        found = self.sliders(surface, mapped)
        knobs = self._mapped_knobs(surface)
        return self.set(state, mapped), {knob: found[knob] for knob in knobs}

    def _once(self, place, key, draw):
        """What is kept in a place; made anew only if what it depends on has changed."""
        if self.drawn.get(place, (None,))[0] != key:
            self.drawn[place] = key, draw()
        return self.drawn[place][1]


def _joined(answers):
    facts, buffers = zip(*answers, strict=True)
    return {"runs": facts}, [buffer for each in buffers for buffer in each]
