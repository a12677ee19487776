"""Look-alikes: what is seen through, who is not accused, and the two side by side."""

import importlib
import inspect
import json
import random
import re
import zipfile
from itertools import combinations
from pathlib import Path
from time import process_time

import classroom
import pytest
from grader import finished, grade, text_of
from recorded import handed, reported, result
from test_grading_reports import facts_of

from coursekit import optimizers
from coursekit.grading.judge import answers
from coursekit.grading.judge.released import released
from coursekit.grading.report import likeness, sides
from coursekit.grading.report.earlier import Earlier
from coursekit.grading.report.likeness import alike, sample
from coursekit.grading.report.sources import Sources
from coursekit.tasks import lessons

COURSE = Path(__file__).parents[1]

PATH = """
def gd_path(x0, grad, eta, steps):
    # my walk, from the start on
    walked = np.empty((steps + 1, *np.shape(x0)))
    walked[0] = x0
    longest = 10.0 * max(1.0, abs(x0).max())
    for now in range(steps):
        here = walked[now]
        if not np.isfinite(here).all() or abs(here).max() > longest * 1e6:
            raise ValueError("too far from the start")
        walked[now + 1] = here - eta * grad(here)
    return walked
"""
# The same with other names, remarks, texts and numbers; two lines changed places.
DISGUISED = '''
def gd_path(x0, grad, eta, steps):
    """All points of the descent."""
    limit = 10 * max(1, abs(x0).max())
    points = np.empty((steps + 1, *np.shape(x0)))
    points[0] = x0  # begin
    for k in range(steps):
        p = points[k]
        if not np.isfinite(p).all() or abs(p).max() > limit * 1e6:
            raise ValueError('gone')
        points[k + 1] = p - eta * grad(p)
    return points
'''
OWN = """
def gd_path(x0, grad, eta, steps):
    path = [np.array(x0, float)]
    while len(path) <= steps:
        last = path.pop()
        path += [last, last - eta * grad(last)]
    return np.stack(path)
"""


@pytest.fixture(scope="module")
def course():
    return Sources(released(COURSE / "exercises"), released(COURSE / "solutions"))


def of_class(**cells):
    """What is graded of students, each with these cells for lesson 01."""
    return [(handed(name), answered(own)) for name, own in cells.items()]


def answered(cells, lesson="01"):
    right = result("right", "right", "right", sample=sample(cells), lesson=lesson)
    return {**right, "code": answers.code(lesson, cells)}


ANSWER = """
def gd(x, grad):
    w = x * 1.0
    for k in range({n}):
        w = w - {n} * grad(w) / (k + {n})
    if not np.isfinite(w).all() or abs(w).max() > {n}e6:
        raise ValueError("too far after {n} steps")
    return w  # {note}
"""


def test_nearly_the_same_notebooks_are_paired_and_usual_ones_are_not(tmp_path):
    usual = classroom.answers()
    own = {
        name: [*usual, ANSWER.format(n=n, note=f"{name} thought of {n} things at once")]
        for n, name in enumerate(("ada", "ben", "cas", "dan", "eve", "fay", "gus"), 2)
    }
    own["hal"] = [*own["ada"][:-1], own["ada"][-1].replace("at once", "today")]
    samples = {name: likeness.sample(cells, usual[:1]) for name, cells in own.items()}
    graded = [(handed(n), {**answered(own[n]), "sample": samples[n]}) for n in own]
    page, _ = reported(tmp_path, graded)
    rows = facts_of(page, "Please look")[1:]
    assert [row[1:3] for row in rows] == [["ada", "hal"]]
    assert likeness.alike({"a": likeness.sample(usual), "b": likeness.sample([])}) == []


# What is seen through


def test_names_remarks_texts_and_the_order_of_lines_are_seen_through(course):
    samples = {"ada": sample([PATH]), "ben": sample([DISGUISED]), "cas": sample([OWN])}
    ((share, *pair),) = alike(samples, course.known("01"))
    assert (share, pair) == (1.0, ["ada", "ben"])


def test_a_rule_that_is_another_one_is_not_seen_through(course):
    other = DISGUISED.replace("p - eta * grad(p)", "p - eta * grad(p - eta * grad(p))")
    other = other.replace("limit * 1e6", "1e300").replace("10 * max(1, ", "max(9, ")
    assert not alike(
        {"a": sample([PATH]), "b": sample([other, OWN])}, course.known("01")
    )


