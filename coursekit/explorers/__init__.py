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

from coursekit.descent import descend
from coursekit.explorers import stills
from coursekit.explorers.scene import Scene
from coursekit.explorers.surfaces import Surface
from coursekit.problem import Problem
from coursekit.rule import Optimizer

VIEW = "application/vnd.jupyter.widget-view+json"
HERE = Path(__file__).parent


def explore(optimizers, problems, *, steps=100, start=None, show=(), ranges=None):
    """An interactive picture of optimizers (the course's or your own) on problems.

    optimizers  one Optimizer or several, which then race
    problems    one Problem with one or two coordinates, or several to choose from
    start       where the paths begin, the problem's own start if None
    show        "map" (of two knobs, in place of the loss curve), "basins", or both
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
    first = descend(optimizers[0], problems[0], start, 0).theta[0]
    scene = Scene(optimizers, [Surface(problem) for problem in problems], ranges or {})
    show = {show} if isinstance(show, str) else set(show)
    for extra in show:
        if not scene.offers.get(extra):
            raise ValueError(
                f"show={extra!r} does not fit: a map needs an optimizer with two "
                "knobs, basins a surface with several minima."
            )
    start = first.reshape(-1, first.shape[-1])[0].tolist()
    return Explorer(scene, scene.state(start, steps, show))


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

    def __init__(self, scene, state):
        super().__init__()
        self.scene, self.state = scene, state
        self.on_msg(lambda _, asked, buffers: self.send(*self.answer(asked)))

    def answer(self, asked):
        """The (content, buffers) that answers one question of the front end."""
        self.state = asked.get("state", self.state)
        find = getattr(self.scene, f"answer_{asked['want']}")
        content, buffers = find(self.state, asked.get("runners"))
        return {"seq": asked["seq"], "want": asked["want"], **content}, buffers

    def figure(self, *, start=None, steps=None, problem=None, **knobs):
        """What the explorer shows now, or would with these changes, in matplotlib."""
        state, scene = self.state, self.scene
        surface = Surface(problem) if problem else scene.surfaces[state["surface"]]
        rules = [scene.set(state, i) for i in range(len(scene.optimizers))]
        rules = [o(**{k: knobs[k] for k in knobs if k in o.knobs}) for o in rules]
        start = state["start"] if start is None else start
        return stills.figure(rules, surface, start, steps or state["steps"])

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
