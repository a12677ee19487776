"""Where the students are in what was collected: whose each thing in it is.

The outermost name that a platform or a teacher gave says whose something is; nothing
below that name can name another. Folders around a whole class are seen through.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

from coursekit.grading.collect import archives, platforms
from coursekit.grading.collect.entries import EMPTY, OURS, Entry, opened, within
from coursekit.grading.collect.platforms import Owner, folders, nbgrader
from coursekit.grading.collect.reading import Unreadable, content
from coursekit.grading.collect.roster import Roster

NAMELESS = "Its name says no student."
SHOWN = 4  # students that a line names


@dataclass(frozen=True)
class Handed:
    """What one owner handed in: the entries, without the parts that say whose it is.

    wrapper  the folders and zips around it that were seen through
    name     what lies in the place itself
    """

    owner: Owner
    name: str
    entries: tuple[Entry, ...]
    wrapper: tuple[str, ...] = ()


@dataclass
class Layout:
    """What lies in a place.

    handed  all Handed
    passed  {name: why} of what belongs to nobody
    says    sentences for the teacher: what folders were taken for
    """

    handed: list[Handed] = field(default_factory=list)
    passed: dict[str, str] = field(default_factory=dict)
    says: list[str] = field(default_factory=list)


def layout(place: Path, roster: Roster | None = None) -> Layout:
    """The Layout of a folder or zip. Raises OSError, archives.Refused."""
    layers, says = [((), within(place))], []
    while inner := _seen_through(layers, _is_from_zip(place, layers)):
        says.append(_wrapped(layers, inner))
        layers = inner
    is_nbgraders = _is_nbgraders(place, layers)
    found = Layout()
    for wrapper, entries in layers:
        _assign(found, wrapper, entries, roster, is_nbgraders)
    if says and says[-1]:
        found.says.append(_taken(says[-1], found.handed))
    return found


def _tops(entries):
    """{outermost name: its entries}, in the order in which they lie there."""
    tops = defaultdict(list)
    for entry in entries:
        tops[entry.parts[0]].append(entry)
    return tops


def _is_folder(entries):
    return any(len(entry.parts) > 1 for entry in entries) or (
        entries[0].file is None and entries[0].why == EMPTY
    )


def _is_from_zip(place, layers):
    return place.is_file() and len(layers) == 1 and not layers[0][0]


# Folders around a class


def _seen_through(layers, is_in_zip):
    """The layers within these ones, if they are wrappers and no students; else []."""
    inner = []
    for wrapper, entries in layers:
        tops = {
            name: own
            for name, own in _tops(entries).items()
            if not _is_stray(name, own)
        }
        inside = {name: _inside(own) for name, own in tops.items()}
        alone = len(layers) == len(tops) == 1
        if not all(
            _is_wrapper(name, within_, alone, tops[name][0].is_zip, not alone)
            for name, within_ in inside.items()
        ):
            return []
        inner += [((*wrapper, name), own) for name, own in inside.items()]
    return inner


def _is_stray(name, own):
    """A file beside a class that is nobody's notebook, as a list of students."""
    only = own[0]
    return (
        len(own) == 1
        and len(only.parts) == 1
        and not (
            only.is_notebook or only.is_zip or only.why or platforms.owner(name, False)
        )
    )


def _inside(own):
    """What lies in a folder, or in a zip that lies there by itself."""
    if len(own) == 1 and len(own[0].parts) == 1:
        if not own[0].is_zip:
            return []
        try:
            own = opened(own[0])
        except (archives.Refused, OSError):
            return []
    return [replace(e, parts=e.parts[1:]) for e in own if len(e.parts) > 1]


def _is_wrapper(name, inside, alone, is_zip, strict):
    """Whether this is a folder or zip around students, and not a student's own.

    alone   nothing else lies beside it
    strict  others do: then its own name and all in it must speak for it
    """
    if not inside or platforms.owner(name, not is_zip):
        return False
    tops = _tops(inside)
    said = [platforms.owner(top, _is_folder(own)) for top, own in tops.items()
            if not platforms.is_extra(top)]  # fmt: skip
    if strict:
        work = not is_zip and folders.WORK.fullmatch(name)
        return (bool(said) and all(said)) or bool(work and _holds_students(tops))
    if any(said):
        return True
    if is_zip:
        return _is_class(tops)
    return name in folders.AROUND or _holds_students(tops) or _are_flat(tops)


def _holds_students(tops):
    """Whether there are folders with notebooks that are called after no work."""
    if any(own[0].is_notebook and not _is_folder(own) for own in tops.values()):
        return False
    holders = {top: own for top, own in tops.items() if _holds({top: own})}
    work = [folders.WORK.fullmatch(top) for top in holders]
    # One student's folders are for several weeks; "ex01-ada", "ex01-ben" are not.
    numbers = [match["number"].zfill(2) for match in work if match]
    if not all(work) or len(set(numbers)) < len(numbers):
        return bool(holders)
    return any(_holds_students(_tops(_inside(own))) for own in holders.values())


