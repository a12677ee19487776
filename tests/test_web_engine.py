"""Pages compute what Python does: the translation, and the engine made of it."""

import inspect
import json
import re
from itertools import islice, product

import numpy as np
import pytest
from pages import carried_out, difference, plain

from coursekit import dialects, online, optimizers, problems, schedules
from coursekit.descent import iterates
from coursekit.problem import Problem
from coursekit.rule import Optimizer, optimizer
from coursekit.web import course, element, translate

STEPS = 60
ETAS = None, 0.01, 10.0  # the rule's own, a calm one, one that flies away
SURFACES = {**course.surfaces()}
KNOWN = course.rules()


# Elements


def test_no_description_ends_the_script_that_holds_it():
    description = {"words": "</script><!-- <script> & η", "n": [1, 0.5, None]}
    html = element("ck-explorer", description, "<p>still</p>")
    script = r'<ck-explorer><script type="application/json">([^<]*)</script>(.*)'
    text, rest = re.fullmatch(script, html).groups()
    assert json.loads(text) == description
    assert rest == "<p>still</p></ck-explorer>"
    assert element("ck-explorer", text, "<p>still</p>") == html


def test_a_description_has_only_what_json_knows():
    with pytest.raises(ValueError, match="JSON"):
        element("ck-explorer", {"x": float("nan")})


# Rules


def walked(rule, problem):
    """theta and each memory after 0, 1, ... steps: (steps + 1, numbers).

    A batch of one run: NumPy squares arrays exactly, single numbers as C's pow does.
    """
    states = islice(iterates(rule, problem, problem.start[None]), STEPS + 1)
    rows = [np.concatenate((s.theta, *s.memory.values()), axis=-1) for s in states]
    return np.array(rows)[:, 0]


def runs(names):
    """Every rule of these on every surface, with each learning rate."""
    for name, (where, problem), eta in product(names, SURFACES.items(), ETAS):
        rule = KNOWN[name]
        if eta is None or "eta" in rule.knobs:
            yield name, where, problem, rule if eta is None else rule(eta=eta)


def jobs(name, where, problem, rule, rows):
    about = {
        "task": "walk",
        "rule": name,
        "surface": where,
        "d": problem.start.size,
        "memory": rule.memory,
        "knobs": rule.knobs,
    }
    whole = about | {"start": problem.start.tolist(), "steps": STEPS}
    return [whole, about | {"states": [plain(row) for row in rows[:-1]]}]


def module_of(name):
    return name.rpartition(".")[0]


@pytest.mark.slow
@pytest.mark.parametrize("module", sorted({*map(module_of, KNOWN)}))
def test_every_rule_walks_in_a_page_as_in_numpy_on_every_surface(module):
    asked, wanted, told = [], [], []
    for name, where, problem, rule in runs(n for n in KNOWN if module_of(n) == module):
        rows = walked(rule, problem)
        asked += jobs(name, where, problem, rule, rows)
        wanted.append(rows)
        told.append(f"{rule!r} on {where}")
    answers = iter(carried_out(asked))
    far = []
    for rows, words in zip(wanted, told):
        d = rows.shape[1]
        whole, single = next(answers), next(answers)
        path = np.reshape(whole, (STEPS + 1, -1))[:, :d]
        each = np.array(single)[:, :d]
        if difference(path, rows) > 1e-9:
            far.append(f"{words}: {difference(path, rows):.1e} after {STEPS} steps")
        step = difference(each, rows[1:], rows[:-1])
        if step > 1e-12:
            far.append(f"{words}: {step:.1e} in one step")
    assert not far, "\n".join(far)


