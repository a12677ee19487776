"""Where runs in one dimension are, step by step."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from coursekit import plots


def position_by_step(
    *runs: plots.Run,
    labels: Sequence[str] = (),
    first: int = 0,
    levels: dict[str, float] | None = None,
    alt: str = "",
) -> Axes:
    """x of single 1-D runs against the step, from step `first` on.

    labels  the runs' names, their optimizers with their knobs if none are given
    levels  dotted horizontal lines by name
    """
    told = " ".join(plots.words(run) for run in runs)
    ax = plots.axes(f"{alt} {told}".strip())
    names = [*labels] or [repr(run.optimizer) for run in runs]
    chosen = plots.looks([run.optimizer.name for run in runs])
    for run, name, look in zip(runs, names, chosen):
        steps = range(first, len(run.theta))
        few = len(steps) <= 60
        every = 1 if few else 0.1
        x = run.theta[first:, 0]
        ax.plot(steps, x, label=name, markevery=every, markersize=5, **look)
    for name, level in (levels or {}).items():
        ax.axhline(level, color="0.45", linestyle=":", linewidth=1)
        across = ax.get_yaxis_transform()
        ax.text(1, level, f" {name}", va="center", transform=across)
    ax.set(xlabel="step", ylabel="x")
    if len(runs) > 1:
        ax.legend(fontsize="small")
    return ax
