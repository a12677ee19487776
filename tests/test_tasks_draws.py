"""Exercise 03: answers that draw at random are judged by what holds for every draw."""

import numpy as np
import pytest
from answers.lesson03 import RIGHT, WRONG
from scipy.stats import binom, chi2, hypergeom, kstest, ncx2

from coursekit import descend, gd
from coursekit.asking.drawing import drawn
from coursekit.online import linear_regression
from coursekit.problem import difference_quotient
from coursekit.rule import RuleError
from coursekit.tasks import draws, task

RNG = np.random.default_rng(8)
X, Y, W = RNG.normal(size=(9, 3)), RNG.normal(size=9), RNG.normal(size=3)
DRAWN = [*[("03.1", f) for f in RIGHT["03.1"]], *[("03.3", f) for f in RIGHT["03.3"]]]
ONE_IN = 1e-8
N = draws.RUNS * draws.EPOCHS


def judge(name, answer, run=None):
    """Judge what an answer draws; a run has generators in other states."""
    calls = draws.DRAWS[name]
    if run is not None:
        calls = [{**call, "rng": [run, 9, call["rng"][-1]]} for call in calls]
    draws.PROPERTIES[name](*[drawn(answer, **call) for call in calls])


@pytest.mark.slow
@pytest.mark.parametrize(("question", "answer"), DRAWN)
def test_no_right_answer_is_unlucky_with_other_states_of_the_generator(
    question, answer
):
    for run in range(3):
        for name in ("turns", "chance") if question == "03.1" else ("steps",):
            judge(name, answer, run)


BIASED = [
    *[("03.1", name) for name in ("swaps with any row", "a single cycle", "three swaps",
      "swaps of neighbours", "neighbours in twos", "the halves by themselves",
      "even and odd rows apart", "of a thousand seeds", "turned", "along a line",
      "half of the time", "near their place")],
    *[("03.3", name) for name in ("swaps with any row", "there and back",
      "turned by a row", "every other epoch", "anew for three epochs",
      "one swap an epoch", "the first quarter comes last", "neighbours in twos",
      "of a thousand seeds", "near their place")],
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("question", "wrong"), BIASED)
def test_no_biased_answer_is_lucky_with_other_states_of_the_generator(question, wrong):
    name = "chance" if question == "03.1" else "steps"
    for run in range(3):
        with pytest.raises(RuleError):
            judge(name, WRONG[question][wrong], run)


def fair_turns(epochs, n, size):
    orders = np.random.default_rng(5).permuted(np.tile(range(n), (epochs, 1)), axis=1)
    return orders // size


@pytest.mark.parametrize(("n", "size", "epochs"), [(64, 32, N), (9, 2, 200)])
def test_the_unevenness_of_fair_shuffles_is_a_chi_squared_variable(n, size, epochs):
    sets = fair_turns(400 * epochs, n, size).reshape(400, epochs, n)
    squares, freedom = zip(*map(draws._unevenness, sets))
    assert kstest(squares, chi2(freedom[0]).cdf).pvalue > 0.001


@pytest.mark.parametrize("freedom", [32, 63])
def test_a_chi_squared_variable_exceeds_the_limit_once_in_a_hundred_million(freedom):
    beyond = chi2.sf(draws.most_of_chi_squared(freedom), freedom)
    assert ONE_IN / 3 < beyond < ONE_IN


def swaps_with_any_row(n):
    """The probability that each row (first axis) comes to each place."""
    places = np.eye(n)
    for k in range(n):
        swap = np.eye(n) * (1 - 1 / n)
        swap[:, k] += 1 / n
        swap[k] = 1 / n
        places = places @ swap
    return places


def test_swaps_of_each_row_with_any_row_are_found_999_times_in_1000():
    n, half = draws.ROWS, draws.HALF
    early = swaps_with_any_row(n)[:, :half].sum(axis=1)
    excess = (n - 1) / n * (((early - 0.5) ** 2) / 0.5 * 2).sum()
    limit = draws.most_of_chi_squared(n - 1)
    assert ncx2.cdf(limit, n - 1, N * excess) < 0.001


