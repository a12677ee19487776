"""Exercise 13: a mean with its error, steps to a goal, and a fair comparison."""

import numpy as np

from coursekit.tasks import Part, Task
from coursekit.tasks.probes import in_turn, once
from coursekit.tasks.races import mistakes as race_mistakes
from coursekit.tasks.races import raced, tune_then_compare


def mean_sem(xs):
    if len(xs) < 2:
        raise ValueError(f"A standard error needs two runs or more; got {len(xs)}.")
    return np.mean(xs, axis=0), np.std(xs, axis=0, ddof=1) / np.sqrt(len(xs))


def spread(error, centre=lambda xs: xs.mean(axis=0)):
    """A mean_sem with another error, or another centre, of an array xs."""

    def answer(xs):
        mean_sem(xs)  # refuses what it refuses
        return centre(np.array(xs)), error(np.array(xs))

    return answer


def unguarded(xs):
    if len(xs) > 1:
        return mean_sem(xs)
    return np.mean(xs, axis=0), np.full(np.shape(xs)[1:], np.nan)


def sure_of_one(xs):
    return mean_sem(xs) if len(xs) > 1 else (np.mean(xs, axis=0), 0.0 * np.array(xs[0]))


def pooled(xs):
    return mean_sem(np.ravel(xs)) if len(xs) > 1 else mean_sem(xs)


def across_columns(xs):
    if len(xs) < 2:
        return mean_sem(xs)
    return mean_sem(np.transpose(xs))


def counted_all(xs):
    return np.std(xs, axis=0, ddof=1) / np.sqrt(np.size(xs))


sem_mistakes = {
    "Sample sd: divide by n − 1 (ddof=1), for the mean is taken from the same runs.":
        spread(lambda xs: xs.std(axis=0) / np.sqrt(len(xs))),
    "Standard *error*: you returned the sd of a run; divide it by √n.":
        spread(lambda xs: xs.std(axis=0, ddof=1)),
    "That is the sd with ddof=0: neither the sample's nor divided by √n.":
        spread(lambda xs: xs.std(axis=0)),
    "Divide by the root of n, not by n.":
        spread(lambda xs: xs.std(axis=0, ddof=1) / len(xs)),
    "You divided by √(n − 1) as well: ddof=1 has seen to that.":
        spread(lambda xs: xs.std(axis=0, ddof=1) / np.sqrt(len(xs) - 1)),
    "That is the error squared: take the root of the variance.":
        spread(lambda xs: xs.var(axis=0, ddof=1) / len(xs)),
    "The variance over √n has the wrong unit: take its root first.":
        spread(lambda xs: xs.var(axis=0, ddof=1) / np.sqrt(len(xs))),
    "One run has no spread: need ≥ 2, so raise a ValueError instead of giving nan.":
        unguarded,
    "One run has no spread: an error of 0 would say that you are sure.": sure_of_one,
    "Across runs: one mean and one error per column (axis=0); you pooled them all.":
        pooled,
    "Across runs: the runs are the rows, so average over axis 0, not axis 1.":
        across_columns,
    "n is the number of runs, len(xs), not of all numbers in the table.":
        spread(counted_all),
    "The mean is asked for; you returned the median.":
        spread(lambda xs: mean_sem(xs)[1], lambda xs: np.median(xs, axis=0)),
    "The mean first, then its error.":
        lambda xs: mean_sem(xs)[::-1],
    "Return two things: the mean and its error.":
        lambda xs: mean_sem(xs)[1],
    "That is the ± of a 95 % interval; the standard error is asked for.":
        spread(lambda xs: 1.96 * mean_sem(xs)[1]),
    "Half the range is no standard error: it grows with n.":
        spread(lambda xs: np.ptp(xs, axis=0) / 2),
}  # fmt: skip


def refused(label, xs):
    """A Part that is right where a ValueError refuses xs."""
    told = once(label, xs)

    def call(answer):
        try:
            return told.call(answer)
        except ValueError:
            return "a ValueError"

    return Part(label, call)


FIVE = np.array([0.922, 0.781, 0.886, 0.908, 0.919])
TABLE = np.array(
    [[0.95, 3.0, -1.0, 8.0], [0.96, 5.5, -0.5, 8.0], [0.91, 2.5, 4.0, 8.0]]
)

sem_task = Task(
    id="13.1",
    title="The mean and its standard error",
    section="The race",
    name="mean_sem",
    reference=mean_sem,
    parts=(
        once("five accuracies", FIVE),
        in_turn(
            "two runs, a list of whole numbers, and many runs",
            once("two runs", np.array([0.4, 0.9])),
            once("a list of whole numbers", [3, 9, 4, 4, 7, 1]),
            once("many runs", np.sin(np.arange(40.0)) + 0.3),
        ),
        in_turn(
            "a table with a run per row, and a single run",
            once("a table", TABLE, axes=("column",)),
            refused("a single run", np.array([0.8])),
        ),
    ),
    mistakes=sem_mistakes,
)


def away(path, target):
    with np.errstate(all="ignore"):
        return np.linalg.norm(np.asarray(path) - np.asarray(target), axis=-1)


def first(near):
    found = np.flatnonzero(near)
    return int(found[0]) if found.size else None


def steps_to_tol(path, target, tol):
    return first(away(path, target) <= tol)


def otherwise(instead):
    """The right step; instead(path), where none is near."""

    def answer(path, target, tol):
        step = steps_to_tol(path, target, tol)
        return instead(path) if step is None else step

    return answer


