"""The explorer's picture without a browser: matplotlib, with sentences as its repr."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from coursekit import plots
from coursekit.descent import descend
from coursekit.explorers import maps
from coursekit.explorers.quantities import LOSS
from coursekit.explorers.runs import apart, in_words
from coursekit.explorers.scene import Scene, View


def figure(scene: Scene, state: View) -> plots.Drawing:
    """What an explorer shows in this state; a rule that cannot run stands still."""
    surface, start, steps = (
        scene.surfaces[state["surface"]],
        state["start"],
        state["steps"],
    )
    rules = [scene.set(state, i) for i, on in enumerate(state["on"]) if on]
    walks = [_walk(rule, surface.problem, start, steps) for rule in rules]
    runs, words = [run for run, _ in walks], [words for _, words in walks]
    drawing = plots.Drawing(figsize=(9, 4), layout="tight")
    left, right = drawing.subplots(1, 2)
    if state["basins"] and surface.has_basins:
        words.append(_basins(left, scene.rule_of_basins(state), surface, steps))
    elif not surface.flat:
        plots.landscape(surface.problem, ax=left)
    (plots.path_1d if surface.flat else plots.paths)(*runs, ax=left)
    if scene.beside(state):
        _curves(right, scene.beside(state), surface, runs)
    else:
        words.append(_map(right, scene, state, surface))
    drawing.words = " ".join(words)
    return drawing


def _basins(ax, rule, surface, steps):
    try:
        return maps.draw_basins(ax, rule, surface, steps)
    except Exception as error:
        plots.landscape(surface.problem, ax=ax)
        return f"No map of many runs: {apart(rule, error)}"


def _map(ax, scene, state, surface):
    """Steps to a minimum over two knobs, and where they are now; a sentence."""
    rule, axes = scene.map_of(state)
    at = rule, axes, surface, state["start"], state["steps"]
    try:
        mesh, words = maps.draw(ax, *at)
    except Exception as error:
        return f"No map of many runs: {apart(rule, error)}"
    if mesh:
        ax.figure.colorbar(mesh, ax=ax, label="steps to a minimum")
    now = [np.abs(np.subtract(axes[k], rule.knobs[k])).argmin() + 0.5 for k in axes]
    ax.plot(
        *[*now, ax.get_ylim()[0]][:2],
        **plots.looks([rule.name])[0],
        markeredgecolor="white",
    )
    return words


def _curves(ax, quantity, surface, runs):
    if quantity is LOSS:
        plots.loss_curves(*runs, ax=ax, floor=surface.lowest or 0.0)
    else:
        for run, look in zip(runs, plots.looks([run.optimizer.name for run in runs])):
            with np.errstate(all="ignore"):
                curves = quantity.of(run, surface)
            for n, values in enumerate(curves):
                dotted = {"linestyle": ":", "marker": ""} if n else {"markersize": 4}
                ax.plot(values, label=run.optimizer.name, **look | dotted)
    *_, powers = quantity.axis(surface)
    ax.set(yscale="log" if powers else "linear", ylabel=quantity.label(surface))
    ax.set(xlabel="step")


def _walk(optimizer, problem, start, steps):
    """The run as far as it can be drawn, and its sentence."""
    try:
        run = descend(optimizer, problem, start, steps)
        words = plots.words(run)
    except Exception as error:
        return descend(optimizer, problem, start, 0), in_words(optimizer, error)
    left = int(run.left_at)
    return (replace(run, theta=run.theta[: left + 1]) if left >= 0 else run), words
