"""The click stream: a function of seed and row number, whatever part is asked for."""

import numpy as np
import pytest
from scipy.stats import chisquare

from coursekit.clicks import CHUNK, clicks


def same(a, b):
    arrays = ("indptr", "indices", "values", "labels")
    return all(np.array_equal(getattr(a, k), getattr(b, k)) for k in arrays)


def test_a_row_is_a_function_of_the_seed_and_its_number():
    stream = clicks(3 * CHUNK)
    for a, b in ((0, 10), (CHUNK - 3, CHUNK + 5), (1500, 3 * CHUNK)):
        assert same(stream[a:b].rows(), stream.rows()[a:b])
        assert same(stream[a:][: b - a].rows(), clicks(b)[a:b].rows())
    assert not same(stream[:10].rows(), stream[10:20].rows())
    assert not same(stream[:10].rows(), clicks(10, seed=1).rows())


def test_iterating_gives_the_rows_one_by_one():
    stream = clicks(CHUNK + 2, features=3)[CHUNK - 2 :]
    whole = stream.rows()
    for i, (indices, values, label) in enumerate(stream):
        assert np.array_equal(indices, whole.indices[3 * i : 3 * i + 3])
        assert np.array_equal(values, [1, 1, 1])
        assert label == whole.labels[i]
    assert i == len(stream) - 1 == 3


def test_a_row_has_ten_different_features_of_20000():
    drawn = clicks(2000).rows().indices.reshape(2000, 10)
    assert (np.diff(drawn) > 0).all()
    assert drawn.min() >= 0 and 15_000 < drawn.max() < 20_000


def test_popularity_follows_zipfs_law():
    one_each = clicks(40 * CHUNK, size=50, features=1).rows().indices
    share = np.arange(1, 51) ** -0.8
    expected = share / share.sum() * one_each.size
    assert chisquare(np.bincount(one_each, minlength=50), expected).pvalue > 0.01


def test_labels_are_drawn_with_the_probabilities_of_the_truth():
    stream = clicks(20 * CHUNK)
    rows = stream.rows()
    margin = stream.truth[rows.indices].reshape(-1, 10).sum(axis=1) + stream.bias
    p = 1 / (1 + np.exp(-margin))
    for low in np.arange(0, 1, 0.2):
        alike = (low <= p) & (p < low + 0.2)
        gap = rows.labels[alike].sum() - p[alike].sum()
        assert abs(gap) < 3 * np.sqrt((p * (1 - p))[alike].sum())
    assert set(rows.labels) == {0, 1}


def test_the_most_popular_features_tell_nothing():
    truth = clicks(1).truth
    assert not truth[:200].any() and not truth[4000:].any()
    assert 650 < np.count_nonzero(truth) < 870


def test_an_empty_part_is_a_stream_too():
    assert len(clicks(5)[3:3]) == len(clicks(0)) == 0
    assert list(clicks(0)) == list(clicks(5)[4:2]) == []


@pytest.mark.parametrize("asked", [
    {"length": -1}, {"features": 0}, {"size": 10, "features": 6},
])  # fmt: skip
def test_streams_that_cannot_be_are_refused(asked):
    with pytest.raises(ValueError, match="A stream has"):
        clicks(**{"length": 10} | asked)


def test_parts_follow_one_another():
    stream = clicks(3000, seed=4)[100:]
    first, second = stream.parts(1200, 900)
    assert (len(first), len(second)) == (1200, 900)
    assert np.array_equal(first.indices, stream[:1200].rows().indices)
    assert np.array_equal(second.labels, stream[1200:2100].rows().labels)


@pytest.mark.parametrize("lengths", [(20, 90), (-1, 5)])
def test_parts_that_are_not_there_are_refused(lengths):
    with pytest.raises(ValueError, match="are not in a stream of 100"):
        clicks(100).parts(*lengths)
