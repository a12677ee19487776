"""Which lesson a notebook is for: what is in it says so first, then its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from coursekit.tasks import lessons, tasks

# An exercise asks check("01.1", ...), so a renamed notebook still tells its lesson.
_ASKS = re.compile(rb"""check\(\s*\\?["'](\d\d)\.\d""")
_METADATA = re.compile(rb'"coursekit"\s*:\s*\{[^{}]*?"lesson"\s*:\s*"(\d\d?)"')
# The course's own way to begin a name; "2nd try" is no lesson 02.
_NAMED = re.compile(r"0?(\d\d?)(?=[-.]|$| ?\()")
_CERTAIN = re.compile(r"(\d\d)-[^\W\d]")


def lesson_of(raw: bytes, name: str, folders: Iterable[str] = ()) -> tuple[str, str]:
    """(lesson, contradiction): "" where nothing says it; a sentence, or "".

    raw      the notebook's bytes; b"" where they cannot be read
    name     the file's own name; `folders` those of the folders above it
    """
    inside = _inside(raw)
    named = _known(_digits(name)) or next(
        filter(None, (_known(_digits(folder)) for folder in folders)), ""
    )
    certain = _known(_certain(name))
    lesson = next(filter(None, (*inside.values(), named)), "")
    others = {
        how: said
        for how, said in {**inside, "its name says": certain}.items()
        if said and said != lesson
    }
    if not others:
        return lesson, ""
    first = next(how for how, said in inside.items() if said == lesson)
    against = " and ".join(f"{how} lesson {said}" for how, said in others.items())
    return lesson, f"It was graded as lesson {lesson}, since {first} so; but {against}."


def _inside(raw):
    """{how: lesson or ""}: what a notebook says of its lesson, the surest first."""
    said = _METADATA.search(raw)
    checks = Counter(_known(number.decode()) for number in _ASKS.findall(raw))
    asked = max(filter(None, checks), key=lambda each: checks[each], default="")
    return {
        "its metadata say": _known(said[1].decode()) if said else "",
        "its checks say": asked,
        "its functions say": "" if said or asked else _by_functions(raw),
    }


def _by_functions(raw):
    """The lesson of whose functions a notebook defines more than of others, or ""."""
    defined = set(re.findall(rb"def (\w+)\(", raw))
    names = _asked_functions(tuple(lessons())) if defined else {}
    counts = {lesson: len(own & defined) for lesson, own in names.items()}
    most = max(counts.values(), default=0)
    best = [lesson for lesson, count in counts.items() if count == most]
    return best[0] if most and len(best) == 1 else ""


@cache
def _asked_functions(known):
    return {n: {t.name.encode() for t in tasks(n).values()} for n in known}


def _digits(name):
    match = _NAMED.match(name)
    return match[1] if match else ""


def _certain(name):
    match = _CERTAIN.match(name)
    return match[1] if match else ""


def _known(number):
    return number.zfill(2) if number and number.zfill(2) in lessons() else ""
