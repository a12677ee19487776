"""Explorers: a surface, rules with their knobs as sliders, a start to drag.

The maths stays here, in the very rules of the lesson; `explorer.js` draws. The
front end asks (for the scene, a picture, one path, the paths of all slider
positions) and gets one answer with binary buffers; nothing is computed unasked.
"""

import base64
import io
from pathlib import Path

import anywidget
from IPython.display import display
from jinja2 import Environment

from coursekit.descent import descend
from coursekit.explorers import runs, stills
from coursekit.explorers.looks import runner
from coursekit.explorers.sliders import SYMBOLS, numbers, sliders
from coursekit.explorers.surfaces import Surface
from coursekit.problems import Problem
from coursekit.rule import Optimizer

VIEW = "application/vnd.jupyter.widget-view+json"
HERE = Path(__file__).parent
CONTROLS = Environment(
    autoescape=True, trim_blocks=True, lstrip_blocks=True
).from_string((HERE / "explorer.html").read_text(encoding="utf-8"))


def explore(optimizers, problems, *, steps=100, start=None, ranges=None):
    """An interactive picture of optimizers (the course's or your own) on problems.

    optimizers  one Optimizer or several, which then race
    problems    one Problem with one or two coordinates, or several to choose from
    start       where the paths begin, the problem's own start if None
    ranges      {"eta": (low, high)} where a slider's default range does not fit
    """
    optimizers = _several(
        optimizers, Optimizer, "an optimizer (put @optimizer above it)"
    )
    problems = _several(problems, Problem, "a Problem")
    if not isinstance(steps, int) or steps < 1:
        raise ValueError(f"steps is a whole number from 1 on; got {steps!r}.")
    for knob in ranges or {}:
        if not any(knob in optimizer.knobs for optimizer in optimizers):
            raise ValueError(f"None of the optimizers has the knob {knob!r} of ranges.")
    return Explorer(optimizers, problems, steps, start, ranges or {})


def _several(given, kind, noun):
    items = list(given) if isinstance(given, list | tuple) else [given]
    for item in items:
        if not isinstance(item, kind):
            raise TypeError(f"explore(optimizers, problems): {item!r} is not {noun}.")
    if not items:
        raise TypeError("explore(optimizers, problems) needs at least one of each.")
    return items


class Explorer(anywidget.AnyWidget):
    """What `explore` returns; a notebook saves its still picture and a sentence."""

    _esm = HERE / "explorer.js"
    _css = HERE / "explorer.css"

    def __init__(self, optimizers, problems, steps, start, ranges):
        super().__init__()
        self.optimizers, self.ranges = optimizers, ranges
        self.surfaces = [Surface(problem) for problem in problems]
        first = descend(optimizers[0], problems[0], start, 0).theta[0]
        self.state = {
            "surface": 0,
            "start": first.reshape(-1, first.shape[-1])[0].tolist(),
            "steps": steps,
            "knobs": [numbers(optimizer) for optimizer in optimizers],
        }
        self.on_msg(lambda _, asked, buffers: self.send(*self.answer(asked)))

    def answer(self, asked):
        """The (content, buffers) that answers one question of the front end."""
        self.state = asked.get("state", self.state)
        content, buffers = getattr(self, f"_answer_{asked['want']}")(asked)
        return {"seq": asked["seq"], "want": asked["want"], **content}, buffers

    def _answer_scene(self, asked):
        surfaces = [
            {**s.scene(), "sliders": [self._positions(o, s) for o in self.optimizers]}
            for s in self.surfaces
        ]
        runners = [runner(optimizer) for optimizer in self.optimizers]
        html = CONTROLS.render(surfaces=surfaces, runners=runners, symbols=SYMBOLS)
        scene = {"surfaces": surfaces, "runners": runners, "html": html}
        return {**scene, "state": self.state}, []

    def _answer_picture(self, asked):
        pictures = self.surface.land, self.surface.losses(self.state["steps"])
        pngs, places = zip(*pictures, strict=True)
        return {"places": places}, list(pngs)

    def _answer_path(self, asked):
        """One path, exactly, for each of the runners that are asked for."""
        at = self.surface, self.state["start"], self.state["steps"]
        return _joined(runs.path(self._set(i), *at) for i in asked["runners"])

    def _answer_grid(self, asked):
        """The paths of one runner at all positions of its first two sliders."""
        (i,) = asked["runners"]
        positions = self._positions(self.optimizers[i], self.surface)
        at = self.surface, self.state["start"], self.state["steps"]
        return _joined([runs.grid(self._set(i), positions, *at)])

    @property
    def surface(self):
        return self.surfaces[self.state["surface"]]

    def _set(self, i):
        """Optimizer i with its knobs as the front end has them now."""
        return self.optimizers[i](**self.state["knobs"][i])

    def _positions(self, optimizer, surface):
        found = sliders(optimizer, surface.problem, self.ranges)
        return {knob: positions.tolist() for knob, positions in found.items()}

    def figure(self, *, start=None, steps=None, problem=None, **knobs):
        """What the explorer shows now, or would with these changes, in matplotlib."""
        surface = Surface(problem) if problem else self.surface
        rules = [self._set(i) for i in range(len(self.optimizers))]
        rules = [o(**{k: knobs[k] for k in knobs if k in o.knobs}) for o in rules]
        start = self.state["start"] if start is None else start
        steps = self.state["steps"] if steps is None else steps
        return stills.figure(rules, surface, start, steps)

    def _repr_mimebundle_(self, **kwargs):
        figure, png = self.figure(), io.BytesIO()
        figure.savefig(png, format="png")
        still = {
            "text/plain": repr(figure),
            "image/png": base64.b64encode(png.getvalue()).decode(),
        }
        view, metadata = super()._repr_mimebundle_(**kwargs)
        return view | still, metadata

    def _ipython_display_(self):
        """The still picture and the live view, which hides it, as outputs of their own.

        JupyterLab shows one form of an output, and where Python is gone no view comes.
        """
        still, _ = self._repr_mimebundle_()
        view = {VIEW: still.pop(VIEW)}
        display(still, raw=True)
        display(view, raw=True)


def _joined(answers):
    facts, buffers = zip(*answers, strict=True)
    return {"runs": facts}, [buffer for each in buffers for buffer in each]
