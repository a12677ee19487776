"""No prediction is answered above it, in the lesson as a learner opens it."""

import re
from math import ceil
from pathlib import Path

import nbformat.v4 as notebooks
import pytest

from coursekit import authoring
from coursekit.cards import Question, prediction

ROOT = Path(__file__).parent.parent
LESSONS = {path.stem[:2]: path for path in sorted(ROOT.glob("notebooks/*.ipynb"))}
# Words that every text has, and those that stand for the same thing.
COMMON = set(
    re.findall(
        r"\w+",
        """
        a about above across after all along also an and any are as at be been below
        best both but by can come do does down each end ever few first for from get go
        goes have in into is it its itself just last less like long made make many more
        most much must not now of off on once only or other out over own per same set so
        some step still take than that the their them then there these they this time
        times to too two under up use used very was way what when where which who will
        with without you your
        """,
    )
)
COUNTED = r"(?= (?:times|steps?|jumps?|hops?)\b)"
SAME = [
    (r"\^\{[^}]*\}", ""),
    (r"right[- ]angles?", "90°"),
    (r"\bhalf\b|\bhalved?\b", "1/2"),
    (r"\btwice\b|\bdoubled?\b", "2"),
    (r"\bnot one\b|\bno zeros?\b", "none"),
    (r"(?<=\d),(?=\d{3})", ""),
    *(
        (rf"\b{word}{COUNTED}", str(number))
        for number, word in enumerate(
            [
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
            ],
            1,
        )
    ),
]
# The lesson is about one of the options, whose name stands everywhere.
NAMED = {
    "05.diverge",
    "05.friction",
    "07.drift",
    "08.buys",
    "13.falls",
}
# Above stand the same numbers, of something else: an η, a batch size.
OTHERWISE = {"01.mirror", "03.batches", "09.decay", "09.saddle", "13.cost", "14.width"}


def words(text):
    """The words and numbers that tell a text from another."""
    text = re.sub(r"\]\([^)]*\)", "]", text.lower())
    for pattern, same in SAME:
        text = re.sub(pattern, same, text)
    found = re.findall(r"\d+(?:\.\d+)?(?:/\d+)?|[^\W\d_]+", text)
    return {
        word.removesuffix("s") if len(word) > 3 else word for word in found
    } - COMMON


def tells(text, question):
    """Whether a text has what only the right option has, and of no other as much."""
    said, asked = words(text) - words(question.ask), words(question.ask)
    others = [words(o) - asked for o in question.options if o != question.answer]
    own = words(question.answer) - asked - set().union(*others)
    if not own or len(own & said) < ceil(0.6 * len(own)):
        return False
    mine = words(question.answer)
    return not any(other - mine and other - mine <= said for other in others)


def sentences(text):
    return re.split(r"(?<=[.!?:])\s+|\n\s*[-*|\d]|\n\n", text)


def asks(cell):
    return re.findall(r"""^predict\(["'](.+?)["']\)""", cell.source, re.MULTILINE)


def heads(cell):
    """The headings of a cell of text."""
    found = re.findall(r"^#+ .+$", cell.source, re.MULTILINE)
    return found if cell.cell_type == "markdown" else []


def section(cells, number):
    """The cells between the last heading and a cell; of the first only what follows."""
    for first in range(number, -1, -1):
        if heads(cells[first]):
            body = cells[first].source.rpartition(heads(cells[first])[-1])[2]
            rest = notebooks.new_markdown_cell(body)
            return [rest, *cells[first + 1 : number + 1]]
    return cells[: number + 1]


def printed(cell):
    """What a cell prints, its cards left out."""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "ckq-words" not in data.get("text/html", ""):
            yield output.get("text", "") + data.get("text/plain", "")


LABELS = re.compile(r"""(?:label|title|xlabel|ylabel|alt)=f?["'](.+?)["']""")