# Surfaces and schedules

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 2))
Y = X @ (1.0, -0.5) + RNG.normal(size=60)
FURTHER = {
    "rotated_canyon": problems.rotated_canyon(30),
    "quadratic": problems.quadratic([[12, 3], [3, 80]], [1, 2]),
    "linear_regression": online.linear_regression(X, Y),
    "shuffled batches": online.linear_regression(X, Y, 16, seed=3),
    "drawn batches": online.linear_regression(X, Y, 16, 3, online.random_rows),
    "clicks": online.logistic_regression(X, (Y > 0).astype(float), 0.1, 8),
    "noisy_quadratic": online.noisy_quadratic((12.0, 80.0), (1.0, 8.0), seed=5),
    "reddi": online.reddi(3.0),
    "reddi_random": online.reddi_random(3.0, seed=2),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", [*SURFACES, *FURTHER])
def test_a_surface_has_the_values_slopes_and_curvatures_of_numpy(name):
    problem = {**SURFACES, **FURTHER}[name]
    low, high = problem.window.T
    d = problem.start.size
    points = np.vstack(
        [
            np.random.default_rng(1).uniform(low, high, (30, d)),
            problem.start,
            np.full(d, 1e200),
            np.full(d, np.nan),
        ]
    )
    columns = []
    code = translate.surface(problem, columns)
    parts = ["value", "gradient", "hessian", "oracle"]
    asked, wanted = [], []
    for part, (t, point) in product(parts, enumerate(points, 1)):
        further = [t] if part == "oracle" else []
        asked.append([part, *plain(point), *further])
        with np.errstate(all="ignore"):
            wanted.append(getattr(problem, part)(point, *further))
    (found,) = carried_out([{"task": "call", "code": code, "columns": columns,
                             "asked": asked}])  # fmt: skip
    for question, got, want in zip(asked, found, wanted):
        assert difference(got, want) < 1e-12, question


SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 1e300, -1e-300]
SPECIAL += [np.inf, -np.inf, np.nan]
OPERATIONS = [
    lambda theta: np.maximum(theta[..., 0], theta[..., 1]),
    lambda theta: np.minimum(theta[..., 0], theta[..., 1]),
    lambda theta: np.clip(theta[..., 0], -1, theta[..., 1]),
    lambda theta: 1 / np.sign(theta[..., 0]) + np.sign(theta[..., 1]),
    lambda theta: theta[..., 0] / theta[..., 1],
    lambda theta: theta[..., 0] ** theta[..., 1],
    lambda theta: theta[..., 0] ** 3 + theta[..., 1] ** 0.5,
    lambda theta: theta[..., 0] // theta[..., 1],
    lambda theta: theta[..., 0] % theta[..., 1],
    lambda theta: np.where(theta[..., 0] >= theta[..., 1], 1, theta[..., 0]),
    lambda theta: np.where(theta[..., 0] != theta[..., 1], 1.0, 2.0),
    lambda theta: np.logaddexp(theta[..., 0], theta[..., 1]),
    lambda theta: np.sqrt(theta[..., 0]) + np.log(theta[..., 1]),
    lambda theta: np.exp(theta[..., 0]) - np.tanh(theta[..., 1]),
    lambda theta: np.abs(theta).sum(axis=-1),
    lambda theta: np.mean(theta**2, axis=-1),
]


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS, ids=range(len(OPERATIONS)))
def test_infinities_zeros_and_what_is_no_number_are_as_in_numpy(operation):
    problem = Problem(operation, lambda theta: theta, start=(0.0, 0.0))
    points = np.array([*product(SPECIAL, SPECIAL)])
    with np.errstate(all="ignore"):
        wanted = operation(points)
    asked = [["value", *plain(point)] for point in points]
    code = translate.surface(problem)
    (found,) = carried_out([{"task": "call", "code": code, "asked": asked}])
    for point, got, want in zip(points, found, wanted):
        assert difference(got, want) < 1e-12, (point, got, want)


SCHEDULES = [
    schedules.constant(0.1),
    schedules.power(0.1, 20),
    schedules.power(0.1, 20, c=0.5),
    schedules.exponential(0.1, 20),
    schedules.staircase(0.1, 20),
    schedules.staircase(0.1, 0.1),  # 1 // 0.1 is 9
    schedules.piecewise((10, 30), (0.1, 0.05, 0.01)),
    schedules.cosine(0.1, 50, 0.01),
    schedules.linear(0.1, 50, 0.01),
    schedules.warmup(schedules.exponential(0.1, 20), 10),
    schedules.one_cycle(0.1, 50),
    lambda t: 0.1 / (t + 1) ** 0.5,
]


@pytest.mark.slow
@pytest.mark.parametrize(
    "schedule", SCHEDULES, ids=lambda s: getattr(s, "__name__", repr(s))
)
def test_a_schedule_gives_the_rates_of_python(schedule):
    code = translate.schedule(schedule)
    asked = [["", t] for t in range(STEPS)]
    (found,) = carried_out([{"task": "call", "code": code, "asked": asked}])
    assert difference(found, [schedule(t) for t in range(STEPS)]) < 1e-14


