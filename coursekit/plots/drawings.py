"""Figures that say what they show, without a paper of their own."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from html import escape
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from IPython.display import display
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from PIL import Image

from coursekit.plots import labels, palette

STYLE = {
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": palette.SOFT,
    "axes.labelcolor": palette.INK,
    "axes.titlecolor": palette.INK,
    "axes.titlesize": palette.HEAD,
    "axes.labelsize": palette.TEXT,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": mpl.cycler(color=[look.color for look in palette.CYCLE]),
    "xtick.color": palette.SOFT,
    "ytick.color": palette.SOFT,
    "xtick.labelcolor": palette.INK,
    "ytick.labelcolor": palette.INK,
    "xtick.labelsize": palette.SMALL,
    "ytick.labelsize": palette.SMALL,
    "grid.color": palette.GRID[0],
    "grid.alpha": palette.GRID[1],
    "grid.linewidth": 0.6,
    "font.size": palette.TEXT,
    "text.color": palette.INK,
    "lines.linewidth": 1.3,
    "lines.markersize": 4.0,
}


DOTS, INCH = 144, 96  # pixels of a picture per inch, and of the page: sharp when zoomed
SHADES = 128  # colours of a stored picture, which makes it three times smaller


class Drawing(Figure):
    """A figure whose repr says what it shows; a notebook stores these words with it.

    It has no paper, and its inks are read on white and in the dark alike.
    """

    words = ""

    def __repr__(self) -> str:
        return self.words

    def draw(self, renderer: Any) -> None:
        """Draw, with black words in the ink and legends on no paper."""
        for text in self.findobj(Text):
            if to_rgba(text.get_color())[:3] == (0, 0, 0):
                text.set_color(palette.INK)
        for legend in self.findobj(Legend):
            legend.get_frame().set_alpha(0)
        engine = self.get_layout_engine()
        if engine is not None:
            engine.execute(self)
        for ax in self.axes:
            labels.place(ax, renderer)
        super().draw(renderer)

    def bundle(self) -> tuple[dict[str, str], dict[str, Any]]:
        """What a notebook stores: picture and words, and their metadata.

        The metadata name the style, so that a test can tell which pictures are stale.
        """
        file = io.BytesIO()
        self.savefig(file, format="png", dpi=DOTS, bbox_inches="tight")
        picture = Image.open(file).quantize(SHADES, Image.Quantize.FASTOCTREE)
        stored = io.BytesIO()
        picture.save(stored, format="png", optimize=True)
        png = base64.b64encode(stored.getvalue()).decode()
        about = {
            "alt": self.words,
            "style": palette.digest(),
            "width": round(picture.width * INCH / DOTS),
        }
        return {"image/png": png, "text/plain": self.words}, {"image/png": about}

    def _ipython_display_(self) -> None:
        """The picture, and below it its words: JupyterLab reads out no picture's alt."""
        data, metadata = self.bundle()
        display(data, metadata=metadata, raw=True)
        display(caption(self.words), raw=True)


def caption(words: str) -> dict[str, str]:
    """What a picture shows, for those who do not see it: a line that opens."""
    said = escape(words)
    return {
        "text/html": f"<details><summary>In words</summary>{said}</details>",
        "text/plain": words,
    }


def axes(
    words: str,
    width: float = 6.0,
    height: float = 4.0,
    columns: int | Sequence[float] = 1,
) -> Any:
    """New Axes in a Drawing described by `words`.

    columns  how many beside one another, or how wide they are: then an array of Axes
    """
    wide = {} if isinstance(columns, int) else {"width_ratios": [*columns]}
    with mpl.rc_context(STYLE):
        figure, ax = plt.subplots(
            ncols=columns if isinstance(columns, int) else len(columns),
            figsize=(width, height),
            FigureClass=Drawing,
            layout="tight",
            gridspec_kw=wide,
        )
    figure.words = words  # type: ignore[attr-defined]  # it is a Drawing
    return ax


def style(name: str) -> dict[str, str]:
    """How the optimizer called `name` is drawn: color, linestyle and marker."""
    return keywords(palette.look(name))


def keywords(look: palette.Look) -> dict[str, str]:
    """A look as matplotlib's plot takes it."""
    return dict(zip(("color", "linestyle", "marker"), look))
