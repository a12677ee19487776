"""Write docs/cheatsheet.ipynb and docs/cheatsheet.pdf from the rules' own sources.

    .venv/bin/python docs/cheatsheet.py

Both say what `coursekit/optimizers.py` says, lesson by lesson, and nothing is typed
twice. The PDF is one page; it holds the digest of its text, for a test to compare.
"""

import hashlib
import inspect
import sys
from pathlib import Path

from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from coursekit import authoring, optimizers
from coursekit.catalogue import TAUGHT
from coursekit.lessons import show
from coursekit.plots import BLUE

HERE = Path(__file__).parent
LESSONS = sorted(HERE.parent.glob("notebooks/[0-9]*.ipynb"))
TITLE = "Optimizers, as they run"
SIZE, COLUMNS, LINES = 5.3, 3, 68  # points; of an A4 page, landscape
ABOUT = "θ ← what the rule returns; t counts from 1; memory starts as in the signature"


def taught():
    """(lesson, its rules) in lesson order, for the lessons that teach rules."""
    for lesson, names in TAUGHT.items():
        yield lesson, [getattr(optimizers, name) for name in names]


def title(lesson):
    """What the lesson calls itself, in its first heading."""
    (path,) = [path for path in LESSONS if path.stem.startswith(lesson)]
    return authoring.read(path).cells[0].source.partition("\n")[0].removeprefix("# ")


def notebook():
    """A heading per lesson and a cell `show(rule)` per rule, with its output."""
    count = sum(len(rules) for _, rules in taught())
    about = f"# Cheat sheet\n\n{count} rules, as they run; {ABOUT}."
    load = "from coursekit import optimizers\nfrom coursekit.lessons import show"
    cells = [new_markdown_cell(about), new_code_cell(load)]
    for lesson, rules in taught():
        cells.append(new_markdown_cell(f"## {lesson} {title(lesson)}"))
        cells += [_shown(rule) for rule in rules]
    for n, cell in enumerate((c for c in cells if c.cell_type == "code"), 1):
        cell.execution_count = n
    return authoring.normalised(new_notebook(cells=cells))


def _shown(rule):
    data = {
        "text/markdown": show(rule).data,
        "text/plain": "<IPython.core.display.Markdown object>",
    }
    output = new_output("execute_result", data, execution_count=1)
    return new_code_cell(f"show(optimizers.{rule.name})", outputs=[output])


def blocks():
    """The PDF's lines, in blocks that no column parts: a lesson's name, or a rule."""
    for lesson, rules in taught():
        first = [f"{lesson}  {title(lesson)}"]
        for rule in rules:
            yield first + _lines(rule)
            first = []


def _lines(rule):
    """A rule without decorator and quotes, in the lines that it has."""
    source = inspect.getsource(rule.rule).replace("  # fmt: skip", "")
    source = source.replace('"""', "# ", 1).replace('"""', "", 1).replace("    ", "  ")
    return [line for line in source.splitlines() if line != "@optimizer"] + [""]


def digest():
    """A short text that changes with anything on the page."""
    text = "\n".join(line for block in blocks() for line in block)
    return hashlib.sha256((ABOUT + text).encode()).hexdigest()[:16]


def columns():
    """The blocks, as full a column as LINES allows; raises where the page is full."""
    filled = [[]]
    for block in blocks():
        if len(filled[-1]) + len(block) > LINES:
            filled.append([])
        filled[-1] += block
    if len(filled) > COLUMNS:
        raise SystemExit(f"The rules need {len(filled)} columns; there are {COLUMNS}.")
    return filled


def draw():
    """The page as a matplotlib figure."""
    figure = Figure(figsize=(11.69, 8.27))
    FigureCanvasPdf(figure)
    figure.text(0.02, 0.965, TITLE, size=11, weight="bold")
    figure.text(0.98, 0.965, ABOUT, size=7, ha="right")
    for i, column in enumerate(columns()):
        for j, line in enumerate(column):
            look = {"family": "DejaVu Sans Mono", "size": SIZE}
            if line[:1].isdigit():
                look = {"color": BLUE, "weight": "bold", "size": SIZE + 1}
            at = 0.02 + 0.326 * i, 0.94 - 0.0138 * j
            figure.text(*at, line.replace("$", r"\$"), **look)
    return figure


def write(folder):
    """Write both files into a folder; the same sources give the same bytes."""
    authoring.write(notebook(), Path(folder) / "cheatsheet.ipynb")
    about = {"Title": TITLE, "Keywords": digest(), "CreationDate": None}
    with PdfPages(Path(folder) / "cheatsheet.pdf", metadata=about) as pdf:
        pdf.savefig(draw())


if __name__ == "__main__":
    write(sys.argv[1] if len(sys.argv) > 1 else HERE)
