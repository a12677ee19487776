"""What came of an answer, as `coursekit.outcomes` has it, without its enumeration."""


class Status:
    RIGHT, WRONG, RAISED = "right", "wrong", "raised"
    NOT_STARTED, BORROWED = "not started", "borrowed"


class Given:
    def __init__(self, value):
        self.value = value


class Failed:
    def __init__(self, status, says="", place=(), line=""):
        self.status, self.says, self.place, self.line = status, says, place, line


Outcome = Given, Failed
