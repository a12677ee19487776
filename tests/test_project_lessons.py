"""What lessons promise: coverage, computed numbers, working links, one language."""

import ast
import json
import re
from itertools import chain, pairwise
from pathlib import Path

import pytest

from coursekit import authoring, lessons, optimizers
from coursekit.dialects import keras
from coursekit.plots.sentences import SYMBOLS
from coursekit.rule import Optimizer

ROOT = Path(__file__).parent.parent
LESSONS = {path.stem[:2]: path for path in sorted(ROOT.glob("notebooks/*.ipynb"))}
EXERCISES = sorted(
    chain(ROOT.glob("solutions/*.ipynb"), ROOT.glob("exercises/*.ipynb"))
)
# Which items of its sources each lesson covers: equations, figures, claims, errata.
INVENTORY = json.loads((ROOT / "tests/data/inventory.json").read_text())
NAMES = [
    "00-start-here", "01-gradient-descent", "02-bowls-canyons-basins",
    "03-stochastic-gradient-descent", "04-momentum", "05-nesterov", "06-adagrad",
    "07-rmsprop-adadelta", "08-adam", "09-adams-family", "10-schedules",
    "11-curvature", "12-sparse-models", "13-choosing", "14-capstone",
]  # fmt: skip

each_lesson = pytest.mark.parametrize("lesson", LESSONS)
notebook = pytest.mark.parametrize(
    "path", [*LESSONS.values(), *EXERCISES], ids=lambda p: f"{p.parent.name}/{p.stem}"
)


def cells(path, kind):
    return [cell for cell in authoring.read(path).cells if cell.cell_type == kind]


def test_lessons_have_the_names_that_they_call_each_other_by():
    assert {path.stem for path in LESSONS.values()} <= set(NAMES)


@each_lesson
def test_a_lesson_covers_its_part_of_the_inventory(lesson):
    about = authoring.read(LESSONS[lesson]).metadata["coursekit"]
    assert about["lesson"] == lesson
    assert set(about["covers"]) >= set(INVENTORY[lesson])
    assert set(about["covers"]) <= set(chain(*INVENTORY.values()))


def test_all_lessons_are_there_and_cover_the_whole_inventory():
    assert list(LESSONS) == list(INVENTORY)


# Numbers

CARDS = (
    "predict",
    "reveal",
    "recall",
    "quiz",
)  # what they print is typed, not computed
NUMBER = re.compile(r"(?<![\w.-])(\d*\.\d+|\d+(?= ?%))( ?%)?(?![\w]|\.\d)")
PLACE = re.compile(  # HOML 11-4, MDL 11.1 and 11.3, equation (11.6), exercise 00.1
    r"(?:HOML|MDL|GBC|KNB|[Ee]quation|[Ss]ection|[Ff]igure|[Tt]able|[Ll]isting|§"
    r"|[Aa]lgorithm|[Ee]xercise|[Qq]uestion|[Cc]hapter|Keras|Python)s?\d?"
    r"(?:[\s,;(§]|and|to|section|equation|figure|table|listing|edition)*"
    r"(?:\d+[.-]\d+\)?(?:, |–| and | to )?)+"
)
UNSPOKEN = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)", re.DOTALL)


def sections(path):
    """(prose, code cells) between one heading and the next."""
    found = [([], [])]
    for cell in authoring.read(path).cells:
        if cell.cell_type == "code":
            found[-1][1].append(cell)
            continue
        before, *parts = re.split(r"^(?=#+ )", cell.source, flags=re.MULTILINE)
        found[-1][0].append(before)
        found += [([part], []) for part in parts]
    return [("\n".join(prose), code) for prose, code in found]


def quoted(prose):
    """The decimal numbers and percentages that a text quotes, as it writes them."""
    spoken = PLACE.sub("", UNSPOKEN.sub(" ", prose))
    return ["".join(found).replace(" ", "") for found in NUMBER.findall(spoken)]


def explained(cell):
    """What a reveal says: typed, so held to what other cells compute."""
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "reveal":
            yield lessons.prediction(node.args[0].value).why


def is_card(cell):
    last = ast.parse(cell.source).body[-1:]
    call = getattr(last[0], "value", None) if last else None
    return getattr(getattr(call, "func", None), "id", "") in CARDS


def printed(code):
    """What cells print and draw, and the settings that they print it for."""
    for cell in code:
        for output in cell.outputs:
            shown = output.get("data", {})
            if "ckq-words" in shown.get("text/html", ""):  # a card's
                continue
            yield output.get("text", "") + shown.get("text/plain", "")
            yield shown.get("text/markdown", "")  # of a rule: its default knobs
        for node in ast.walk(ast.parse(cell.source)):
            value = getattr(node, "value", None)
            if isinstance(node, ast.Constant) and isinstance(value, int | float):
                yield f" {value} "


