"""A learner's own picture: what was predicted, recalled and solved, what to revisit.

It is kept in `.coursekit/progress.json` of the folder that a notebook runs in, so
`notebooks/` and `exercises/` have one each, and the picture joins them; `exported`
gives both as one. A note is never worth an error: where a folder cannot be written,
nothing is noted. A file that cannot be read is put aside, as `unread-progress-1.json`
beside it, before another takes its place.

    {"predicted": {"04.top": {"asked", "chosen", "at", "answer", "section"}},
     "recalled": {question: {"lesson", "place", "asked", "chosen", "at", "answer"}},
     "solved": {"04.1": {"name"}}}

All values are text. `at` is the time of the choice (ISO 8601); `answer` is there once
it was seen; who chose nothing before has chosen "". `place` names the card that asked.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from itertools import count
from pathlib import Path

FILE = Path(".coursekit") / "progress.json"
UNREAD = "unread-progress-{}.json"  # in the same folder, of what could not be read
FOLDERS = ("notebooks", "exercises")
# What is noted, and what a record of it must hold to be believed.
KINDS = {
    "predicted": {"asked", "chosen"},
    "recalled": {"lesson", "asked", "chosen", "answer"},
    "solved": {"name"},
}
HEAD = ("lesson", "predictions", "recalled", "exercises")
SURPRISED = "It came otherwise than you thought, which is worth another reading:"
LOST = "Some of your earlier progress cannot be read; it is kept in"
EMPTY = (
    "Nothing yet. Choose an answer where a lesson asks for a prediction, or solve an "
    "exercise; then look here again."
)


Record = dict[str, str]


def noted(kind: str, folder: Path = Path()) -> dict[str, Record]:
    """The records of one kind in a folder, by key; what is damaged counts as absent.

    kind  one of KINDS
    """
    with suppress(OSError, ValueError, AttributeError):
        found = json.loads((folder / FILE).read_text(encoding="utf-8")).get(kind)
        return {key: r for key, r in found.items() if _sound(r, KINDS[kind])}
    return {}


def _sound(record, needed):
    return needed <= record.keys() and {type(v) for v in record.values()} == {str}


def note(kind: str, key: str, record: Record, folder: Path = Path()) -> bool:
    """Keep a record, in the place of an older one; False where it cannot be written."""
    kept = _all(folder)
    kept[kind][key] = record
    return _write(kept, folder)


def forget(kind: str, key: str, folder: Path = Path()) -> bool:
    """Keep a record no longer; False where nothing can be written."""
    kept = _all(folder)
    return kept[kind].pop(key, None) is None or _write(kept, folder)


def _all(folder):
    return {kind: noted(kind, folder) for kind in KINDS}


def _write(kept, folder):
    """Whether it was written; in one move, so that a crash leaves the old file."""
    file = folder / FILE
    new = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(exist_ok=True)
        new.write_text(_text(kept), encoding="utf-8")
        _put_aside(file)
        new.replace(file)
    except OSError:
        return False
    return True


def _put_aside(file):
    """Rename a file that is there and cannot be read whole, so that nothing is lost."""
    with suppress(FileNotFoundError):
        try:
            _read(file.read_text(encoding="utf-8"))
        except ValueError:
            free = (file.with_name(UNREAD.format(n)) for n in count(1))
            file.rename(next(name for name in free if not name.exists()))


def _text(kept):
    return json.dumps(kept, indent=1, ensure_ascii=False)


def note_solved(question: str, name: str) -> None:
    """Note that a check has passed, if a person ran the cell."""
    # nbval and the grader run cells without history; JupyterLab runs none so.
    with suppress(Exception):
        parent = sys.modules["IPython"].get_ipython().get_parent()
        if parent["content"]["store_history"]:
            note("solved", question, {"name": name})


def exported(folder: str | Path = ".") -> str:
    """All that is noted in a course's folders as the text of one JSON file."""
    return _text({kind: _joined(kind, folder) for kind in KINDS})


def imported(text: str, folder: str | Path = ".") -> int:
    """Note what `exported` gave elsewhere, unless a later choice stands here.

    Returns how many records are new. Raises ValueError for what is no such file, and
    OSError where the folder cannot be written.
    """
    here = _root(folder) / FOLDERS[0]
    place = here if here.is_dir() else _root(folder)
    kept, new = _all(place), 0
    for kind, records in _read(text).items():
        ours = _joined(kind, folder)
        for key, record in records.items():
            if key not in ours or record.get("at", "") > ours[key].get("at", ""):
                kept[kind][key], new = record, new + 1
    if new and not _write(kept, place):
        raise OSError(f"The folder {place} cannot be written.")
    return new


def _read(text):
    """The sound records of an exported file, by kind."""
    try:
        kinds = json.loads(text)
        found = {kind: kinds.get(kind, {}) for kind in KINDS}
        records = [(r, KINDS[k]) for k in found for r in found[k].values()]
        if not kinds.keys() & KINDS.keys() or not all(_sound(*r) for r in records):
            raise ValueError
    except (ValueError, AttributeError):
        raise ValueError("This is no file of a learner's progress.") from None
    return found


