"""The explorer's picture without a browser: matplotlib, with sentences as its repr."""

from __future__ import annotations

from dataclasses import replace

import matplotlib as mpl
import numpy as np
from matplotlib.ticker import MaxNLocator

from coursekit import plots
from coursekit.descent import descend
from coursekit.explorers import maps
from coursekit.explorers.runs import apart, between, in_words
from coursekit.explorers.scene import Scene, View
from coursekit.plots.curves import FEW
from coursekit.plots.sentences import SYMBOLS


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
    drawing, (left, right) = plots.sheet(10.5, 4.2, (3, 2))
    if state["basins"] and surface.has_basins:
        words.append(_basins(left, scene.rule_of_basins(state), surface, steps))
    elif not surface.flat:
        plots.landscape(surface.problem, ax=left)
    if runs:
        (plots.path_1d if surface.flat else plots.paths)(*runs, ax=left)
    if surface.arrows:
        _arrows(left, runs, state["t"])
    beside = scene.beside(state)
    if beside:
        _curves(right, beside, surface, runs)
    else:
        words.append(_map(right, scene, state, surface))
    drawing.words = " ".join(words)
    return drawing


def _arrows(ax, runs, t):
    """From step t, βv, and from its tip −ηg to the next step, in the rule's colour."""
    looks = plots.looks([run.optimizer.name for run in runs])
    for run, look in zip(runs, looks):
        if t + 1 < len(run.theta):
            here, tip, there = run.theta[t], between(run)[t], run.theta[t + 1]
            _arrow(ax, here, tip, there, look["color"], "βv")
            _arrow(ax, tip, there, here, look["color"], "−ηg")


def _arrow(ax, start, end, other, color, words):
    """An arrow, with words on the side away from the other corner of the step."""
    shape = {"arrowstyle": "-|>", "color": color, "linewidth": 2, "shrinkA": 0,
             "shrinkB": 0}  # fmt: skip
    ax.annotate("", end, start, arrowprops=shape, zorder=5)
    middle, (x, y) = (start + end) / 2, end - start
    across = np.array([-y, x]) / max(np.hypot(x, y), 1e-12)
    away = across if across @ (other - middle) < 0 else -across
    how = {"textcoords": "offset points", "ha": "center", "va": "center"}
    ax.annotate(words, middle, away * (13, 9), zorder=6, **how)


def _basins(ax, rule, surface, steps):
    try:
        found = maps.basins(rule, surface, steps)
    except Exception as error:
        plots.landscape(surface.problem, ax=ax)
        return f"No map of many runs: {apart(rule, error)}"
    plots.parted(ax, surface.problem, found.basin)
    for at, text in found.words:
        plots.write(ax, at, text)
    return found.says()


def _map(ax, scene, state, surface):
    """What comes of one knob or two, and where they are now; a sentence."""
    rule, sliders = scene.map_of(state)
    stops = {knob: slider.stops.tolist() for knob, slider in sliders.items()}
    try:
        found = maps.over(rule, stops, surface, state["start"], state["steps"])
    except Exception as error:
        return f"No map of many runs: {apart(rule, error)}"
    (_draw_ends if isinstance(found, maps.Ends) else _draw_reach)(ax, found)
    ax.set_title(maps.title(rule, stops, surface) + found.key, loc="left")
    for axis, (knob, slider) in zip((ax.xaxis, ax.yaxis), sliders.items()):
        _ticks(axis, knob, slider)
    now = [(stops[k].index(_next(stops[k], rule.knobs[k])) + 0.5) / len(stops[k])
           for k in stops]  # fmt: skip
    ax.plot(*[*now, 0.0][:2], clip_on=False, markersize=9, markerfacecolor="none",
            **plots.looks([rule.name])[0] | {"color": plots.INK})  # fmt: skip
    return found.says()


def _next(stops, value):
    return min(stops, key=lambda stop: abs(stop - value))


