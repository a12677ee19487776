"""Online learning on sparse rows: a rule moves the weights that a row touches.

    from coursekit import ftrl
    from coursekit.clicks import clicks
    from coursekit.sparse import learn

    model = learn(ftrl(alpha=0.4, lambda1=4.0), clicks(6000), passes=3)
    model.weights, model.nonzero, model.log_loss, model.score(clicks(9000)[6000:])

How to read the parts: `rows` is what is learned from, `touched` the learning itself,
`compiled` the same by numba, `scores` how well it went, `model` the front door.
"""

from coursekit.sparse.model import Model, best_on, learn, load
from coursekit.sparse.rows import Example, Rows, hashed
from coursekit.sparse.scores import Score

__all__ = [
    "Example", "Model", "Rows", "Score", "best_on", "hashed", "learn", "load",
]  # fmt: skip
