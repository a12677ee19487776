"""What the worker reads and writes: JSON, with what JSON has no words for."""

import json
from collections import OrderedDict

import numpy as np


def read(text):
    """An ask out of its text, in which nan is a word and dicts are pairs, in order."""
    return _as_it_was(json.loads(text))


def _as_it_was(data):
    if isinstance(data, list):
        return [_as_it_was(item) for item in data]
    if isinstance(data, dict):
        return OrderedDict([(key, _as_it_was(item)) for key, item in data["pairs"]])
    return np.nan if data == "NaN" else data


def written(value):
    """JSON; nan, inf and complex numbers as {"number": text}."""
    parts = []
    _write(value, parts.append)
    return "".join(parts)


def _write(value, put):
    value = np.plain(value)
    if isinstance(value, float):
        if value - value == 0:
            put(repr(value))
        else:
            put('{"number":"%s"}' % value)
    elif value is None or value is True or value is False:
        put({None: "null", True: "true", False: "false"}[value])
    elif isinstance(value, int):
        put(str(value))
    elif isinstance(value, str):
        put(json.dumps(value))
    elif isinstance(value, dict):
        put("{")
        for i, key in enumerate(value):
            put(("," if i else "") + json.dumps(str(key)) + ":")
            _write(value[key], put)
        put("}")
    elif isinstance(value, (list, tuple)):
        if np.all_of([type(item) is float for item in value]):
            return put(_of_floats(value))
        put("[")
        for i, item in enumerate(value):
            if i:
                put(",")
            _write(item, put)
        put("]")
    else:
        put('{"number":%s}' % json.dumps(repr(value)))


def _of_floats(values):
    """A long list in a tenth of the time that it takes one by one."""
    text = json.dumps(values)
    for word, number in UNWORDED:
        text = text.replace(word, number)
    return text


UNWORDED = (
    ("nan", '{"number":"nan"}'), ("inf", '{"number":"inf"}'),
    ('-{"number":"inf"}', '{"number":"-inf"}'),
)  # fmt: skip
