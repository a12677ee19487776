"""The HTML of what readers type in: questions of exercises, rules of their own."""

from __future__ import annotations

import base64
import json
import zlib
from html import escape
from typing import Any

from coursekit.tasks import Task
from coursekit.tasks import task as find_task
from coursekit.web import element
from coursekit.web.python.exercises import question


def exercise(
    question_id: str,
    stub: str,
    names: dict[str, tuple[str, str]] | None = None,
    given: str = "",
) -> str:
    """The element of a question, as in exercise("04.1", stub).

    stub   the code that stands in the exercise's cell; without scripts it stays
    names  what cells above import: of each name its module and its name there
    given  what cells above define
    Raises KeyError for a question that there is not.
    """
    task = find_task(question_id)
    inner = f"<pre><code>{escape(stub)}</code></pre>"
    described = exercise_description(task, stub)
    if "question" in described:
        described |= {"names": names or {}, "given": given}
    return element("ck-exercise", described, inner)


def exercise_description(task: Task, stub: str) -> dict[str, Any]:
    """What the element is told: the question is packed, so that no page shows it."""
    asked = question(task)
    known = {"id": task.id, "name": task.name, "title": task.title, "stub": stub}
    if "cannot" in asked:
        return known | {"cannot": asked["cannot"]}
    text = json.dumps(asked, ensure_ascii=False).encode("utf-8")
    return known | {"question": base64.b64encode(zlib.compress(text, 9)).decode()}


def rule(told: dict[str, Any]) -> str:
    """The element "your rule", as explorers.yours.rule_description("04") tells it."""
    inner = f"<pre><code>{escape(told['source'])}</code></pre>"
    return element("ck-rule", told, inner)
