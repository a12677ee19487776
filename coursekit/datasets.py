"""Data to learn from: rows to train on and rows to test with.

`digits` is embedded and `two_moons` drawn; `fashion_mnist` is fetched once, checked
and kept, or taken from the folder that the variable COURSEKIT_DATA names.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from coursekit.arrays import Array, Integers
from coursekit.clicks import clicks

__all__ = [
    "Dataset",
    "NoData",
    "clicks",
    "digits",
    "fashion_mnist",
    "split",
    "two_moons",
    "wilson_data",
    "xor",
]

FASHION_CLASSES = (
    "T-shirt", "trouser", "pullover", "dress", "coat",
    "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip
FASHION_URL = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
# The MD5 sums that the authors of Fashion-MNIST publish
FASHION_FILES = {
    "train-images-idx3-ubyte.gz": "md5:8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte.gz": "md5:25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte.gz": "md5:bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte.gz": "md5:bb300cfdad3c16e7a12a480ee83cd310",
}
# MDL's own form of the test images, halved in size
FASHION_SMALL = ("fmnist_test_images_small.npy", "fmnist_test_labels.npy")


class NoData(OSError):
    """Data could not be had; the message says why, and what to use instead."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows X (n, d) with labels y (n,) from 0 on, and others to test with.

    shape    of the picture that a row is, where it is one
    classes  what the labels mean; their numbers, if not given
    Rows are kept as float32. Raises ValueError, naming the row, for numbers that are
    not finite, labels outside of the classes, and shapes that do not fit together.
    """

    X: Array
    y: Integers
    X_test: Array
    y_test: Integers
    name: str = "own data"
    shape: tuple[int, int] | None = None
    classes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        settle = object.__setattr__
        settle(self, "classes", tuple(self.classes) or _numbered(self))
        for X, y in (("X", "y"), ("X_test", "y_test")):
            settle(self, X, _rows(self, X))
            settle(self, y, _labels(self, y))
            if len(getattr(self, X)) != len(getattr(self, y)):
                raise ValueError(
                    f"{self.name}: {X} has {len(getattr(self, X))} rows, but {y} "
                    f"{len(getattr(self, y))} labels."
                )
        if self.X.shape[1] != self.X_test.shape[1]:
            raise ValueError(
                f"{self.name}: rows to train on have {self.X.shape[1]} numbers, "
                f"rows to test with {self.X_test.shape[1]}."
            )

    @cached_property
    def Y(self) -> Array:
        """The labels as targets, (n, classes): 1 for the label, 0 elsewhere."""
        return np.eye(len(self.classes), dtype=np.float32)[self.y]

    @cached_property
    def Y_test(self) -> Array:
        """The same of the rows to test with."""
        return np.eye(len(self.classes), dtype=np.float32)[self.y_test]

    @cached_property
    def fingerprint(self) -> str:
        """A short text that tells these rows from all others."""
        whole = hashlib.sha256(self.name.encode())
        for part in (self.X, self.y, self.X_test, self.y_test):
            whole.update(str(part.shape).encode())
            whole.update(np.ascontiguousarray(part).data)
        return whole.hexdigest()[:16]

    def validation(self, share: float = 0.2, seed: int = 0) -> Dataset:
        """The training rows alone, split again: tune on these, test at the end."""
        name = f"{self.name}, validation"
        return split(self.X, self.y, share, seed, name, self.shape, self.classes)

    def __repr__(self) -> str:
        return (
            f"<Dataset {self.name}: {len(self.X):,} rows to train on, "
            f"{len(self.X_test):,} to test with, {self.X.shape[1]} numbers each, "
            f"{len(self.classes)} classes>"
        )


def split(
    X: ArrayLike, y: ArrayLike, share: float = 0.2, seed: int = 0,
    name: str = "own data", shape: tuple[int, int] | None = None,
    classes: Iterable[str] = (),
) -> Dataset:  # fmt: skip
    """A Dataset that keeps a share of the rows, alike in classes, to test with.

    X (n, d) and y (n,); share from 0 to 1. What a Dataset refuses raises ValueError.
    """
    from sklearn.model_selection import train_test_split

    train, test, labels, test_labels = train_test_split(
        np.asarray(X), np.asarray(y), test_size=share, random_state=seed, stratify=y
    )
    return Dataset(train, labels, test, test_labels, name, shape, tuple(classes))


def digits(share: float = 0.2, seed: int = 0) -> Dataset:
    """1,797 handwritten digits of 8 × 8 points, from scikit-learn: no download."""
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    return split(X / 16, y, share, seed, "digits", (8, 8), map(str, range(10)))


def two_moons(
    n: int = 400, noise: float = 0.2, share: float = 0.25, seed: int = 0
) -> Dataset:
    """Two half moons in the plane that no straight line separates."""
    from sklearn.datasets import make_moons

    X, y = make_moons(n, noise=noise, random_state=seed)
    return split(X, y, share, seed, "two moons", classes=("upper", "lower"))


def fashion_mnist(
    size: int = 14, url: str = FASHION_URL, files: Mapping[str, str] = FASHION_FILES
) -> Dataset:
    """70,000 pictures of clothes (Xiao 2017; MIT licence), 28 × 28 or halved to 14.

    Where COURSEKIT_DATA names a folder, they come from there: the four files of the
    original, or MDL's 10,000 halved test images, of which 2,000 are kept to test with.
    Otherwise they are fetched once. Raises NoData where neither works, and ValueError
    for another size.
    """
    if size not in (14, 28):
        raise ValueError(f"size is 14 or 28; got {size!r}.")
    folder = os.environ.get("COURSEKIT_DATA")
    if (
        folder
        and size == 14
        and all((Path(folder) / f).exists() for f in FASHION_SMALL)
    ):
        return _small_fashion(Path(folder))
    paths = _local(folder, files) if folder else _fetched(url, files)
    X, y, X_test, y_test = map(_idx, paths)
    X, X_test = (_pictures(images, size) for images in (X, X_test))
    name = f"Fashion-MNIST {size}×{size}"
    return Dataset(X, y, X_test, y_test, name, (size, size), FASHION_CLASSES)


def _small_fashion(folder):
    images, labels = (np.load(folder / name) for name in FASHION_SMALL)
    name = "Fashion-MNIST 14×14, test images"
    X = _pictures(images, 14)
    return split(X, labels, 0.2, 0, name, (14, 14), FASHION_CLASSES)


def _local(folder, files):
    """The files in a folder, each held to its sum."""
    from pooch import file_hash

    for name, known in files.items():
        path = Path(folder) / name
        if not path.exists() or f"md5:{file_hash(path, alg='md5')}" != known:
            raise NoData(
                f"COURSEKIT_DATA names {folder}, whose {name} is missing or damaged; "
                "copy it there again, or use digits(), which needs no download."
            )
    return [Path(folder) / name for name in files]


def _fetched(url, files):
    """The files in the cache; what is missing or damaged is fetched anew, and again."""
    import pooch
    from requests.exceptions import RequestException

    cache = pooch.create(
        pooch.os_cache("coursekit"), url, registry=dict(files), retry_if_failed=2
    )
    try:
        return [Path(cache.fetch(name)) for name in files]
    except (RequestException, OSError, ValueError) as error:
        raise NoData(
            f"Fashion-MNIST could not be fetched from {url} "
            f"({type(error).__name__}); use digits(), which needs no download, or set "
            "COURSEKIT_DATA to a folder that holds its four files."
        ) from None


def _idx(path):
    """The array in a gzipped IDX file: two zeros, type 8, how many axes, then sizes."""
    raw = gzip.decompress(Path(path).read_bytes())
    axes = raw[3]
    sizes = np.frombuffer(raw, ">u4", axes, offset=4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * axes).reshape(sizes)


def _pictures(images, size):
    """Rows of brightness from 0 to 1; halved as MDL does: rounded means of 2 × 2."""
    n, side = images.shape[:2]
    if images.shape != (n, side, side) or side not in (size, 2 * size):
        raise NoData(
            f"Pictures of {size} × {size} points were expected, or twice that; these "
            f"have the shape {images.shape[1:]}."
        )
    k = side // size
    sums = images.reshape(n, size, k, size, k).sum(axis=(2, 4), dtype=np.uint16)
    whole = (sums + k * k // 2) // k**2
    return whole.reshape(n, size * size).astype(np.float32) / 255


def _rows(data, field):
    X = np.asarray(getattr(data, field))
    if X.ndim != 2 or X.dtype.kind not in "iuf" or not X.size:
        raise ValueError(
            f"{data.name}: {field} needs the shape (rows, numbers); it is {X.dtype} "
            f"of shape {X.shape}."
        )
    with np.errstate(over="ignore"):
        X = X.astype(np.float32)
    if not np.isfinite(X).all():
        row = int(np.argmin(np.isfinite(X).all(axis=1)))
        raise ValueError(f"{data.name}: row {row} of {field} is not finite.")
    return X


def _labels(data, field):
    y = np.asarray(getattr(data, field))
    top = len(data.classes) - 1
    if y.ndim != 1 or y.dtype.kind not in "iu":
        raise ValueError(
            f"{data.name}: {field} needs one whole number per row; it is {y.dtype} of "
            f"shape {y.shape}."
        )
    wrong = (y < 0) | (y > top)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ValueError(
            f"{data.name}: labels are 0 to {top}; row {row} of {field} has {y[row]}."
        )
    return y.astype(np.intp)


def _numbered(data):
    """Names for classes that have none: their numbers."""
    labels = np.asarray(data.y)
    most = labels.max() if labels.size and labels.dtype.kind in "iu" else 0
    return tuple(str(label) for label in range(int(most) + 1))


def wilson_data(n: int, p: float, rng: np.random.Generator) -> tuple[Array, Integers]:
    """Data on which signs and adaptive rates learn by heart: X (n, 3 + 5n), y (n,).

    Each label is 1 with the chance p, else −1. Column 0 holds the label, columns 1 and
    2 hold 1; row i has a 1 in the first of five columns of its own, or, for −1, in all
    five (Wilson et al. 2017, section 3.3). Raises ValueError for p <= 1/2.
    """
    if p <= 0.5:
        raise ValueError("The label 1 needs a majority.")
    y = np.where(rng.random(n) < p, 1, -1)
    X = np.zeros((n, 3 + 5 * n))
    X[:, 0] = y
    X[:, 1:3] = 1
    for i in range(n):
        ones = 1 if y[i] == 1 else 5
        X[i, 3 + 5 * i : 3 + 5 * i + ones] = 1
    return X, y


# "Either, but not both": the smallest table that no straight line parts. The rows to
# test with are those to train on, for there are no others.
_BITS, _ONE = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
xor = Dataset(_BITS, _ONE, _BITS, _ONE, "XOR")
