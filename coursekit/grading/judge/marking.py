"""The mark of an answer whose values are known, on the check's inputs and on others."""

from dataclasses import replace

from coursekit.checks import probe
from coursekit.marks import Mark, mark
from coursekit.marks.agreement import expected, is_right
from coursekit.marks.recognition import near
from coursekit.outcomes import Failed, Status
from coursekit.plurals import counted
from coursekit.tasks.hidden import hidden

ELSEWHERE = (
    "It is right for the numbers of the check and wrong for others of their kind: "
    "work with the arguments, whatever they are."
)
SINGLE = (
    "For some it is right to five digits, as in single precision: use float64, not "
    "float32."
)


def outcomes_of(task, answer, seed):
    """What the answer gives: on the inputs of the check, and on hidden ones."""
    return probe(task, answer), probe(hidden(task, seed), answer)


def marked(task, seed, visible, elsewhere):
    """The Mark that the outcomes deserve. Runs nothing of the learner.

    A part earns its points if it is right on both; none does where the answer knows
    the check's numbers and no others. What the check would say of the visible values
    is said here, too; of the hidden ones neither inputs nor values are.
    """
    given, there = mark(task, visible), hidden(task, seed)
    if _borrowed([*visible, *elsewhere]):
        return Mark(
            task.id, Status.BORROWED, 0, task.points, says=Status.BORROWED.sentence
        )
    lost = [
        index
        for index, (part, other) in enumerate(zip(task.parts, there.parts))
        if is_right(task, part, visible[index], expected(task)[index])
        and not is_right(there, other, elsewhere[index], expected(there)[index])
    ]
    points = given.points - sum(task.parts[index].points for index in lost)
    if given.status == Status.RIGHT and lost and not _varying(task, there) - {*lost}:
        points = 0
    if not lost or given.status != Status.RIGHT:
        return replace(given, points=points)
    single = all(
        near(there.parts[index].ask, elsewhere[index], expected(there)[index])
        for index in lost
    )
    tested = f"the same with other numbers; {counted(len(lost), 'part')} failed"
    return Mark(
        task.id, Status.WRONG, points, task.points, tested=tested,
        says=SINGLE if single else ELSEWHERE,
    )  # fmt: skip


def _varying(task, there):
    """The numbers of the parts whose right values differ on the hidden inputs."""
    pairs = enumerate(zip(expected(task), expected(there)))
    return {index for index, (here, other) in pairs if here != other}


def _borrowed(outcomes):
    failed = [out for out in outcomes if isinstance(out, Failed)]
    return any(out.status == Status.BORROWED for out in failed)
