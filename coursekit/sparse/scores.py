"""Log-loss, AUC and calibration of a stream, in constant memory."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from coursekit.arrays import Array, Integers

BINS, WIDEST = 1 << 14, 16.0  # margins beyond ±WIDEST share the outermost bins


@dataclass(frozen=True, eq=False)
class Score:
    """How well margins foretold labels; the sum of two scores counts both streams.

    The margin is the log-odds of label 1. AUC compares the margins of all pairs, in
    bins of 1/512: a pair within one bin counts as a tie.
    """

    rows: int = 0
    loss: float = 0.0
    expected: float = 0.0
    clicked: float = 0.0
    histogram: Integers = field(default_factory=lambda: np.zeros((2, BINS), int))

    @classmethod
    def of(cls, margins: Array, labels: Array | Integers) -> Score:
        """The Score of margins (n,) for labels 0 and 1 (n,)."""
        with np.errstate(all="ignore"):
            loss = log_losses(margins, labels)
            place = (np.nan_to_num(margins) / WIDEST + 1) * (BINS / 2)
        place = np.clip(place, 0, BINS - 1) + BINS * labels
        histogram = np.bincount(place.astype(int), minlength=2 * BINS)
        return cls(
            len(labels),
            float(loss.sum()),
            float(sigmoid(margins).sum()),
            float(labels.sum()),
            histogram.reshape(2, BINS),
        )

    def __add__(self, other: Score) -> Score:
        return Score(
            self.rows + other.rows,
            self.loss + other.loss,
            self.expected + other.expected,
            self.clicked + other.clicked,
            self.histogram + other.histogram,
        )

    def parts(self) -> tuple[int, float, float, float, Integers]:
        """The fields, in order: what adds up."""
        return self.rows, self.loss, self.expected, self.clicked, self.histogram

    @property
    def log_loss(self) -> float:
        """The mean of -log P(the label that came); always guessing 1/2 has 0.693."""
        return self.loss / self.rows if self.rows else np.nan

    @property
    def auc(self) -> float:
        """How often a label 1 has the larger margin than a label 0; a guess has 1/2."""
        zeros, ones = self.histogram
        won = ones * (np.cumsum(zeros) - zeros / 2)
        pairs = int(zeros.sum()) * int(ones.sum())
        return float(won.sum() / pairs) if pairs else np.nan

    @property
    def calibration(self) -> float:
        """Clicks expected over clicks seen: 1 if probabilities mean what they say."""
        return self.expected / self.clicked if self.clicked else np.nan

    def __repr__(self) -> str:
        return (
            f"<Score of {self.rows:,} rows: log-loss {self.log_loss:.4f}, "
            f"AUC {self.auc:.3f}, calibration {self.calibration:.3f}>"
        )


def log_losses(margins: Array, labels: Array | Integers) -> Array:
    """-log P(the label that came), of each row (n,)."""
    return np.logaddexp(0, margins) - labels * margins


def sigmoid(margin: Array) -> Array:
    """1 / (1 + exp(-margin)), in a form that cannot overflow."""
    return (1 + np.tanh(margin / 2)) / 2
