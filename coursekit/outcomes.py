"""What came of an answer: the records that asking makes and marking reads."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """What is to be said of an answer in one word.

    sign      one character for tables: right, open or wrong
    sentence  what a learner is told where there is nothing more to say
    look      why a person should look at the submission, or ""
    """

    sign: str
    sentence: str
    look: str

    def __new__(
        cls, word: str, sign: str = "✗", sentence: str = "", look: str = ""
    ) -> "Status":
        self = str.__new__(cls, word)
        self._value_ = word
        self.sign, self.sentence, self.look = sign, sentence, look
        return self

    RIGHT = "right", "✓"
    WRONG = "wrong"
    RAISED = "raised"
    NOT_STARTED = "not started", "○", "Replace the `...` by your code."
    BORROWED = (
        "borrowed",
        "✗",
        "This calls the course's own solution; write your own.",
        "calls the course's own solution",
    )
    MISSING = "missing", "○"
    TO_MARK = "to mark", "…", "", "is to be marked by a person"
    BY_HAND = "by hand", "✎"
    LATE = "late", "−"
    TIMEOUT = "timeout", "✗", "", "ran too long"
    DIED = "died", "✗", "", "ended Python"
    UNREADABLE = "unreadable", "✗", "", "could not be read"

    @property
    def tone(self) -> str:
        """How it looks on a page: right, open or wrong."""
        return {"✓": "right", "✗": "wrong", "−": "wrong"}.get(self.sign, "open")


@dataclass(frozen=True)
class Given:
    """The answer gave a value: floats, text, None and lists of them."""

    value: Any


@dataclass(frozen=True)
class Failed:
    """The answer gave no value.

    status  WRONG where it breaks the contract, RAISED, NOT_STARTED or BORROWED
    says    what went wrong: a sentence, or the error that was raised
    place   which ask of a series it was, as indices
    line    the learner's line that raised, as in "line 3: `return eta / 0`"
    """

    status: Status
    says: str = ""
    place: tuple = ()
    line: str = ""


Outcome = Given | Failed
NOTHING = Failed(Status.WRONG, "It gave no value.")


def to_json(outcome: "Outcome") -> dict[str, Any]:
    """An outcome as JSON carries it; from_json brings it back."""
    return dict(vars(outcome))  # asdict would copy every number of a value


def from_json(data: Any) -> "Outcome":
    """The outcome in `data`, which may be anything: what makes no sense is NOTHING."""
    match data:
        case {"value": value}:
            return Given(value)
        case {"status": str(status), "says": str(says), "place": list(place)}:
            known = status in (*Status,)
            whole = all(type(index) is int for index in place)
            if known and whole:
                line = str(data.get("line", ""))
                return Failed(Status(status), says, tuple(place), line)
    return NOTHING
