"""Every rule on every problem: what the contract promises, rule by rule."""

import numpy as np
import pytest
from tables import CURVATURE, DIALECTS, ELEMENTWISE, PROBLEMS, REFERENCE, RULES, starts

from coursekit import Problem, descend, optimizers, problems, rosenbrock
from coursekit.catalogue import TAUGHT, arrays_moved, catalogue, passes

STEPS = 12
every_rule = pytest.mark.parametrize("rule", RULES)
PAIRS = [(r, p) for r in REFERENCE for p in PROBLEMS]
PAIRS += [(r, p) for r in DIALECTS for p in ("two_wells", "minibatches")]
every_pair = pytest.mark.parametrize("rule, problem", PAIRS)


def assert_same(a, b, exactly):
    if exactly:
        np.testing.assert_array_equal(a, b)
    else:
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


@pytest.mark.slow
@every_pair
def test_a_batch_of_starts_walks_the_single_runs(rule, problem):
    exactly = problem in ELEMENTWISE and rule not in CURVATURE
    steps = STEPS if exactly else 3  # Newton far from a minimum magnifies rounding
    rule, problem = RULES[rule], PROBLEMS[problem]
    points = starts(problem, 6).reshape(2, 3, -1)
    batch = descend(rule, problem, points, steps).theta
    for where in np.ndindex(2, 3):
        single = descend(rule, problem, points[where], steps).theta
        assert_same(batch[:, *where], single, exactly)


@every_pair
def test_an_array_of_knobs_walks_the_single_runs(rule, problem):
    rule, problem = RULES[rule], PROBLEMS[problem]
    shrunk = np.array((0.5, 0.9, 1.0))
    batch = descend(rule(**{k: v * shrunk for k, v in rule.knobs.items()}), problem,
                    steps=STEPS).theta  # fmt: skip
    for i, factor in enumerate(shrunk if rule.knobs else ()):
        one = rule(**{k: v * float(factor) for k, v in rule.knobs.items()})
        assert_same(batch[:, i], descend(one, problem, steps=STEPS).theta, False)


@pytest.mark.slow
@every_pair
def test_a_schedule_is_the_knob_set_by_hand_at_each_step(rule, problem):
    rule, problem = RULES[rule], PROBLEMS[problem]

    def falling(start):
        return lambda t: start * 0.97**t

    run = descend(rule(**{k: falling(v) for k, v in rule.knobs.items()}), problem,
                  steps=STEPS)  # fmt: skip
    state = run.states[0]
    for t, row in enumerate(run.theta[1:]):
        by_hand = rule(**{k: falling(v)(t) for k, v in rule.knobs.items()})
        state = descend(by_hand, problem, state, steps=1).states[1]
        assert_same(row, state.theta, exactly=True)


@every_pair
def test_single_precision_stays_single(rule, problem):
    rule, problem = RULES[rule], PROBLEMS[problem]
    knobs = {k: np.array((v, v / 2)) for k, v in rule.knobs.items()}
    for one in (rule, rule(**knobs)):
        run = descend(one, problem, problem.start.astype(np.float32), steps=3)
        assert run.theta.dtype == np.float32
        assert all(s.theta.dtype == np.float32 for s in run.states)
        assert all(m.dtype == np.float32 for m in run.memory.values())


@every_pair
def test_a_run_continues_exactly_from_any_row(rule, problem):
    rule, problem = RULES[rule], PROBLEMS[problem]
    whole = descend(rule, problem, starts(problem, 3), STEPS)
    for t in (0, 1, 7):
        rest = descend(rule, problem, whole.states[t], STEPS - t)
        assert_same(rest.theta, whole.theta[t:], exactly=True)
        for name, rows in whole.memory.items():
            assert_same(rest.memory[name], rows[t:], exactly=True)


@every_rule
def test_a_step_leaves_its_arguments_alone(rule):
    rule = RULES[rule]
    state = descend(rule, rosenbrock, steps=2).states[2]
    before = [state.theta.copy(), *(m.copy() for m in state.memory.values())]
    descend(rule, rosenbrock, state, steps=3)
    for old, new in zip(before, [state.theta, *state.memory.values()], strict=True):
        assert_same(old, new, exactly=True)