def above(cells, number):
    """(place, text) of what stands above a prediction, or right below on its screen."""
    for cell in cells[:number]:
        yield from (("heading", head) for head in heads(cell))
        if cell.cell_type == "code":
            yield from (("label", text) for text in LABELS.findall(cell.source))
            for output in cell.outputs:
                if "image/png" in output.get("data", {}):
                    alt = output.data.get("text/plain", "")
                    yield from (("alt text", each) for each in sentences(alt))
    yield from (("objective", each) for each in sentences(cells[0].source))
    if number + 1 < len(cells):
        yield from (("heading below", head) for head in heads(cells[number + 1])[:1])
    for cell in section(cells, number - 1):
        if cell.cell_type == "markdown":
            yield from (("text", each) for each in sentences(cell.source))
        else:
            yield from (("printed", each) for each in printed(cell) if each)


def answered(notebook, asked=prediction):
    """Each (key, place, text) that tells an answer above its question."""
    found = []
    for number, cell in enumerate(notebook.cells):
        keys = asks(cell) if cell.cell_type == "code" else ()
        for key in (key for key in keys if key not in NAMED | OTHERWISE):
            said = above(notebook.cells, number)
            found += [(key, at, text) for at, text in said if tells(text, asked(key))]
    return found


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_prediction_is_answered_above_it(lesson):
    assert answered(authoring.read(LESSONS[lesson])) == []


ASKED = Question(
    lesson=4,
    key="04.top",
    ask="How many times faster does the ball end?",
    options=("1.9 times", "nine times", "ten times"),
    answer="ten times",
    why="1/(1 − β).",
)
FIGURE = notebooks.new_output(
    "display_data", data={"image/png": "", "text/plain": "It ends at 10 times as much."}
)
HTML = '<div class="ckq-words"></div>'
STORED = notebooks.new_output(
    "display_data", data={"text/html": HTML, "text/plain": "10"}
)
TOLD = {
    "objective": [
        "# Momentum\n\nYou can\n\n* derive the ten times of a ball.",
        "## Here",
    ],
    "heading": ["# Momentum", "## Ten times as fast", "text", "## Here"],
    "alt text": ["# Momentum", "## There", ("draw()", FIGURE), "## Here"],
    "label": ["# Momentum", "## There", ("ax.plot(v, label='10 times')",), "## Here"],
    "text": ["# Momentum", "## Here\n\nSo v grows. In the end it is 10 times g."],
    "printed": [
        "# Momentum",
        "## Here",
        ("f()", notebooks.new_output("stream", text="10")),
    ],
}
KEPT = [
    ["# Momentum", "## There\n\nTen is a number.", "## Here"],
    ["# Momentum", "## Here\n\nIt may be nine times or ten times."],
    ["# Momentum", "## Here", ("recall(4)", STORED)],
    ["# Momentum", "## Here\n\nHow much faster? 1.9 times?"],
]


def lesson(parts, *below):
    """A lesson of these cells, then the prediction: text, or (source, outputs…)."""
    cells = []
    for part in [*parts, ('predict("04.top")',), *below]:
        if isinstance(part, str):
            cells.append(notebooks.new_markdown_cell(part))
        else:
            cells.append(notebooks.new_code_cell(part[0], outputs=list(part[1:])))
    return notebooks.new_notebook(cells=cells)


@pytest.mark.parametrize("place", TOLD)
def test_an_answer_above_is_found_in_each_place(place):
    found = answered(lesson(TOLD[place]), lambda key: ASKED)
    assert [at for _, at, _ in found] == [place]


def test_a_heading_that_answers_below_on_the_same_screen_is_found():
    found = answered(
        lesson(["# Momentum"], "## It ends at ten times g"), lambda k: ASKED
    )
    assert [at for _, at, _ in found] == ["heading below"]


@pytest.mark.parametrize("parts", KEPT)
def test_what_names_other_options_too_or_stands_elsewhere_is_no_answer(parts):
    assert answered(lesson(parts), lambda key: ASKED) == []


def test_a_section_of_a_prediction_is_a_heading_of_its_lesson():
    for number, path in LESSONS.items():
        cells = authoring.read(path).cells
        named = {
            re.sub(r"[`*$#]", "", head).strip() for c in cells for head in heads(c)
        }
        for cell in cells:
            for key in asks(cell) if cell.cell_type == "code" else ():
                where = prediction(key).section
                assert not where or re.sub(r"[`*$]", "", where) in named, (number, key)
