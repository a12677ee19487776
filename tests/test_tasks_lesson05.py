"""Exercise 05: what its references find, and what a framework's rule may not do."""

import numpy as np
import pytest
from answers.lesson05 import RIGHT, WRONG, asking_ahead_in_a_hidden_walk

from coursekit import descend, two_wells
from coursekit.asking import asked
from coursekit.checks import probe
from coursekit.marks import lines, mark
from coursekit.outcomes import Failed
from coursekit.tasks import task
from coursekit.tasks.hidden import hidden
from coursekit.tasks.lesson05 import wrong_with


def judged(question, answer):
    return mark(task(question), probe(task(question), answer))


@pytest.mark.parametrize("how", ["ahead of theta", "a peep besides", "a little ahead"])
def test_a_framework_s_rule_that_asks_elsewhere_is_told_where_it_stands(how):
    given = judged("05.2", WRONG["05.2"][how])
    assert given.status == "wrong" and given.points == 0
    assert "its own point, theta, and nowhere else" in lines(given)[-1]


@pytest.mark.parametrize("seed", range(5))
def test_a_framework_s_rule_may_not_ask_elsewhere_in_hidden_walks_either(seed):
    answer = asking_ahead_in_a_hidden_walk
    assert judged("05.2", answer).status == "right"
    other = hidden(task("05.2"), seed)
    outcomes = [asked(part.ask, answer, other.name) for part in other.parts]
    failed = [out for out in outcomes if isinstance(out, Failed)]
    assert failed and all("nowhere else" in out.says for out in failed)
    assert mark(other, outcomes).points <= 2  # η is not moved where it is the default


def test_the_book_s_rule_is_no_framework_s_and_the_other_way_round():
    for question, other in (("05.1", "05.2"), ("05.2", "05.1")):
        for answer in RIGHT[other]:
            assert judged(question, answer).points < task(question).points


def test_both_right_forms_walk_what_a_loop_over_numbers_walks():
    x, v, walked = np.array([0.7, -0.2]), np.zeros(2), []
    for _ in range(25):
        ahead = [x[i] + 0.9 * v[i] for i in range(2)]
        walked.append(ahead)
        slope = two_wells.gradient(np.array(ahead))
        v = np.array([0.9 * v[i] - 0.1 * slope[i] for i in range(2)])
        x = x + v
    ends = [
        descend(task(question).reference(eta=0.1), two_wells, (0.7, -0.2), 25).theta
        for question in ("05.1", "05.2")
    ]
    np.testing.assert_allclose(ends[0][-1], x, rtol=1e-12)
    np.testing.assert_allclose(ends[1][:-1], walked, rtol=1e-12)


def test_the_audit_finds_the_published_row_worse_and_the_equation_best():
    found = task("05.3").reference()
    told = {k: f"{v:.4f}" for k, v in found.items() if k != "nearest shallow"}
    assert told == {
        "momentum deep": "0.0308", "momentum shallow": "0.0181",
        "nesterov deep": "0.0087", "nesterov shallow": "0.0066",
        "printed deep": "0.0086", "printed shallow": "0.0306",
    }  # fmt: skip
    assert found["nearest shallow"] == "nesterov"


def test_more_entries_than_asked_for_do_no_harm_to_the_audit():
    def with_another():
        return {**RIGHT["05.3"][0](), "nearest deep": "printed"}

    assert judged("05.3", with_another).status == "right"


@pytest.mark.parametrize("curvatures", [(12.0, 80.0), (1.0, 16.0), (0.5, 3.0)])
@pytest.mark.parametrize("beta", [0.2, 0.5, 0.8])
def test_nesterov_loses_wherever_the_two_limits_say_so(curvatures, beta):
    low, high = (2 + 2 * beta) / (1 + 2 * beta), 2 * (1 + beta)
    for push in (0.9 * low, 1.1 * low, 0.9 * high, 1.1 * high):
        says = wrong_with(curvatures, [push / max(curvatures), beta])
        assert (says == "") == (low < push < high), (push, says)


@pytest.mark.parametrize("value", [None, "0.1", [0.1], [0.1, "0.5"], [[0.1], 0.5], {}])
def test_what_is_no_pair_of_numbers_is_told_so(value):
    assert "two finite numbers" in wrong_with((1.0, 16.0), value)