@every_rule
def test_whole_numbers_and_lists_are_starts_too(rule):
    rule = RULES[rule]
    expected = descend(rule, rosenbrock, np.array((-1.0, 2.0)), 5).theta
    for start in ([-1, 2], (-1, 2), np.array((-1, 2))):
        assert_same(descend(rule, rosenbrock, start, 5).theta, expected, exactly=True)


def cliff(slope):
    """A bowl whose slope is no number from step 3 on."""
    return Problem(
        value=lambda theta: (theta**2).sum(axis=-1) / 2,
        hessian=lambda theta: np.broadcast_to(np.eye(2), (*theta.shape, 2)),
        oracle=lambda theta, t: theta if t < 3 else np.full_like(theta, slope),
        start=(1.0, -1.0),
    )


@every_rule
@pytest.mark.parametrize("slope", [np.nan, np.inf])
def test_a_slope_that_is_no_number_gives_no_warning_and_a_lost_path_is_named(
    rule, slope
):
    run = descend(RULES[rule], cliff(slope), steps=5)
    lost = ~np.isfinite(run.loss)
    assert not lost[:3].any()
    # A rule may go on, as one that takes signs does where the slope is infinite.
    ends = f"left the picture at step {run.left_at}>" if lost[-1] else "5 steps>"
    assert repr(run).endswith(ends)
    if lost[-1]:
        assert lost[run.left_at :].all() and not lost[: run.left_at].any()


@pytest.mark.parametrize("slope, lost", [
    (np.nan, {"gd", "momentum", "rmsprop", "adam", "newton", "lion"}),
    (np.inf, {"gd", "momentum", "rmsprop", "adam", "newton"}),
])  # fmt: skip
def test_a_slope_that_is_no_number_ends_all_but_the_path_of_an_infinity_s_sign(
    slope, lost
):
    for name in ("gd", "momentum", "rmsprop", "adam", "newton", "lion"):
        run = descend(RULES[name], cliff(slope), steps=5)
        assert run.left_at == (3 if name in lost else -1), name


@pytest.mark.parametrize("name", ["gd", "momentum", "nesterov"])
def test_divergence_is_recorded_and_named(name):
    run = descend(RULES[name](eta=1.0), rosenbrock, steps=50)
    assert np.isnan(run.theta[-1]).any()
    assert f"left the picture at step {run.left_at}>" in repr(run)
    batch = descend(RULES[name](eta=np.array((1.0, 1e-4))), rosenbrock, steps=50)
    assert repr(batch).endswith("50 steps, 1 left the picture>")


def test_a_singular_hessian_costs_only_its_own_run():
    flat_and_curved = [[7.0], [0.5]]
    ends = descend(optimizers.newton, problems.wall, flat_and_curved, 1).theta[-1]
    assert np.isnan(ends[0]) and ends[1] == 0


@every_rule
def test_every_rule_says_in_one_line_what_it_is(rule):
    line = RULES[rule].__doc__
    assert line.endswith(".") and "\n" not in line


def test_the_catalogue_lists_every_rule_once_and_where_one_is_taught():
    rows = catalogue()
    assert [row.name for row in rows] == list(RULES)
    taught = {row.name: row.lesson for row in rows if row.lesson}
    names = [name for names in TAUGHT.values() for name in names]
    assert set(taught) == set(names) <= set(REFERENCE) and len(taught) == len(names)
    assert [*taught.values()] == sorted(taught.values())


@pytest.mark.parametrize(
    ("name", "moved", "operations"),
    [("gd", 3, 2), ("momentum", 5, 4), ("adagrad", 5, 7), ("adam", 7, 14)],
)
def test_what_a_step_costs_is_counted_as_its_equations_have_it(name, moved, operations):
    """By hand: gd reads θ and g and writes θ; −, · are its two operations."""
    assert arrays_moved(RULES[name]) == moved
    assert passes(RULES[name]) == operations
