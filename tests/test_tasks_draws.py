"""Exercise 03: answers that draw at random are judged by what holds for every draw."""

import numpy as np
import pytest
from answers.lesson03 import RIGHT, WRONG

from coursekit import descend, gd
from coursekit.online import linear_regression
from coursekit.problem import difference_quotient
from coursekit.tasks import draws, task

RNG = np.random.default_rng(8)
X, Y, W = RNG.normal(size=(9, 3)), RNG.normal(size=9), RNG.normal(size=3)
DRAWN = [*[("03.1", f) for f in RIGHT["03.1"]], *[("03.3", f) for f in RIGHT["03.3"]]]


@pytest.mark.parametrize(("question", "answer"), DRAWN)
def test_no_right_answer_is_unlucky_with_other_states_of_the_generator(
    question, answer, monkeypatch
):
    tried = (draws.turns, draws.chance) if question == "03.1" else (draws.steps,)
    for run in range(3):
        monkeypatch.setattr(
            draws, "seeded", lambda seed, run=run: np.random.default_rng((run, 9, seed))
        )
        assert all(judge(answer) == 1.0 for judge in tried)


def test_an_answer_that_prints_does_not_flood_the_notebook(capsys):
    def prints(n, batch_size, rng):
        print("shuffling")
        return RIGHT["03.1"][0](n, batch_size, rng)

    draws.chance(prints)
    assert capsys.readouterr().out.count("shuffling") < 10


def test_what_an_answer_does_to_numpys_own_generator_is_seen():
    with pytest.raises(draws.RuleError, match="which all share"):
        draws.chance(WRONG["03.1"]["shares np.random"])


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

    read = draws._steps_of(noted, draws.seeded(0), np.ones(draws.ROWS))
    assert np.array_equal(read, met)


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
    w = task("03.3").reference(np.zeros(2), equal, y, 0.5, 3, 2, draws.seeded(0))
    assert 5 - equal[0] @ w == pytest.approx(5 / 2**6)
