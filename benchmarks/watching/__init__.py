"""What benchmarks of pages share: a probe that says when a frame is there, and rows."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

PROBE = Path(__file__).with_name("probe.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Row:
    """One number, and what it is to be: at most, or at least."""

    what: str
    value: float
    unit: str = "ms"
    most: float | None = None
    least: float | None = None

    @property
    def met(self):
        above = self.most is not None and self.value > self.most
        below = self.least is not None and self.value < self.least
        return not (above or below)

    def __str__(self):
        aims = {"<=": self.most, ">=": self.least}
        aim = "".join(f"{sign} {x:g}" for sign, x in aims.items() if x is not None)
        missed = "" if self.met else "  missed"
        return f"{self.what:42}{self.value:>9.1f} {self.unit:4}{aim:>9}{missed}"


def reported(rows, target=None):
    """Print the rows, write them to a file if one is named; whether all are met."""
    for row in rows:
        print(row)
    print("load", *(f"{load:.1f}" for load in os.getloadavg()))
    if target:
        table = [asdict(row) | {"value": float(row.value)} for row in rows]
        Path(target).write_text(json.dumps(table, indent=1), encoding="utf-8")
    return all(row.met for row in rows)
