"""Sphinx: each page loads the scripts that its elements need, and no other."""

from __future__ import annotations

# Scripts of _static, by the elements that they bring to life.
NEEDED = {
    "coursekit.js": ("ck-card", "ck-veil", "ck-progress", "ck-exercise"),
    "coursekit-course.js": ("ck-explorer", "ck-rule"),
    "coursekit-engine.js": ("ck-explorer", "ck-rule"),
    "coursekit-hands.js": ("ck-exercise", "ck-rule"),
}


def add_scripts(app, page, template, context, doctree):
    """Name the scripts of a page; what is added here is for this page alone."""
    body = context.get("body", "")
    for script, tags in NEEDED.items():
        if any(f"<{tag}>" in body for tag in tags):
            app.add_js_file(script, loading_method="defer")


def setup(app):
    app.connect("html-page-context", add_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
