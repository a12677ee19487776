"""An explorer as one file: the front end, and every answer that it can ask for."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from jinja2 import Environment

from coursekit.explorers.scene import Scene, View
from coursekit.joined import Front

FRONT = Front(Path(__file__).with_name("front"), "explorer")
TEMPLATE = Path(__file__).with_name("page.html")
TEMPLATES = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
TEMPLATES.policies["json.dumps_kwargs"] = {"sort_keys": False}  # axes have an order


def html(scene: Scene, state: View) -> str:
    """The page's text; start, steps and what has no slider stay as they are set now."""
    state = {**state, "basins": False, "t": state["steps"]}
    starts = [surface.problem.start.tolist() for surface in scene.surfaces]
    starts[state["surface"]] = state["start"]
    answers: dict[str, dict[str, Any]] = {}
    for n, start in enumerate(starts):
        answers |= _of_surface(scene, {**state, "surface": n, "start": start})
    opening = _packed(scene.answer_scene(state, None, fixed=_fixed(scene, answers)))
    for surface, start in zip(opening["surfaces"], starts):
        surface["start"] = start
    first, rules = scene.surfaces[state["surface"]], [o.name for o in scene.optimizers]
    return TEMPLATES.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        title=f"{', '.join(rules)} on {first.problem.name}",
        code=FRONT.script,
        style=FRONT.style,
        answers={"scene": opening, **answers},
    )


def _of_surface(scene, state):
    """Pictures and grids by the name under which the page looks for them."""
    n, answers = state["surface"], {}
    for side in range(len(scene.sides)):
        picture = scene.answer_picture({**state, "side": side}, None)
        answers[f"picture {n} {side}"] = _packed(picture)
    for i in range(len(scene.optimizers)):
        grid = scene.answer_grid(state, [i], each_step=True)
        if "slow" in grid[0]["runs"][0]:
            grid = scene.answer_path(state, [i])
        answers[f"grid {n} {i}"] = _packed(grid)
    return answers


def _fixed(scene, answers):
    """The knobs of which the page does not carry every position."""
    fixed = set()
    for n in range(len(scene.surfaces)):
        for i, optimizer in enumerate(scene.optimizers):
            carried = answers[f"grid {n} {i}"]["runs"][0]["axes"]
            fixed |= {f"knobs.{i}.{k}" for k in optimizer.knobs if k not in carried}
    return fixed


def _packed(answer):
    content, buffers = answer
    return content | {"buffers": [base64.b64encode(b).decode() for b in buffers]}
