"""Write docs/cheatsheet.ipynb and docs/cheatsheet.pdf from the rules' own sources.

    .venv/bin/python docs/cheatsheet.py

Code, defaults, memory and cost come from `coursekit/optimizers.py`, signs and ε of the
libraries from `coursekit/dialects/`; `cheatsheet.toml` has the formula of each rule and
when to take it. A rule that has none stands there with its code, and makes the PDF
longer. The PDF holds the digest of its text, for a test to compare.
"""

import hashlib
import inspect
import sys
import textwrap
import tomllib
from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from coursekit import authoring, descend, dialects, optimizers, schedules
from coursekit.catalogue import catalogue
from coursekit.lessons import show
from coursekit.plots import BLUE
from coursekit.problems import quadratic

HERE = Path(__file__).parent
LESSONS = sorted(HERE.parent.glob("notebooks/[0-9]*.ipynb"))
TOLD = tomllib.loads((HERE / "cheatsheet.toml").read_text("utf-8"))
TITLE = "Optimizers, as they run"
BEYOND = "Beyond the lessons"
A4 = 11.69, 8.27  # inches, landscape
SIZE, LEADING = 8, 9.6  # points
COLUMNS, LINES = 2, 57.5
WIDE, NARROW = 90, 78  # characters of a column, of text and of code
ABOUT = "θ ← what the last line returns; t counts from 1; memory starts at 0"


# --- what is said of a rule ----------------------------------------------------------


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


NAMES = {"first": "First η", "costs": "Costs", "use": "Use", "fails": "Fails"}


def told(rule):
    """What cheatsheet.toml says of a rule: {} of one that it does not know."""
    return TOLD["rule"].get(rule.name, {})


def facts(rule):
    """The sentences below a formula: first η, memory and cost, when and when not."""
    words = told(rule)
    if not words:
        yield rule.__doc__.partition("\n")[0]
    words = {**words, "costs": f"{cost(rule)} a step, {memory(rule)}"}
    yield from (
        f"{said}: {words[name]}." for name, said in NAMES.items() if name in words
    )


def memory(rule):
    """How many numbers a rule keeps for each weight, in words."""
    run = descend(rule, quadratic(np.diag([1.0, 2.0, 3.0])), start=[1, 2, 3], steps=2)
    count = sum(np.ptp(values[2]) > 0 for values in run.memory.values())
    return f"{count or 'no'} {'number' if count == 1 else 'numbers'} a weight"


def cost(rule):
    """What a step asks of the surface, in words."""
    source = inspect.getsource(rule.rule)
    asked = {
        "one gradient": "grad(",
        "one Hessian": ".hessian(",
        "a line search": ".line_search(",
    }
    return " and ".join(words for words, call in asked.items() if call in source)


def code(rule):
    """The lines of a rule's body, but those that the rule it is like has, too."""
    known = told(rule).get("like")
    others = _body(getattr(optimizers, known)) if known else ()
    return [line for line in _body(rule) if line not in others]


def _body(rule):
    source = inspect.getsource(rule.rule)
    _, _, body = source.partition('"""')[2].partition('"""')
    return textwrap.dedent(body.lstrip("\n")).rstrip().splitlines()


# --- schedules, and the libraries ----------------------------------------------------


def schedule_lines():
    """(name with its settings, formula or "", what it does) of each schedule."""
    for name, kind in schedules.KINDS.items():
        settings = ", ".join(list(inspect.signature(kind).parameters)[:3])
        says = (kind.__doc__ or "").partition("\n")[0]
        yield f"{name}({settings})", TOLD["schedule"].get(name, ""), says


LIBRARIES = {"keras": "Keras", "optax": "optax", "tf1": "TF1", "torch": "PyTorch"}
ADAPTIVE = {"adagrad": "AdaGrad", "rmsprop": "RMSProp", "adam": "Adam"}


def lines_of_libraries():
    """How libraries write the velocity, and where each adds its ε: found by a step."""
    yield "Velocity: " + _by_library(_velocity)
    for name, words in ADAPTIVE.items():
        yield f"ε of {words}: " + _by_library(
            lambda owner, name=name: _eps(owner, name)
        )


def _by_library(what):
    said = {}
    for name, words in LIBRARIES.items():
        said.setdefault(what(getattr(dialects, name)), []).append(words)
    return "; ".join(f"{', '.join(names)} {words}" for words, names in said.items())


def _first_step(rule, **knobs):
    """(the step from a slope of 1, the memory after it) of a rule with these knobs."""
    slope = quadratic([[1.0]])
    run = descend(rule(**knobs), slope, start=[1.0], steps=1)
    return 1 - run.theta[1, 0], {name: kept[1, 0] for name, kept in run.memory.items()}


def _velocity(owner):
    rule = getattr(owner, "sgd", None) or owner.momentum
    _, kept = _first_step(rule, beta=0.9, eta=0.5)
    forms = {-0.5: "v ← βv − ηg, θ + v", 1.0: "v ← βv + g, θ − ηv"}
    return forms[kept["v"]]


def _eps(owner, name):
    """The default ε of a library's rule, and where it stands in the denominator."""
    rule = getattr(owner, name)
    knob = "eps_root" if rule.knobs.get("eps_root") else "eps"
    step, kept = _first_step(rule, eta=1.0, **{knob: 1.0})
    corrected = kept["s"] / (1 - rule.knobs["beta2"]) if name == "adam" else kept["s"]
    denominators = {
        "inside the root": np.sqrt(corrected + 1),
        "outside the root": np.sqrt(corrected) + 1,
        "before the correction": np.sqrt(corrected) * (1 + 1 / np.sqrt(kept["s"])),
    }
    place = min(denominators, key=lambda words: abs(denominators[words] * step - 1))
    if not np.isclose(denominators[place] * step, 1, rtol=1e-4):
        raise ValueError(f"{rule.name} has its ε in a place that has no name")
    default = rule.knobs[knob]
    return f"{default:.0e} {place}".replace("e-0", "e-") if default else "none"


