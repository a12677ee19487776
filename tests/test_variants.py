"""A student's own numbers: drawn from the name, of the same kind, and in the text."""

import json
import re
from dataclasses import replace
from importlib import import_module
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from coursekit.asking import asked
from coursekit.checks import CheckFailed, check
from coursekit.marks import mark
from coursekit.marks.agreement import expected, is_right, outcomes
from coursekit.tasks import lessons, tasks
from coursekit.tasks.edits import edited
from coursekit.tasks.hidden import hidden
from coursekit.tasks.variants import (
    claimed,
    in_words,
    named,
    numbers,
    same_student,
    strange,
    unworded,
    variant,
    variants,
    varies,
    with_the_courses_numbers,
    worded,
)

NUMBER = re.compile(r"-?\b\d+(?:\.\d+)?(?:e-?\d+)?")
EXERCISES = Path(__file__).parent.parent / "exercises"
TASKS = [task for lesson in lessons() for task in tasks(lesson).values()]
VARYING = [task for task in TASKS if varies(task) and not task.own]
ROWS = [(task, row) for task in TASKS if task.own for row in task.own.rows]
NAMES = [
    "Ada Lovelace",
    "Ben Bok",
    "Cleo Díaz",
    "Дмитрий",
    "Eve",
    "李娜",
    "o'Hara",
    "7",
]
SAME = {"00.2", "04.5", "05.3", "09.4", "13.4", "14.3", "14.4"}
# Numbers that somebody found for the course's own row, and for no other.
FOUND = {
    "01.4": {"eta_by_trying", "eta_that_lands_by_luck"},
    "03.4": {"eta_from_a_table", "eta_by_cases"},
}


def named_by(value):
    return getattr(value, "id", str(value))


def answers(task, kind):
    return getattr(import_module(f"answers.lesson{task.id[:2]}"), kind)[task.id]


def asks(name, lesson="01"):
    return repr([part.ask for t in variants(lesson, name).values() for part in t.parts])


def cells(lesson):
    (path,) = EXERCISES.glob(f"{lesson}-*.ipynb")
    notebook = json.loads(path.read_text("utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def in_row(task, row):
    return replace(task, parts=task.own.parts(**row))


# Whose numbers


@pytest.mark.parametrize(
    "spelling", ["ada lovelace", " Ada  Lovelace", "ADA-LOVELACE", "Ada\tLovelace"]
)
def test_one_name_has_one_set_of_numbers_however_it_is_spelled(spelling):
    assert asks(spelling) == asks("Ada Lovelace")
    assert same_student(spelling, "Ada Lovelace")


def test_an_accent_is_the_same_letter_in_both_forms_of_unicode():
    assert asks("Zoe\u0308") == asks("Zo\u00eb") != asks("Zoe")


def test_neighbours_have_other_numbers_and_nobody_has_the_courses():
    sets = {name: asks(name) for name in (*NAMES, "")}
    assert len(set(sets.values())) == len(sets)


def test_without_a_name_the_questions_are_the_courses_own():
    assert all(variant(task.id, "") is task for task in TASKS)


@pytest.mark.parametrize("name", ["", "  ", "?!", "a\x00b", "x" * 101])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(ValueError, match="no name"):
        named(name)


# Which numbers


def test_the_questions_that_are_the_same_for_everybody_are_known():
    assert {task.id for task in TASKS if not varies(task)} == SAME


@pytest.mark.parametrize("task", VARYING, ids=named_by)
def test_other_numbers_have_few_digits_and_labels_that_say_them(task):
    for name in NAMES:
        for old, new in zip(task.parts, variant(task.id, name).parts):
            if old.anew:  # whole paths of a rule, which no person types
                continue
            before, after = floats(old.ask), floats(new.ask)
            assert all(min(digits(x), digits(1 - x)) <= 3 for x in after - before)
            assert len(NUMBER.findall(old.label)) == len(NUMBER.findall(new.label))
            for one, other in zip(*map(NUMBER.findall, (old.label, new.label))):
                assert float(other) in after or float(one) not in before, new.label


def floats(data):
    """All numbers in an ask."""
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list | tuple):
        return {x for value in data for x in floats(value)}
    return {float(data)} if type(data) is float and np.isfinite(data) else set()


def digits(x):
    """How many digits a person types for a number."""
    return len(f"{x:.10g}".partition("e")[0].lstrip("-0.").replace(".", "").rstrip("0"))


def test_a_part_that_is_the_same_for_all_and_random_draws_stay():
    for task in TASKS:
        for old, new in zip(task.parts, variant(task.id, "Ada").parts):
            if not task.own and (old.same or "draws" in old.ask):
                assert new is old


@pytest.mark.slow
@pytest.mark.parametrize("task", VARYING, ids=named_by)
def test_right_answers_are_right_with_anybodys_numbers_and_hidden_ones(task):
    for seed, name in enumerate(NAMES):
        answer = answers(task, "RIGHT")[seed % len(answers(task, "RIGHT"))]
        own = variant(task.id, name)
        for part, old in zip((*own.parts, *hidden(own, seed).parts), task.parts * 2):
            if part is not old and "draws" not in part.ask:
                wanted = asked(part.ask, task.reference, task.name)
                got = asked(part.ask, answer, task.name)
                assert is_right(task, part, got, wanted), (name, part.ask, got)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(VARYING)), ids=lambda n: VARYING[n].id)
