"""Write docs/cheatsheet.ipynb and docs/cheatsheet.pdf from the rules' own sources.

    .venv/bin/python docs/cheatsheet.py

Both say what `coursekit/optimizers.py` says, lesson by lesson and then the rules that
no lesson teaches, and nothing is typed twice. A new rule makes the PDF longer. It holds
the digest of its text, for a test to compare.
"""

import hashlib
import inspect
import sys
from io import BytesIO
from pathlib import Path

from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from coursekit import authoring, optimizers
from coursekit.catalogue import catalogue
from coursekit.lessons import show
from coursekit.plots import BLUE

HERE = Path(__file__).parent
LESSONS = sorted(HERE.parent.glob("notebooks/[0-9]*.ipynb"))
TITLE = "Optimizers, as they run"
BEYOND = "Beyond the lessons"
A4 = 11.69, 8.27  # inches, landscape
SIZE, COLUMNS, LINES = 7.4, 2, 60  # points; columns of a page, lines of a column
ABOUT = "θ ← what the rule returns; t counts from 1; memory starts as in the signature"


def sections():
    """(heading, its rules): lessons in order, then the rules that no lesson teaches."""
    rows = [row for row in catalogue() if hasattr(optimizers, row.name)]
    for lesson in sorted({row.lesson for row in rows}, key=lambda n: n or "~"):
        rules = [getattr(optimizers, row.name) for row in rows if row.lesson == lesson]
        yield f"{lesson} {title(lesson)}" if lesson else BEYOND, rules


def title(lesson):
    """What the lesson calls itself, in its first heading."""
    (path,) = [path for path in LESSONS if path.stem.startswith(lesson)]
    return authoring.read(path).cells[0].source.partition("\n")[0].removeprefix("# ")


def notebook():
    """A heading per lesson and a cell `show(rule)` per rule, with its output."""
    count = sum(len(rules) for _, rules in sections())
    about = f"# Cheat sheet\n\n{count} rules, as they run; {ABOUT}."
    load = "from coursekit import optimizers\nfrom coursekit.lessons import show"
    cells = [new_markdown_cell(about), new_code_cell(load)]
    for heading, rules in sections():
        cells.append(new_markdown_cell(f"## {heading}"))
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
    """The PDF's lines, in blocks that no column parts: a rule, perhaps its heading."""
    for heading, rules in sections():
        first = [heading]
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
    """The blocks, as full a column as LINES allows; only a longer one is cut."""
    filled = [[]]
    for block in blocks():
        if len(filled[-1]) + len(block) > LINES:
            filled += [block[i : i + LINES] for i in range(0, len(block), LINES)]
        else:
            filled[-1] += block
    return filled


def pages():
    """The pages as matplotlib figures."""
    headings = [heading for heading, _ in sections()]
    filled = columns()
    parts = [filled[i : i + COLUMNS] for i in range(0, len(filled), COLUMNS)]
    return [_page(part, headings) for part in parts]


def _page(part, headings):
    figure = Figure(figsize=A4)
    FigureCanvasPdf(figure)
    figure.text(0.02, 0.965, TITLE, size=11, weight="bold")
    figure.text(0.98, 0.965, ABOUT, size=8, ha="right")
    for i, column in enumerate(part):
        for j, line in enumerate(column):
            look = {"family": "DejaVu Sans Mono", "size": SIZE}
            if line in headings:
                look = {"color": BLUE, "weight": "bold", "size": SIZE + 1}
            at = 0.02 + 0.98 / COLUMNS * i, 0.94 - 0.93 / LINES * j
            figure.text(*at, line.replace("$", r"\$"), **look)
    return figure


def pdf():
    """The bytes of the PDF; the same sources give the same."""
    about = {"Title": TITLE, "Keywords": digest(), "CreationDate": None}
    written = BytesIO()
    with PdfPages(written, metadata=about) as file:
        for page in pages():
            file.savefig(page)
    return written.getvalue()


def write(folder):
    """Write both files into a folder, or neither where one cannot be made."""
    cells, drawn = notebook(), pdf()
    authoring.write(cells, Path(folder) / "cheatsheet.ipynb")
    (Path(folder) / "cheatsheet.pdf").write_bytes(drawn)


if __name__ == "__main__":
    write(sys.argv[1] if len(sys.argv) > 1 else HERE)