def test_what_is_no_python_is_compared_all_the_same():
    broken = PATH.replace("return walked", "return walked[((")
    magic = "%%time\n" + broken.replace("walked", "w")
    assert alike({"a": sample([broken]), "b": sample([magic])})


def test_a_statement_over_several_lines_is_one():
    text = "x = f(\n    1,\n    2,\n)  # so\ny = 'a\\'b' + \\\n    z\n"
    lines = [line for line, tokens in likeness.statements(text) if tokens]
    assert lines == ["x = f(\n    1,\n    2,\n)  # so", "y = 'a\\'b' + \\\n    z"]


# Who is not accused


def honest():
    """{lesson: {question: the texts of right answers that people wrote}}."""
    found = {}
    for lesson in lessons():
        right = importlib.import_module(f"answers.lesson{lesson}").RIGHT
        texts = {q: {*map(text_of_answer, own)} - {""} for q, own in right.items()}
        found[lesson] = {q: sorted(own) for q, own in texts.items()}
    return found


def text_of_answer(answer):
    try:
        return inspect.getsource(getattr(answer, "rule", answer))
    except (OSError, TypeError):
        return ""


@pytest.mark.slow
def test_no_two_honest_answers_to_a_question_are_alike(course):
    compared = 0
    for lesson, questions in honest().items():
        known = course.known(lesson)
        for texts in questions.values():
            samples = {n: sample([text]) for n, text in enumerate(texts)}
            compared += len([*combinations(samples, 2)])
            assert alike(samples, known) == []
    assert compared > 300


@pytest.mark.slow
def test_no_honest_answer_is_a_copy_of_a_solution_but_adam_s_equations(course):
    """Adam's ten lines stand in every book, letter by letter; the page says so."""
    accused = set()
    for lesson, questions in honest().items():
        sources = course.course(lesson)
        for question, texts in questions.items():
            samples = {f"{question} {n}": sample([t]) for n, t in enumerate(texts)}
            for _, name, source in likeness.copies(samples, sources, likeness.LONG):
                accused.add(
                    (name.split()[0], str(source).removesuffix(" of the solution"))
                )
    assert accused == {("08.2", "adam")}


def test_the_one_possible_line_accuses_nobody_however_small_the_class(course, tmp_path):
    """Each writes what the solution has, in words of their own choice or in its own."""
    momentum = "def momentum(theta, grad, t, v=0, *, eta=0.1, beta=0.9):\n    {}"
    lines = [
        "v = beta * v - eta * grad(theta)\n    return theta + v, v",
        "speed = beta * v - eta * grad(theta)\n    return theta + speed, speed",
        "v = beta * v - eta * grad(theta)  # mine\n    return theta + v, v",
    ]
    top = "def terminal_velocity(g, eta, beta):\n    return eta * g / (1 - beta)"
    class_ = [
        (handed(f"s{n}", lesson="04"), answered([momentum.format(line), top], "04"))
        for n, line in enumerate(lines)
    ]
    page, _ = reported(tmp_path, class_, sources=course)
    assert "Please look" not in page
    assert not (tmp_path / "alike.html").exists()


# Solutions, the course, other classes


MINE = """
def gd_path(x0, grad, eta, steps):
    walked = np.empty((steps + 1, *np.shape(x0)))
    walked[0] = x0
    for now in range(steps):
        walked[now + 1] = walked[now] - eta * grad(walked[now])
    return walked
"""


def copied(folder, lesson, course, **cells):
    """{student: where the class page says that their cells, by name, may be from}."""
    graded = [
        (handed(name, lesson=lesson),
         result("right", "right", "right", sample=likeness.sample(own), lesson=lesson))
        for name, own in cells.items()
    ]  # fmt: skip
    page, _ = reported(folder, graded, sources=course)
    _, _, rows = page.partition('id="copies"')
    found = re.findall(
        r"<a href=[^>]*><bdi>(\w+)</bdi></a></td><td><code>([^<]*)", rows
    )
    return {name: {place for n, place in found if n == name} for name, _ in found}


