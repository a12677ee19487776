"""Which cards a kernel holds: those that its cells have shown at their last run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from IPython import get_ipython


class Live:
    """Widgets by the cell that shows them; a new run of a cell closes those of the old.

    Where cells have no names (a frontend may send none), all widgets stay.
    """

    def __init__(self) -> None:
        self.cells: dict[str, tuple[str, list[Any]]] = {}

    def join(self, widget: Any) -> None:
        """Add a widget of the cell that runs."""
        cell, run = _running()
        last, widgets = self.cells.get(cell, (run, []))
        if last != run:
            for old in widgets:
                old.close()
            widgets = []
        self.cells[cell] = run, [*widgets, widget]

    def __iter__(self) -> Iterator[Any]:
        return (widget for _, widgets in self.cells.values() for widget in widgets)


def _running():
    """The name of the cell that runs, and of its run; empty where it has none."""
    shell = get_ipython()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = parent.get("metadata", {}).get("cellId", "")
    return cell, parent.get("header", {}).get("msg_id", "") if cell else ""
