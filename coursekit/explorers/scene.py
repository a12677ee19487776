"""What the front end can ask, and the answers: (content, buffers), from its state.

The state is all that a reader can set: surface, start, steps, each optimizer's knobs,
which of them are on, the step shown, the speed, map or loss curve, basins or not.
"""

from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment

from coursekit.explorers import pictures, runs
from coursekit.explorers.looks import runner
from coursekit.explorers.sliders import SYMBOLS, numbers, sliders
from coursekit.explorers.surfaces import Surface

TEMPLATES = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
CONTROLS = TEMPLATES.from_string(
    Path(__file__).with_name("explorer.html").read_text(encoding="utf-8")
)


@dataclass(frozen=True, eq=False)
class Scene:
    """The optimizers, surfaces and slider ranges of one explorer."""

    optimizers: list
    surfaces: list[Surface]
    ranges: dict
    drawn: dict = field(default_factory=dict)

    def state(self, start, steps, show):
        """The state that the explorer opens with."""
        return {
            "surface": 0,
            "start": start,
            "steps": steps,
            "knobs": [numbers(optimizer) for optimizer in self.optimizers],
            "on": [True for _ in self.optimizers],
            "t": steps,
            "speed": 20,
            "side": int("map" in show),
            "basins": "basins" in show,
        }

    @property
    def mapped(self):
        """The first optimizer with two knobs for a map, else None."""
        two = (i for i, o in enumerate(self.optimizers) if len(numbers(o)) > 1)
        return next(two, None)

    @property
    def offers(self):
        return {
            "map": self.mapped is not None,
            "basins": any(surface.has_basins for surface in self.surfaces),
        }

    def set(self, state, i):
        """Optimizer i with its knobs as they are set."""
        return self.optimizers[i](**state["knobs"][i])

    def stops(self, surface, i):
        """Slider positions of optimizer i, by knob."""
        found = sliders(self.optimizers[i], surface.problem, self.ranges)
        return {knob: positions.tolist() for knob, positions in found.items()}

    def answer_scene(self, state, _):
        looks = [runner(optimizer) for optimizer in self.optimizers]
        surfaces = [surface.scene() | self._paths(surface) for surface in self.surfaces]
        html = CONTROLS.render(
            surfaces=surfaces, runners=looks, symbols=SYMBOLS, offers=self.offers
        )
        scene = {"surfaces": surfaces, "runners": looks, "html": html, "state": state}
        return scene, []

    def _paths(self, surface):
        """Slider positions by where in the state their value is; the map's two."""
        stops = {
            f"knobs.{i}.{knob}": positions
            for i in range(len(self.optimizers))
            for knob, positions in self.stops(surface, i).items()
        }
        mapped = [path for path in stops if path.startswith(f"knobs.{self.mapped}.")]
        return {"stops": stops, "map": mapped[:2]}

    def answer_path(self, state, asked):
        """One path, known at each step, for each of the runners that are asked for."""
        at = self.surfaces[state["surface"]], state["start"], state["steps"]
        return _joined(runs.path(self.set(state, i), *at) for i in asked)

    def answer_grid(self, state, asked):
        """The paths of these runners at all positions of their first two sliders."""
        at = self.surfaces[state["surface"]], state["start"], state["steps"]
        return _joined(
            runs.grid(self.set(state, i), self.stops(at[0], i), *at) for i in asked
        )

    def answer_picture(self, state, _):
        surface = self.surfaces[state["surface"]]
        panels = [self._land(surface, state), self._side(surface, state)]
        return {"surface": state["surface"], "panels": panels}, []

    def _land(self, surface, state):
        if not (state["basins"] and surface.has_basins):
            return self._once("land", (surface,), lambda: pictures.land(surface))
        i = state["on"].index(True) if any(state["on"]) else 0
        key = surface, i, str(state["knobs"][i]), state["steps"]
        rule = self.set(state, i)
        return self._once(
            "land", key, lambda: pictures.basins(surface, rule, state["steps"])
        )

    def _side(self, surface, state):
        steps = state["steps"]
        if not (state["side"] and self.offers["map"]):
            return self._once(
                "side", (surface, steps), lambda: pictures.losses(surface, steps)
            )
        i, start = self.mapped, state["start"]
        axes = dict([*self.stops(surface, i).items()][:2])
        others = {k: v for k, v in state["knobs"][i].items() if k not in axes}
        rule = self.set(state, i)
        return self._once(
            "side",
            (surface, steps, str(start), str(others)),
            lambda: pictures.reach(surface, rule, axes, start, steps),
        )

    def _once(self, place, key, draw):
        """The picture in its place; drawn anew only if what it shows has changed."""
        if self.drawn.get(place, (None,))[0] != key:
            self.drawn[place] = key, draw()
        return self.drawn[place][1]


def _joined(answers):
    facts, buffers = zip(*answers, strict=True)
    return {"runs": facts}, [buffer for each in buffers for buffer in each]
