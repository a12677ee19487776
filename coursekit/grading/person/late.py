"""What is taken off for lateness: a teacher's rules, as a file.

    timezone = "Europe/Zurich"  # of all times that name none
    percent_per_day = 10        # of the points earned, or: points_per_day = 1
    cap = 50                    # no more than that is taken, in the same unit
    grace_minutes = 15

    [deadline]
    01 = 2026-10-07T23:59:00    # a date alone lasts until its midnight
    02 = 2026-10-14T23:59:00+02:00

    [extension."Ada Lovelace"]
    01 = 2026-10-10
    days = 2                    # for all other lessons

Each day that has begun counts. A time that comes twice, when clocks are put back, is
the later one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from coursekit.outcomes import Status
from coursekit.plurals import counted
from coursekit.tasks import lessons

DAY = 86_400  # seconds
NUMBERS = ("percent_per_day", "points_per_day", "cap", "grace_minutes")
KEYS = {"timezone", *NUMBERS, "deadline", "extension"}
MOST = 100_000  # of days, points and minutes
YEARS = range(2000, 2100)


class NoRules(Exception):
    """A file that has no rules; says why in one sentence."""


@dataclass(frozen=True)
class Extension:
    """More time for one student: until then, by lesson, and days for all others."""

    until: Mapping[str, datetime]
    days: float = 0


@dataclass(frozen=True)
class Rules:
    """What lateness costs: percent of the points earned or points, for each day."""

    percent: float = 0
    points: float = 0
    cap: float | None = None
    grace: float = 0  # seconds
    deadlines: Mapping[str, datetime] = field(default_factory=dict)
    extensions: Mapping[str, Extension] = field(default_factory=dict)

    def due(self, student: str, lesson: str) -> datetime | None:
        """Until when a student has time for a lesson; None for ever."""
        extension = self.extensions.get(student, Extension({}))
        due = extension.until.get(lesson)
        if due is None and (due := self.deadlines.get(lesson)):
            # Python's sums forget which of two equal times is meant.
            due = (due + timedelta(days=extension.days)).replace(fold=1)
        return due

    def days(self, due: datetime, handed_in: float) -> int:
        """How many days late a notebook is; handed_in in seconds since 1970."""
        over = handed_in - due.timestamp()
        return ceil(over / DAY) if over > self.grace else 0

    def taken(self, days: int, earned: float) -> float:
        """The points that so many days cost, never more than were earned."""
        each = self.percent or self.points
        most = days * each if self.cap is None else min(self.cap, days * each)
        return min(earned, earned * most / 100 if self.percent else most)

    def row(self, entry: dict[str, Any], earned: float) -> dict[str, Any] | None:
        """The row of an entry's lateness among its questions, or None.

        earned  the points of its questions
        """
        student, lesson = entry["student"], entry["lesson"]
        due = self.due(student, lesson)
        days = self.days(due, entry["time"]) if due else 0
        if not due or not days:
            return None
        taken = self.taken(days, earned)
        cost = f"{earned:g} − {taken:g} = {earned - taken:g} points"
        if not taken:
            cost = "nothing is taken off" if earned else "there is nothing to take off"
        says = f"{counted(days, 'day')} after {_shown(due)}: {cost}."
        nothing = dict.fromkeys(
            ("tested", "subject", "place", "got", "expected", "mistake", "edit"), ""
        )
        return {
            **nothing, "title": "Handed in late", "name": "",
            "question": f"{lesson}.late", "status": str(Status.LATE), "of": 0,
            "points": -taken, "machine": 0, "program": str(Status.LATE), "hand": None,
            "says": says, "difference": "", "reason": says,
        }  # fmt: skip


def read(path: Path) -> Rules:
    """The Rules in a file. Raises NoRules."""
    try:
        said = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise NoRules(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise NoRules(f"{path} is no text in UTF-8: save it as such.") from None
    except RecursionError:
        raise NoRules(f"{path} is no TOML: it is nested too deeply.") from None
    except ValueError as error:
        raise NoRules(f"{path} is no TOML: {error}.") from None
    try:
        return _rules(said)
    except _Bad as error:
        raise NoRules(f"{path}: {error}") from None


class _Bad(Exception):
    """What is wrong in the file."""


def _rules(said):
    if unknown := said.keys() - KEYS:
        known = ", ".join(sorted(KEYS))
        raise _Bad(f"there is no {min(unknown)!r}; there are {known}.")
    for name in NUMBERS:
        _demand_number(name, said.get(name, 0))
    percent, points = said.get("percent_per_day", 0), said.get("points_per_day", 0)
    if percent and points:
        raise _Bad("take either percent_per_day or points_per_day.")
    if "cap" in said and not percent and not points:
        raise _Bad("it has a cap, but no percent_per_day or points_per_day to cap.")
    if percent > 100 or (percent and said.get("cap", 0) > 100):
        raise _Bad("more than 100 per cent cannot be taken.")
    zone = _zone(said.get("timezone"))
    deadlines = _times("[deadline]", said.get("deadline", {}), zone)
    listed = said.get("extension", {})
    if not isinstance(listed, dict):
        raise _Bad('[extension."NAME"] is to be a table.')
    extensions = {name: _extension(name, own, zone) for name, own in listed.items()}
    if not deadlines and not any(own.until for own in extensions.values()):
        raise _Bad("it names no [deadline], so nothing could be late.")
    grace = 60 * said.get("grace_minutes", 0)
    return Rules(percent, points, said.get("cap"), grace, deadlines, extensions)


def _extension(name, said, zone):
    where = f'[extension."{name}"]'
    if not isinstance(said, dict):
        raise _Bad(f"{where} is to be a table.")
    days = said.get("days", 0)
    _demand_number(f"days of {where}", days)
    until = {lesson: when for lesson, when in said.items() if lesson != "days"}
    return Extension(_times(where, until, zone), days)


def _times(where, said, zone):
    if not isinstance(said, dict):
        raise _Bad(f"{where} is to be a table.")
    found = {}
    for number, when in said.items():
        lesson = number.zfill(2)
        if lesson not in lessons():
            known = ", ".join(lessons())
            raise _Bad(f"{where} has lesson {number!r}; there are {known}.")
        if lesson in found:
            raise _Bad(f"{where} has lesson {lesson} twice; keep one.")
        found[lesson] = _time(f"{number} of {where}", when, zone)
    return found


def _time(what, when, zone):
    if isinstance(when, date) and not isinstance(when, datetime):
        when = datetime.combine(when, time(23, 59, 59))
    if not isinstance(when, datetime):
        said = repr(when) if isinstance(when, str) else when
        raise _Bad(f"{what} is {said}; write a date, as in 2026-10-07T23:59:00.")
    if when.year not in YEARS:
        raise _Bad(f"{what} is in the year {when.year}; is that what you mean?")
    if when.tzinfo:
        return when
    if zone is None:
        raise _Bad(f'{what} has no time zone; write timezone = "Europe/Zurich", say.')
    return _in(zone, when, what)


def _in(zone, when, what):
    """The time in a zone that changes its clocks."""
    when = when.replace(tzinfo=zone, fold=1)
    shown = when.astimezone(UTC).astimezone(zone)
    if shown.replace(tzinfo=None) != when.replace(tzinfo=None):
        clocks = f"clocks in {zone} are put forward then"
        raise _Bad(f"{what} is {when:%Y-%m-%d %H:%M}, which never is: {clocks}.")
    return when


def _zone(name):
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError):
        raise _Bad(
            f'there is no time zone {name!r}; an example is "Europe/Zurich".'
        ) from None


def _demand_number(name, value):
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= MOST:
        raise _Bad(f"{name} is {value!r}; write a number from 0 to {MOST:,}.")


def _shown(due):
    return f"{due:%Y-%m-%d %H:%M} {due.tzname()}"