@dataclass(frozen=True)
class Progress:
    """What one learner has done: a table, and sentences that name what to revisit."""

    rows: tuple[tuple[str, str, str, str], ...]
    revisit: tuple[str, ...]
    surprises: tuple[str, ...]  # sections whose prediction came out otherwise
    unread: tuple[str, ...] = ()  # files of earlier progress that cannot be read

    def __repr__(self) -> str:
        if not self.rows:
            return "\n".join([EMPTY, *self._listed("\n{}", "  {}")])
        table = ["{:8}{:24}{:16}{}".format(*row) for row in (HEAD, *self.rows)]
        return "\n".join([*table, *self._listed("\n{}", "  {}")])

    def _repr_html_(self) -> str:
        lists = self._listed("<p>{}</p>", "<p>• {}</p>", escape)
        if not self.rows:
            return f"<p>{EMPTY}</p>{''.join(lists)}"
        table = (_row("th", HEAD), *(_row("td", row) for row in self.rows))
        return f"<table>{''.join(table)}</table>{''.join(lists)}"

    def _listed(self, title, form, said=str):
        """The titles of the lists that are not empty, each before its sentences."""
        lists = {
            "To revisit:": self.revisit,
            SURPRISED: self.surprises,
            LOST: self.unread,
        }
        for head, sentences in lists.items():
            yield from [title.format(head)] * bool(sentences)
            yield from (form.format(said(sentence)) for sentence in sentences)


def _row(tag, cells):
    return "<tr>" + "".join(f"<{tag}>{escape(c)}</{tag}>" for c in cells) + "</tr>"


def progress(folder: str | Path = ".") -> Progress:
    """The Progress of the course in `folder`, or in the one above notebooks/."""
    predicted, recalled, solved = (_joined(kind, folder) for kind in KINDS)
    of_lesson = {key[:2] for key in (*predicted, *solved)}
    of_lesson |= {record["lesson"] for record in recalled.values()}
    rows, revisit, surprises = [], [], []
    for lesson in sorted(of_lesson):
        own = [predicted[key] for key in sorted(predicted) if key[:2] == lesson]
        asked = [r for r in recalled.values() if r["lesson"] == lesson]
        done, left = _exercises(lesson, solved)
        rows.append((lesson, _predictions(own), _recalled(asked), done))
        revisit += [_again(lesson, r) for r in asked if _missed(r)] + left
        otherwise = [r["section"] for r in own if _surprised(r) and "section" in r]
        surprises += [f"{lesson} {section}" for section in dict.fromkeys(otherwise)]
    return Progress(tuple(rows), tuple(revisit), tuple(surprises), _unread(folder))


def _unread(folder):
    """The files in a course's folders that were put aside, as their paths in it."""
    root = _root(folder)
    found = (root / name for name in ("", *FOLDERS))
    paths = (
        p for f in found for p in sorted((f / FILE.parent).glob(UNREAD.format("*")))
    )
    return tuple(path.relative_to(root).as_posix() for path in paths)


def _root(folder):
    here = Path(folder).resolve()
    return here.parent if here.name in FOLDERS else here


def _joined(kind, folder):
    """The records of a course's folders."""
    root = _root(folder)
    records: dict[str, Record] = {}
    for each in (root, *(root / name for name in FOLDERS)):
        records |= noted(kind, each)
    return records


def _missed(record):
    return record.get("answer", record["chosen"]) != record["chosen"]


def _surprised(record):
    """Whether a guess was made, and it came otherwise."""
    return bool(record["chosen"]) and _missed(record)


def _predictions(records):
    counts = {"right": 0, "wrong": 0, "shown": 0, "open": 0}
    for record in records:
        counts[_fate(record)] += 1
    return ", ".join(f"{n} {what}" for what, n in counts.items() if n) or "–"


def _fate(record):
    if "answer" not in record:
        return "open"
    if not record["chosen"]:
        return "shown"
    return "wrong" if _missed(record) else "right"


def _recalled(records):
    right = len(records) - sum(map(_missed, records))
    return f"{right} of {len(records)}" if records else "–"


def _exercises(lesson, solved):
    """How many questions of a lesson are solved, and a sentence with the others."""
    from coursekit.tasks import lessons, tasks  # which are not there while grading

    asked = tasks(lesson) if lesson in lessons() else {}
    left = [
        f"{each.id} {each.name}" for each in asked.values() if each.id not in solved
    ]
    says = [f"{lesson} Not solved yet: {', '.join(left)}."] if left else []
    return f"{len(asked) - len(left)} of {len(asked)} solved" if asked else "–", says


def _again(lesson, record):
    said = f"You said “{record['chosen']}”; it is" if record["chosen"] else "It is"
    return f"{lesson} {record['asked']} {said} “{record['answer']}”."