def numbers(texts):
    joined = " ".join(texts).replace("−", "-")
    found = re.findall(r"(?<![\w.])\d*\.?\d+(?:e[-+]?\d+)?", joined)
    return [float(number) for number in found]


def supported(number, computed):
    """Whether a computed number rounds (either way, at a 5) to the one quoted."""
    digits = number.removesuffix("%")
    last = 10.0 ** -len(digits.partition(".")[2])
    units = (1, 100) if "%" in number else (1,)
    return any(
        abs(float(digits) - u * x) <= 0.501 * last for x in computed for u in units
    )


@each_lesson
def test_each_number_in_prose_is_printed_by_a_cell_beside_it(lesson):
    parts = sections(LESSONS[lesson])
    everywhere = numbers(printed(chain(*(code for _, code in parts))))
    alone = []
    for prose, code in parts:
        own = [cell for cell in code if cell.outputs and not is_card(cell)]
        # An objective, a summary: what is named there is printed elsewhere.
        beside = numbers(printed(code)) if own else everywhere
        said = " ".join([prose, *chain(*map(explained, code))])
        alone += [n for n in quoted(said) if not supported(n, beside)]
    assert alone == []


def test_a_number_is_told_from_a_place_in_a_book():
    prose = (
        "MDL 11.2 and HOML 11-8 (equations 11.6, 11.7): .5, `0.1`, $0.2$, −0.80, 64 %"
    )
    assert quoted(prose) == [".5", "0.80", "64%"]


def test_a_number_is_supported_by_one_that_rounds_to_it():
    assert supported("0.80", numbers(["factor -0.8"]))
    assert supported("0.2", numbers(["0.25"]))
    assert supported("64%", numbers(["0.6400"]))
    assert supported("33.2%", numbers(["33.2% in the shallow well"]))
    assert not supported("0.24", numbers(["0.0024 and 2.4"]))


# Links

LINK = re.compile(r"\]\(([^)\s]+)\)")


def prose_of(path):
    return "\n".join(cell.source for cell in cells(path, "markdown"))


def anchors(path):
    """What a link may name after #: headings as JupyterLab calls them, and ids."""
    text = path.read_text() if path.suffix == ".md" else prose_of(path)
    headings = re.findall(r"^#+ +(.+?) *$", text, flags=re.MULTILINE)
    plain = [re.sub(r"[`*$]", "", heading) for heading in headings]
    return {h.replace(" ", "-") for h in plain} | set(re.findall(r'id="([^"]+)"', text))


PAGES = sorted(ROOT.glob("notebooks/*.md"))
linking = pytest.mark.parametrize(
    "path",
    [*LESSONS.values(), *EXERCISES, *PAGES],
    ids=lambda p: f"{p.parent.name}/{p.stem}",
)


@linking
def test_every_link_leads_somewhere(path):
    text = path.read_text() if path.suffix == ".md" else prose_of(path)
    for link in LINK.findall(text):
        if link.startswith("https://"):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists():
            # A lesson may name one that is not written yet.
            assert target.stem in NAMES and target.suffix == ".ipynb", link
        elif anchor:
            assert anchor in anchors(target), link


@each_lesson
def test_a_lesson_leads_to_the_one_before_the_one_after_and_its_exercise(lesson):
    text = "\n".join(cell.source for cell in cells(LESSONS[lesson], "markdown"))
    linked = {Path(link.partition("#")[0]).stem for link in LINK.findall(text)}
    number = int(lesson)
    assert {NAMES[i] for i in (number - 1, number + 1) if 0 <= i < len(NAMES)} <= linked
    assert f"../exercises/{NAMES[number]}.ipynb" in text
    assert number == 0 or "](glossary.md)" in text


# One language

ELSEWHERE = {  # what others write, and the word of the glossary
    "mini-batch": "minibatch",
    "mini batch": "minibatch",
    "step size": "learning rate, or length of a step",
    "optimiser": "optimizer",
    "lookahead": "look-ahead",
    "look ahead point": "look-ahead",
    "zigzag": "zig-zag",
    "hyper-parameter": "knob",
    "learning-rate η": "learning rate",
    "neighbor": "neighbour",
    "color ": "colour",
}
TOO_EASY = ("simply", "obviously", "trivially", "clearly")
QUOTED = re.compile(r"“.*?”|\".*?\"|(?<!\*)\*[^*\n]+\*(?!\*)")  # the sources' words


def glossary():
    text = (ROOT / "notebooks/glossary.md").read_text()
    return re.findall(r"^\| \*\*(.+?)\*\* \| (.+?) \|$", text, flags=re.MULTILINE)


def test_the_glossary_says_each_term_once_and_shortly():
    terms = [name for names, _ in glossary() for name in names.split(", ")]
    assert len(terms) > 60
    assert len(set(terms)) == len(terms)
    assert all(len(meaning.split()) <= 20 for _, meaning in glossary())