def test_a_pasted_function_of_the_course_and_a_solution_are_listed(tmp_path, course):
    start = course.released["08"]
    pasted = inspect.getsource(optimizers.adam.rule)
    found = copied(
        tmp_path, "08", course,
        pastes=[*start, "# my own work\n" + pasted, "x = 3"],
        copies=course.solutions["08"],
        honest=[*start, MINE, "print('hello')"],
        untouched=start,
    )  # fmt: skip
    assert found.keys() == {"pastes", "copies"}
    assert found["pastes"] == {"coursekit.optimizers.adam"}
    assert {"adam of the solution", "ema of the solution"} <= found["copies"]


def test_work_of_ones_own_is_like_no_solution(tmp_path, course):
    own = {"ada": [MINE, classroom.REGIME_OTHERWISE, classroom.GD_OTHERWISE]}
    assert copied(tmp_path, "01", course, **own) == {}


def test_what_many_in_a_class_have_is_no_copy(tmp_path, course):
    usual = {f"s{n}": course.solutions["08"] for n in range(7)}
    assert copied(tmp_path, "08", course, **usual) == {}


def test_without_solutions_the_source_of_the_course_is_known(tmp_path):
    pasted = {"ada": [inspect.getsource(optimizers.adam.rule)]}
    found = copied(tmp_path, "08", Sources({}, {}), **pasted)
    assert found == {"ada": {"coursekit.optimizers.adam"}}


def test_the_exercise_as_it_was_handed_out_makes_nobody_alike():
    released = ["import numpy as np", "def gd(theta, grad, t):\n    return ..."]
    assert not any(likeness.sample(released, released).values())


def folder_of(place, **cells):
    """A class as it was handed in, a notebook for each student."""
    for name, own in cells.items():
        classroom.hand_in(place, name, classroom.notebook(classroom.START, *own))
    return place


def graded_before(place, *cells):
    """A folder as the grader leaves it, without names."""
    state = place / ".state"
    state.mkdir(parents=True)
    for number, own in enumerate(cells):
        told = {"lesson": "01", "code": answers.code("01", own), "questions": []}
        (state / f"{number}.json").write_text(json.dumps(told))
    (state / "seed").write_text("7")
    return place


def with_earlier(course, *folders):
    others = Earlier(folders, {"01"}, course.released)
    return Sources(course.released, course.solutions, others)


def earlier_rows(out, sources, **cells):
    page, _ = reported(out, of_class(**cells), sources=sources)
    return [row[1:4] for row in facts_of(page, "Please look: as in another")[1:]]


@pytest.mark.parametrize("kind", ["handed in", "zip", "graded"])
def test_an_answer_of_another_class_is_found_and_nobody_of_it_is_named(
    kind, course, tmp_path
):
    place = tmp_path / "last-year"
    if kind == "graded":
        graded_before(place, [PATH], [OWN])
    else:
        folder_of(place, zoe_of_last_year=[PATH], yan_of_last_year=[OWN])
    if kind == "zip":
        packed = tmp_path / "packed.zip"
        with zipfile.ZipFile(packed, "w") as file:
            for path in place.rglob("*.ipynb"):
                file.write(path, path.relative_to(place.parent))
        place = packed
    sources = with_earlier(course, place)
    assert sources.others.says == [f"Compared with {place}: 2 notebooks."]
    rows = earlier_rows(
        tmp_path / "out", sources, ada=[DISGUISED], ben=["x = 1"], cas=[STRANGE]
    )
    assert rows == [["ada", f"gd_path in {place}", "100 %"]]
    shown = text_of(tmp_path / "out" / "alike.html")
    assert "walked" in shown and "points" in shown
    for path in (tmp_path / "out").rglob("*.*"):
        assert "_of_last_year" not in path.read_text("utf-8")


STRANGE = """
def gd_path(x0, grad, eta, steps):
    from functools import reduce
    go = lambda found, _: [*found, found[-1] - eta * grad(found[-1])]
    return np.vstack(reduce(go, range(steps), [np.asarray(x0, dtype="f8")]))
"""


