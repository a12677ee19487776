"""Carries an ask, which is plain data, out on an answer. It knows no right answer.

An ask is one of

    {"walk": {"on": surface, "steps": n, "start": [...], "knobs": {...},
              "look_at": memory, "own_point": true}}
    {"call": [arguments]}
    {"make": [[arguments], ...], "inputs": [t, ...], "method": "update"}
    {"series": [ask, ...]}               a list of values; the first failure ends it
    {"draws": [{"call": [...], "rng": seed, "times": n}, ...], "property": name}
                                         calls that draw at random; see drawing.py

and may say how its value is looked at and what counts as one:

    refusal  which errors are a value, too: "ValueError", "ZeroDivisionError", "nan"
    see      a view of the value: "zeros", "sizes", "shapes", "shape"
    entries  which entries of a dict are wanted, in this order
    vary     how the parent draws other numbers; nothing here reads it

Arguments are numbers, text and lists as they are, and {"array": [...]}, {"tuple":
[...]}, {"float64": x}, {"dict": {...}}, {"rng": seed}, {"function": name, "source":
..., "with": [...], "at_most": calls}. Every argument is made anew for each call, and
every call is made twice: state that leaks and arguments that change are found
together with wrong values.
"""

from coursekit.asking.carrying import REFUSED, Ask, asked

__all__ = ["REFUSED", "Ask", "asked"]
