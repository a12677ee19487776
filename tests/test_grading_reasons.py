"""What a table says of an answer that is missing, or fails for another cell's sake."""

import pytest

from coursekit.grading.judge.child import message
from coursekit.grading.judge.judging import Story, Terms
from coursekit.outcomes import Failed, Status
from coursekit.tasks import tasks

ASKED = tasks("04")
TASK = next(iter(ASKED.values()))
NAME, CHECK = TASK.name, f'check("{TASK.id}", '
MISSING = f"There is no `{NAME}` in the notebook"
NO_GOOGLE = "ModuleNotFoundError: No module named 'google'"
NO_NP = "NameError: name 'np' is not defined"
CELLS = ["import google.colab\nimport numpy as np", f"def {NAME}(): return np.e"]

REASONS = {
    "nothing": ([], {}, f"{MISSING}."),
    "another name": ([f"{CHECK}Momentum)"], {},
                     f"{MISSING}; its check was given `Momentum`."),
    "its own name": ([f"{CHECK}{NAME})"], {}, f"{MISSING}."),
    "another question's check": (['check("99.1", other)'], {}, f"{MISSING}."),
    "its cell failed": (CELLS, {1: "SyntaxError: oops (line 1)"},
                        f"{MISSING}. Code cell 2 failed: SyntaxError: oops (line 1)"),
    "a cell before failed": (CELLS, {0: NO_GOOGLE, 1: NO_NP},
                             f"{MISSING}. Code cell 1 failed: {NO_GOOGLE}"),
    "cells that miss each other": (
        [f"a = b  # {NAME}", "b = a"],
        {n: f"NameError: name '{m}' is not defined" for n, m in enumerate("ba")},
        f"{MISSING}. Code cell 2 failed: NameError: name 'a' is not defined",
    ),
}  # fmt: skip


def story(cells, errors, said):
    return Story(ASKED, cells, Terms(), "04", errors=errors, answers={TASK.id: said})


@pytest.mark.parametrize("kind", REASONS)
def test_the_reason_names_the_cell_that_failed_or_the_other_name(kind):
    cells, errors, sentence = REASONS[kind]
    told = story(cells, errors, Status.MISSING).marked(TASK)
    assert (told["status"], told["says"]) == (Status.MISSING, sentence)


def test_an_answer_that_misses_a_name_says_which_cell_should_have_made_it():
    failed = [Failed(Status.RAISED, NO_NP)]
    outcomes = failed * len(TASK.parts)
    told = story(CELLS, {0: NO_GOOGLE}, (outcomes, outcomes)).marked(TASK)
    assert told["status"] == Status.RAISED
    assert told["says"].endswith(f"Code cell 1 failed: {NO_GOOGLE}")
    told = story(CELLS, {}, (outcomes, outcomes)).marked(TASK)
    assert "Code cell" not in told["says"]


def test_a_mistake_in_the_grammar_is_told_without_the_shells_own_names():
    try:
        compile("x =\u00a03", "<ipython-input-1-8d88>", "exec")
    except SyntaxError as error:
        said = message(error)
    assert said == "invalid non-printable character U+00A0 (line 1)"


@pytest.mark.parametrize("text", ["\x1b[2J", "a\x00b", "\u202e"])
def test_no_error_of_a_student_steers_a_terminal(text):
    outcomes = [Failed(Status.RAISED, f"ValueError: {text}")] * len(TASK.parts)
    told = story([text], {0: text}, (outcomes, outcomes))
    said = str(told.marked(TASK)) + "".join(told.notes())
    assert said.isprintable()
