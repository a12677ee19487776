"""Exercise 09.4: labels that are drawn are judged by what holds for every draw."""

from itertools import combinations

import numpy as np
import pytest
from answers.lesson09 import RIGHT, WRONG, thrown, wilson_drawn
from scipy.stats import binom

from coursekit.asking.drawing import drawn
from coursekit.rule import RuleError
from coursekit.tasks import labels


def shares(answer, run=9):
    """Judge the labels that an answer draws; a run has generators in other states."""
    calls = labels.DRAWS["Wilson's labels"]
    calls = [{**call, "rng": [run, call["rng"][-1]]} for call in calls]
    labels.labels(*[drawn(answer, **call) for call in calls])


@pytest.mark.parametrize("answer", RIGHT["09.4"])
def test_no_right_answer_is_unlucky_with_other_states_of_the_generator(answer):
    for run in range(20):
        shares(answer, run)


def test_a_count_is_rare_where_the_binomial_distribution_says_so():
    for throws, chance in ((60, 0.55), (90, 0.95), (1080, 0.95), (60, 0.505)):
        counts = np.arange(throws + 1)
        tails = np.minimum(
            binom.cdf(counts, throws, chance), binom.sf(counts - 1, throws, chance)
        )
        clear = abs(tails / labels.TOO_RARE - 1) > 0.01
        told = [labels._rare(count, throws, chance) for count in counts[clear]]
        assert told == [*(tails[clear] < labels.TOO_RARE)]


def test_a_right_answer_is_refused_less_than_once_in_ten_million_times():
    pairs = len([*combinations(range(labels.PLACES), 2)])
    looked_at = len(labels.SHARES) * (1 + labels.PLACES + pairs + 1)
    assert 2 * looked_at * labels.TOO_RARE < 1e-7


def test_other_labels_are_the_same_by_chance_less_than_once_in_ten_billion_times():
    again, *_ = labels.DRAWS["Wilson's labels"]
    places, p = again["call"]
    assert (p * p + (1 - p) ** 2) ** places < labels.TOO_RARE


TELLING = {
    "sorted": "The label of row 0 was 1 in",
    "sorted downwards": "The label of row 0 was 1 in",
    "in pairs": "The label of row 0 tells that of row 1",
    "mirrored": "The label of row 0 tells that of row 11",
    "often as three rows before": "The label of row 0 tells that of row 3",
    "the first is 1": "The label of row 0 was 1 in 55 of 55 runs",
    "the last is −1": "The label of row 11 was 1 in 0 of 55 runs",
    "p of at most 0.85": "labels with p = 0.9",
    "p of at least 0.75": "labels with p = 0.55",
    "one label for all": "row 0 tells that of row 1|labels with p = 0.55",
    "the exact share, shuffled": "As many 1s nearly each time",
    "a generator of its own": "same state gave other labels",
    "a seed of its own": "another state gave the same labels",
}


@pytest.mark.parametrize("how", TELLING)
@pytest.mark.parametrize("run", range(3))
def test_labels_that_are_drawn_otherwise_are_refused_whatever_the_luck(how, run):
    with pytest.raises(RuleError, match=TELLING[how]):
        shares(WRONG["09.4"][how], run)


def test_what_an_answer_does_to_numpys_own_generator_is_seen():
    def shared(n, p, rng):
        np.random.seed(rng.integers(100))
        return np.where(np.random.random(n) < p, 1, -1)

    for _ in range(2):  # also where the state is the one that it has left
        with pytest.raises(RuleError, match="which all share"):
            shares(wilson_drawn(shared))


@pytest.mark.parametrize("cap", [0.9, 0.95])
def test_a_cap_on_p_is_seen_wherever_it_lies(cap):
    with pytest.raises(RuleError, match=r"p = 0.999"):
        shares(wilson_drawn(lambda n, p, rng: thrown(n, min(p, cap), rng)))