# --- the notebook --------------------------------------------------------------------


def notebook():
    """A heading per lesson; per rule its formula, facts and a cell `show(rule)`."""
    count = sum(len(rules) for _, rules in sections())
    about = f"# Cheat sheet\n\n{count} rules, as they run; {ABOUT}.\n\n"
    about += "".join(f"* {line}\n" for line in TOLD["begin"])
    load = "from coursekit import optimizers\nfrom coursekit.lessons import show"
    cells = [new_markdown_cell(about.rstrip()), new_code_cell(load)]
    for heading, rules in sections():
        cells.append(new_markdown_cell(f"## {heading}"))
        for rule in rules:
            cells += [new_markdown_cell(_card(rule)), _shown(rule)]
    cells += [new_markdown_cell(_schedules()), new_markdown_cell(_libraries())]
    for n, cell in enumerate((c for c in cells if c.cell_type == "code"), 1):
        cell.execution_count = n
    return authoring.normalised(new_notebook(cells=cells))


def _card(rule):
    formula = told(rule).get("formula")
    lines = [f"### {rule.name}", f"${formula}$" if formula else ""]
    listed = "\n".join(f"* {fact}" for fact in facts(rule))
    return "\n\n".join(filter(None, [*lines, listed]))


def _shown(rule):
    data = {
        "text/markdown": show(rule).data,
        "text/plain": "<IPython.core.display.Markdown object>",
    }
    output = new_output("execute_result", data, execution_count=1)
    return new_code_cell(f"show(optimizers.{rule.name})", outputs=[output])


def _schedules():
    lines = [
        f"* `{call}`" + (f": ${formula}$" if formula else "") + f". {says}"
        for call, formula, says in schedule_lines()
    ]
    return "## Schedules\n\n" + "\n".join(lines)


def _libraries():
    return "## Signs and ε, by library\n\n" + "\n".join(
        f"* {line}" for line in lines_of_libraries()
    )


# --- the PDF -------------------------------------------------------------------------

# A line of the PDF is (kind, text); a kind says how it is set, and how high it is.
LOOKS = {
    "heading": {"size": SIZE + 1.5, "weight": "bold", "color": BLUE},
    "rule": {"size": SIZE},
    "text": {"size": SIZE},
    "code": {"size": SIZE, "family": "DejaVu Sans Mono"},
    "gap": {"size": SIZE},
}
HEIGHTS = {"heading": 1.3, "rule": 1.2, "text": 1, "code": 1, "gap": 0.6}


def blocks():
    """The PDF's lines, in blocks that no column parts: a rule, perhaps its heading."""
    yield [("heading", "Where to begin"), *_texts(TOLD["begin"]), ("gap", "")]
    for heading, rules in sections():
        first = [("heading", heading)]
        for rule in rules:
            yield first + _lines(rule)
            first = []
    lines = [
        ("text", f"{call}   ${formula}$" if formula else f"{call}: {says}")
        for call, formula, says in schedule_lines()
    ]
    yield [("heading", "Schedules: η at update t"), *lines, ("gap", "")]
    yield [("heading", "Signs and ε, by library"), *_texts(lines_of_libraries())]


def _lines(rule):
    words, name = told(rule), rule.name.replace("_", r"\_")
    first = rf"$\bf{{{name}}}$"
    first += f"   as {words['like']}, but" if "like" in words else ""
    first += f"   ${words['formula']}$" if "formula" in words else ""
    lines = [("rule", first), *_texts([" ".join(facts(rule))])]
    for line in code(rule):
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        for part in textwrap.wrap(line, NARROW, subsequent_indent=indent):
            lines.append(("code", f"  {part}"))
    return [*lines, ("gap", "")]


def _texts(sentences):
    return [("text", part) for line in sentences for part in textwrap.wrap(line, WIDE)]


def digest():
    """A short text that changes with anything on the page."""
    text = "\n".join(line for block in blocks() for _, line in block)
    return hashlib.sha256((ABOUT + text).encode()).hexdigest()[:16]


def columns():
    """The blocks, as full a column as LINES allows; only a longer one is cut."""
    filled = [[]]
    for block in blocks():
        if _height(filled[-1] + block) > LINES:
            filled.append([])
        for line in block:
            if _height([*filled[-1], line]) > LINES:
                filled.append([])
            filled[-1].append(line)
    return filled


def _height(lines):
    return sum(HEIGHTS[kind] for kind, _ in lines)


def pages():
    """The pages as matplotlib figures."""
    filled = columns()
    parts = [filled[i : i + COLUMNS] for i in range(0, len(filled), COLUMNS)]
    return [_page(part) for part in parts]


def _page(part):
    figure = Figure(figsize=A4)
    FigureCanvasPdf(figure)
    figure.text(0.02, 0.968, TITLE, size=11, weight="bold")
    figure.text(0.98, 0.968, ABOUT, size=SIZE, ha="right")
    line = LEADING / 72 / A4[1]
    for i, column in enumerate(part):
        for j, (kind, text) in enumerate(column):
            if kind == "code":
                text = text.replace("$", r"\$")
            for name in NAMES.values() if kind == "text" else ():
                bold = name.replace(" ", r"\ ")
                text = text.replace(f"{name}:", rf"$\bf{{{bold}}}$")
            at = 0.02 + 0.98 / COLUMNS * i, 0.955 - line * _height(column[: j + 1])
            figure.text(*at, text, **LOOKS[kind])
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