def test_what_cannot_be_read_there_is_named_and_the_rest_compared(course, tmp_path):
    place = graded_before(tmp_path / "before", [PATH])
    (place / ".state" / "a.json").write_text('{"lesson": "01", "co')
    (place / ".state" / "b.json").write_text('{"lesson": "01", "sample": [1, 2]}')
    (place / ".state" / "c.json").write_bytes(b"\xff\xfe")
    (place / ".state" / "d.json").write_text("[" * 100_000)
    (place / ".state" / "e.json").write_text('{"lesson": 1, "code": {}}')
    raw = folder_of(tmp_path / "raw", zoe=[PATH])
    (raw / "yan").mkdir()
    (raw / "yan" / "01.ipynb").write_text('{"cells": [')
    empty = tmp_path / "nothing"
    empty.mkdir()
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 and no more")
    sources = with_earlier(course, place, raw, empty, tmp_path / "no.zip")
    first, second, third, fourth = sources.others.says
    assert first.startswith(f"Compared with {place}: 1 notebook. Passed over there: a.")
    assert "a.json (It is damaged); b.json (It has no answers" in first
    assert first.endswith("and 2 more.")
    assert "1 notebook. Passed over there: yan/01.ipynb (This is not a" in second
    assert third == f"Compared with {empty}: 0 notebooks."
    assert "no.zip cannot be read, and nothing is compared with it" in fourth
    assert len(earlier_rows(tmp_path / "out", sources, ada=[DISGUISED])) == 2


def test_what_can_no_longer_be_read_is_a_sentence_on_the_page(course, tmp_path):
    place = graded_before(tmp_path / "before", [PATH])
    sources = with_earlier(course, place)
    (place / ".state" / "0.json").unlink()
    assert len(earlier_rows(tmp_path / "out", sources, ada=[PATH])) == 1
    assert "in no answer that is kept" in text_of(tmp_path / "out" / "alike.html")


def test_the_command_compares_with_other_classes_and_says_so(tmp_path, sandboxed):
    place = folder_of(tmp_path / "class", ada=[DISGUISED])
    before = folder_of(tmp_path / "before", zoe=[PATH])
    also = (
        "--also",
        str(before),
        "--also",
        str(graded_before(tmp_path / "old", [OWN])),
    )
    status, _, complained = finished(grade(place, tmp_path / "out", *also))
    assert status == 0, complained
    assert f"Compared with {before}: 1 notebook." in complained
    assert f"Compared with {tmp_path / 'old'}: 1 notebook." in complained
    page = (tmp_path / "out" / "class.html").read_text("utf-8")
    rows = facts_of(page, "Please look: as in another")[1:]
    assert [row[1] for row in rows] == ["ada"]


@pytest.mark.parametrize(
    ("also", "says"),
    [
        ("missing", "there is no such folder or zip"),
        ("class", "is this class itself"),
        ("out", "is this class itself"),
    ],
)
def test_another_class_that_is_none_is_refused(also, says, tmp_path):
    place = folder_of(tmp_path / "class", ada=[PATH])
    (tmp_path / "out").mkdir()
    grader = grade(place, tmp_path / "out", "--also", str(tmp_path / also))
    status, _, complained = finished(grader)
    assert status == 2
    assert says in " ".join(complained.split())


# Side by side


def test_a_line_without_a_counterpart_and_other_words_are_marked():
    shown = sides.beside(
        "gd", "a = b + c  # so\nreturn a\nx", "q = b + c  # no\nreturn q"
    )
    first, second, _ = shown.one
    assert [text for text, differs in first.pieces if differs] == ["a", "# so"]
    assert [text for text, differs in second.pieces if differs] == ["a"]
    assert [line.alone for line in shown.one] == [False, False, True]
    assert shown.alone == 1
    whole = ["".join(text for text, _ in line.pieces) for line in shown.other]
    assert whole == ["q = b + c  # no", "return q"]


@pytest.mark.parametrize(
    "text", [PATH, DISGUISED, OWN, STRANGE, "", "((\n'''", "\t#\n"]
)
def test_no_letter_of_a_text_is_lost(text):
    for line in (sides.beside("", text, PATH).one, sides.beside("", PATH, text).other):
        shown = "\n".join("".join(piece for piece, _ in each.pieces) for each in line)
        assert shown == text.strip("\n")


def test_a_pair_stands_side_by_side_and_its_link_leads_there(tmp_path, course):
    evil = PATH.replace("from the start on", "<script>alert(1)</script>")
    page, _ = reported(tmp_path, of_class(ada=[evil], ben=[DISGUISED]), sources=course)
    shown = (tmp_path / "alike.html").read_text("utf-8")
    (link,) = re.findall(r'href="alike.html#([^"]*)"', page)
    assert f'<h2 id="{link}"><bdi>ada</bdi> and <bdi>ben</bdi></h2>' in shown
    assert "<script" not in shown and "&lt;script&gt;" in shown
    assert "<mark>walked</mark>" in shown and "<mark>points</mark>" in shown
    reported(tmp_path, of_class(ada=[PATH], ben=[OWN]), sources=course)
    assert not (tmp_path / "alike.html").exists()


