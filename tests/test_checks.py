"""check(): what it says, to whom, and what it never does."""

import warnings

import nbformat.v4 as notebooks
import numpy as np
import pytest
from nbclient import NotebookClient

from coursekit import optimizer
from coursekit.checks import CheckFailed, check


def climb(theta, grad, t, *, eta=0.1):
    return theta + eta * grad(theta)


def told(question, answer):
    """The lines that a learner reads."""
    with pytest.raises(CheckFailed) as failed:
        check(question, answer)
    return str(failed.value).splitlines()


def test_a_known_mistake_is_told_in_three_lines():
    assert told("01.1", climb) == [
        "✗ 01.1 gd: wrong, 0 of 6 points. I tested 15 steps on the parabola "
        "with eta = 0.03.",
        "It gave -1.584 at step 1; expected -0.216.",
        "You climb: the gradient points uphill, so subtract.",
    ]


def test_two_mistakes_at_once_are_told_as_the_one_that_shows():
    def regime(eta, curvature):
        if eta <= 0:
            raise ValueError
        if eta * curvature == 1:
            return "one-step"
        return "monotone" if eta * curvature < 1 else "diverges"

    assert told("01.3", regime)[1:] == [
        "eta_regime(0.15, 12) gave 'diverges'; expected 'oscillates'.",
        "1/a is the one-step rate; divergence starts at 2/a.",
    ]


def test_one_of_several_walks_and_its_coordinate_are_named():
    lines = told("01.1", lambda theta, grad, t, *, eta=0.2: theta - eta * grad(theta))
    assert lines[1] == (
        "6 steps on the tilted bowl in 4-D with the default knobs gave 1.14 at step 1, "
        "coordinate 0; expected 1.07."
    )


def test_one_step_is_no_steps():
    def newton(theta, grad, t):
        return theta - np.linalg.pinv(grad.hessian(theta)) @ grad(theta)

    assert told("11.1", newton)[1].startswith("1 step on the quadratic")


def test_of_what_is_no_number_it_is_asked_whether_it_is_used():
    said = "Changing train changes nothing: do you use it?"
    assert told("10.5", lambda train, eta0: eta0 / 81)[-1] == said
    said = "Changing eta changes nothing: did you type a number for it?"
    assert (
        told("01.1", lambda theta, grad, t, *, eta=0.1: theta - 0.07 * grad(theta))[-1]
        == said
    )


@pytest.mark.parametrize("question", ["1.1", "01.9", "77", 1.1, None])
def test_a_question_that_does_not_exist_is_told_with_those_that_do(question):
    (line,) = told(question, climb)
    assert line.startswith("✗ There is no") and "01" in line


def test_a_right_answer_is_told_in_one_line(capsys):
    check("01.1", lambda theta, grad, t, *, eta=0.1: theta - eta * grad(theta))
    assert capsys.readouterr().out == "✓ 01.1 gd: right, 6 of 6 points.\n"


@optimizer
def unwritten_rule(theta, grad, t, *, eta=0.1):
    # 1 gradient
    # 4 move
    return ...


def unwritten(eta, eigenvalues):
    raise NotImplementedError


UNWRITTEN = {
    "a rule": ("01.1", unwritten_rule),
    "a rule with a blank": (
        "01.1",
        lambda theta, grad, t, *, eta=0.1: theta - ... * grad(theta),
    ),
    "a function": ("02.4", lambda eigenvalues: ...),
    "a function with a blank": ("02.4", lambda eigenvalues: 2 / ...),
    "a function as nbgrader leaves it": ("02.3", unwritten),
}


@pytest.mark.parametrize("kind", UNWRITTEN)
def test_what_is_not_written_yet_is_not_started(kind):
    (line,) = told(*UNWRITTEN[kind])
    assert "not started, 0 of" in line
    assert line.endswith("Replace the `...` by your code.")


def raising(eta, eigenvalues):
    limit = len(eigenvalues) - len(eigenvalues)
    return eta / limit


def complaining(eta, eigenvalues):
    raise ValueError("one\n\ntwo")


