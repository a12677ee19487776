"""The tasks themselves: what they accept, what they reject, and what they then say."""

import json
from importlib import import_module
from importlib.util import find_spec

import mutants
import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from coursekit import adam, descend, dialects, momentum
from coursekit.asking import REFUSED, asked
from coursekit.checks import probe
from coursekit.dialects import optax
from coursekit.marks import lines, mark
from coursekit.marks.agreement import expected, is_right, outcomes
from coursekit.online import repeated
from coursekit.outcomes import Given, Status, from_json, to_json
from coursekit.problem import difference_quotient
from coursekit.problems import parabola, two_wells
from coursekit.tasks import lessons, task, tasks
from coursekit.tasks.edits import edited
from coursekit.tasks.hidden import hidden
from coursekit.tasks.lesson09 import places_of_adam

TASKS = [task for lesson in lessons() for task in tasks(lesson).values()]
MISTAKES = [(task, says) for task in TASKS for says in task.mistakes]
SEEDS = range(200)

RIGHT, WRONG, TOLD = {}, {}, {}
for lesson in lessons():
    if find_spec(f"answers.lesson{lesson}"):
        answers = import_module(f"answers.lesson{lesson}")
        RIGHT.update(answers.RIGHT)
        WRONG.update(answers.WRONG)
        TOLD.update(getattr(answers, "TOLD", {}))


def named(value):
    return getattr(value, "id", getattr(value, "__name__", str(value)[:40]))


def through_json(outcomes):
    """Outcomes as the grader's come, from another process."""
    return [from_json(json.loads(json.dumps(to_json(out)))) for out in outcomes]


def judged(task, answer):
    return mark(task, through_json(probe(task, answer)))


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_a_task_has_all_that_a_task_needs(task):
    lesson = task.id[:2]
    missing = [
        f"six mistakes in coursekit/tasks/lesson{lesson}.py; it has "
        f"{len(task.mistakes)}" * (len(task.mistakes) < 6),
        f"three right answers, in the styles that people have, as RIGHT[{task.id!r}] "
        f"in tests/answers/lesson{lesson}.py" * (len(RIGHT.get(task.id, ())) < 3),
        f"a wrong answer that nobody listed, as WRONG[{task.id!r}] "
        f"in tests/answers/lesson{lesson}.py" * (not WRONG.get(task.id)),
        f"the heading to read again, as section=... of {task.id}" * (not task.section),
    ]
    assert not any(missing), f"{task.id} lacks " + "; ".join(filter(None, missing))


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_labels_tell_the_parts_apart_and_read_on_from_i_tested(task):
    labels = [part.label for part in task.parts]
    assert len(set(labels)) == len(labels)
    assert all(label[0].islower() or label[0].isdigit() for label in labels)
    assert not any(label.endswith(".") for label in labels)
    assert all(says.endswith(".") and len(says) <= 90 for says in task.mistakes)


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_asks_are_plain_data(task):
    for part in task.parts:
        # By repr, for nan is not nan.
        assert repr(json.loads(json.dumps(part.ask))) == repr(part.ask)


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_a_reference_gives_a_value_on_every_part(task):
    for part, outcome in zip(task.parts, expected(task)):
        assert isinstance(outcome, Given), (part.label, outcome)


@pytest.mark.slow
@pytest.mark.parametrize(("task", "says"), MISTAKES, ids=named)
def test_every_mistake_is_rejected_with_its_own_sentence(task, says):
    # Asked as they are: some call the reference, which probe() would refuse.
    given = mark(
        task, through_json(outcomes(task, edited(task.reference, task.mistakes[says])))
    )
    assert given.status in (Status.WRONG, Status.RAISED)
    assert (given.mistake, lines(given)[-1]) == (says, says)
    assert given.edit == task.mistakes[says]
    assert len(lines(given)) == 3
    assert given.points < task.points


@pytest.mark.parametrize(
    ("task", "answer"), [(task, a) for task in TASKS for a in RIGHT[task.id]], ids=named
)
def test_right_answers_of_every_style_are_accepted(task, answer):
    given = judged(task, answer)
    assert (given.status, given.points) == ("right", task.points), lines(given)


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS, ids=named)
def test_right_answers_pass_with_the_hidden_inputs_of_any_seed(task):
    for seed in SEEDS:
        other = hidden.__wrapped__(task, seed)
        for before, part in zip(task.parts, other.parts):
            if part.ask == before.ask or "draws" in part.ask:
                continue  # asked above, or in test_tasks_draws and test_tasks_labels
            wanted = asked(part.ask, task.reference, task.name)
            answer = RIGHT[task.id][seed % len(RIGHT[task.id])]  # its style's turn
            got = asked(part.ask, answer, task.name)
            assert is_right(task, part, got, wanted), (seed, answer, got, wanted)