def _is_class(tops):
    """Whether a zip that lies there alone has several students, and is not of one."""
    while len(tops) == 1 and not _names_students(tops):
        if folders.AROUND & tops.keys():
            return True
        tops = _tops(_inside(next(iter(tops.values()))))
    holders = [top for top, own in tops.items() if _holds({top: own})]
    return _names_students(tops) or (len(holders) > 1 and _holds_students(tops))


def _names_students(tops):
    return any(platforms.owner(top, _is_folder(own)) for top, own in tops.items())


def _holds(tops):
    return any(
        _is_folder(own) and any(entry.is_notebook or entry.is_zip for entry in own)
        for own in tops.values()
    )


def _are_flat(tops):
    """Whether these are notebooks in one folder, each with the name of its student."""
    owners = [
        folders.of_file(top)
        for top, own in tops.items()
        if own[0].is_notebook and not _is_folder(own)
    ]
    named = {one.student for one in owners if one and one.file not in tops}
    return (
        len(owners) > 1
        and len(named) == len(owners)
        and not any(_is_folder(own) for own in tops.values())
    )


def _wrapped(layers, inner):
    """How the folders that were seen through are called, for a sentence."""
    return ", ".join(f"“{wrapper[-1]}”" for wrapper, _ in inner)


def _taken(names, handed):
    students = list(dict.fromkeys(each.owner.student for each in handed))
    shown = ", ".join(students[:SHOWN]) + (", …" if len(students) > SHOWN else "")
    count = f"{len(students)} student" + "s" * (len(students) != 1)
    return f"Took what lies in {names} for the work of {count}: {shown}."


# Whose it is


def _assign(found, wrapper, entries, roster, is_nbgraders):
    owners, tops = {}, _tops(entries)
    for name, own in tops.items():
        owner = platforms.owner(name, _is_folder(own))
        if owner:
            owners[name] = (owner,)
    owners = _settled(owners, tops)
    for name, own in tops.items():
        if platforms.is_extra(name) and owners:
            continue
        owns = owners.get(name) or _plain(name, own, roster)
        if owns:
            inside = tuple(_own_entries(owns[0], own, is_nbgraders))
            found.handed += [Handed(one, name, inside, wrapper) for one in owns]
        else:
            place = "/".join((*wrapper, name))
            found.passed[place] = own[0].why or NAMELESS


def _plain(name, own, roster):
    """Whose something is that no platform has named; () where it says nobody."""
    only = own[0]
    if name.startswith(".") or only.why == OURS:
        return ()
    if _is_folder(own) or (only.file is None and not only.is_notebook):
        return (folders.of_folder(name),)
    if only.is_notebook or archives.is_archive(name):
        owner = folders.of_file(name, roster)
        return (owner,) if owner else ()
    within_ = roster.within(name.rpartition(".")[0]) if roster else None
    return (Owner(within_[0], file=name),) if within_ else ()


def _own_entries(owner, own, is_nbgraders):
    """The entries below the name that says whose they are, with their times."""
    stamps = _stamps(own) if is_nbgraders else {}
    for entry in own:
        if is_nbgraders and nbgrader.is_stamp(entry.parts):
            continue
        inner = entry.parts[1:] or (owner.file or entry.name,)
        time = stamps.get(entry.parts[:2]) or owner.time or entry.time
        yield Entry(inner, entry.file, time, entry.why, entry.dated)


def _stamps(own):
    """{student and assignment: time} by nbgrader's own files."""
    return {
        entry.parts[:2]: nbgrader.moment(_text(entry))
        for entry in own
        if nbgrader.is_stamp(entry.parts)
    }


def _is_nbgraders(place, layers):
    if any(nbgrader.FOLDER in wrapper for wrapper, _ in layers):
        return True
    return nbgrader.FOLDER in (place.resolve().name, place.stem)


class _Reader:
    """Called with one of `names`, the files that lie outermost, it gives its text."""

    def __init__(self, tops):
        self.tops = tops
        self.names = [
            name for name, own in tops.items()
            if len(own) == 1 and len(own[0].parts) == 1 and own[0].file
        ]  # fmt: skip

    def __call__(self, name):
        return _text(self.tops[name][0])


def _text(entry):
    try:
        return content(entry.file).decode("utf-8", "replace") if entry.file else ""
    except Unreadable:
        return ""


def _settled(owners, tops):
    """The owners as each platform says when it sees all names of the class."""
    found, read = dict(owners), _Reader(tops)
    for name, module in platforms.platforms().items():
        own = {top: each for top, each in owners.items() if each[0].platform == name}
        if own and hasattr(module, "settled"):
            found |= module.settled(own, read)
    return found
