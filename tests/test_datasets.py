"""Data: what is embedded, what is fetched and checked, and what is refused."""

import gzip
import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pooch
import pytest
from sklearn.datasets import load_digits

from coursekit import datasets
from coursekit.datasets import (
    FASHION_FILES,
    Dataset,
    NoData,
    digits,
    fashion_mnist,
    split,
    two_moons,
)

RNG = np.random.default_rng(0)


def idx(array):
    """An array of bytes in the form of the original files."""
    sizes = np.array(array.shape, ">u4").tobytes()
    return gzip.compress(bytes((0, 0, 8, array.ndim)) + sizes + array.tobytes())


PICTURES = RNG.integers(256, size=(30, 28, 28), dtype=np.uint8)
LABELS = np.arange(30, dtype=np.uint8) % 10
CONTENTS = dict(
    zip(FASHION_FILES, map(idx, (PICTURES, LABELS, PICTURES[:10], LABELS[:10])))
)
SUMS = {name: f"md5:{hashlib.md5(raw).hexdigest()}" for name, raw in CONTENTS.items()}


class Shop(ThreadingHTTPServer):
    """Serves CONTENTS, first in the forms that `spoil` lists; notes what was asked."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Counter)
        self.asked, self.spoil = [], []
        self.url = f"http://127.0.0.1:{self.server_port}/"


class Counter(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.strip("/")
        self.server.asked.append(name)
        raw = CONTENTS[name]
        spoilt = self.server.spoil.pop(0)(raw) if self.server.spoil else raw
        self.send_response(200)
        self.send_header("Content-Length", len(raw))
        self.end_headers()
        self.wfile.write(spoilt)

    def log_message(self, *args):
        pass


@pytest.fixture
def shop(monkeypatch, tmp_path):
    monkeypatch.delenv("COURSEKIT_DATA", raising=False)
    monkeypatch.setattr(pooch, "os_cache", lambda name: tmp_path / name)
    monkeypatch.setattr("pooch.core.time.sleep", lambda seconds: None)
    with Shop() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def fetch(shop, size=28):
    return fashion_mnist(size, url=shop.url, files=SUMS)


def test_digits_are_scikit_learn_s_every_one_once_and_alike_in_classes():
    data, (X, y) = digits(), load_digits(return_X_y=True)
    assert (len(data.X), len(data.X_test)) == (1437, 360)
    ours = np.vstack((data.X, data.X_test)) * 16
    marked = np.column_stack((ours, np.concatenate((data.y, data.y_test))))
    theirs = np.column_stack((X, y))
    assert sorted(map(tuple, marked)) == sorted(map(tuple, theirs))
    shares = np.bincount(data.y) / 1437 - np.bincount(data.y_test) / 360
    assert abs(shares).max() < 0.003


def test_a_split_is_a_function_of_its_seed():
    assert digits(seed=1).fingerprint == digits(seed=1).fingerprint
    assert digits(seed=1).fingerprint != digits(seed=2).fingerprint


def test_validation_rows_come_from_the_training_rows_alone():
    data = digits()
    tuning = data.validation(0.25)
    assert (len(tuning.X), len(tuning.X_test)) == (1077, 360)
    both = np.vstack((tuning.X, tuning.X_test))
    assert sorted(map(tuple, both)) == sorted(map(tuple, data.X))
    assert tuning.shape == (8, 8) and tuning.classes == data.classes


def test_targets_are_one_for_the_label_and_float32():
    data = two_moons(40)
    np.testing.assert_array_equal(data.Y.argmax(axis=1), data.y)
    assert (data.Y.sum(axis=1) == 1).all() and data.Y_test.shape == (10, 2)
    assert {data.X.dtype, data.Y.dtype, data.Y_test.dtype} == {np.dtype(np.float32)}


def test_no_line_separates_the_moons_but_a_curve_does():
    data = two_moons(2000, noise=0.1)
    line = np.linalg.lstsq(np.c_[data.X, np.ones(1500)], 2 * data.y - 1)[0]
    straight = ((np.c_[data.X, np.ones(1500)] @ line > 0) == data.y).mean()
    near = ((data.X_test[:, None] - data.X) ** 2).sum(-1).argmin(1)
    assert straight < 0.92 < 0.99 < (data.y[near] == data.y_test).mean()


def test_pictures_are_fetched_once_and_kept(shop):
    data = fetch(shop)
    np.testing.assert_allclose(data.X.reshape(30, 28, 28), PICTURES / 255, rtol=1e-6)
    np.testing.assert_array_equal(data.y_test, LABELS[:10])
    fetch(shop)
    assert sorted(shop.asked) == sorted(CONTENTS)


def test_halved_pictures_are_means_of_blocks_as_whole_grey_levels(shop):
    halved = fetch(shop, 14).X.reshape(30, 14, 14) * 255
    for i, row, column in ((0, 0, 0), (3, 2, 5), (29, 13, 13)):
        down, across = slice(2 * row, 2 * row + 2), slice(2 * column, 2 * column + 2)
        mean = PICTURES[i, down, across].mean()
        assert halved[i, row, column] == pytest.approx(np.floor(mean + 0.5))


@pytest.mark.parametrize(
    "spoil",
    [lambda raw: raw[: len(raw) // 2], lambda raw: raw[:-3] + b"...", bytes.lower],
)
def test_a_truncated_or_corrupt_download_is_refused_and_fetched_anew(shop, spoil):
    shop.spoil += [spoil, spoil]
    np.testing.assert_array_equal(fetch(shop).y, LABELS)
    assert len(shop.asked) == 4 + 2


def test_a_file_that_was_damaged_in_the_cache_is_fetched_anew(shop, tmp_path):
    fetch(shop)
    (tmp_path / "coursekit" / "train-labels-idx1-ubyte.gz").write_bytes(b"half")
    np.testing.assert_array_equal(fetch(shop).y, LABELS)
    assert shop.asked[4:] == ["train-labels-idx1-ubyte.gz"]


def test_a_shop_that_always_spoils_is_given_up_with_an_alternative(shop, tmp_path):
    shop.spoil += [lambda raw: raw[::-1]] * 10
    with pytest.raises(NoData, match=r"use digits\(\), which needs no download"):
        fetch(shop)
    assert len(shop.asked) == 3 and not any((tmp_path / "coursekit").glob("*.gz"))


def test_without_network_a_sentence_offers_the_embedded_data(shop):
    with pytest.raises(NoData, match=r"could not be fetched .* use digits\(\)"):
        fashion_mnist(url="http://127.0.0.1:1/", files=SUMS)


def test_the_published_sums_are_asked_for():
    sums = [known.removeprefix("md5:") for known in FASHION_FILES.values()]
    assert len(set(sums)) == 4 and {len(known) for known in sums} == {32}


def test_a_local_copy_of_the_original_is_used(shop, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSEKIT_DATA", str(tmp_path))
    for name, raw in CONTENTS.items():
        (tmp_path / name).write_bytes(raw)
    assert fetch(shop, 14).X.shape == (30, 196) and not shop.asked
    (tmp_path / "t10k-labels-idx1-ubyte.gz").write_bytes(b"")
    with pytest.raises(NoData, match=r"t10k-labels.* is missing or damaged"):
        fetch(shop)


def test_mdl_s_halved_test_images_are_split_in_five(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSEKIT_DATA", str(tmp_path))
    small = RNG.integers(256, size=(50, 14, 14), dtype=np.uint8)
    np.save(tmp_path / "fmnist_test_images_small.npy", small)
    np.save(tmp_path / "fmnist_test_labels.npy", np.arange(50, dtype=np.uint8) % 10)
    data = fashion_mnist(14)
    assert data.X.shape == (40, 196) and data.X_test.shape == (10, 196)
    assert "dress" in data.classes and data.X.max() <= 1
    np.save(tmp_path / "fmnist_test_images_small.npy", small[:, :12])
    with pytest.raises(NoData, match=r"14 × 14 points were expected.*\(12, 14\)"):
        fashion_mnist(14)
    with pytest.raises(NoData, match="missing or damaged"):
        fashion_mnist(28)


def test_a_size_that_there_is_not_is_said():
    with pytest.raises(ValueError, match="14 or 28; got 20"):
        fashion_mnist(20)


X, y = np.zeros((6, 2)), np.array((0, 1, 2, 0, 1, 2))
WRONG = {
    "X_test has 6 rows, but y_test 5 labels": (X, y, X, y[:5]),
    "rows to train on have 2 numbers, rows to test with 1": (X, y, X[:, :1], y),
    "row 4 of X is not finite": (
        np.where(np.arange(6)[:, None] == 4, np.nan, X),
        y,
        X,
        y,
    ),
    r"X needs the shape \(rows, numbers\)": (X.ravel(), y, X, y),
    "X_test needs the shape": (X, y, X[:0], y[:0]),
    "X needs the shape .* it is <U3": (X.astype(str), y, X, y),
    "labels are 0 to 2; row 1 of y_test has 3": (X, y, X, np.array((0, 3, 1, 1, 1, 1))),
    "labels are 0 to 2; row 0 of y has -1": (X, np.array((-1, 2, 1, 1, 1, 1)), X, y),
    "y needs one whole number per row; it is float64": (X, y / 2, X, y),
    "y_test needs one whole number per row": (X, y, X, np.eye(6, dtype=int)),
}


@pytest.mark.parametrize("said", WRONG)
def test_rows_and_labels_that_cannot_be_are_refused_in_words(said):
    with pytest.raises(ValueError, match=f"odd: {said}"):
        Dataset(*WRONG[said], name="odd")


def test_own_rows_become_a_dataset_of_their_own():
    data = split(np.repeat(X, 5, axis=0), np.repeat(y, 5), 0.2, name="mine")
    assert repr(data) == (
        "<Dataset mine: 24 rows to train on, 6 to test with, 2 numbers each, 3 classes>"
    )
    assert data.classes == ("0", "1", "2")


def test_the_click_stream_is_offered_here_too():
    assert callable(datasets.clicks)
