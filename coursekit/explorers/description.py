"""An explorer in JSON values: all that a page needs to compute what it shows."""

from __future__ import annotations

from typing import Any

from coursekit.explorers.scene import Scene, View
from coursekit.web import course, translate
from coursekit.web.translate import NotTranslated

MIME = "application/vnd.coursekit.explorer+json"
IN_NOTEBOOK = "Open the notebook to move it: Python computes it there."


def described(scene: Scene, state: View) -> dict[str, Any]:
    """What a page computes by, or {"still": why it cannot, and where it moves}."""
    try:
        return _described(scene, state)
    except Exception as error:  # a learner's rule may break where it is read, too
        return {"still": f"{IN_NOTEBOOK} In a page it stands still: {error}"}


def named(description: dict[str, Any]) -> list[str]:
    """The rules and surfaces of the course that a description names."""
    parts = description.get("rules", []) + description.get("fields", [])
    return sorted({part["from"]["name"] for part in parts if "name" in part["from"]})


def _described(scene, state):
    kinds = [(quantity.kind, quantity.each) for quantity in scene.surfaces[0].beside]
    if not all(kind for kind, _ in kinds):
        raise NotTranslated("what stands beside the paths is not known to pages.")
    columns: list[str] = []
    return {
        "scene": _compact(scene.answer_scene(state, None)[0]),
        "rules": [_rule(scene, i) for i in range(len(scene.optimizers))],
        "fields": [_field(surface, columns) for surface in scene.surfaces],
        "columns": columns,
        "quantities": [{"kind": kind, "each": each} for kind, each in kinds],
        "arrows": scene.surfaces[0].arrows,
    }


def _compact(scene):
    """The scene, where a surface has only those sliders that the first has not."""
    first, *others = scene["surfaces"]
    return scene | {"surfaces": [first, *(_other(each, first) for each in others)]}


def _other(surface, first):
    shorter = {
        part: {k: v for k, v in surface[part].items() if first[part].get(k) != v}
        for part in ("stops", "ticks")
    }
    return surface | shorter


def _rule(scene, i):
    optimizer = scene.optimizers[i]
    name = course.name_of_rule(optimizer)
    memory = {k: float(v) for k, v in optimizer.memory.items()}
    if name:
        return {"from": {"name": name}, "memory": memory}
    drawn = {surface.problem.start.size for surface in scene.surfaces}
    codes = [
        translate.rule(optimizer, d) if d in drawn else "null"
        for d in course.DIMENSIONS
    ]
    return {"from": {"code": f"[{', '.join(codes)}]"}, "memory": memory}


def _field(surface, columns):
    """What of a surface the scene does not tell."""
    name = course.name_of_surface(surface.problem)
    code = None if name else translate.surface(surface.problem, columns)
    return {
        "from": {"name": name} if name else {"code": code},
        "axes": [_axis(quantity, surface) for quantity in surface.beside],
    }


def _axis(quantity, surface):
    low, high, powers = quantity.axis(surface)
    ends = {"low": float(low), "high": float(high), "powers": bool(powers)}
    return {"label": quantity.label(surface), **ends}
