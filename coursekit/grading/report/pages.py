"""The pages that people read: feedback/STUDENT/LESSON.html, class.html, alike.html."""

import hashlib
from contextlib import suppress
from functools import cache
from urllib.parse import quote

from jinja2 import Environment, PackageLoader

from coursekit.grading.filenames import LONGEST, filename
from coursekit.grading.many.batch import write
from coursekit.grading.person.applying import words
from coursekit.marks.words import written
from coursekit.outcomes import Status
from coursekit.plurals import counted
from coursekit.tasks import lessons, tasks

DIGEST = 8  # signs


def folder(name):
    """A name as one of a folder; whatever it is, it stays below its parent."""
    if name and filename(name) == name:
        return name
    digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:DIGEST]
    return f"{filename(name, longest=LONGEST - DIGEST - 1) or '_'}-{digest}"


def place(student, lesson, file):
    """The parts of a feedback page's path; a file of no lesson gives its own name."""
    name = lesson or _stem(file) or "nothing"
    return "feedback", folder(student), f"{folder(name)}.html"


def address(student, lesson, file):
    """How class.html links to a feedback page."""
    said = "/".join(place(student, lesson, file))
    return quote(said, errors="surrogateescape")


def _stem(file):
    return file.rpartition(".")[0] or file


def feedback(out, entry):
    """Write the page of one submission; returns its path below `out`."""
    name = "/".join(place(entry["student"], entry["lesson"], entry["file"]))
    path = out / name
    path.parent.mkdir(parents=True, exist_ok=True)
    told = [{**q, "reread": _reread(entry["lesson"], q)} for q in entry["questions"]]
    write(path, [_template("feedback.html").render({**entry, "questions": told})])
    return name


def remove_others(out, written, wanted):
    """Take away the pages of earlier runs, but those of lessons not wanted in this."""
    for path in out.glob("feedback/*/*.html"):
        is_kept = path.relative_to(out).as_posix() in written
        if not is_kept and not (wanted and _is_of_another(path, wanted)):
            path.unlink()
    for home in out.glob("feedback/*"):
        with suppress(OSError):
            home.rmdir()  # where nothing is left in it


def _is_of_another(path, wanted):
    return path.stem in lessons() and path.stem not in wanted


def class_page(out, facts):
    write(out / "class.html", [_template("class.html").render(facts)])


def alike_page(out, cases):
    """Write the look-alikes side by side; without any there is no such page."""
    if cases:
        write(out / "alike.html", [_template("alike.html").render(cases=cases)])
    else:
        (out / "alike.html").unlink(missing_ok=True)


def _reread(lesson, question):
    """The heading of the lesson to read again, or "" where nothing is to be mended."""
    known = tasks(lesson) if lesson in lessons() else {}
    wanting = question["status"] != Status.RIGHT and question["question"] in known
    return known[question["question"]].section if wanting else ""


@cache
def _template(name):
    loader = PackageLoader("coursekit.grading", "report")
    shape = Environment(loader=loader, autoescape=True, trim_blocks=True)
    shape.lstrip_blocks = True
    shape.filters |= {
        "tone": lambda status: Status(status).tone,
        "sign": lambda status: Status(status).sign,
        "counted": counted,
        "minus": lambda number: number.replace("-", "−"),
        "written": written,
        "words": words,
    }
    return shape.get_template(name)