# What many have


def honest_class(lesson, draw, size=30):
    """{student: a sample of answers}, each in the style that the student likes."""
    liked = {q: texts for q, texts in honest()[lesson].items() if texts}
    weights = [4, 3, 2, *([1] * 100)]  # people like some styles better than others
    one = lambda texts: draw.choices(texts, weights[: len(texts)])[0]  # noqa: E731
    return {f"s{n}": sample(map(one, liked.values())) for n in range(size)}


@pytest.mark.slow
@pytest.mark.parametrize("lesson", sorted({*lessons()} - {"00"}))
def test_what_many_answer_honestly_is_no_group(lesson, course):
    """But for 00, where most is one long answer, which has no second to differ in."""
    for seed in range(3):
        class_ = honest_class(lesson, random.Random(seed))
        assert likeness.groups(class_, course.known(lesson)) == []


@pytest.mark.slow
@pytest.mark.parametrize("size", [30, 100, 300])
def test_a_solution_that_12_of_a_class_copied_is_a_group_and_they_alone(size, course):
    class_ = honest_class("04", random.Random(1), size)
    answers_ = [PATH, OWN, *(ANSWER.format(n=n, note="so") for n in (2, 3))]
    texts = "\n".join(answers_)
    for n in range(12):
        own = texts.replace("steps", f"steps{n}").replace("# so", f"# number {n}")
        class_[f"s{n}"] = sample([own, f"print({n})"])
    ((least, names),) = likeness.groups(class_, course.known("04"))
    assert least > 0.9 and names == sorted(f"s{n}" for n in range(12))


def test_what_all_have_who_wrote_as_much_is_no_group(course):
    """Twelve answered all, each in the one possible way; the others began."""
    lines = [f"def f{n}(x, y):\n    return x + {n} * y / (1 - y)" for n in range(12)]
    class_ = {f"s{n}": sample(lines[: 12 if n < 12 else 3]) for n in range(30)}
    assert likeness.groups(class_, course.known("01")) == []


def test_a_solution_of_the_course_that_many_copied_is_listed(course, tmp_path):
    own = {f"s{n}": course.solutions["08"] for n in range(12)}
    own |= {f"t{n}": [ANSWER.format(n=n, note="so")] for n in range(18)}
    found = copied(tmp_path, "08", course, **own)
    assert found.keys() == {f"s{n}" for n in range(12)}


def test_a_group_stands_in_the_report_with_two_of_it_side_by_side(tmp_path, course):
    cells = {f"s{n:02}": [PATH, OWN, f"print({n})"] for n in range(8)}
    own = [ANSWER.format(n=n, note="so") for n in range(2, 30)]
    cells |= {f"t{n:02}": own[n : n + 6] for n in range(22)}
    page, _ = reported(tmp_path, of_class(**cells), sources=course)
    pairs = facts_of(page, "Please look: nearly the same")
    assert not any(row[1].startswith("s") for row in pairs)  # they are listed once
    ((lesson, names, *_),) = facts_of(page, "Please look: the same in many")[1:]
    assert (lesson, names) == ("01", f"8: {', '.join(f's{n:02}' for n in range(8))}")
    assert 'href="alike.html#groups-1"' in page
    shown = (tmp_path / "alike.html").read_text("utf-8")
    assert '<h2 id="groups-1"><bdi>s00</bdi> and <bdi>s01</bdi></h2>' in shown


@pytest.mark.slow
def test_300_are_compared_with_each_other_and_with_300_in_seconds(course, tmp_path):
    """Work, not time that passes; the bound is ten times what it takes."""
    styles = [*honest()["04"].values()]
    draw = random.Random(7)

    def cells(number):
        own = [draw.choice(texts) for texts in styles if texts]
        return [f"{text}\nnote_{number} = {number}" for text in own]

    samples = {n: sample(cells(n)) for n in range(300)}
    sources = {n: sample([cell]) for n in range(300) for cell in cells(n)}
    start = process_time()
    alike(samples, course.known("04"))
    likeness.copies(samples, sources, likeness.RARE)
    assert process_time() - start < 20
