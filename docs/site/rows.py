"""What stands under the heading of a notebook's page: where else it can be opened."""

from __future__ import annotations

from html import escape
from pathlib import PurePath

COLAB = "https://colab.research.google.com/github/{repository}/blob/main/{path}"
BINDER = "https://mybinder.org/v2/gh/{repository}/main?urlpath=lab/tree/{path}"
OTHER = {
    "notebooks": ("../exercises/{name}.html", "Exercise {number}"),
    "exercises": ("../notebooks/{name}.html", "Lesson {number}"),
}


def row(path: PurePath, repository: str = "") -> str:
    """HTML with a notebook's links.

    path        within the course, as in notebooks/04-momentum.ipynb
    repository  OWNER/NAME on GitHub; without one Colab and Binder are not named
    """
    way, words = OTHER[path.parent.name]
    about = {"name": path.stem, "number": path.stem[:2]}
    links = [_link(way.format(**about), words.format(**about))]
    links.append(_link(f"../files/{path.as_posix()}", "Notebook", "download"))
    if repository:
        where = {"repository": repository, "path": path.as_posix()}
        links.append(_link(COLAB.format(**where), "Open in Colab"))
        links.append(_link(BINDER.format(**where), "Open in Binder"))
    return f'<p class="ck-links">{" ".join(links)}</p>'


def _link(way, words, more=""):
    return f'<a href="{escape(way)}" {more}>{escape(words)}</a>'.replace(" >", ">")
