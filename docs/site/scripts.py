"""What the site's pages run and wear, joined from the course's front ends."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lessons import title

from coursekit import authoring, web
from coursekit.cards.card import FRONT
from coursekit.joined import Front
from coursekit.tasks import lessons, tasks
from coursekit.web.python.scripts import hands_script, python_script

ROOT = Path(__file__).parent.parent.parent
ELEMENTS = Front(FRONT.folder, "elements")


def scripts() -> dict[str, str]:
    """The files of _static by name: classic scripts and a style sheet."""
    return {
        "coursekit.js": ELEMENTS.classic,
        "coursekit-course.js": web.course_script(),
        "coursekit-engine.js": web.engine_script(),
        "coursekit-hands.js": hands_script(),
        "coursekit-python.js": python_script(),
        "coursekit.css": FRONT.style,
    }


@cache
def lesson_pages() -> dict[str, dict]:
    """What each lesson is called, where its page is, what its exercise asks."""
    found = {}
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        number = path.stem[:2]
        asked = tasks(number) if number in lessons() else {}
        found[number] = {
            "title": title(authoring.read(path)),
            "page": f"notebooks/{path.stem}.html",
            "tasks": [{"id": each.id, "name": each.name} for each in asked.values()],
        }
    return found


def progress_element() -> str:
    """The progress page's element."""
    words = (
        "<p>Your progress is kept by the browser, which needs JavaScript for it.</p>"
    )
    return web.element("ck-progress", {"lessons": lesson_pages()}, words)
