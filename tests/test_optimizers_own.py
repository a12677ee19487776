"""One new optimizer is one function in one file, or in a notebook's cell."""

import numpy as np
import pytest

from coursekit import descend, rosenbrock
from coursekit.rule import NotStarted

SIGNS = '''
import numpy as np
from coursekit import optimizer

@optimizer
def signs(theta, grad, t, v=0, *, eta=0.05, beta=0.5):
    """Only the sign counts."""
    v = beta * v - eta * np.sign(grad(theta))
    return theta + v, v
'''


def defined(source):
    names = {}
    exec(source, names)
    return names["signs"]


@pytest.fixture
def signs():
    return defined(SIGNS)


def test_it_walks_alone_and_in_batches_and_remembers(signs):
    run = descend(signs(eta=np.array((0.05, 0.01))), rosenbrock, steps=20)
    assert run.theta.shape == (21, 2, 2) and list(run.memory) == ["v"]
    np.testing.assert_allclose(run.theta[1] - run.theta[0], [[0.05] * 2, [0.01] * 2])


def test_a_stub_says_that_it_is_not_written_yet():
    stub = defined(SIGNS.replace("return theta + v, v", "return ..."))
    with pytest.raises(NotStarted, match="signs is not written yet"):
        descend(stub, rosenbrock, steps=1)
