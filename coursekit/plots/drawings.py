"""Figures that say what they show, without a paper of their own."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from contextlib import AbstractContextManager
from html import escape
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from cycler import cycler
from IPython.display import display
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from PIL import Image

from coursekit.plots import labels, palette
from coursekit.plots.sentences import signed

STYLE: Any = {
    "axes.facecolor": "none",
    "axes.edgecolor": palette.SOFT,
    "axes.labelcolor": palette.INK,
    "axes.titlecolor": palette.INK,
    "axes.titlesize": palette.HEAD,
    "axes.labelsize": palette.TEXT,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": cycler(color=[look.color for look in palette.CYCLE]),
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


OURS = {12.0: palette.HEAD, 10.0: palette.TEXT}  # for matplotlib's own sizes
DOTS, INCH = 144, 96  # pixels of a picture per inch, and of the page: sharp when zoomed
SHADES = 128  # colours of a stored picture, which makes it three times smaller


def styled() -> AbstractContextManager[None]:
    """While this lasts, what matplotlib makes has the course's inks and sizes.

    No figure of pyplot is made in it: the first one chooses a backend, and how that is
    set up would end with this, too.
    """
    return mpl.rc_context(STYLE)


class Drawing(Figure):
    """A figure whose repr says what it shows; a notebook stores these words with it.

    It has no paper, and its inks are read on white and in the dark alike.
    """

    _words = ""

    @property
    def words(self) -> str:
        """What the picture shows."""
        return self._words

    @words.setter
    def words(self, said: str) -> None:
        self._words = signed(said)

    def __repr__(self) -> str:
        return self.words

    def add_subplot(self, *args: Any, **settings: Any) -> Any:
        """New Axes in the course's style."""
        with styled():
            return super().add_subplot(*args, **settings)

    def colorbar(self, *args: Any, **settings: Any) -> Any:
        """A colour bar in the course's style, without a box."""
        with styled():
            bar = super().colorbar(*args, **settings)
        bar.outline.set_visible(False)
        return bar

    def draw(self, renderer: Any) -> None:
        """Draw, with words in our ink and sizes where nobody chose others."""
        for text in self.findobj(Text):
            text.set_text(signed(text.get_text()))
            if to_rgba(text.get_color())[:3] == (0, 0, 0):
                text.set_color(palette.INK)
            size = text.get_fontsize()
            text.set_fontsize(OURS.get(float(size), size))
        for legend in self.findobj(Legend):
            legend.get_frame().set_alpha(0)
        self._name(renderer)
        super().draw(renderer)

    def _name(self, renderer):
        """Put names where they belong, once the layout without them is known."""
        for ax in self.axes:
            labels.ignore(ax, True)
        engine = self.get_layout_engine()
        if engine is not None:
            engine.execute(self)
        for ax in self.axes:
            labels.place(ax, renderer)
            labels.ignore(ax, False)

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
        """The picture, then its words: JupyterLab gives pictures an empty alt."""
        data, metadata = self.bundle()
        display(data, metadata=metadata, raw=True)
        display(caption(self.words), raw=True)


def caption(words: str) -> dict[str, str]:
    """What a picture shows, for those who do not see it: a line that opens."""
    said = escape(words)
    return {"text/html": f"<details><summary>In words</summary>{said}</details>"}


def axes(words: str, width: float = 6.0, height: float = 4.0, columns: int = 1) -> Any:
    """New Axes (an array of them if columns > 1) in a Drawing described by `words`."""
    figure = plt.figure(
        figsize=(width, height), FigureClass=Drawing, layout="tight", facecolor="none"
    )
    figure.words = words  # type: ignore[attr-defined]  # it is a Drawing
    return figure.subplots(ncols=columns)


def write_on_color(ax: Any, says: str, place: tuple[float, float], **box: Any) -> None:
    """A word in the middle of a place that has a rule's colour."""
    middle = {"ha": "center", "va": "center", "fontsize": palette.SMALL}
    ax.text(*place, says, color=palette.ON_COLOR, **middle, **box)


def sheet(width: float, height: float, widths: Sequence[float]) -> tuple[Drawing, Any]:
    """A Drawing that no cell shows by itself, and its Axes, beside one another."""
    figure = Drawing(figsize=(width, height), layout="tight", facecolor="none")
    ratios = {"width_ratios": [*widths]}
    return figure, figure.subplots(ncols=len(widths), gridspec_kw=ratios)


def style(name: str) -> dict[str, str]:
    """How the optimizer called `name` is drawn: color, linestyle and marker."""
    return keywords(palette.look(name))


def keywords(look: palette.Look) -> dict[str, Any]:
    """A look as matplotlib's plot takes it."""
    return dict(zip(("color", "linestyle", "marker"), look))


def looks(names: Sequence[str]) -> list[dict[str, Any]]:
    """How optimizers of these names are drawn together, each told from the others."""
    return [keywords(look) for look in palette.looks(names)]