WRONG_ANSWERS = [(task, w) for task in TASKS for w in WRONG[task.id]]


@pytest.mark.slow
@pytest.mark.parametrize(("task", "wrong"), WRONG_ANSWERS, ids=named)
def test_wrong_answers_are_rejected_and_told_what_is_true_or_nothing(task, wrong):
    given = judged(task, WRONG[task.id][wrong])
    assert given.status in (Status.WRONG, Status.RAISED)
    assert given.points < task.points
    told = TOLD.get(task.id, {}).get(wrong, "")
    assert told in given.mistake if told else given.mistake == ""


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_what_tells_a_wrong_answer_is_about_one_that_exists(task):
    assert TOLD.get(task.id, {}).keys() <= WRONG[task.id].keys()


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS, ids=named)
def test_no_changed_operator_number_or_sign_of_the_reference_is_right(task):
    harmless = mutants.HARMLESS.get(task.id, {})
    accepted = {
        label for label, mutant in mutants.of(task.reference)
        if mutants.accepted(task, mutant)
    }  # fmt: skip
    assert accepted == harmless.keys()


EMPTY = {
    "nothing": lambda *given, **knobs: None,
    "zero": lambda *given, **knobs: 0.0,
    "the first argument": lambda first, *given, **knobs: first,
    "two zeros": lambda *given, **knobs: [0.0, 0.0],
    "an empty list": lambda *given, **knobs: [],
    "a word": lambda *given, **knobs: "diverges",
    "a refusal in words": lambda *given, **knobs: "a ValueError",
    "a refusal as it is kept": lambda *given, **knobs: dict(REFUSED),
    "nan": lambda *given, **knobs: float("nan"),
    "the start again and again": lambda x0, *given: np.array([x0] * (given[-1] + 1)),
    "a rule that stays": lambda theta, grad, t, *, eta=0.1: theta,
    "a rule that jumps": lambda theta, grad, t, *, eta=0.1: np.zeros_like(theta),
}


def refuses(*given, **knobs):
    raise ValueError("no")


def refuses_to_make(*given):
    return lambda *asked: refuses()


EMPTY |= {"an error": refuses, "what makes errors": refuses_to_make}


@pytest.mark.parametrize("task", TASKS, ids=named)
@pytest.mark.parametrize("empty", EMPTY)
def test_an_answer_that_answers_nothing_earns_nothing(task, empty):
    assert judged(task, EMPTY[empty]).points == 0


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_the_order_of_the_questions_is_that_of_the_notebook(task):
    ids = list(tasks(task.id[:2]))
    assert ids == sorted(ids)


RULES = [task for task in TASKS if "walk" in json.dumps(task.parts[0].ask)]


@pytest.mark.parametrize("task", RULES, ids=named)
def test_a_rule_walks_far_once_and_once_where_it_is_nearly_flat(task):
    walked = [out.value for out in expected(task)]
    sizes = [np.abs(np.array(path)) for path in flat(walked)]
    assert any(path.max() > 1e3 for path in sizes), "no walk leaves: add one"
    assert any(path.max() < 1e-6 for path in sizes), "no walk is nearly flat: add one"


def flat(values):
    """The single walks among values that may be lists of walks."""
    for value in values:
        try:
            yield np.array(value, dtype=float).reshape(len(value), -1)
        except (TypeError, ValueError):
            yield from flat([one for one in value if isinstance(one, list)])


def test_the_path_on_the_parabola_is_the_closed_form_of_the_lesson():
    slope = lambda x: parabola.gradient(np.array([x]))[0]  # noqa: E731
    x = task("01.2").reference(-0.9, slope, 0.03, 15)
    assert x == pytest.approx(1 + (1 - 12 * 0.03) ** np.arange(16) * (-0.9 - 1))
    assert x[-1] == pytest.approx(0.997648, abs=5e-7)


@pytest.mark.parametrize("eta", [0.001, 0.03, 1 / 12, 0.1, 0.15, 1 / 6, 0.17, 1])
def test_the_regimes_are_what_one_sees_on_a_walk(eta):
    signed = 1.0
    walk = [signed := signed * (1 - 12 * eta) for _ in range(60)]
    seen = (
        ("one-step" if walk[0] == 0 else "monotone" if walk[0] > 0 else "oscillates")
        if abs(walk[-1]) < 0.99
        else ("cycles" if abs(walk[-1]) < 1.01 else "diverges")
    )
    assert task("01.3").reference(eta, 12) == seen