def test_every_mistake_is_told_with_anybodys_numbers(number):
    own = variant(VARYING[number].id, NAMES[number % len(NAMES)])
    assert mistold(own) == []


@pytest.mark.slow
@pytest.mark.parametrize(("task", "row"), ROWS, ids=named_by)
def test_every_mistake_is_told_in_every_row_of_an_open_question(task, row):
    assert mistold(in_row(task, row)) == []


def mistold(task):
    """The mistakes of a task that do not get their own sentence."""
    given = {
        says: mark(task, outcomes(task, edited(task.reference, edit))).mistake
        for says, edit in task.mistakes.items()
    }
    return [says for says, told in given.items() if told != says]


@pytest.mark.slow
@pytest.mark.parametrize(("task", "row"), ROWS, ids=named_by)
def test_right_answers_are_right_in_every_row_of_an_open_question(task, row):
    own = in_row(task, row)
    assert mark(own, outcomes(own, task.reference)).points == task.points
    for answer in answers(task, "RIGHT"):
        name = getattr(answer, "__name__", "")
        if row is task.own.rows[0] or name not in FOUND.get(task.id, ()):
            assert mark(own, outcomes(own, answer)).points == task.points, answer


def test_the_best_at_the_bottom_needs_as_many_steps_as_the_text_of_01_4_says():
    from coursekit.tasks.lesson01 import NEAR, on_the_rounded_v

    for row in tasks("01")["01.4"].own.rows:
        away = np.abs(on_the_rounded_v(row["far_out"], 1.0)) > NEAR
        assert np.flatnonzero(away)[-1] + 1 == row["needs"]


def test_students_share_what_the_reference_gives_where_their_numbers_are_the_same():
    one, other = (variant("03.3", name) for name in NAMES[:2])
    shared = [n for n, part in enumerate(one.parts) if part is other.parts[n]]
    assert shared
    assert all(expected(one)[n] is expected(other)[n] for n in shared)


# In the text


@pytest.mark.parametrize("task", [t for t in TASKS if t.own], ids=named_by)
def test_every_phrase_stands_once_in_its_exercise(task):
    whole = "\n".join(cells(task.id[:2]))
    for phrase in task.own.says:
        assert whole.count(phrase.format(**task.own.rows[0])) == 1, phrase


@pytest.mark.parametrize("task", [t for t in TASKS if t.own], ids=named_by)
def test_a_number_of_a_row_is_in_what_is_asked_or_told(task):
    for one, other in combinations(task.own.rows, 2):
        first, second = in_row(task, one), in_row(task, other)
        assert [p.label for p in first.parts] != [p.label for p in second.parts]


@pytest.mark.parametrize("lesson", lessons())
def test_an_exercise_gets_a_students_numbers_and_loses_them_again(lesson):
    for name in NAMES:
        own = [worded(lesson, cell, name) for cell in cells(lesson)]
        assert [unworded(lesson, cell) for cell in own] == cells(lesson)
        assert claimed(own) == name
        assert strange(lesson, own, name) == []
        for task in tasks(lesson).values():
            assert f'check("{task.id}", {task.name}, student="{name}")' in own
            if words := in_words(task, name):
                assert words in " ".join("\n".join(own).split())


def test_a_name_with_quotes_is_python_in_a_check():
    name = 'Jo "X" O\'Neil \\'
    own = worded("01", 'check("01.1", gd)', name)
    assert claimed([own]) == name
    compile(own, "check", "exec")


def test_the_text_of_anothers_exercise_is_told_by_its_numbers():
    ada, ben = two_with_other_rows("01.4")
    own = [worded("01", cell, ben) for cell in cells("01")]
    (words,) = strange("01", own, ada)
    assert words == in_words(tasks("01")["01.4"], ben)


def two_with_other_rows(task_id):
    """Two names whose rows of an open question differ."""
    task = tasks(task_id[:2])[task_id]
    rows = {name: numbers(task, name) for name in NAMES}
    return next(
        (one, other)
        for one, other in combinations(NAMES, 2)
        if rows[one] != rows[other]
    )


def test_numbers_in_a_students_code_become_the_courses():
    task = tasks("01")["01.4"]
    far = numbers(task, "Ada")["far_out"]
    code = f"quick_eta, x = {far}.0, range({far}), {far}.5 + 1{far} + a{far}"
    found = with_the_courses_numbers("01", code, "Ada")
    assert found == f"quick_eta, x = 10.0, range(10), {far}.5 + 1{far} + a{far}"


# check()


def test_check_asks_with_the_students_numbers(capsys):
    task = tasks("01")["01.4"]
    ada, ben = two_with_other_rows("01.4")
    check("01.4", lambda: 1.5, student=ada)
    assert capsys.readouterr().out.startswith("✓")
    with pytest.raises(CheckFailed) as told:
        check("01.4", lambda: 0.6, student=ben)
    assert f"from x = {numbers(task, ben)['far_out']}." in str(told.value)


def test_check_says_what_is_no_name():
    with pytest.raises(CheckFailed, match="no name of a student"):
        check("01.1", print, student="?")
