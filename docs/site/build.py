"""Build the course as a web site from what is stored: no kernel runs.

    .venv/bin/python docs/site/build.py site

The folder is replaced when all of it is there. A warning is an error, and so is a link
that leads nowhere.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment, StrictUndefined
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(ROOT)]

import course_map  # noqa: E402
import lessons  # noqa: E402
import reference  # noqa: E402
import scripts  # noqa: E402
from rows import row  # noqa: E402

from coursekit import authoring, canyon, explore, gd, handout, momentum  # noqa: E402
from coursekit.explorers.description import described  # noqa: E402
from coursekit.explorers.yours import rule_description  # noqa: E402
from coursekit.web.python import elements  # noqa: E402

TEXTS = (
    "README.md",
    "notebooks/glossary.md", "notebooks/symbols.md", "notebooks/course-map.md",
    "notebooks/libraries.md", "docs/teachers.md", "docs/publishing.md",
    "CONTRIBUTING.md", "CHANGELOG.md",
)  # fmt: skip
FILES = "docs/explorer.webp", "docs/cheatsheet.pdf", "LICENSE"  # that texts lead to
TEMPLATES = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
ON_A_PAGE = (
    '<p class="ck-note">On this page you type into the boxes and press <em>Check</em>; '
    "the other cells run in the notebook.</p>"
)
QUESTION = re.compile(r"^\| \[(\d\d)\]\([^)]*\) \| ([^|]+) \|", re.M)  # of README


class Sources:
    """The pages that Sphinx is to read, and the pictures and scripts beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def text(self, name: str, text: str) -> None:
        """A page, by its name without suffix."""
        self._place(f"{name}.md").write_text(text, encoding="utf-8")

    def bytes(self, name: str, content: bytes) -> None:
        self._place(name).write_bytes(content)

    def notebook(self, path: Path, below_title: str, before_quiz: str = "") -> None:
        """The page of a notebook, under the notebook's own name."""
        name, read = path.relative_to(ROOT), authoring.read(path)
        made = lessons.page(read, str(name), below_title, before_quiz)
        self.text(str(name.with_suffix("")), made.text)
        self.pictures(made.pictures)

    def pictures(self, pictures: dict[str, bytes]) -> None:
        for file, content in pictures.items():
            self.bytes(f"{lessons.PICTURES}/{file}", content)

    def _place(self, name):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def assemble(folder: Path, repository: str = "") -> None:
    """Write all that Sphinx reads into a folder.

    repository  OWNER/NAME on GitHub, from which Colab and Binder open notebooks
    Raises BadNotebook for a notebook that cannot be a page.
    """
    sources = Sources(folder)
    notebooks = sorted(ROOT.glob("notebooks/*.ipynb"))
    exercises = sorted(ROOT.glob("exercises/*.ipynb"))
    for path in notebooks:
        links = row(path.relative_to(ROOT), repository)
        sources.notebook(path, links, _own_rule(path.stem[:2]))
    for path in exercises:
        sources.notebook(path, row(path.relative_to(ROOT), repository) + ON_A_PAGE)
    sources.notebook(ROOT / "docs/cheatsheet.ipynb", "")
    for name in TEXTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        sources.text(name.removesuffix(".md"), _linked(text))
    for name in FILES:
        sources.bytes(name, (ROOT / name).read_bytes())
    for name, text in reference.pages().items():
        sources.text(name, text)
    about = {
        "lessons": [_lesson(path) for path in notebooks],
        "exercises": [_entry(path) for path in exercises],
        "explorer": _opening(sources),
        "progress": scripts.progress_element(),
    }
    for path in sorted(HERE.glob("pages/*.md")):
        template = TEMPLATES.from_string(path.read_text(encoding="utf-8"))
        sources.text(path.stem, template.render(about))
    for name, text in scripts.scripts().items():
        sources.bytes(f"_static/{name}", text.encode())


def _own_rule(lesson):
    """The section of a lesson in which readers change its rule."""
    heading = "## Your own rule"
    words = "Change the code: your rule walks beside the lesson's as you type."
    return "\n\n".join(
        [heading, words, lessons.raw(elements.rule(rule_description(lesson)))]
    )


def _linked(text):
    """Text whose links lead to pages, and whose map is drawn."""
    text = lessons.LINK.sub(r"\1.md", text)
    pages = {
        path.stem[:2] + end: f"{path.stem}.html"
        for path in ROOT.glob("notebooks/*.ipynb")
        for end in ("", "A", "B", "C")
    }
    return course_map.SOURCE.sub(
        lambda source: lessons.raw(course_map.drawn(source[1], pages)), text
    )


def _entry(path: Path) -> dict[str, str]:
    """What a list of pages says of a notebook."""
    name = path.relative_to(ROOT).with_suffix("").as_posix()
    number = path.stem[:2]
    return {"number": number, "title": _title(authoring.read(path)), "page": name}


def _title(notebook: NotebookNode) -> str:
    return lessons.title(notebook)


def _lesson(path: Path) -> dict[str, str]:
    questions = dict(QUESTION.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    entry = _entry(path)
    return entry | {"asks": questions[entry["number"]]}


def _opening(sources):
    """The explorer that the site opens with."""
    shown = explore([gd(eta=0.0235), momentum(eta=0.005)], canyon, steps=60)
    still, metadata = shown.figure().bundle()
    data = still | {lessons.EXPLORER: described(shown.scene, shown.state)}
    pictures: dict[str, bytes] = {}
    html = lessons.figure(data, metadata, "", pictures, top="")
    sources.pictures(pictures)
    return html


def build(target: Path, builder: str = "html", repository: str = "") -> None:
    """Build the site into a folder, in the place of an older one.

    Raises BadNotebook, and SphinxError for what Sphinx warns of.
    """
    with TemporaryDirectory(prefix="site") as work:
        sources, made = Path(work, "sources"), Path(work, "made")
        assemble(sources, repository)
        static = [str(HERE / "static"), str(sources / "_static")]
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                sources, HERE, made, Path(work, "doctrees"), builder,
                confoverrides={"html_static_path": static}, status=None,
                warningiserror=True, keep_going=True, parallel=2,
            )  # fmt: skip
            app.build()
        if app.statuscode:
            raise SystemExit(app.statuscode)
        _files(made / "files")
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(made, target)


def _files(folder):
    """The notebooks to take away, without outputs, as `coursekit new` writes them."""
    handout.hand_out(folder)
    shutil.rmtree(folder / ".coursekit")
    (folder.parent / ".nojekyll").touch()


if __name__ == "__main__":
    build(Path(sys.argv[1]), repository=os.environ.get("GITHUB_REPOSITORY", ""))