def test_some_two_rows_meet_too_often_by_luck_once_in_a_hundred_million():
    n = draws.ROWS
    share = (draws.HALF - 1) / (n - 1)
    off = draws.SURE_OF_MANY * N**0.5 / 2
    beyond = binom.sf(N * share + off, N, share) + binom.cdf(N * share - off, N, share)
    assert n * (n - 1) / 2 * beyond < ONE_IN


def test_the_rows_on_the_same_side_in_two_epochs_vary_as_the_limits_say():
    n, half = draws.ROWS, draws.HALF
    both = np.arange(half + 1)
    chance, c = hypergeom(n, half, half).pmf(both), 4 * both - n
    square = chance @ c**2
    assert chance @ c == pytest.approx(0, abs=1e-9)
    assert square == pytest.approx(n**2 / (n - 1))
    assert (chance @ c**4 - square**2) ** 0.5 < 2**0.5 * square


def test_a_row_is_never_in_a_batch_by_luck_less_than_once_in_a_hundred_million():
    absent = (1 - 1 / draws.FEW_ROWS) ** draws.FEW_EPOCHS
    assert draws.FEW_ROWS * absent < ONE_IN


def test_an_answer_that_prints_does_not_flood_the_notebook(capsys):
    def prints(n, batch_size, rng):
        print("shuffling")
        return RIGHT["03.1"][0](n, batch_size, rng)

    judge("chance", prints)
    assert capsys.readouterr().out.count("shuffling") < 10


def test_an_epoch_with_every_row_many_times_is_cut_where_it_is_too_long_for_sure():
    told = drawn(lambda n, rng: [[1.0] * 6] * n, [50], rng=[1], most=12)
    assert told["values"] == [told["again"]] == [[[1.0] * 6] * 3]
    assert (
        drawn(lambda n, rng: [2.0] * n, [50], rng=[1], most=50)["again"] == [2.0] * 50
    )


def test_what_an_answer_does_to_numpys_own_generator_is_seen():
    for _ in range(2):  # also where the state is the one that it has left
        before = np.random.get_state()[1].copy()
        with pytest.raises(RuleError, match="which all share"):
            judge("chance", WRONG["03.1"]["shares np.random"])
        np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_the_steps_of_each_row_are_read_off_the_weights():
    met = []

    def noted(w0, X, y, eta, batch_size, epochs, rng):
        w = w0
        for _ in range(epochs):
            order = rng.permutation(len(y))
            met.append(np.argsort(order) // batch_size)
            for i in range(0, len(y), batch_size):
                rows = order[i : i + batch_size]
                w = w - eta * task("03.2").reference(w, X, y, rows)
        return w

    weights = drawn(noted, **{**draws.DRAWS["steps"][1], "times": 1})["values"]
    assert np.array_equal(draws._steps_of(np.array(weights))[0], met[: draws.EPOCHS])


@pytest.mark.parametrize("rows", [[0], [4, 2], list(range(9))], ids=str)
def test_the_gradient_of_a_batch_is_its_difference_quotient(rows):
    slope = difference_quotient(lambda w: ((w @ X[rows].T - Y[rows]) ** 2).mean(-1) / 2)
    assert task("03.2").reference(W, X, Y, rows) == pytest.approx(slope(W), abs=1e-9)


def test_sgd_with_all_rows_at_once_is_gradient_descent():
    run = descend(gd(eta=0.2), linear_regression(X, Y), W, steps=6)
    ours = task("03.3").reference(W, X, Y, 0.2, 9, 6, np.random.default_rng(0))
    assert ours == pytest.approx(run.theta[-1])


def test_sgd_on_rows_that_all_agree_halves_their_residual_at_each_step():
    # Each step of η = ½ on rows of length 1 halves it; 7 rows in batches of 3: 3 steps.
    equal, y = np.tile([0.6, 0.8], (7, 1)), np.full(7, 5.0)
    w = task("03.3").reference(
        np.zeros(2), equal, y, 0.5, 3, 2, np.random.default_rng(0)
    )
    assert 5 - equal[0] @ w == pytest.approx(5 / 2**6)
