"""Which known mistake an answer makes, and what its values show where none is known.

A mistake is named only where it does what the answer does: it gives the same wherever
the answer is wrong, and it is not wrong where the answer is right.
"""

import inspect
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from itertools import combinations, permutations
from typing import Any

from coursekit.asking import REFUSED, Ask
from coursekit.marks.agreement import (
    agree,
    expected,
    expected_of,
    outcome_of,
    settled,
)
from coursekit.marks.differences import differ
from coursekit.outcomes import Given, Outcome
from coursekit.rule import optimizer
from coursekit.tasks import Task
from coursekit.tasks.edits import edited

FIVE_DIGITS = 1e-5  # what single precision (float32) leaves, errors grown a little


def recognised(task: Task, got: list[Outcome], right: list[bool]) -> tuple[str, str]:
    """(sentence, edit) of the mistake that explains these outcomes; "" for none.

    right  for each part whether it is right
    """
    for says, edit in task.mistakes.items():
        if _does_this(task, edited(task.reference, edit), got):
            return says, edit
    signs = (_returned_in_another_order, _moved_by_nothing, _single, _cut_short)
    return next(filter(None, (sign(task, got, right) for sign in signs)), ""), ""


def _does_this(task, answer, got):
    """Whether a mistake gives these outcomes; asked no further than to the first no."""
    return all(
        agree(task, got[n], _mistaken(task.parts[n], answer, task.reference, task.name))
        for n in _cheap_first(task)
    )


def _cheap_first(task):
    """The numbers of the parts, those last that draw hundreds of times."""
    return sorted(range(len(task.parts)), key=lambda n: "property" in task.parts[n].ask)


@lru_cache(maxsize=8192)
def _mistaken(part, answer, reference, name):
    """What a mistake gives on one part."""
    wanted = expected_of(part, reference, name)
    return settled(part, outcome_of(part, answer, name), wanted)


@lru_cache(maxsize=256)
def reordered(task: Task) -> list[Callable]:
    """The reference with what it returns in every other order."""
    first, memories = expected(task)[0], _memories(task)
    several = first.value if isinstance(first, Given) else None
    if memories:
        count = 1 + len(memories)
    elif isinstance(several, list) and _returns_several(task.parts[0].ask):
        count = len(several) if len(several) in (2, 3) else 0
    else:
        return []
    rule = getattr(task.reference, "rule", task.reference)
    orders = [*permutations(range(count))][1:]
    return [_in_order(rule, order) for order in orders]


def _memories(task):
    """The names of a rule's memories; none for a function."""
    walks = any("walk" in str(part.ask) for part in task.parts)
    return tuple(optimizer(_function(task)).memory) if walks else ()


def _in_order(function, order):
    @wraps(function)
    def answer(*arguments, **named):
        values = function(*arguments, **named)
        return tuple(values[index] for index in order)

    return answer


def _returns_several(ask):
    return "call" in ask and "entries" not in ask


def _returned_in_another_order(task, got, right):
    found = any(_does_this(task, answer, got) for answer in reordered(task))
    return says_the_order(task) if found else ""


def says_the_order(task: Task) -> str:
    """What is said to who returns the right values in another order."""
    memories = ", ".join(_memories(task))
    order = f"theta first, then {memories}" if memories else "as it is asked for"
    return f"You return the right values in another order: {order}."


def _moved_by_nothing(task, got, right):
    """A knob or an argument that changes nothing where it should, while others do."""
    atoms = [atom for atom in _atoms(task, got) if _alive(*atom)]
    moves: dict[str, list[bool]] = {}  # by name, for each time that it alone differs
    for (one, mine, theirs), (other, mine_too, theirs_too) in combinations(atoms, 2):
        name = only_difference(task, one, other)
        if name and differ(theirs, theirs_too, task.rtol) is not None:
            moved = differ(mine, mine_too, task.rtol) is not None
            moves.setdefault(name, []).append(moved)
    still = [name for name, moved in moves.items() if not any(moved)]
    if not still or len(still) == len(moves) > 1:
        return ""
    asks = f": {why_unmoved(task, *still)}?" if len(still) == 1 else "."
    return f"Changing {' or '.join(still)} changes nothing{asks}"


def why_unmoved(task: Task, name: str) -> str:
    """What to ask of who is not moved by a knob or an argument, as words.

    Only where it is a number may another have been typed in its place.
    """
    atoms = _atoms(task, expected(task))
    handed = [(_settings(task, ask) or {}).get(name) for ask, _, _ in atoms]
    is_number = any(isinstance(value, int | float) for value in handed)
    return "did you type a number for it" if is_number else "do you use it"