def test_the_gradient_of_the_two_wells_is_their_difference_quotient():
    points = np.random.default_rng(2).uniform(-2, 2, (50, 2))
    ours = [task("02.2").reference(point) for point in points]
    assert ours == pytest.approx(difference_quotient(two_wells.value)(points), abs=1e-9)


SPECTRA = [[12.0, 80.0], [5.0, 0.3, 2.0], [1.0, 1.5]]


@pytest.mark.parametrize("eigenvalues", SPECTRA, ids=str)
def test_the_rate_is_what_a_long_walk_shrinks_by(eigenvalues):
    eigenvalues, eta = np.array(eigenvalues), 0.9 / max(eigenvalues)
    x = np.ones(len(eigenvalues))
    for _ in range(400):
        longer, x = np.linalg.norm(x), x - eta * eigenvalues * x
    assert task("02.3").reference(eta, eigenvalues) == pytest.approx(
        np.linalg.norm(x) / longer, rel=1e-6
    )


@pytest.mark.parametrize("eigenvalues", SPECTRA, ids=str)
def test_no_eta_has_a_better_rate_than_the_best(eigenvalues):
    eigenvalues = np.array(eigenvalues)
    searched = minimize_scalar(
        lambda eta: max(abs(1 - eta * eigenvalues)),
        bounds=(0, 2 / max(eigenvalues)),
        options={"xatol": 1e-10},
        method="bounded",
    )
    best = task("02.4").reference
    assert best(eigenvalues) == pytest.approx(searched.x, abs=1e-6)
    assert best(np.append(eigenvalues, 0)) == best(eigenvalues)


@pytest.mark.parametrize("beta", [0, 0.5, 0.9, 0.97])
def test_the_top_speed_is_what_a_long_run_down_a_ramp_reaches(beta):
    v = 0.0
    for _ in range(2000):
        v = beta * v - 0.03 * 7
    assert task("04.2").reference(7, 0.03, beta) == pytest.approx(-v)


@pytest.mark.parametrize("beta", [0, 0.3, 0.9])
def test_averaged_slopes_walk_the_path_of_the_converted_rate(beta):
    averaged = optax.sgd_damped(eta=0.02, beta=beta, dampening=beta)
    ours = momentum(eta=task("04.3").reference(0.02, beta), beta=beta)
    paths = (descend(rule, two_wells, (1.5, 1.5)).theta for rule in (averaged, ours))
    assert next(paths) == pytest.approx(next(paths))


@pytest.mark.parametrize("push", [0.01, 0.1, 0.4, 1.0, 2.1, 2.9, 3.1])
@pytest.mark.parametrize("beta", [0.05, 0.3, 0.5])
def test_the_rate_with_momentum_is_what_a_long_walk_shrinks_by(push, beta):
    x, v, sizes = 1.0, 0.0, []
    for _ in range(4000):
        v = beta * v - push * x
        x = x + v
        sizes.append(np.hypot(x, v))
        x, v = x / sizes[-1], v / sizes[-1]  # or it would vanish, or overflow
    walked = np.exp(np.mean(np.log(sizes[1000:])))
    assert task("04.4").reference(push / 8, beta, 8) == pytest.approx(walked, rel=2e-3)


@pytest.mark.parametrize(
    ("slopes", "beta2"), [([40.0] + [-1.0] * 39, 0.5), ([1e200, -1.0, 1e-3], 0.9)]
)
def test_adam_is_led_on_numbers_to_where_descend_leads_it(slopes, beta2):
    run = descend(adam(eta=0.01, beta2=beta2), repeated(slopes), steps=500)
    assert places_of_adam(slopes, beta2, 500) == pytest.approx(run.theta[:, 0])


LIBRARIES = [
    ("04.1", dialects.torch.sgd),
    ("05.2", dialects.torch.sgd_nesterov),
    ("05.2", dialects.optax.sgd_nesterov),
    ("07.1", dialects.keras.rmsprop),
    ("08.2", dialects.torch.adam),
    ("08.3", dialects.homl.adam_flipped),
    ("09.3", dialects.torch.amsgrad),
]


@pytest.mark.parametrize(("question", "rule"), LIBRARIES, ids=named)
def test_a_librarys_rule_is_no_answer_either(question, rule):
    given = judged(task(question), rule)
    assert (given.status, given.points) == ("borrowed", 0)
