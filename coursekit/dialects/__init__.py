"""How others compute the course's rules: libraries, books, papers.

`dialects.torch.adam` and its like are rules of their own, each with one line on how it
differs from `coursekit.optimizers`. Where only values differ, a rule is `like` another.
The knobs carry the course's names; a number that a library calls an option is a knob
(momentum: beta), a switch (centered, nesterov, amsgrad) is a rule.
"""

from coursekit.dialects import gbc, homl, keras, mdl, optax, papers, tf1, torch

__all__ = ["gbc", "homl", "keras", "mdl", "optax", "papers", "tf1", "torch"]
