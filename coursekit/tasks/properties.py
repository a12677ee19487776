"""What holds of everything that a right answer draws at random, by name.

The answer's calls are plain data, which `coursekit.asking` carries out beside the
learner's code; what they gave is judged here, where no code of a learner runs.
"""

import numpy as np

from coursekit.asking import Ask
from coursekit.outcomes import NOTHING, Failed, Given, Outcome, Status
from coursekit.rule import RuleError
from coursekit.tasks import draws, labels
from coursekit.tasks.words import in_prose

PROPERTIES = draws.PROPERTIES | labels.PROPERTIES
DRAWS = draws.DRAWS | labels.DRAWS


def judged(ask: Ask, outcome: Outcome) -> Outcome:
    """The outcome, or what was drawn in it as Given(1.0) or why it is not right."""
    if "property" not in ask or not isinstance(outcome, Given):
        return outcome
    try:
        with np.errstate(all="ignore"):
            PROPERTIES[ask["property"]](*outcome.value)
    except RuleError as error:
        return Failed(Status.WRONG, in_prose(str(error)))
    except (ValueError, TypeError, LookupError, ArithmeticError, MemoryError):
        return NOTHING  # values that no answer gives: somebody forged them
    return Given(1.0)
