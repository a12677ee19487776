"""Where the students are in what was collected: whose each thing in it is.

The outermost name that a platform or a teacher gave says whose something is; nothing
below that name can name another. Folders around a whole class are seen through.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

from coursekit.grading.collect import archives, platforms
from coursekit.grading.collect.entries import OURS, Entry, opened, within
from coursekit.grading.collect.platforms import Owner, folders, nbgrader
from coursekit.grading.collect.reading import Unreadable, content
from coursekit.grading.collect.roster import Roster

NAMELESS = "Its name says no student."


@dataclass(frozen=True, slots=True)
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
    around  the folders and zips that were seen through
    """

    handed: list[Handed] = field(default_factory=list)
    passed: dict[str, str] = field(default_factory=dict)
    around: tuple[str, ...] = ()


def layout(place: Path, roster: Roster | None = None) -> Layout:
    """The Layout of a folder or zip. Raises OSError, archives.Refused."""
    layers: list[tuple[tuple[str, ...], list[Entry]]] = [((), _joined(within(place)))]
    found = Layout()
    is_in_zip = place.is_file()
    while inner := _seen_through(layers, is_in_zip):
        for wrapper, entries in layers:
            found.passed |= _strays(wrapper, entries)
        is_in_zip = is_in_zip and len(layers) == 1 and _is_one_zip(layers[0][1])
        layers = inner
    is_nbgraders = _is_nbgraders(place, layers)
    for wrapper, entries in layers:
        _assign(found, wrapper, entries, roster, is_nbgraders)
    found.around = tuple(wrapper[-1] for wrapper, _ in layers if wrapper)
    return found


def _joined(entries):
    """The entries, of which those in parts of one download lie where they were."""
    found: list[Entry] = []
    for name, own in _tops(entries).items():
        inside = _inside(own) if folders.PART.fullmatch(name) else []
        found += inside or own
    return found


def _tops(entries):
    """{outermost name: its entries}, in the order in which they lie there."""
    tops = defaultdict(list)
    for entry in entries:
        tops[entry.parts[0]].append(entry)
    return tops


def _is_folder(entries):
    return any(len(entry.parts) > 1 for entry in entries) or entries[0].is_empty


# Folders around a class


def _seen_through(layers, is_in_zip):
    """The layers within these ones, if they are wrappers and no students; else [].

    is_in_zip  whether they are what a zip holds that a teacher named
    """
    inner = []
    for wrapper, entries in layers:
        strays = _strays(wrapper, entries)
        tops = {
            name: own
            for name, own in _tops(entries).items()
            if "/".join((*wrapper, name)) not in strays
        }
        if len(layers) == len(tops) == 1:
            ((name, own),) = tops.items()
            inside = {name: _inside(own)}
            is_doubtful = _is_zip(own) and not is_in_zip
            is_around = not platforms.owner(name, not _is_zip(own)) and (
                _is_wrapper(name, inside[name], is_doubtful)
                or (is_in_zip and _is_class(_tops(inside[name])))
            )
        else:
            inside = {name: _inside(own) for name, own in tops.items()}
            is_around = _are_wrappers(inside)
        if not is_around:
            return []
        inner += [((*wrapper, name), own) for name, own in inside.items()]
    return inner


def _is_zip(own):
    return len(own) == len(own[0].parts) == 1 and own[0].is_zip


def _is_one_zip(entries):
    """Whether a zip is all that there is."""
    return len(_tops(entries)) == 1 and _is_zip(entries)


def _strays(wrapper, entries):
    """{name: why} of files beside a class that are no work, as a list of students."""
    return {
        "/".join((*wrapper, name)): NAMELESS
        for name, own in _tops(entries).items()
        if _is_stray(name, own)
    }


def _is_stray(name, own):
    only = own[0]
    if len(own) > 1 or len(only.parts) > 1 or only.why:
        return False
    is_work = only.is_notebook or archives.is_archive(name)
    return not (is_work or platforms.owner(name, False))


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


def _is_wrapper(name, inside, is_doubtful):
    """Whether this lies around students, and is not a student's own.

    name         of a folder or zip beside which nothing lies
    is_doubtful  whether it is a zip that a student may have made
    """
    tops = _tops(inside)
    if is_doubtful:
        return _is_class(tops)
    return (
        name in folders.AROUND
        or _names_students(tops)
        or _holds_students(tops)
        or _are_flat(inner := _innermost(tops))
        or (
            bool(inner)
            and all(_are_flat(_tops(_inside(own))) for own in inner.values())
        )
    )


def _innermost(tops):
    """What lies in folders in each of which nothing but the next one lies."""
    while len(tops) == 1 and len(inside := _tops(_inside(*tops.values()))):
        tops = inside
    return tops


def _are_wrappers(inside):
    """Whether folders beside each other are downloads, or exercises with students.

    Where any could be a student's own, all are.
    """
    layers = {name: _tops(own) for name, own in inside.items()}
    if not layers or not all(layers.values()):
        return False
    if any(
        platforms.owner(n, is_folder) for n in layers for is_folder in (True, False)
    ):
        return False
    if all(_names_students(tops, all) for tops in layers.values()):
        return True
    work = all(folders.WORK.fullmatch(name) for name in layers)
    students = [_holders(tops) for tops in layers.values()]
    several = any(len(names) > 1 for names in students)
    return work and (
        all(map(_are_flat, layers.values()))
        or (several and all(map(_holds_students, layers.values())))
    )


def _holders(tops):
    """The names of folders with notebooks, and of zips if there are several."""
    zips = [name for name, own in tops.items() if _is_zip(own)]
    return [
        name
        for name, own in tops.items()
        if _is_folder(own) and any(entry.is_notebook or entry.is_zip for entry in own)
    ] + (zips if len(zips) > 1 else [])


def _holds_students(tops):
    """Whether there are folders with notebooks that are called after no work."""
    if any(own[0].is_notebook and not _is_folder(own) for own in tops.values()):
        return False
    holders = _holders(tops)
    if _are_of_one_work([name for name, own in tops.items() if _is_folder(own)]):
        return bool(holders)
    work = [folders.WORK.fullmatch(name) for name in holders]
    # One student's folders are for several weeks; "ex01-ada", "ex01-ben" are not.
    numbers = [match["number"].zfill(2) for match in work if match]
    if not all(work) or len(set(numbers)) < len(numbers):
        return bool(holders)
    return any(_holds_students(_tops(_inside(tops[name]))) for name in holders)


def _are_of_one_work(names):
    """Whether these are as in "ex01-ada", "ex01-ben", with notebooks or without."""
    work = [folders.WORK.fullmatch(name) for name in names]
    starts = {name[: match.end("number")] for name, match in zip(names, work) if match}
    return len(names) > 1 and all(work) and len(starts) == 1 and not starts & {*names}


def _is_class(tops):
    """Whether a zip that lies there alone has several students, and is not of one."""
    while len(tops) == 1 and not _names_students(tops):
        if folders.AROUND & tops.keys():
            return True
        tops = _tops(_inside(next(iter(tops.values()))))
    return _names_students(tops) or (len(_holders(tops)) > 1 and _holds_students(tops))


def _names_students(tops, how=any):
    """Whether any (or all) of these names are those that a platform gives."""
    names = {top: own for top, own in tops.items() if not platforms.is_extra(top)}
    return bool(names) and how(
        platforms.owner(top, _is_folder(own)) for top, own in names.items()
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
        yield replace(entry, parts=inner, time=time)


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
