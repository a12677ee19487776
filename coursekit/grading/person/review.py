"""review/index.html: the page on which a person reads answers and changes marks.

One file that needs no network and no server; what it saves is `overrides.py`'s file.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any

from jinja2 import Environment

from coursekit import written
from coursekit.grading.many.batch import growing
from coursekit.grading.person.overrides import FORM, NAME, VERSION, Overrides
from coursekit.grading.report.pages import address
from coursekit.joined import Front
from coursekit.marks.words import written as code_of
from coursekit.outcomes import Status

HERE = Path(__file__).parent
FRONT = Front(HERE / "front", "review")
TEMPLATE = HERE / "review.html"
PLACE = "the data come here"
START = """
review(document.querySelector("main"), JSON.parse(
  document.getElementById("data").textContent,
));
"""
PRINTED = "# What the project's cells printed, as handed in:"
# As the page calls what an answer's question says; what is "" is left out.
SAID = ("tested", "subject", "got", "place", "expected", "says", "mistake")


class Review:
    """The page of a class; answers come one after the other, and none is kept."""

    def __init__(self, overrides: Overrides) -> None:
        self.overrides = overrides
        self.students: dict[tuple[str, str], int] = {}
        self.questions: dict[str, int] = {}
        self.asked: list[dict[str, Any]] = []
        self.codes: dict[bytes, int] = {}  # by digest
        self.figures: set[str] = set()

    @contextmanager
    def page(self, out: Path) -> Iterator[Callable[[dict[str, Any]], None]]:
        """A function that adds an entry to the page, which is there at the end.

        The page and its figures lie in review/ below `out`. Raises OSError.
        """
        folder = out / "review"
        folder.mkdir(parents=True, exist_ok=True)
        script = f"\n{FRONT.script}{START}"
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        page = Environment(autoescape=True).from_string(TEMPLATE.read_text("utf-8"))
        about = {"style": FRONT.style, "digest": digest, "script": script}
        filled = page.render(about, data=PLACE)
        before, _, after = filled.partition(PLACE)
        with (
            TemporaryFile("w+", encoding="utf-8", errors="replace") as self.texts,
            growing(folder / "index.html") as file,
        ):
            file.write(before + '{"answers": [')
            between = chain(["\n"], repeat(",\n"))

            def add(entry):
                for answer in self._answers(folder, entry):
                    file.write(next(between) + _in_html(answer))

            yield add
            file.write('\n],\n"codes": [')
            self.texts.seek(0)
            copyfileobj(self.texts, file)
            file.write("],\n" + _in_html(self._rest())[1:] + after)
        for path in folder.glob("*.png"):
            if path.name not in self.figures:
                path.unlink()

    def _rest(self):
        """What the page knows beside the answers."""
        hands = [hand.json for hand in self.overrides.hands.values()]
        return {
            "form": FORM,
            "version": VERSION,
            "file": NAME,
            "class": self.overrides.owner,
            "students": [student for student, _ in self.students],
            "questions": self.asked,
            "marks": hands,
            "remarks": list(self.overrides.remarks),
        }

    def _answers(self, folder, entry):
        whose = entry["student"], entry["id"]
        student = self.students.setdefault(whose, len(self.students))
        page = f"../{address(entry['student'], entry['lesson'], entry['file'])}"
        for q in entry["questions"] if entry["lesson"] else ():
            if q["status"] == Status.LATE:
                continue
            answer = {
                "student": student,
                "question": self._question(entry["lesson"], q),
                "points": q["machine"],
                "status": q["program"],
                "on": entry["digest"],
                "page": page,
            }
            # Where each has other numbers, a mistake alone makes answers one card.
            said = ("mistake",) if entry["whose"] and q["mistake"] else SAID
            answer |= {name: q[name] for name in said if q[name]}
            if q["edit"]:
                answer["edit"] = code_of(q["edit"])
            if code := entry["code"].get(q["name"]):
                answer["code"] = self._code(code)
            if q["hand"] and q["hand"]["note"]:
                answer["note"] = q["hand"]["note"]
            if q["question"].endswith(".project"):
                answer |= self._project(folder, entry)
            elif text := entry["answers"].get(q["question"]):
                answer["words"] = [{"title": "In words", "text": text}]
            yield answer

    def _project(self, folder, entry):
        """What a person marks a project by: words, figures, code, what it printed."""
        asked = written.questions(entry["lesson"])
        words = [
            {"title": f"{asked[key].project} {asked[key].title}", "text": text}
            for key, text in entry["answers"].items()
            if key in asked and asked[key].project != entry["lesson"]
        ]
        own = {q["name"] for q in entry["questions"]}
        code = entry["code"].items()
        texts = dict.fromkeys(text for name, text in code if name not in own)
        if entry["printed"]:
            texts[f"{PRINTED}\n\n{entry['printed']}"] = None
        numbers = [self._code(text) for text in texts]
        names = [self._figure(folder, figure) for figure in entry["figures"]]
        return {"words": words, "figures": names, "codes": numbers}

    def _code(self, text):
        """The number of a text on the page; it waits on the disk."""
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        if digest not in self.codes:
            self.texts.write((",\n" if self.codes else "") + _in_html(text))
            self.codes[digest] = len(self.codes)
        return self.codes[digest]

    def _figure(self, folder, figure):
        raw = base64.b64decode(figure)
        name = f"{hashlib.sha256(raw).hexdigest()[:16]}.png"
        if not (folder / name).exists():
            (folder / name).write_bytes(raw)
        self.figures.add(name)
        return name

    def _question(self, lesson, q):
        """The number of a question on the page."""
        key = f"{lesson} {q['question']}"
        if key not in self.questions:
            self.questions[key] = len(self.asked)
            about = {"lesson": lesson, "of": q["of"]}
            about |= {name: q[name] for name in ("question", "title", "name")}
            if own := written.of_everybody(lesson).get(q["question"]):
                about["ask"] = f"{own.ask[:1].upper()}{own.ask[1:]}"
            if rubric := written.rubric(lesson, q["question"]):
                about["rubric"] = [
                    {"title": title, "name": line.name, "points": line.points,
                     "full": line.full, "half": line.half}
                    for title, line in rubric
                ]  # fmt: skip
            self.asked.append(about)
        return self.questions[key]


def _in_html(value: Any) -> str:
    """JSON as it may stand in a script element."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028")
