"""Gradescope: "Export submissions" of a programming assignment.

    assignment_123_export/submission_4567/01-….ipynb
    assignment_123_export/submission_metadata.yml       who submitted each of them

A submission of several students is one of each of them.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from coursekit.grading.collect.platforms import Owners, Reader

NAMES = (re.compile(r"submission_(?P<id>\d+)"),)
METADATA = "submission_metadata.yml"
EXTRAS = (r"submission_metadata\.(yml|csv)",)
GLOBAL = False


def settled(owners: Owners, read: Reader) -> Owners:
    """The students that the export's own list names; without one, its numbers."""
    listed = _listed(read(METADATA)) if METADATA in read.names else {}
    return {name: _owners(each[0], listed.get(name)) for name, each in owners.items()}


def _listed(text):
    import yaml  # JupyterLab brings it

    try:
        listed = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return listed if isinstance(listed, dict) else {}


def _owners(one, about):
    if not isinstance(about, dict):
        return (one,)
    time = one.time
    with suppress(TypeError, ValueError):
        said = about.get(":created_at")
        moment = said if isinstance(said, datetime) else None
        moment = moment or datetime.fromisoformat(str(said))
        time = moment.timestamp()
    people = [who for who in about.get(":submitters") or () if isinstance(who, dict)]
    return tuple(
        replace(
            one,
            student=str(who.get(":name") or who.get(":email") or one.student),
            id=str(who.get(":sid") or who.get(":email") or one.id),
            time=time,
        )
        for who in people
    ) or (one,)
