"""As Math for Deep Learning prints it: no ε before Adam (11.7 to 11.9)."""

from coursekit import optimizers
from coursekit.dialects.derived import like


@like(optimizers.adagrad)
def adagrad(*, eps=0.0):
    """MDL 11.9: no ε, so 0/0 where a slope has always been 0."""


@like(optimizers.rmsprop)
def rmsprop(*, eps=0.0):
    """MDL 11.7: no ε."""


@like(optimizers.rmsprop_nesterov)
def rmsprop_nesterov(*, eps=0.0):
    """MDL 11.8: no ε."""
