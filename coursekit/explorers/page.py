"""An explorer as one file, without Python: it computes, or it carries every answer."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment

from coursekit import web
from coursekit.explorers.description import described, named
from coursekit.explorers.scene import Scene, View
from coursekit.joined import Front

FRONT = Front(Path(__file__).with_name("front"), "explorer")
TEMPLATE = Path(__file__).with_name("page.html")
TEMPLATES = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)


@dataclass(frozen=True)
class Page:
    """The text of a page, and a sentence: whether it computes or carries answers."""

    text: str
    words: str


def page(scene: Scene, state: View) -> Page:
    """A page that computes by the rules in it; where it cannot, it has every answer."""
    description = described(scene, state)
    words = "The page computes: all of it can be moved"
    if "still" in description:
        words = f"{description['still']} The page has a path for each slider position"
        description = {"answers": _answers(scene, state)}
    first, rules = scene.surfaces[state["surface"]], [o.name for o in scene.optimizers]
    text = TEMPLATES.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        title=f"{', '.join(rules)} on {first.problem.name}",
        body=web.element("ck-explorer", description),
        scripts=web.inline(web.course_script(named(description)), web.engine_script()),
    )
    return Page(text, f"{words}: {len(text.encode()) / 1e6:.1f} MB.")


def _answers(scene, state):
    """All answers; start, steps and what has no slider stay as they are set now."""
    state = {**state, "basins": False, "t": state["steps"]}
    starts = [surface.problem.start.tolist() for surface in scene.surfaces]
    starts[state["surface"]] = state["start"]
    answers: dict[str, dict[str, Any]] = {}
    for n, start in enumerate(starts):
        answers |= _of_surface(scene, {**state, "surface": n, "start": start})
    opening = _packed(scene.answer_scene(state, None, fixed=_fixed(scene, answers)))
    for surface, start in zip(opening["surfaces"], starts):
        surface["start"] = start
    return {"scene": {**opening, "instant": True}, **answers}


def _of_surface(scene, state):
    """Pictures and paths by the name under which the page looks for them."""
    n, answers = state["surface"], {}
    for side in range(len(scene.sides)):
        picture = scene.answer_picture({**state, "side": side}, None)
        answers[f"picture {n} {side}"] = _packed(picture)
    for i in range(len(scene.optimizers)):
        answers[f"path {n} {i}"] = _packed(_paths(scene, state, i))
    return answers


def _paths(scene, state, i):
    """All paths of a rule; where runs cannot walk together, the one that is set."""
    try:
        return scene.every_path(state, i)
    except Exception:
        return scene.answer_path(state, [i])


def _fixed(scene, answers):
    """The knobs of which the page does not carry every position."""
    fixed = set()
    for n in range(len(scene.surfaces)):
        for i, optimizer in enumerate(scene.optimizers):
            carried = answers[f"path {n} {i}"]["runs"][0]["axes"]
            fixed |= {f"knobs.{i}.{k}" for k in optimizer.knobs if k not in carried}
    return fixed


def _packed(answer):
    content, buffers = answer
    return content | {"buffers": [base64.b64encode(b).decode() for b in buffers]}
