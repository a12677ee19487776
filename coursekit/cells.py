"""Which cell shows which widgets: one that no cell shows any more is closed.

Widgets live until they are closed, and a cell that runs again makes new ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

from IPython import get_ipython
from ipywidgets import Widget

# By cell, the widgets that are open and in which run it showed them.
_shown: dict[str, WeakKeyDictionary[Widget, str]] = {}


def note(widget: Widget) -> None:
    """Remember that the cell which runs now shows this widget.

    Where the front end does not say which cell that is, it stays open.
    """
    shell = get_ipython()
    cell, run = _now(shell)
    if cell and _forget not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _forget)
    _shown.setdefault(cell, WeakKeyDictionary())[widget] = run


def shown() -> Iterator[Widget]:
    """All widgets that a cell shows, each once."""
    yield from {widget: None for widgets in _shown.values() for widget in widgets}


def _forget(_: Any) -> None:
    """After a cell has run: close what it showed before, unless it is shown still."""
    cell, run = _now(get_ipython())
    before = _shown.get(cell, WeakKeyDictionary())
    gone = [widget for widget, at in before.items() if at != run]
    for widget in gone:
        del before[widget]
        if widget not in shown():
            widget.close()


def _now(shell):
    """The cell that runs, and a name for this run of it; empty where nobody says."""
    message: dict[str, Any] = getattr(shell, "get_parent", dict)() or {}
    return message.get("metadata", {}).get("cellId", ""), message.get("msg_id", "")
