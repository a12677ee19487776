"""The optimizers of the course, in lesson order, each as its update rule.

How to read one: `coursekit/rule.py`. v velocity, g gradient, eta learning rate,
beta momentum; a step goes against the slope: v <- beta v - eta g, theta <- theta + v.
"""

from coursekit.rule import optimizer


@optimizer
def gd(theta, grad, t, *, eta=0.1):
    """Gradient descent (Cauchy 1847): step against the slope."""
    return theta - eta * grad(theta)


@optimizer
def momentum(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    """Heavy ball (Polyak 1964): a velocity remembers the slopes behind you."""
    v = beta * v - eta * grad(theta)
    return theta + v, v


@optimizer
def nesterov(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    """Nesterov (1983): measure the slope where the velocity is about to take you."""
    v = beta * v - eta * grad(theta + beta * v)
    return theta + v, v
