"""What makes pages live: elements, the scripts that they call, and what these need.

A page is HTML from a stored notebook; nothing here needs Sphinx or a kernel.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from coursekit.joined import Front
from coursekit.web.course import script as course_script
from coursekit.web.python.scripts import hands_script, python_script

__all__ = [
    "course_script", "element", "engine_script", "hands_script", "inline",
    "python_script",
]  # fmt: skip

ENGINE = Front(Path(__file__).with_name("front"), "element")
STYLE = Path(__file__).parents[1] / "explorers" / "front" / "explorer.css"


def element(tag: str, description: Any, inner: str = "") -> str:
    """The HTML of a custom element, described by JSON values or by their text.

    inner  HTML that stands there where no script runs: a picture, a text
    Raises ValueError for what JSON does not know, such as NaN.
    """
    text = description
    if not isinstance(description, str):
        text = json.dumps(description, ensure_ascii=False, allow_nan=False)
    safe = text.replace("<", "\\u003c")  # neither </script> nor <!-- in a script
    script = f'<script type="application/json">{safe}</script>'
    return f"<{tag}>{script}{inner}</{tag}>"


def inline(*scripts: str) -> str:
    """The HTML of scripts that stand in the page itself."""
    texts = (text.replace("</script", "<\\/script") for text in scripts)
    return "\n".join(f"<script>\n{text}</script>" for text in texts)


def engine_script() -> str:
    """A classic script that brings every <ck-explorer> of a page to life.

    It needs nothing else, but for rules and surfaces that a description calls by name:
    those are in `course_script()`.
    """
    style = json.dumps(STYLE.read_text(encoding="utf-8"))
    shared = f"globalThis.coursekit = {{ ...globalThis.coursekit, style: {style} }};\n"
    return shared + ENGINE.classic