def test_every_schedule_of_the_course_is_tried_or_refused():
    tried = {schedule.f.__name__ for schedule in SCHEDULES if hasattr(schedule, "f")}
    assert tried == schedules.KINDS.keys() - {"plateau"}
    with pytest.raises(translate.NotTranslated, match="plateau"):
        translate.schedule(schedules.plateau(0.1))  # it keeps a state


@pytest.mark.slow
@pytest.mark.parametrize("seed", [[0, 1], [7, 12345], [2**40, 3, 1, 2, 9]], ids=repr)
@pytest.mark.parametrize(
    ("what", "args", "settings"),
    [
        ("random", [4], {}),
        ("normal", [], {"size": 3000}),  # also beyond the ziggurat's edge
        ("integers", [200], {"size": 50}),
        ("integers", [1], {"size": 3}),
        ("permutation", [201], {}),
    ],
    ids=["random", "normal", "integers", "ones", "permutation"],
)
def test_a_page_draws_the_numbers_of_numpy(seed, what, args, settings):
    wanted = getattr(np.random.default_rng(seed), what)(*args, **settings)
    asked = {"task": "drawn", "seed": seed, "what": what}
    (found,) = carried_out([asked | {"args": [*args, *settings.values()]}])
    assert difference(found, wanted) < 1e-12


# What is not known


@optimizer
def loops(theta, grad, t, *, eta=0.1):
    for _ in range(3):
        theta = theta - eta * grad(theta)
    return theta


@optimizer
def draws(theta, grad, t, *, eta=0.1):
    return theta - eta * grad(theta) * np.random.normal()


@optimizer
def clips(theta, grad, t, *, eta=0.1):
    g = grad(theta)
    return theta - eta * g / max(1, np.linalg.norm(g))


@optimizer
def forgets(theta, grad, t, v=0, *, eta=0.1):
    return theta - eta * grad(theta)


@optimizer
def asks(theta, grad, t, *, eta=0.1):
    if grad(theta) > 0:
        return theta - eta
    return theta + eta


REFUSED = {
    loops: "For is not translated",
    draws: r"np\.random\.normal\(\)`: normal is not translated",
    clips: "norm is not translated",
    forgets: "forgets should return theta and 1 memories",
    asks: "one truth value for several coordinates",
}


@pytest.mark.parametrize("rule", REFUSED, ids=lambda rule: rule.name)
def test_what_is_not_known_is_refused_by_file_and_line(rule):
    with pytest.raises(translate.NotTranslated, match=REFUSED[rule]) as refused:
        translate.rule(rule, 2)
    if rule is not forgets:
        _, first = inspect.getsourcelines(rule.rule)
        assert re.search(
            rf"{rule.name}, line \d+ of .*{__name__}.py", str(refused.value)
        )
        line = int(re.search(r"line (\d+)", str(refused.value))[1])
        assert first < line < first + 6


def test_a_rule_without_a_source_is_refused():
    made = {}
    source = "def hidden(theta, grad, t):\n    return theta - grad(theta)\n"
    exec(compile(source, "<nowhere>", "exec"), made)
    with pytest.raises(translate.NotTranslated, match="has no source"):
        translate.rule(optimizer(made["hidden"]), 1)


def test_every_rule_and_surface_is_known_to_pages_or_listed_with_the_reason():
    names = {*KNOWN, *SURFACES, *course.UNKNOWN}
    everything = [optimizers, problems, *vars(dialects).values()]
    for module in (m for m in everything if inspect.ismodule(m)):
        home = module.__name__.removeprefix("coursekit.")
        kinds = Optimizer, Problem
        own = [n for n, each in vars(module).items() if isinstance(each, kinds)]
        assert {f"{home}.{name}" for name in own} <= names
    assert all(reason.endswith(".") for reason in course.UNKNOWN.values())
    script = course.script()
    assert all(f'"{name}": ' in script for name in [*KNOWN, *SURFACES])


def test_a_rule_is_known_by_its_name_with_any_numbers_for_knobs():
    assert course.name_of_rule(optimizers.adam(eta=0.3, m=1.0)) == "optimizers.adam"
    assert course.name_of_rule(optimizers.gd(eta=schedules.power(0.1, 9))) is None
    assert course.name_of_rule(asks) is None
    assert course.name_of_surface(problems.canyon) == "problems.canyon"
    assert course.name_of_surface(problems.rotated_canyon(0)) is None
