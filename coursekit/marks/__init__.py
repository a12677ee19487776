"""Marks: what the values of an answer are worth, and what is to be said of them.

Nothing here runs a line of a learner's code: outcomes come in, a Mark goes out.
"""

from coursekit.marks.marking import Mark, mark
from coursekit.marks.words import lines

__all__ = ["Mark", "lines", "mark"]
