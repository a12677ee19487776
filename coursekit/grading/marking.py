"""The mark of an answer whose values are known, on the check's inputs and on others."""

from dataclasses import replace
from functools import cache

from coursekit.checks import NO_ANSWER, mark, probe
from coursekit.tasks.hidden import hidden

ELSEWHERE = (
    "It is right for the numbers of the check and wrong for others of their kind: "
    "work with the arguments, whatever they are."
)


def values_of(task, answer, seed):
    """What the answer gives: on the inputs of the check, and on hidden ones."""
    return {
        "values": probe(task, answer),
        "hidden": probe(hidden(task.id, seed), answer),
    }


def marked(task, seed, said):
    """The Mark that the values in `said` deserve. Runs nothing of the learner.

    A part earns its points if it is right on both. What the check would say of the
    visible values is said here, too; of the hidden ones neither inputs nor values are.
    """
    values, others = said.get("values"), said.get("hidden")
    given, elsewhere = mark(task, values), hidden(task.id, seed)
    if "borrowed" in (given.status, mark(elsewhere, others).status):
        return replace(
            given, status="borrowed", points=0, lines=(NO_ANSWER["borrowed"],)
        )
    there = dict(zip((p.label for p in elsewhere.parts), _alone(elsewhere)))
    lost = [
        part.points
        for part, here in zip(task.parts, _alone(task))
        if part.label in there and _right(here, values)
        if not _right(there[part.label], others)
    ]
    if not lost:
        return given
    given = replace(given, points=given.points - sum(lost))
    if given.status != "right":
        return given
    return replace(given, status="wrong", lines=(_tested(lost), ELSEWHERE))


def _tested(lost):
    parts = "part" if len(lost) == 1 else "parts"
    return f"I tested the same with other numbers; {len(lost)} {parts} failed."


def _right(task, values):
    return mark(task, values).status == "right"


@cache
def _alone(task):
    """The parts of a task, each as a task of its own."""
    return [replace(task, parts=(part,), mistakes={}) for part in task.parts]
