"""Sphinx: formulas drawn when the site is built, as SVG, by MathJax in node.

A page then needs no script and no font for them, and they stand in an epub, too.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.errors import ExtensionError

SCRIPT = Path(__file__).with_name("formulas.mjs")


class Formula(NamedTuple):
    """TeX, and whether it has a line of its own."""

    tex: str
    display: bool


USED = re.compile(r'href="#(MJX-[^"]+)"')


@dataclass(frozen=True)
class Drawings:
    """Formulas as HTML, and the glyphs that they use, which a page needs once."""

    formulas: dict[Formula, str]
    glyphs: dict[str, str]


def drawn(formulas: Sequence[Formula]) -> Drawings:
    """The drawings of formulas.

    Raises ExtensionError for TeX that MathJax cannot read, and where it is missing.
    """
    asked = json.dumps([{"tex": tex, "display": display} for tex, display in formulas])
    try:
        run = subprocess.run(
            ["node", SCRIPT], input=asked, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise ExtensionError("Formulas are drawn by node, which is missing.") from None
    if run.returncode:
        raise ExtensionError(f"MathJax: {run.stderr.strip() or 'run `npm ci`'}")
    answer = json.loads(run.stdout)
    return Drawings(dict(zip(formulas, answer["formulas"])), answer["glyphs"])


def _formula(node):
    return Formula(node.astext(), isinstance(node, nodes.math_block))


def draw_all(app, env):
    """Draw the formulas of all pages, in one call."""
    found = {
        _formula(node): None
        for name in env.found_docs
        for kind in (nodes.math, nodes.math_block)
        for node in env.get_doctree(name).findall(kind)
    }
    env.course_formulas = drawn(list(found))


def visit(writer, node):
    """Write an inline formula."""
    drawings = writer.builder.env.course_formulas
    writer.body.append(drawings.formulas[_formula(node)])
    raise nodes.SkipNode


def visit_block(writer, node):
    """Write a formula that has a line of its own."""
    drawings = writer.builder.env.course_formulas
    writer.body.append(f'<div class="math">{drawings.formulas[_formula(node)]}</div>')
    raise nodes.SkipNode


def add_glyphs(app, page, template, context, doctree):
    """Put the glyphs that a page's formulas use at the end of its text."""
    body = context.get("body", "")
    used = dict.fromkeys(USED.findall(body))
    if used:
        glyphs = app.builder.env.course_formulas.glyphs
        paths = "".join(glyphs[name] for name in used)
        hidden = 'width="0" height="0" style="position:absolute" aria-hidden="true"'
        context["body"] = f"{body}<svg {hidden}><defs>{paths}</defs></svg>"


def setup(app):
    app.add_html_math_renderer("drawn", (visit, None), (visit_block, None))
    app.connect("env-updated", draw_all)
    app.connect("html-page-context", add_glyphs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
