"""Which cell shows which explorers: one that no cell shows any more is closed.

Widgets live until they are closed, and a cell that runs again makes new ones.
"""

from __future__ import annotations

from typing import Any

from IPython import get_ipython
from ipywidgets import Widget

_shown: dict[str, dict[Widget, str]] = {}  # by cell: in which run it showed them


def note(widget: Widget) -> None:
    """Remember that the cell which runs now shows this widget."""
    shell = get_ipython()
    cell, run = _now(shell)
    if not cell:
        return  # a front end that does not say which cell it is
    if _forget not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _forget)
    _shown.setdefault(cell, {})[widget] = run


def _forget(_: Any) -> None:
    """After a cell has run: close what it showed before, unless it is shown still."""
    cell, run = _now(get_ipython())
    gone = [widget for widget, at in _shown.get(cell, {}).items() if at != run]
    for widget in gone:
        del _shown[cell][widget]
        if not any(widget in widgets for widgets in _shown.values()):
            widget.close()


def _now(shell):
    """The cell that runs, and a name for this run of it; empty where nobody says."""
    message: dict[str, Any] = getattr(shell, "get_parent", dict)() or {}
    return message.get("metadata", {}).get("cellId", ""), message.get("msg_id", "")
