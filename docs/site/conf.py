"""Sphinx's settings of the course's site; `build.py` writes the pages that it reads."""

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

from docutils import nodes  # noqa: E402

from coursekit import __version__  # noqa: E402

project = "Gradient descent, in your hands"
author = "The coursekit authors"
copyright = author
version = release = __version__
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "formulas",
    "page_scripts",
    "reference",
]
templates_path = ["templates"]
root_doc = "index"
nitpicky = True
nitpick_ignore_regex = [(r"py:.*", r".*")]  # types that signatures name, not our links
suppress_warnings = ["myst.header"]  # an exercise may begin below its lesson's levels

myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence", "deflist"]
myst_heading_anchors = 3
myst_heading_slug_func = "lessons.slug"
myst_dmath_double_inline = True
html_math_renderer = "drawn"

autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_inherit_docstrings = False
python_display_short_literal_types = True
maximum_signature_line_length = 80
add_module_names = False

html_theme = "furo"
html_title = project
html_css_files = ["coursekit.css", "site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False
html_domain_indices = False
html_favicon = str(HERE / "static" / "mark.svg")
html_theme_options = {
    "light_logo": "mark.svg",
    "dark_logo": "mark.svg",
}
pygments_style = "github-light-high-contrast"
pygments_dark_style = "github-dark-high-contrast"

smartquotes = False


# Names, brackets and spaces of code have the colour of all text: no mark is needed.
PLAIN = re.compile(r'<span class="(?:n|nn|p|w)">([^<]*)</span>')


def lighten(app, page, template, context, doctree):
    """Write code without marks that change nothing, which are a third of a page."""
    if "body" in context:
        context["body"] = PLAIN.sub(r"\1", context["body"])


def level(app, page, template, context, doctree):
    """Give captions of lists of pages, which are headings, a level; no empty head."""
    for part in ("furo_navigation_tree", "body"):
        text = context.get(part, "")
        text = text.replace('role="heading"', 'role="heading" aria-level="2"')
        context[part] = text.replace('<th class="head"><p></p></th>', "<td></td>")


def behead(app, doctree):
    """Take heads without a word, which Markdown cannot leave out, from tables."""
    for head in list(doctree.findall(nodes.thead)):
        if not head.astext().strip():
            head.parent.remove(head)


def setup(app):
    app.connect("doctree-read", behead)
    app.connect("html-page-context", lighten)
    app.connect("html-page-context", level, priority=900)  # after Furo has made it