def _alive(ask, value, wanted):
    """Whether a value is one that a typed number could have given."""
    if "walk" in ask and isinstance(value, list):
        return value[:1] != value[-1:]
    given = value if isinstance(value, list) and value else [value]
    return value != REFUSED and not all(one is None for one in given)


def _atoms(task, got):
    """(ask, value, expected value) of every single walk and call that gave a value."""
    for part, outcome, wanted in zip(task.parts, got, expected(task)):
        if isinstance(outcome, Given) and isinstance(wanted, Given):
            yield from single_asks(part.ask, outcome.value, wanted.value)


def single_asks(ask: Ask, value: Any, wanted: Any) -> Iterator[tuple[Ask, Any, Any]]:
    """Every single walk and call of an ask, with its value and what was wanted."""
    settings = ask.get("make", [])
    if "series" not in ask and len(settings) < 2:
        yield ask, value, wanted
    elif settings and isinstance(value, list):
        for which, made in enumerate(settings):
            every = slice(which, None, len(settings))
            yield {**ask, "make": [made]}, value[every], wanted[every]
    elif isinstance(value, list) and len(value) == len(wanted):
        for one in zip(ask["series"], value, wanted):
            yield from single_asks(*one)


def only_difference(task: Task, one: Ask, other: Ask) -> str:
    """The name of the one knob or argument in which two asks differ, or ""."""
    mine, theirs = _settings(task, one), _settings(task, other)
    if mine is None or theirs is None or mine.keys() != theirs.keys():
        return ""
    differing = [name for name in mine if mine[name] != theirs[name]]
    (name,) = differing if len(differing) == 1 else ("",)
    return name if name in inspect.signature(_function(task)).parameters else ""


def _settings(task, ask):
    """What an ask hands over, by name; None for an ask of another kind."""
    names = inspect.signature(_function(task)).parameters
    defaults = {
        name: parameter.default
        for name, parameter in names.items()
        if parameter.default is not parameter.empty
    }
    if "walk" in ask:
        walk = ask["walk"]
        knobs = {**defaults, **walk.get("knobs", {})}
        return {**knobs, **{f"walk's {k}": v for k, v in walk.items() if k != "knobs"}}
    if "call" in ask:
        return {**defaults, **dict(zip(names, ask["call"]))}
    if "make" in ask:
        made = dict(zip(names, ask["make"][0]))
        return {**defaults, **made, "what it is asked": ask["inputs"]}
    return None


def _function(task):
    return getattr(task.reference, "rule", task.reference)


def _single(task, got, right):
    """Right to five digits, and not to more."""
    each = zip(task.parts, got, expected(task), right)
    if all(good or near(part.ask, one, other) for part, one, other, good in each):
        return "Right to five digits, as in single precision: use float64, not float32."
    return ""


def near(ask: Ask, one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes of an ask are values that agree to five digits."""
    if not isinstance(one, Given) or not isinstance(other, Given):
        return False
    each = [*single_asks(ask, one.value, other.value)]
    return bool(each) and all(
        _rows_near(_rows(single, mine), _rows(single, theirs))
        for single, mine, theirs in each
    )


def _rows(ask, value):
    """A value in rows of a size; what a schedule gives at several times is no row."""
    if "make" in ask and isinstance(value, list):
        return [[rate] for rate in value]
    return value


def _rows_near(mine, theirs):
    """Whether each row agrees, measured by the largest number in it."""
    if isinstance(mine, list) != isinstance(theirs, list):
        return False
    if isinstance(theirs, list) and any(isinstance(row, list) for row in theirs):
        return len(mine) == len(theirs) and all(map(_rows_near, mine, theirs))
    row, other = (
        value if isinstance(value, list) else [value] for value in (mine, theirs)
    )
    if len(row) != len(other) or not all(type(x) is float for x in (*row, *other)):
        return mine == theirs
    size = FIVE_DIGITS * max(map(abs, other), default=0)
    return all(x == y or abs(x - y) <= size for x, y in zip(row, other))


def _cut_short(task, got, right):
    """The first rows of what was expected, and no more."""
    wrong = [
        _begins(task, mine, theirs)
        for _, mine, theirs in _atoms(task, got)
        if differ(mine, theirs, task.rtol) is not None
    ]
    cut = wrong and all(wrong)
    return "Right as far as it goes: it stops too early." if cut else ""


def _begins(task, mine, theirs):
    if not isinstance(mine, list) or not isinstance(theirs, list):
        return False
    shorter = 0 < len(mine) < len(theirs)
    return shorter and differ(mine, theirs[: len(mine)], task.rtol) is None
