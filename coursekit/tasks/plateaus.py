"""What goes wrong in a plateau: one that works, with one of its habits replaced."""


class Waiting:
    """A plateau with one of its habits replaced."""

    start, late = float("inf"), 0

    def __init__(self, eta0, factor, patience):
        self.eta0 = self.eta = eta0
        self.factor, self.patience = factor, patience + self.late
        self.best, self.bad = self.start, 0

    def update(self, error):
        if self.better(error):
            self.best = error
            self.progress()
        else:
            self.bad += 1
            self.no_progress(error)
        return self.answer()

    def better(self, error):
        return error < self.best

    def progress(self):
        self.bad = 0

    def no_progress(self, error):
        if self.bad >= self.patience:
            self.eta = self.lower()
            self.bad = 0

    def lower(self):
        return self.factor * self.eta

    def answer(self):
        return self.eta


def waiting(**habits):
    return type("Waiting", (Waiting,), habits)


def drop_and_forget(self, error):
    Waiting.no_progress(self, error)
    self.best = self.best if self.bad else error


def drop_again(self, error):
    if self.bad >= self.patience:
        self.eta = self.lower()


def keep_last(self, error):
    Waiting.no_progress(self, error)
    self.best = error


def back_to_eta0(self):
    self.bad, self.eta = 0, self.eta0


mistakes = {
    "Wait `patience`: one bad error alone is noise.":
        waiting(no_progress=lambda self, error: setattr(self, "eta", self.lower())),
    "Reset the count after an improvement: the bad errors come in a row.":
        waiting(progress=lambda self: None),
    "Reset the count after a drop, or the next bad error drops again.":
        waiting(no_progress=drop_again),
    "Stopped dropping includes ties: an error equal to the best is no progress.":
        waiting(better=lambda self, error: error <= self.best),
    "Any error below the best is progress; you ask for more than that.":
        waiting(better=lambda self, error: error < self.best - 1e-4),
    "Best starts at +∞; from 0 no error is ever progress.": waiting(start=0.0),
    "Compare with the best so far, not with the error before.":
        waiting(no_progress=keep_last),
    "One too late: η falls at the patience-th bad error (PyTorch waits for one more).":
        waiting(late=1),
    "One too early: wait for `patience` bad errors.": waiting(late=-1),
    "factor multiplies: η ← factor · η.":
        waiting(lower=lambda self: self.eta / self.factor),
    "η falls by a factor; you subtracted.":
        waiting(lower=lambda self: self.eta - self.factor),
    "Each drop shrinks the η in force, not η₀.":
        waiting(lower=lambda self: self.factor * self.eta0),
    "The best stays the best after a drop.": waiting(no_progress=drop_and_forget),
    "It is an error: lower is better.":
        waiting(better=lambda self, error: error > self.best, start=-1.0),
    "An improvement does not bring η₀ back.": waiting(progress=back_to_eta0),
    "update answers η, not whether it fell.":
        waiting(answer=lambda self: float(self.bad == 0)),
}  # fmt: skip
