"""Notebooks as files: solution to exercise, and the form in which both are stored.

A solution marks what the learner is to write, as nbgrader's users know it:

    ### BEGIN SOLUTION
    # 1 gradient
    g = grad(theta)
    return theta - eta * g
    ### END SOLUTION

The exercise keeps the comments of that block and ends it in `return ...`. A text cell
that answers a written question (coursekit/written.py) holds what is asked there.
"""

import hashlib
import json
import re
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from coursekit import written

BLOCK = re.compile(
    r"^(?P<indent>[ ]*)### BEGIN SOLUTION\n(?P<body>.*?)^[ ]*### END SOLUTION[ ]*$",
    re.MULTILINE | re.DOTALL,
)
CHECK = re.compile(r"""^\s*check\(\s*["'](?P<question>[\d.]+)["']""", re.MULTILINE)
VIEW = "application/vnd.jupyter.widget-view+json"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def read(path: Path | str) -> NotebookNode:
    """The notebook in a file, in the current format."""
    return nbformat.read(path, as_version=4)


def write(notebook: NotebookNode, path: Path | str) -> None:
    """Write a notebook so that a diff shows meaning: sorted, indented, UTF-8."""
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
    Path(path).write_text(text + "\n", encoding="utf-8")


def normalised(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what changes from run to run: ids, timings, machines."""
    notebook = deepcopy(notebook)
    kept = {k: v for k, v in notebook.metadata.items() if k == "coursekit"}
    notebook.metadata = nbformat.from_dict(
        {**kept, "kernelspec": KERNEL, "language_info": {"name": "python"}}
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: dict[str, int] = {}
    count = 0
    for cell in notebook.cells:
        cell.id = _id(cell.source, seen)
        _settle(cell)
        if cell.cell_type == "code" and cell.execution_count is not None:
            count += 1
            _number(cell, count)
    return notebook


def exercise_from(solution: NotebookNode) -> NotebookNode:
    """A solution's exercise: bodies blanked, no outputs, nbgrader's metadata."""
    exercise = deepcopy(solution)
    for cell in exercise.cells:
        if key := written.answer_of(cell):
            cell.source = written.questions(key[:2])[key].stub
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = [], None
        asks, check = BLOCK.search(cell.source), CHECK.search(cell.source)
        cell.source = BLOCK.sub(_blank, cell.source)
        if asks:
            cell.metadata["nbgrader"] = _nbgrader(cell.source, solution=True)
        elif check:
            cell.metadata["nbgrader"] = _graded(check["question"])
    return normalised(exercise)


def exercises(solutions: Path | str, target: Path | str) -> list[Path]:
    """Write the exercise of every solution notebook in a folder; returns the paths."""
    Path(target).mkdir(exist_ok=True)
    written = []
    for path in sorted(Path(solutions).glob("*.ipynb")):
        write(exercise_from(read(path)), Path(target) / path.name)
        written.append(Path(target) / path.name)
    return written


def _id(source, seen):
    """A cell's id follows from its text, so that it moves with it."""
    name = hashlib.sha256(source.encode()).hexdigest()[:8]
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"


def _settle(cell):
    """Drop what dies with its kernel: times, and the live views of widgets."""
    cell.metadata.pop("execution", None)
    if cell.cell_type != "code":
        return
    for output in cell.outputs:
        data = output.get("data", {})
        data.pop(VIEW, None)
        if "image/png" in data:
            data["image/png"] = data["image/png"].strip()
            about = dict(output.metadata.get("image/png", {}))  # its style, its width
            about["alt"] = data.get("text/plain", "").strip()
            output.metadata = nbformat.from_dict({"image/png": about})
    cell.outputs = [out for out in cell.outputs if out.get("data", True)]


def _number(cell, count):
    cell.execution_count = count
    for output in cell.outputs:
        if "execution_count" in output:
            output.execution_count = count


def _blank(block):
    """The comments of the block's own level, then the `return` to fill in."""
    indent = block["indent"]
    comment = re.compile(rf"^{indent}#[^\n]*$", re.MULTILINE)
    return "\n".join([*comment.findall(block["body"]), f"{indent}return ..."])


def _graded(question):
    from coursekit.tasks import task

    cell = _nbgrader(question, solution=False)
    return {**cell, "grade": True, "locked": True, "points": task(question).points}


def _nbgrader(name, solution):
    """nbgrader's cell metadata, schema 3; the id is the question or the function."""
    asked = re.search(r"^(?:def|class) (\w+)", name, re.MULTILINE)
    grade_id = asked[1] if asked else "check-" + name.replace(".", "-")
    return {
        "grade": False,
        "grade_id": grade_id,
        "locked": False,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
