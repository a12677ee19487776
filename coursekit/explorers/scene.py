"""What the front end can ask, and the answers: (content, buffers), from its state.

The state is all that a reader can set: surface, start, steps, each optimizer's knobs,
which of them are on, the step shown, the speed, what is beside the paths, basins.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from jinja2 import Environment

from coursekit.descent import descend
from coursekit.explorers import looks, pictures, runs
from coursekit.explorers.quantities import Quantity
from coursekit.explorers.runs import Answer
from coursekit.explorers.sliders import SYMBOLS, Slider, numbers, sliders
from coursekit.explorers.surfaces import Surface
from coursekit.rule import Optimizer

View = dict[str, Any]  # the state: JSON values
TEMPLATES = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
TEMPLATES.policies["json.dumps_kwargs"] = {"sort_keys": False}  # axes have an order


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
    drawn: dict[str, tuple[Any, pictures.Panel]] = field(default_factory=dict)

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
            {"name": quantity.name, "curves": own}
            for quantity, own in zip(surface.beside, surface.curves)
        ]
        names = " and ".join(SYMBOLS.get(knob, knob) for knob in self.over)
        name = f"against {names}" if names else "map of two knobs"
        return curves + [{"name": name, "curves": None}] * self.offers["map"]

    def beside(self, state: View) -> Quantity | None:
        """The quantity that is beside the paths now, or None: it is the map."""
        return (*self.surfaces[state["surface"]].beside, None)[state["side"]]

    def set(self, state: View, i: int) -> Optimizer:
        """Optimizer i with its knobs as they are set."""
        return self.optimizers[i](**state["knobs"][i])

    def sliders(self, surface: Surface, i: int) -> dict[str, Slider]:
        """The sliders of optimizer i, by knob."""
        return sliders(self.optimizers[i], surface.problem, self.ranges)

    def stops(self, surface: Surface, i: int) -> dict[str, list[float]]:
        """Slider positions of optimizer i, by knob."""
        found = self.sliders(surface, i).items()
        return {knob: slider.stops.tolist() for knob, slider in found}

    def answer_scene(self, state: View, _: Any, **alone: Any) -> Answer:
        """Surfaces, runners and controls; `fixed` paths where a page stands alone."""
        first, *_ = self.surfaces
        knobs = [[*self.sliders(first, i)] for i in range(len(self.optimizers))]
        drawn = looks.runners(self.optimizers, knobs)
        surfaces = [surface.scene() | self._paths(surface) for surface in self.surfaces]
        scene = {"surfaces": surfaces, "runners": drawn, "sides": self.sides}
        return scene | {"state": state, "alone": bool(alone)}, []

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
        if self.mapped is None:
            return []
        knobs = self.over or [*self.stops(surface, self.mapped)][:2]
        return [f"knobs.{self.mapped}.{knob}" for knob in knobs]

    def answer_path(self, state: View, asked: Sequence[int]) -> Answer:
        """One path, known at each step, for each of the runners that are asked for."""
        at = self.surfaces[state["surface"]], state["start"], state["steps"]
        return _joined(runs.path(self.set(state, i), *at) for i in asked)

    def answer_grid(self, state: View, asked: Sequence[int], **how: Any) -> Answer:
        """The paths of these runners at all positions of their first two sliders."""
        at = self.surfaces[state["surface"]], state["start"], state["steps"]
        return _joined(
            runs.grid(self.set(state, i), self.stops(at[0], i), *at, **how)
            for i in asked
        )

    def answer_picture(self, state: View, _: Any) -> Answer:
        """Both panels, as they stand under the paths."""
        surface = self.surfaces[state["surface"]]
        span = self.span(state)
        panels = [self._land(surface, state), self._side(surface, state, span)]
        return {"surface": state["surface"], "panels": panels, "span": span}, []

    def span(self, state: View) -> tuple[float, float]:
        """Which heights lie on the edges of what is beside the paths, as it is set."""
        surface, beside = self.surfaces[state["surface"]], self.beside(state)
        if beside is None:
            return 0.0, 1.0
        heights = [np.empty(0)]
        for i, on in enumerate(state["on"]):
            if on:
                at = self.set(state, i), surface.problem, state["start"], state["steps"]
                with suppress(Exception):  # a rule that cannot run has no curve
                    heights.append(beside.heights(descend(*at), surface).ravel())
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
        steps, beside = state["steps"], self.beside(state)
        if beside:
            draw = partial(pictures.curves, surface, beside, steps, span)
            return self._once("side", (surface, beside, steps, span), draw)
        rule, axes = self.map_of(state)
        draw = partial(pictures.over, surface, rule, axes, state["start"], steps)
        others = {k: v for k, v in rule.knobs.items() if k not in axes}
        key = surface, steps, str(state["start"]), str(others)
        return self._once("side", key, draw)

    def map_of(self, state: View) -> tuple[Optimizer, dict[str, list[float]]]:
        """The optimizer of the map, and the positions of its knobs."""
        mapped = self.mapped or 0
        stops = self.stops(self.surfaces[state["surface"]], mapped)
        knobs = self.over or [*stops][:2]
        return self.set(state, mapped), {knob: stops[knob] for knob in knobs}

    def _once(self, place, key, draw):
        """The picture in its place; drawn anew only if what it shows has changed."""
        if self.drawn.get(place, (None,))[0] != key:
            self.drawn[place] = key, draw()
        return self.drawn[place][1]


def _joined(answers):
    facts, buffers = zip(*answers, strict=True)
    return {"runs": facts}, [buffer for each in buffers for buffer in each]
