"""Who the owners are: who is one person and who are two.

A platform's id says it; where there is none, the name does, in one normal form.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from coursekit.grading.collect.layouts import Handed
from coursekit.grading.collect.platforms import platforms
from coursekit.grading.collect.roster import Roster
from coursekit.grading.printable import printable
from coursekit.names import normal, seen, squeezed

NAMELESS = "(no name)"  # of whose folder is called by spaces


@dataclass(frozen=True, slots=True)
class Person:
    """One student.

    name    as our reports call the student: no other has the same
    id      what a platform calls the student, else ""
    handed  all that the student handed in
    listed  whether the roster has the student
    keys    what else the roster has of the student, squeezed
    """

    name: str
    id: str
    handed: tuple[Handed, ...]
    listed: bool = True
    keys: Collection[str] = ()

    @property
    def called(self) -> frozenset[str]:
        """All that names the student, squeezed."""
        owners = [each.owner for each in self.handed]
        said = {self.name, *(o.student for o in owners), *(o.id for o in owners)}
        return frozenset({*map(squeezed, said), *self.keys} - {""})


def people(handed: Sequence[Handed], roster: Roster | None = None) -> list[Person]:
    """The Persons who handed these in, by name."""
    groups = defaultdict(list)
    for key, each in zip(_keys(handed), handed, strict=True):
        groups[key].append(each)
    listed = _listed(groups, roster) if roster else {}
    joined: dict[object, list[Handed]] = defaultdict(list)
    for key, own in groups.items():
        joined[listed.get(key) or key] += own
    names = _names(joined, roster)
    found = [
        Person(
            names[key],
            next((each.owner.id for each in own if each.owner.id), ""),
            tuple(own),
            roster is None or isinstance(key, str),
            roster.keys_of.get(names[key], ()) if roster else (),
        )
        for key, own in joined.items()
    ]
    return sorted(found, key=lambda person: person.name)


def _keys(handed):
    """What tells each owner from others: (platform or "", name, id or "")."""
    places = defaultdict(set)
    for each in handed:
        places[each.owner.platform].add(each.wrapper)
    ids = defaultdict(set)
    for each in handed:
        owner = each.owner
        ids[owner.platform, each.wrapper, normal(owner.student)].add(owner.id)
    for each in handed:
        owner, name = each.owner, normal(each.owner.student)
        several = places[owner.platform]
        if not owner.id:
            yield "", name, ""
        elif len(several) == 1 or getattr(platforms()[owner.platform], "GLOBAL", False):
            yield owner.platform, name, owner.id
        elif all(len(ids[owner.platform, place, name]) <= 1 for place in several):
            # In several downloads one student has several of these numbers.
            yield owner.platform, name, ""
        else:
            yield owner.platform, name, (*each.wrapper, owner.id)


def _listed(groups, roster):
    """{key: the roster's name}: by id, else by a name that no other key claims."""
    by_id, by_name = {}, {}
    claims: Counter[str] = Counter()
    for key, own in groups.items():
        owner = own[0].owner
        if owner.id and (found := roster.of_id(owner.id)):
            by_id[key] = found
        elif found := roster.of_name(owner.student):
            by_name[key] = found
            claims[found] += 1
    taken = set(by_id.values())
    return by_id | {
        key: found
        for key, found in by_name.items()
        if claims[found] == 1 and (found not in taken or not key[0])
    }


def _names(groups, roster):
    """{key: what to call the student}, so that no two are called the same."""
    called = {
        key: key if isinstance(key, str) else _shown(own[0].owner.student)
        for key, own in groups.items()
    }
    for add in (_with_id, _with_place):
        same = Counter(normal(name) for name in called.values())
        same.update(normal(name) for name in (roster.rows if roster else ()))
        called = {
            key: name
            if isinstance(key, str) or same[normal(name)] == 1
            else add(name, groups[key])
            for key, name in called.items()
        }
    taken, found = set(map(normal, roster.rows if roster else ())), {}
    for key, name in called.items():
        number, unlike = 2, name
        while not isinstance(key, str) and normal(unlike) in taken:
            unlike, number = f"{name} ({number})", number + 1
        taken.add(normal(unlike))
        found[key] = unlike
    return found


def _shown(name):
    return printable(seen(name)).strip() or NAMELESS


def _with_id(name, own):
    number = own[0].owner.id
    return f"{name} ({number})" if number and number != name else name


def _with_place(name, own):
    return f"{name} ({own[0].wrapper[-1]})" if own[0].wrapper else name


def namesakes(found: Iterable[Person]) -> Iterator[str]:
    """Sentences on those whose names alone say that they are one student."""
    for person in found:
        names = {each.name for each in person.handed if not each.owner.id}
        spelled = sorted({each.owner.student for each in person.handed
                          if not each.owner.id and each.name in names})  # fmt: skip
        if len(spelled) > 1:
            yield f"Took {', '.join(f'“{n}”' for n in spelled)} for one student."