def _ticks(axis, knob, slider):
    """A slider's ticks along an axis from 0 to 1, those first that have a name."""
    stops: list[float] = slider.stops.tolist()
    shown: list[tuple[float, str]] = []
    for tick in sorted(slider.ticks, key=lambda tick: not tick.named):
        at = (stops.index(tick.value) + 0.5) / len(stops)
        if all(abs(at - other) > 0.09 for other, _ in shown):
            shown.append((at, tick.label))
    axis.set_ticks(*zip(*sorted(shown)))
    axis.set_label_text(SYMBOLS.get(knob, knob))


def _draw_reach(ax, reach):
    ax.imshow(reach.image(), extent=(0, 1, 0, 1), origin="lower", aspect="auto",
              interpolation="nearest")  # fmt: skip
    if reach.curve:
        _limit(ax, reach.curve, reach.name_of_curve)
    for at, text in reach.words:
        plots.write(ax, at, text)
    if reach.fastest is not None:
        shades = mpl.colors.LinearSegmentedColormap.from_list("", reach.ramp())
        norm = mpl.colors.Normalize(reach.fastest, reach.steps)
        scale = mpl.cm.ScalarMappable(norm, shades)
        bar = ax.figure.colorbar(scale, ax=ax, fraction=0.05, pad=0.03)
        bar.set_label("steps")


def _limit(ax, curve, name):
    """The limit of theory, and its name beside its upper end, where more room is."""
    ax.plot(*zip(*curve), color=plots.INK, linewidth=1.4)
    left = curve[-1][0] > 0.5
    ax.annotate(name, curve[-1], (-6 if left else 6, 0), textcoords="offset points",
                ha="right" if left else "left", va="center", color=plots.INK,
                fontsize=plots.palette.SMALL)  # fmt: skip


def _draw_ends(ax, ends):
    at = (np.arange(len(ends.positions)) + 0.5) / len(ends.positions)
    lines = []
    for name, (color, line) in ends.looks().items():
        stairs = "steps-mid" if name == "not 0" else "default"
        lines += ax.plot(at, ends.curves[name], line, color=color, drawstyle=stairs)
    ax.set(xlim=(0, 1), ylim=ends.span)
    plots.name_curves(ax, lines, [*ends.curves])


def _curves(ax, quantity, surface, runs):
    """A quantity of each run, step by step, on the axis that an explorer has for it."""
    looks = plots.looks([run.optimizer.name for run in runs])
    lines, names = [], []
    heights = [np.empty(0)]
    for run, look in zip(runs, looks):
        with np.errstate(all="ignore"):
            curves = quantity.of(run, surface)
            up = quantity.heights(run, surface)
        heights.append(up.ravel())
        for n, values in enumerate(curves):
            # Where no value is finite, matplotlib raises.
            many = len(values) > FEW and np.isfinite(up[n]).any()
            dotted = {"linestyle": ":", "marker": ""} if n else {"markersize": 4}
            (line,) = ax.plot(values, markevery=0.1 if many else 1, **look | dotted)
            called = [run.optimizer.name] if len(runs) > 1 or len(curves) < 2 else []
            letters = quantity.names(surface)[n : n + 1] if len(curves) > 1 else []
            names.append(" ".join([*called, *letters]))
            lines.append(line)
    low, high, powers = quantity.axis(surface)
    span = quantity.span(np.concatenate(heights), surface)
    ends = [low + part * (high - low) for part in span]
    ax.set(yscale="log" if powers else "linear")
    ax.set_ylim([10.0**end for end in ends] if powers else ends)
    ax.set(xlabel="step", xlim=(0, max(len(run.theta) for run in runs) - 1 or 1))
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
    ax.set_title(quantity.label(surface), loc="left")
    ax.grid(axis="y")
    if len(names) > 1:
        plots.name_curves(ax, lines, names)


def _walk(optimizer, problem, start, steps):
    """The run as far as it can be drawn, and its sentence."""
    try:
        run = descend(optimizer, problem, start, steps)
        words = plots.words(run)
    except Exception as error:
        return descend(optimizer, problem, start, 0), in_words(optimizer, error)
    left = int(run.left_at)
    return (replace(run, theta=run.theta[: left + 1]) if left >= 0 else run), words
