"""The explorer's picture without a browser: matplotlib, with a sentence as its repr."""

from dataclasses import replace

from coursekit import plots
from coursekit.descent import descend
from coursekit.explorers.runs import in_words


def figure(optimizers, surface, start, steps):
    """Paths beside loss curves; a rule that cannot run stands at its start."""
    walks = [
        _walk(optimizer, surface.problem, start, steps) for optimizer in optimizers
    ]
    drawing = plots.Drawing(figsize=(9, 4), layout="tight")
    drawing.words = " ".join(words for _, words in walks)
    left, right = drawing.subplots(1, 2)
    runs = [run for run, _ in walks]
    if surface.flat:
        plots.path_1d(*runs, ax=left)
    else:
        plots.paths(*runs, ax=plots.landscape(surface.problem, ax=left))
    plots.loss_curves(*runs, ax=right, floor=surface.lowest or 0.0)
    if surface.lowest is None:
        right.set_yscale("linear")
    return drawing


def _walk(optimizer, problem, start, steps):
    """The run as far as it can be drawn, and its sentence."""
    try:
        run = descend(optimizer, problem, start, steps)
        words = plots.words(run)
    except Exception as error:
        return descend(optimizer, problem, start, 0), in_words(optimizer, error)
    left = int(run.left_at)
    return (replace(run, theta=run.theta[: left + 1]) if left >= 0 else run), words
