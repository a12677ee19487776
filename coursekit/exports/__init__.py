"""Doors to other platforms: what they import, written from the course's own data."""

from collections.abc import Collection, Iterable


class NotExported(Exception):
    """Nothing was written; says why."""


def demand(wanted: Iterable[str], known: Collection[str], kind: str) -> None:
    """Refuse lessons ("04") that are none of these. Raises NotExported."""
    for lesson in wanted:
        if lesson not in known:
            there = f"{min(known)} to {max(known)}"
            raise NotExported(f"There is no {kind} {lesson!r}; there are {there}.")
