"""The reference of the public library: a page per module, from its docstrings."""

from __future__ import annotations

import inspect
import re
from importlib import import_module

from coursekit import dialects
from coursekit.problem import Problem
from coursekit.rule import Optimizer

# The modules that people import, in the order in which one meets them.
MODULES = {
    "Walk": ("descent", "rule", "problem", "problems", "optimizers", "schedules"),
    "See": ("plots", "explorers", "explorers.labs"),
    "Learn": ("lessons", "checks", "progress", "catalogue"),
    "Train": (
        "online", "layers", "networks", "datasets", "training", "results",
        "comparisons", "experiments", "sparse", "clicks",
    ),
    "Other libraries' rules": tuple(f"dialects.{name}" for name in dialects.__all__),
    "Teach": ("tasks", "authoring", "grading"),
}  # fmt: skip
ENTRY = re.compile(r"^(\S(?:.{0,38}?\S)?) {2,}(\S.*)$")
LITERAL = re.compile(r"(`[^`]+`)")


def pages() -> dict[str, str]:
    """The text of each page by its name: "api/index", which lists "api/descent", …"""
    made, index = {}, ["# Library reference", "", INTRODUCTION, ""]
    for caption, names in MODULES.items():
        entries = [name.replace(".", "-") for name in names]
        index += [f"```{{toctree}}\n:caption: {caption}\n:maxdepth: 1\n"]
        index += [f"{name} <{entry}>" for name, entry in zip(names, entries)]
        index += ["```", ""]
        for name, entry in zip(names, entries):
            made[f"api/{entry}"] = _page(name)
    return made | {"api/index": "\n".join(index)}


INTRODUCTION = """`import coursekit` brings every rule and every surface by name, and
`descend`, `iterates`, `optimizer`, `Problem`, `quadratic`, `rotated_canyon`; what needs
matplotlib or a notebook is imported when it is asked for. θ is an array whose last axis
are the coordinates; the axes before it are runs."""


def _page(name):
    """A module's page: its docstring, then all that is public, as MyST."""
    module = import_module(f"coursekit.{name}")
    lines = [f"`coursekit.{name}`", "=" * 60, "", *as_rst(inspect.getdoc(module)), ""]
    lines[0] = lines[0].replace("`", "``")
    lines += [f".. py:currentmodule:: {module.__name__}", ""]
    for thing in public(module):
        lines += _entry(module, thing)
    return "```````{eval-rst}\n" + "\n".join(lines) + "\n```````\n"


def public(module) -> list[str]:
    """The names that a module offers: of `__all__`, else those made in it."""
    listed = getattr(module, "__all__", None)
    if listed:
        return [name for name in listed if not inspect.ismodule(getattr(module, name))]
    return [
        name for name, thing in vars(module).items() if _is_own(module, name, thing)
    ]


def _is_own(module, name, thing):
    if name.startswith("_"):
        return False
    if isinstance(thing, Optimizer):
        return thing.rule.__module__ == module.__name__
    if isinstance(thing, Problem):
        return module.__name__ == "coursekit.problems"
    if not inspect.isfunction(thing) and not inspect.isclass(thing):
        return False
    within = module.__name__ if hasattr(module, "__path__") else ""
    made_in = thing.__module__
    is_within = bool(within) and made_in.startswith(f"{within}.")
    return bool(inspect.getdoc(thing)) and (made_in == module.__name__ or is_within)


def _entry(module, name):
    """The directive of one thing, with an empty line below."""
    thing = getattr(module, name)
    if isinstance(thing, Optimizer):
        signature = ", ".join(
            f"{knob}={value!r}" for knob, value in thing.knobs.items()
        )
        return [f".. py:function:: {name}({signature})", "", *_below(thing.__doc__), ""]
    if isinstance(thing, Problem):
        return [f".. py:data:: {name}", "", *_below(thing.__doc__ or repr(thing)), ""]
    full = f"{module.__name__}.{name}"
    if inspect.isclass(thing):
        return [f".. autoclass:: {full}", "   :members:", ""]
    if inspect.isfunction(thing):
        return [f".. autofunction:: {full}", ""]
    return [f".. py:data:: {name}", "", f"   ``{thing!r}``", ""]


def _below(text):
    return [f"   {line}" for line in as_rst(inspect.cleandoc(text))]


def as_rst(text: str) -> list[str]:
    """A docstring as its author laid it out, in reStructuredText.

    A line `name  what it is` is an entry of a list, with the deeper lines below it;
    what is indented by four is code.
    """
    lines, entry = [], False
    code = False
    for line in (text or "").splitlines():
        found = ENTRY.match(line)
        deep = line.startswith("    ") and not entry
        if deep and not code:
            lines += ["", "::", ""]
        code = deep or (code and not line.strip())
        if code:
            lines.append(line)
        elif found:
            lines += ["", _inline(found[1]), f"    {_inline(found[2])}"]
            entry = True
        elif entry and line.startswith(" "):
            lines.append(f"    {_inline(line.strip())}")
        else:
            lines += [""] * entry + [_inline(line)]
            entry = False
    return lines


def _inline(text):
    """A line in which backticks hold code and nothing else means anything."""
    parts = LITERAL.split(text)
    return "".join(
        f"`{part}`" if part.startswith("`") and len(part) > 1
        else re.sub(r"([*|\\]|_(?!\w)|`)", r"\\\1", part)
        for part in parts
    )  # fmt: skip


def setup(app):
    def laid_out(app, what, name, thing, options, lines):
        lines[:] = as_rst("\n".join(lines))

    def is_field(app, what, name, thing, skip, options):
        """Fields of named tuples say no more than their number."""
        return (getattr(thing, "__doc__", None) or "").startswith("Alias for") or None

    app.connect("autodoc-process-docstring", laid_out)
    app.connect("autodoc-skip-member", is_field)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
