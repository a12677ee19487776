"""What a page holds of an exercise's question: asks, what is expected, known mistakes.

All of it is plain data, computed when the page is built: what the reference gives, and
what each mistake gives where that differs. No solution is in it. Hidden numbers are not
in it either; they stay with the grader.
"""

from __future__ import annotations

import json
import math
from itertools import combinations, count
from typing import Any

from coursekit.marks.agreement import agree, expected, outcomes, settled
from coursekit.marks.differences import differ
from coursekit.marks.recognition import (
    only_difference,
    reordered,
    says_the_order,
    single_asks,
    why_unmoved,
)
from coursekit.outcomes import Given, Outcome, Status, to_json
from coursekit.tasks import Task
from coursekit.tasks.edits import edited
from coursekit.tasks.words import called, located, walked

DIGITS = 10  # of what mistakes give: a thousand times what tells two values apart
CHECK_IT = "Check it in the notebook: `coursekit lab`, exercise {lesson}."


def question(task: Task) -> dict[str, Any]:
    """A question as `asked.d.ts` describes it, or {"cannot": why a page does not}."""
    if why := cannot(task):
        lesson = task.id.partition(".")[0]
        return {"id": task.id, "name": task.name, "title": task.title,
                "cannot": f"{why} {CHECK_IT.format(lesson=lesson)}"}  # fmt: skip
    numbers = count()
    atoms: list[tuple[int, dict[str, Any], Any]] = []
    parts = [_part(task, part, numbers, atoms) for part in task.parts]
    pairs = [*_pairs(task, atoms)]
    moved = {name for _, _, name in pairs}
    return {
        "id": task.id,
        "name": task.name,
        "title": task.title,
        "rtol": task.rtol,
        "parts": parts,
        "mistakes": [*_mistakes(task)],
        "pairs": pairs,
        "unmoved": {name: why_unmoved(task, name) for name in sorted(moved)},
        "sentences": {
            status: status.sentence for status in (Status.BORROWED, Status.NOT_STARTED)
        },
        "guarded": guarded(task),
    }


def cannot(task: Task) -> str:
    """Why a page cannot check this question, in a sentence, or ""."""
    asks = [part.ask for part in task.parts]
    if any("draws" in ask for ask in asks) or '"rng"' in json.dumps(asks):
        return "It draws with NumPy's random numbers, which this page does not have."
    if any(part.wrong_with for part in task.parts):
        return "Many answers are right, and to try one takes longer than a page may."
    return NEEDS.get(task.id, "")


# Questions of which a page would call a right answer wrong.
NEEDS = {
    "10.4": "A function may keep a value, which it cannot in this page's Python.",
    "13.2": "It compares with nan, which this page's Python orders otherwise.",
    "14.2": "Lists and NumPy's numbers meet, which do not in this page's Python.",
}


def guarded(task: Task) -> list[str]:
    """Where the functions live that would answer the question, as "module:name"."""
    functions = (task.reference, *task.guarded)
    found = {
        (getattr(f, "rule", f).__module__, getattr(f, "rule", f).__qualname__)
        for f in functions
    }
    allowed = {getattr(f, "name", getattr(f, "__name__", "")) for f in task.uses}
    known = ("coursekit.optimizers", "coursekit.problem", "coursekit.problems",
             "coursekit.schedules")  # fmt: skip
    return sorted(
        f"{module}:{name}"
        for module, name in found
        if module in known and name not in allowed
    )


def _part(task, part, numbers, atoms):
    (wanted,) = (e for p, e in zip(task.parts, expected(task)) if p is part)
    assert isinstance(wanted, Given)
    return {
        "ask": _text(part.ask),
        "label": part.label,
        "axes": list(part.axes),
        "points": part.points,
        "or_refusal": part.or_refusal,
        "expected": _finite(wanted.value),
        "node": _node(task, part.ask, wanted.value, numbers, atoms),
    }


def _text(ask):
    """The ask as JSON, which has no order, no infinity (here 1e999) and no nan."""
    text = json.dumps(_in_pairs(ask))
    return text.replace("Infinity", "1e999").replace("NaN", '"NaN"')


def _in_pairs(data):
    if isinstance(data, dict):
        return {"pairs": [[key, _in_pairs(value)] for key, value in data.items()]}
    return [*map(_in_pairs, data)] if isinstance(data, list | tuple) else data


def _node(task, ask, wanted, numbers, atoms):
    """What sentences need of an ask. Single asks get numbers, and into `atoms`."""
    if "series" in ask:
        items = zip(ask["series"], wanted)
        return {
            "kind": "series",
            "items": [_node(task, *item, numbers, atoms) for item in items],
        }
    singles = [*single_asks(ask, wanted, wanted)]
    made = [next(numbers) for _ in singles]
    atoms += [(n, each, value) for n, (each, value, _) in zip(made, singles)]
    if "make" in ask:
        places = range(len(ask["inputs"]) * len(ask["make"]))
        uses = [located(ask, (place,), (), task.name)[0] for place in places]
        none = located(ask, (), (), task.name)[0]
        return {"kind": "make", "made": made, "none": none, "uses": uses}
    if "walk" in ask:
        return {"kind": "walk", "number": made[0], "subject": walked(ask["walk"])}
    node = {
        "kind": "call",
        "number": made[0],
        "subject": called(task.name, ask["call"]),
    }
    if "entries" in ask:
        return node | {"kind": "entries", "names": [*map(repr, ask["entries"])]}
    return node


def _mistakes(task):
    """Each mistake's sentence and outcomes; last those that return in another order."""
    known = [(says, edited(task.reference, e)) for says, e in task.mistakes.items()]
    known += [(says_the_order(task), answer) for answer in reordered(task)]
    for sentence, answer in known:
        got = [
            settled(*each)
            for each in zip(task.parts, outcomes(task, answer), expected(task))
        ]
        pairs = zip(got, expected(task))
        yield {
            "says": sentence,
            "outcomes": [
                None if agree(task, one, other) else _outcome(one)
                for one, other in pairs
            ],
        }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    """As JSON; of a failure what two are compared by, of numbers some digits."""
    if isinstance(outcome, Given):
        return {"value": _finite(_rounded(outcome.value))}
    kept = to_json(outcome)
    return {
        "status": kept["status"],
        "says": kept["says"].partition(":")[0],
        "place": list(kept["place"]),
    }


def _rounded(value):
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def _finite(value):
    """The value with words for numbers that JSON lacks; the page reads them."""
    if isinstance(value, list):
        return [_finite(item) for item in value]
    lost = isinstance(value, float) and not math.isfinite(value)
    return {"number": repr(value)} if lost else value


def _pairs(task, atoms):
    """(number, number, name) of asks in which one knob or argument alone differs."""
    for (n, one, value), (m, other, other_value) in combinations(atoms, 2):
        name = only_difference(task, one, other)
        if name and differ(value, other_value, task.rtol) is not None:
            yield n, m, name