nested = []
nested.append(nested)


def remembering(x0, grad, eta, steps, path=[]):  # noqa: B006
    path.append(x0)
    return path


KINDS = {
    "a value": ("02.3", 0.76, "gd_rate is not a function but a value of type float"),
    "a class": ("02.3", dict, "gd_rate is a class; the exercise asks for a function"),
    "no value": (
        "02.3",
        lambda *given: None,
        "gave nothing (did you forget `return`?)",
    ),
    "a print": ("02.3", lambda *given: print(end=""), "did you forget `return`?"),
    "a generator": ("01.2", lambda *given: (x for x in given), "`yield` does not"),
    "a set": ("02.3", lambda *given: {1}, "returned a set where I expected numbers"),
    "a text": ("02.3", lambda *given: "0.76", "gave '0.76'; expected 0.76"),
    "true": ("02.3", lambda *given: True, "gave True; expected 0.76"),
    "a long text": ("02.3", lambda *given: "x" * 10**6, "gave 'xxxx"),
    "a wrong shape": ("02.3", lambda *given: [0.76], "gave an array of the shape (1,)"),
    "ragged rows": ("02.1", lambda *given: [[1.0], [1.0, 2.0]], "of the shape (2, 1)"),
    "a list in itself": ("02.3", lambda *given: nested, "RecursionError"),
    "an argument too few": (
        "02.3",
        lambda eta: eta,
        "takes 1 positional argument but 2",
    ),
    "an error": (
        "02.3",
        raising,
        "gd_rate(0.02, [12, 80]) raised ZeroDivisionError: float division by zero "
        f"(line {raising.__code__.co_firstlineno + 2}: `return eta / limit`).",
    ),
    "an error of many lines": ("02.3", complaining, "raised ValueError: one two"),
    "state that leaks": (
        "01.2",
        remembering,
        "something else when it was called again",
    ),
    "an argument in place": (
        "02.3",
        lambda eta, eigenvalues: eigenvalues.fill(0.0),
        "gd_rate(0.02, [12, 80]): It changes the caller's array",
    ),
    "nearly": (
        "02.3",
        lambda eta, eigenvalues: np.max(np.abs(1 - eta * eigenvalues)) + 3e-7,
        "gave 0.7600003; expected 0.76.",
    ),
    "exit": ("02.3", lambda *given: exit(), "raised SystemExit"),
    "a rule with other arguments": (
        "01.1",
        lambda x, grad: x,
        "A rule's first arguments are theta, grad, t",
    ),
    "a rule that gives nothing": (
        "01.1",
        lambda theta, grad, t, *, eta=0.1: None,
        "gd returns nothing; end it with `return theta ...`.",
    ),
    "a knob before the star": (
        "01.1",
        lambda theta, grad, t, eta=0.1: theta - eta * grad(theta),
        "a knob belongs after the *.",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_answer_is_or_gives_is_told_in_the_learners_words(kind):
    question, answer, sentence = KINDS[kind]
    lines = told(question, answer)
    assert sentence in "\n".join(lines)
    assert len(lines) <= 3
    assert max(map(len, lines)) < 400


def test_what_a_learner_is_warned_of_is_no_error():
    def warned(eigenvalues):
        warnings.warn("deprecated", DeprecationWarning, stacklevel=1)
        bent = eigenvalues[eigenvalues > 0] + 0 * np.log(0.0)
        return 2 / (bent.min() + bent.max())

    with np.errstate(all="raise"):
        assert "nan" in told("02.4", warned)[1]


def test_jupyter_shows_the_lines_and_no_traceback():
    source = (
        "from coursekit import check\n"
        "def gd(theta, grad, t, *, eta=0.1):\n"
        "    return theta + eta * grad(theta)\n"
        'check("01.1", gd)'
    )
    notebook = notebooks.new_notebook(cells=[notebooks.new_code_cell(source)])
    NotebookClient(notebook, kernel_name="python3", allow_errors=True).execute()
    (output,) = notebook.cells[0].outputs
    assert output.ename == "CheckFailed"
    assert output.traceback == told("01.1", climb)
