"""The pages that people read: feedback/STUDENT/LESSON.html and class.html."""

import hashlib
import re
from functools import cache
from urllib.parse import quote

from jinja2 import Environment, PackageLoader

from coursekit.grading.batch import write
from coursekit.tasks import lessons, tasks

LONGEST = 100  # bytes of a folder's name
STATUS = {"right": "✓", "not started": "○", "missing": "○"}


def folder(name):
    """A name as one of a folder; whatever it is, it stays below its parent."""
    plain = re.sub(r"[\x00-\x1f\x7f/\\:]|^[.~ ]|[. ]$", "_", name)
    if plain == name and len(name.encode(errors="replace")) <= LONGEST and name:
        return name
    digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:8]
    short = plain.encode(errors="ignore")[: LONGEST - 10].decode(errors="ignore")
    return f"{short}-{digest}"


def place(student, lesson, file):
    """The parts of a feedback page's path; a file of no lesson gives its own name."""
    return "feedback", folder(student), f"{folder(lesson or _stem(file))}.html"


def address(student, lesson, file):
    """How class.html links to a feedback page."""
    said = "/".join(place(student, lesson, file))
    return quote(said, errors="surrogateescape")


def _stem(file):
    return file.rpartition(".")[0] or file


def feedback(out, entry):
    path = out.joinpath(*place(entry["student"], entry["lesson"], entry["file"]))
    path.parent.mkdir(parents=True, exist_ok=True)
    told = [{**q, **_story(entry["lesson"], q)} for q in entry["questions"]]
    write(path, [_template("feedback.html").render({**entry, "questions": told})])


def class_page(out, facts):
    write(out / "class.html", [_template("class.html").render(facts)])


def _story(lesson, question):
    """What was asked, got and expected, apart, and where to read again."""
    lines = list(question["lines"])
    told = {"asked": "", "got": "", "expected": "", "says": lines, "reread": ""}
    known = tasks(lesson) if lesson in lessons() else {}
    if question["status"] == "right" or question["question"] not in known:
        return told
    told["reread"] = known[question["question"]].section
    if lines and lines[0].startswith("I tested "):
        told["asked"], told["says"] = lines[0].removeprefix("I tested "), lines[1:]
    if told["says"] and "; expected " in told["says"][0]:
        got, _, expected = told["says"][0].rpartition("; expected ")
        told |= {"got": f"{got}.", "expected": expected, "says": told["says"][1:]}
    return told


def tone(status):
    """How a status looks: right, open or wrong."""
    return {"✓": "right", "○": "open"}.get(STATUS.get(status), "wrong")


@cache
def _template(name):
    loader = PackageLoader("coursekit", "grading")
    shape = Environment(loader=loader, autoescape=True, trim_blocks=True)
    shape.lstrip_blocks = True
    shape.filters |= {"tone": tone, "sign": lambda status: STATUS.get(status, "✗")}
    return shape.get_template(name)