def near_by(measure):
    """The first step whose measure(path - target) is within tol."""

    def answer(path, target, tol):
        return first(measure(np.asarray(path) - np.asarray(target)) <= tol)

    return answer


def settled(path, target, tol):
    outside = np.flatnonzero(~(away(path, target) <= tol))
    step = outside[-1] + 1 if outside.size else 0
    return int(step) if step < len(path) else None


def last_crossing(path, target, tol):
    return first(np.arange(len(path)) == max(
        np.flatnonzero(away(path, target) <= tol), default=-1
    ))  # fmt: skip


def of_the_start(path, target, tol):
    distance = away(path, target)
    return first(distance <= tol * distance[0])


def no_start(path, target, tol):
    return steps_to_tol(path[1:], target, tol)


def counted(path, target, tol):
    step = steps_to_tol(path, target, tol)
    return None if step is None else step + 1


tol_mistakes = {
    "First: you return the last step that is within tol.": last_crossing,
    "First: that is the step from which on it *stays* within tol.": settled,
    "A path that never arrives has no such step: return None, not its length.":
        otherwise(len),
    "A path that never arrives has no such step: return None, not its last step.":
        otherwise(lambda path: len(path) - 1),
    "argmax of no True at all is 0: ask whether any step is near, or return None.":
        otherwise(lambda path: 0),
    "A path that never arrives: return None; −1 is a place in Python's lists.":
        otherwise(lambda path: -1),
    "Start is step 0: your count is one too high.": counted,
    "The start counts, as step 0: you left it out, so your steps are one too low.":
        no_start,
    "Norm: a signed difference is small wherever the path is far below the target.":
        near_by(lambda gap: gap.max(axis=-1)),
    "Norm: the signed differences cancel in your sum.":
        near_by(lambda gap: abs(gap.sum(axis=-1))),
    "The norm of the whole difference: you looked at the largest coordinate alone.":
        near_by(lambda gap: abs(gap).max(axis=-1)),
    "The norm of the whole difference: you looked at the first coordinate alone.":
        near_by(lambda gap: abs(gap[..., 0])),
    "The Euclidean norm: you added up the sizes of the coordinates.":
        near_by(lambda gap: abs(gap).sum(axis=-1)),
    "You compared the squared distance with tol: take the root.":
        near_by(lambda gap: (gap**2).sum(axis=-1)),
    "Within tol includes tol itself: ≤, not <.":
        lambda path, target, tol: first(away(path, target) < tol),
    "How many steps are near is another question: give the first of them.":
        lambda path, target, tol: int(np.sum(away(path, target) <= tol)) or None,
    "That is the nearest step of all; the first within tol is asked for.":
        lambda path, target, tol: int(np.nanargmin(away(path, target))),
    "tol is a distance, not a share of the distance at the start.": of_the_start,
    "The distance is to the target, not to 0.":
        lambda path, target, tol: first(away(path, 0 * np.asarray(target)) <= tol),
}  # fmt: skip

CURVE = np.exp(-np.arange(40) / 6)[:, None] * np.stack(
    [np.cos(np.arange(40) / 2), np.sin(np.arange(40) / 2)], axis=-1
)
SWING = np.array([3.0, 0.4, -2.5, 2.0, -0.3, 1.5, -0.2, 0.1])[:, None]
PASSING = np.array([[-9.0, -4.0], [-5.0, 5.0], [0.3, 0.9], [0.2, 0.4], [7.0, 8.0]])
LOST = np.array([[1.0, 1.0], [0.8, 0.7], [40.0, -9.0], [np.inf, 0.0], [np.inf] * 2])
CIRCLE = np.array([[3.0, 4.0], [0.0, 5.0], [3.0, 0.0], [0.0, 0.0]])
NEVER = once("a path that never arrives", LOST, np.array([0.0, 0.0]), 0.5)


def arrival(label, *cases):
    """Paths that arrive, and one that does not, for None alone answers nothing."""
    own = [once(f"{label}, path {i}", *case) for i, case in enumerate(cases, 1)]
    return in_turn(label, *own, NEVER)


tol_task = Task(
    id="13.2",
    title="Steps to a goal",
    section="The race on surfaces",
    name="steps_to_tol",
    reference=steps_to_tol,
    parts=(
        arrival(
            "paths that curl in, with a target off the origin",
            (CURVE + np.array([2.0, -1.0]), np.array([2.0, -1.0]), 0.1),
            (CURVE - np.array([0.6, 0.3]), np.array([-0.6, -0.3]), 0.02),
        ),
        arrival(
            "paths that come near, leave again, and come back",
            (SWING + 4.0, np.array([4.0]), 0.35),
            (PASSING, np.array([0.0, 0.0]), 0.5),
        ),
        arrival(
            "a distance of exactly tol, and a start that is within it",
            (CIRCLE, np.array([0.0, 0.0]), 3.0),
            (CIRCLE[::-1].copy(), np.array([0.0, 0.0]), 3.5),
        ),
    ),
    mistakes=tol_mistakes,
)

fair_task = Task(
    id="13.3",
    title="A fair comparison",
    section="Every rule gets its own η",
    name="tune_then_compare",
    reference=tune_then_compare,
    parts=(
        raced("two rules, five seeds each", ("momentum", "adam")),
        raced("four rules, one of which asks for two gradients a step",
              ("adagrad", "nesterov", "gd", "rmsprop"), twice=("nesterov",)),
        raced("a budget that is no multiple, and runs that diverge",
              ("rmsprop", "look_ahead"), twice=("look_ahead",), budget=101,
              diverges=0.02),
    ),
    mistakes=race_mistakes,
)  # fmt: skip
