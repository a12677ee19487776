"""The widget: answers the front end, stores a still picture, writes a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import anywidget
from IPython.display import display
from traitlets import Unicode

from coursekit import cells, plots
from coursekit.explorers import page, stills
from coursekit.explorers.description import MIME, described, named
from coursekit.explorers.runs import Answer
from coursekit.explorers.scene import Scene, View
from coursekit.web.course import table

VIEW = "application/vnd.jupyter.widget-view+json"


class Explorer(anywidget.AnyWidget):
    """What `explore` returns; a notebook saves its still picture and a sentence."""

    _esm = page.FRONT.loader
    _css = page.FRONT.style
    _script = Unicode(page.FRONT.script).tag(sync=True)

    def __init__(self, scene: Scene, state: View) -> None:
        super().__init__()
        self.scene, self.state = scene, state
        self.on_msg(lambda _, said, buffers: self.hear(said))

    def hear(self, said: dict[str, Any]) -> None:
        """Answer a question of the front end, or keep how all is set in it now."""
        if "want" in said:
            self.send(*self.answer(said))
        else:
            self.state = said["state"]

    def answer(self, asked: dict[str, Any]) -> Answer:
        """The (content, buffers) that answers one question of the front end."""
        self.state = asked.get("state", self.state)
        find = getattr(self.scene, f"answer_{asked['want']}")
        content, buffers = find(self.state, asked.get("runners"))
        if asked["want"] == "scene":
            content = content | self._page()
        return {"seq": asked["seq"], "want": asked["want"], **content}, buffers

    def _page(self):
        """What lets the page compute in place of Python, if it can."""
        description = described(self.scene, self.state)
        if "still" in description:
            return {}
        course = table(named(description))
        return {"page": {"description": description, "course": course}}

    def figure(
        self,
        *,
        start: list[float] | None = None,
        steps: int | None = None,
        **knobs: float,
    ) -> plots.Drawing:
        """What the explorer shows now, or would with these changes, in matplotlib.

        Raises ValueError for a knob that no optimizer here has.
        """
        changes: View = {"start": start, "steps": steps}
        changes = {key: value for key, value in changes.items() if value is not None}
        known = [knob for own in self.state["knobs"] for knob in own]
        for knob in knobs:
            if knob not in known:
                raise ValueError(f"No optimizer here has a knob {knob!r} to set.")
        set_anew = [
            own | {knob: knobs[knob] for knob in own if knob in knobs}
            for own in self.state["knobs"]
        ]
        return stills.figure(self.scene, {**self.state, **changes, "knobs": set_anew})

    def to_html(self, path: str | Path) -> str:
        """Write the explorer as one file that works without Python and network.

        Returns a sentence: that the page computes, or why it carries paths instead, and
        how large it is.
        """
        made = page.page(self.scene, self.state)
        Path(path).write_text(made.text, encoding="utf-8")
        return made.words

    def open(self) -> None:
        """Be heard by the front end, again if it was closed."""
        if self.layout.comm is None:
            self.layout.open()
        super().open()

    def close(self) -> None:
        """Be heard no more, and be kept no more; so with the layout of its own."""
        super().close()
        self.layout.close()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        still, about = self._still(self.figure())
        view, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return view | still, metadata | about

    def _still(self, figure):
        """What a notebook stores: the picture, and what a page computes by."""
        still, about = figure.bundle()
        text = json.dumps(described(self.scene, self.state), ensure_ascii=False)
        return still | {MIME: text}, about  # as text it is one line of a notebook

    def _ipython_display_(self) -> None:
        """The still picture, its words and the live view, which hides both.

        JupyterLab shows one form of an output, and where Python is gone no view comes.
        """
        if self.comm is None:
            self.open()  # it was closed when no cell showed it any more
        cells.note(self)
        figure = self.figure()
        still, about = self._still(figure)
        display(still, metadata=about, raw=True)
        display(plots.caption(figure.words), raw=True)
        view, _ = super()._repr_mimebundle_() or ({}, {})
        display({VIEW: view[VIEW]}, raw=True)
