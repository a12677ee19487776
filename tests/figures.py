"""What tests look for in figures."""


def drawn(ax, label):
    """The line of this label."""
    return next(line for line in ax.lines if line.get_label() == label)


def arrows_of(ax):
    """The annotations that are arrows."""
    return [text for text in ax.texts if getattr(text, "arrow_patch", None)]