def test_the_symbol_card_has_the_symbols_of_the_sliders():
    text = (ROOT / "notebooks/symbols.md").read_text()
    rows = re.findall(r"^\| (.+?) \| (.*?) \| .+ \|$", text, flags=re.MULTILINE)
    for knob, symbol in SYMBOLS.items():
        assert any(
            symbol in row.split(", ") and f"`{knob}`" in code for row, code in rows
        ), knob


@notebook
def test_prose_uses_the_words_of_the_glossary(path):
    for cell in cells(path, "markdown"):
        prose = re.sub(QUOTED, " ", UNSPOKEN.sub(" ", cell.source).lower())
        assert [word for word in ELSEWHERE if word in prose] == [], cell.source
        easy = [word for word in TOO_EASY if re.search(rf"\b{word}\b", prose)]
        assert easy == [], cell.source


ACTS = re.compile(r"^(?:predict|recall|explore|labs\.\w+)\(", re.MULTILINE)


def minutes(path):
    """150 words or 8 lines of code a minute, and two minutes where a reader acts.

    What is folded is for others, and the quiz at the end takes its own time.
    """
    prose = re.sub(r"<details>.*?</details>", "", prose_of(path), flags=re.DOTALL)
    code = [c.source for c in cells(path, "code") if not c.source.startswith("quiz(")]
    words = len(re.sub(r"[|$*`#>]", " ", prose).split())
    lines = sum(len(source.splitlines()) for source in code)
    return words / 150 + lines / 8 + 2 * sum(map(bool, map(ACTS.search, code)))


def stated(lesson):
    """The minutes that a lesson says it takes."""
    first = cells(LESSONS[lesson], "markdown")[0].source
    return int(re.search(r"about (\d+) minutes", first)[1])


@each_lesson
def test_a_lesson_takes_about_as_long_as_it_says(lesson):
    assert minutes(LESSONS[lesson]) == pytest.approx(stated(lesson), rel=0.3)


SHOWN_LAST = {"predict", "reveal", "recall", "quiz", "explore", "show", "table"}


@each_lesson
def test_what_a_cell_shows_by_its_last_line_stands_there(lesson):
    for cell in cells(LESSONS[lesson], "code"):
        for statement in ast.parse(cell.source).body[:-1]:
            match statement:
                case ast.Expr(ast.Call(ast.Name(name))):
                    assert name not in SHOWN_LAST, cell.source


@each_lesson
def test_a_lesson_is_one_sitting(lesson):
    assert stated(lesson) <= 65


@notebook
def test_a_formula_on_lines_of_its_own_is_one_equation(path):
    texts = [cell.source for cell in cells(path, "markdown")]
    formulas = re.findall(r"\$\$(.+?)\$\$", "\n".join(texts), re.DOTALL)
    assert not [each for each in formulas if "\\qquad" in each]  # a phone cuts a second


# Pages beside the lessons


def test_the_syllabus_has_every_lesson_once_in_order_with_its_minutes():
    page = (ROOT / "docs/teachers.md").read_text("utf-8")
    weeks = re.findall(r"^\| \d+ \| ([\d, ]+) \| ([\d+ ]+) \|", page, re.MULTILINE)
    planned = [lesson for lessons, _ in weeks for lesson in lessons.split(", ")]
    said = [int(number) for _, numbers in weeks for number in numbers.split(" + ")]
    assert planned == list(LESSONS)
    assert said == [stated(lesson) for lesson in planned]
    believed = re.findall(r"^- \*\*(\d\d)\*\* \*", page, re.MULTILINE)
    assert believed == list(LESSONS)


def test_the_course_map_says_in_words_what_its_arrows_show():
    page = (ROOT / "notebooks/course-map.md").read_text()
    graph = page.split("```")[1]
    arrows = set()
    for line in graph.splitlines():
        places = re.findall(r"\bL(\d\d[ABC]?)", line)
        arrows |= set(pairwise(places))
    needs = set()
    row = r"^\| \[(\d\d) .*?\]\(.*?\)(?:, project ([ABC]))? \| .* \| (.*) \|$"
    for lesson, project, needed in re.findall(row, page, flags=re.MULTILINE):
        needs |= {(each, lesson + project) for each in re.findall(r"\d\d", needed)}
    assert arrows == needs
    assert {after for _, after in arrows} >= {f"{n:02}" for n in range(1, 14)}


def test_every_rule_of_the_library_map_is_there_by_that_name():
    page = (ROOT / "notebooks/libraries.md").read_text()
    named = re.findall(r"`(keras\.(?!optimizers)\w+|gd|momentum)`", page)
    assert len(named) > 10
    for name in named:
        rule = getattr(keras if "." in name else optimizers, name.split(".")[-1])
        assert isinstance(rule, Optimizer), name
    with pytest.raises(TypeError, match=re.escape("gd has no knob 'lr'; it has: eta.")):
        optimizers.gd(lr=0.03)
