"""A stored notebook as a page: MyST text with elements in the place of widgets.

Cards that ask become `<ck-card>`, what comes out between a prediction and its answer
`<ck-veil>`, explorers `<ck-explorer>`. Each has a content that stays where no script
runs, so a page can be read without any.
"""

from __future__ import annotations

import ast
import base64
import re
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from html import escape
from itertools import groupby
from struct import unpack

from nbformat import NotebookNode

from coursekit.cards import Question, prediction, quizzed, recalled, stored
from coursekit.explorers import labs
from coursekit.explorers.description import MIME as EXPLORER
from coursekit.lessons import RECALLED
from coursekit.web import element
from exercises import questions

EXPLORERS = {"explore"} | {
    name
    for name, lab in vars(labs).items()
    if getattr(lab, "__annotations__", {}).get("return") == "Explorer"
}
KINDS = ("predict", "reveal", "recall", "quiz")
CARD, WORDS = '<div class="ckq-words ', "<details><summary>In words</summary>"
LINK = re.compile(r"(\](?:\(|: )[^()\s]+)\.ipynb(?=[)#\s])")
# What a reader does in a notebook, and where it is done, for who reads a page.
IN_A_NOTEBOOK = (
    "Double-click the line below and write in its place.",
    "Write your sentence in the notebook.",
)
MAGIC = re.compile(r"^\s*[%!].*$", re.M)  # lines that only IPython can read
TERMINAL = re.compile(r"\x1b\[[0-9;]*m")  # colours of a terminal
PICTURES = "_static/pictures"
TOP = "../"  # the way from a notebook's page to the site's top


class BadNotebook(ValueError):
    """A notebook that cannot be a page; says which cell of which file, and why."""


@dataclass(frozen=True)
class Ask:
    """A call in a cell that shows a card."""

    kind: str  # one of KINDS
    about: str | int  # the key of a prediction, or a lesson


@dataclass
class Page:
    """What becomes of a notebook: MyST text, and pictures by their files' names."""

    text: str = ""
    pictures: dict[str, bytes] = field(default_factory=dict)


def title(notebook: NotebookNode) -> str:
    """What a notebook calls itself in its first heading; "" where it has none."""
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = (re.search(r"^# (.+)$", text, re.M) for text in texts)
    return next((found[1] for found in headings if found), "")


def page(
    notebook: NotebookNode, name: str, below_title: str = "", before_quiz: str = ""
) -> Page:
    """A notebook as a page.

    name         its file, which errors name
    below_title  HTML that stands under its first heading
    before_quiz  MyST that stands above the quiz
    Raises BadNotebook for a card of an unknown question, a cell that was never run, a
    picture without words, an explorer without its description, a prediction that
    nothing reveals.
    """
    made, open_keys, parts = Page(), [], []
    asked = questions(notebook.cells)
    for number, cell in enumerate(notebook.cells):
        try:
            if number in asked:
                question = asked[number]
                parts.append(raw(question.html) if question else "")
                continue
            if before_quiz and cell.source.startswith("quiz("):
                parts.append(before_quiz)
            parts.append(_part(cell, open_keys, made.pictures))
        except (ValueError, SyntaxError) as error:
            raise BadNotebook(f"{name}, cell {number}: {error}") from None
    if open_keys:
        raise BadNotebook(f"{name}: no cell reveals {', '.join(open_keys)}.")
    if not title(notebook):
        raise BadNotebook(f"{name}: it has no heading, and a page needs a name.")
    text = "\n\n".join(parts) + "\n"
    made.text = re.sub(
        r"^# .+$", lambda h: f"{h[0]}\n\n{raw(below_title)}", text, count=1, flags=re.M
    )
    return made


def slug(heading: str) -> str:
    """A heading's anchor, as Jupyter makes it."""
    return heading.replace(" ", "-")


def raw(html: str) -> str:
    """HTML as it is, in MyST; nothing for nothing."""
    return _fenced("{raw} html", html) if html else ""


def _fenced(kind, text):
    longest = max(map(len, re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{kind}\n{text}\n{fence}"


def _part(cell, open_keys, pictures):
    """A cell as MyST; `open_keys`, the predictions not revealed yet, is kept true."""
    if cell.cell_type == "markdown":
        return LINK.sub(r"\1.md", cell.source.replace(*IN_A_NOTEBOOK))
    if cell.cell_type != "code" or not cell.source.strip():
        return ""
    asks = _asks(cell.source)
    _demand_description(cell)
    outputs = list(_outputs(cell, asks, pictures))
    parts = [raw('<div class="ck-cell">'), *_shown(cell.source, asks)]
    for is_card, group in groupby(outputs, key=lambda output: output[0]):
        texts = [text for _, text in group]
        parts += texts if is_card or not open_keys else _veiled(open_keys, texts)
    parts.append(raw("</div>"))
    for ask in asks:
        if ask.kind == "predict":
            open_keys.append(ask.about)
        elif ask.kind == "reveal" and ask.about in open_keys:
            open_keys.remove(ask.about)
    return "\n\n".join(parts)


def _demand_description(cell):
    """Refuse an explorer that was stored before pages could compute."""
    called = _last_called(cell.source)
    described = any(EXPLORER in output.get("data", {}) for output in cell.outputs)
    if called in EXPLORERS and cell.outputs and not described:
        raise ValueError(f"{called} has stored no description: run the notebook.")


def _last_called(source):
    """The name of the function whose value a cell shows, "" if it is no call."""
    for statement in ast.parse(MAGIC.sub("pass", source)).body[-1:]:
        match statement:
            case ast.Expr(ast.Call(function)):
                return ast.unparse(function).rpartition(".")[2]
    return ""


def _shown(source, asks):
    """The code of a cell, unless it does nothing but ask."""
    statements = ast.parse(MAGIC.sub("pass", source)).body
    return [] if len(asks) == len(statements) else [_fenced("python", source)]


def _asks(source):
    """The cards that a cell shows, in their order."""
    asks = []
    for statement in ast.parse(MAGIC.sub("pass", source)).body:
        match statement:
            case ast.Expr(ast.Call(ast.Name(kind), [ast.Constant(about)])):
                asks += [Ask(kind, about)] * (kind in KINDS)
    return asks


def _veiled(keys, texts):
    """Outputs that may answer a question: under a veil until it is answered."""
    inside = '<div class="ck-veiled">\0</div>'
    begin, end = element("ck-veil", {"ids": keys}, inside).split("\0")
    return [raw(begin), *texts, raw(end)]


def _outputs(cell, asks, pictures):
    """(whether it is a card, its MyST) of each output of a cell."""
    cards, outputs = iter(asks), list(cell.outputs)
    while outputs:
        output = outputs.pop(0)
        data = output.get("data", {})
        html = data.get("text/html", "")
        if html.startswith(CARD):
            ask = next(cards, None)
            if ask is None:
                raise ValueError("A card is stored that no line asks for: run it.")
            yield True, raw(card(ask))
        elif "image/png" in data:
            words = outputs.pop(0).data["text/html"] if _has_words(outputs) else ""
            yield False, raw(figure(data, output.metadata, words, pictures))
        else:
            yield False, _text(output)
    missing = next(cards, None)
    if missing:
        call = f"{missing.kind}({missing.about!r})"
        raise ValueError(f"{call} has no stored output: run the notebook.")


def _has_words(outputs):
    """Whether the next output is a picture's words."""
    html = outputs[0].get("data", {}).get("text/html", "") if outputs else ""
    return html.startswith(WORDS)


def _text(output):
    """An output without a picture."""
    data = output.get("data", {})
    if output.output_type == "error":
        return raw(_printed("\n".join(output.traceback)))
    if output.output_type == "stream":
        return raw(_printed(output.text))
    if "text/markdown" in data:
        return data["text/markdown"]
    if "text/html" in data:
        return raw(f'<div class="ck-html">{data["text/html"]}</div>')
    return raw(_printed(data.get("text/plain", "")))


def _printed(text):
    return f'<pre class="ck-out">{escape(TERMINAL.sub("", text).rstrip())}</pre>'


def figure(data, metadata, words, pictures, top: str = TOP) -> str:
    """The HTML of a picture, or of the explorer of which it is the still.

    data, metadata  those of the output; `words` is the HTML that is folded below
    pictures        gets the picture by the name of its file
    top             the way from the page to the site's top
    Raises ValueError for a picture without words.
    """
    alt = metadata.get("image/png", {}).get("alt")
    if not alt:
        raise ValueError("A picture has no words for those who do not see it.")
    content = base64.b64decode(data["image/png"])
    file = f"{sha256(content).hexdigest()[:16]}.png"
    pictures[file] = content
    wide, high = unpack(">II", content[16:24])  # of a PNG's first chunk
    width = metadata["image/png"].get("width", wide)
    image = (
        f'<img src="{top}{PICTURES}/{file}" alt="{escape(alt)}" width="{width}" '
        f'height="{round(high * width / wide)}" loading="lazy" decoding="async">'
    )
    still = f'<figure class="ck-picture">{image}{words}</figure>'
    return element("ck-explorer", data[EXPLORER], still) if EXPLORER in data else still


def card(ask: Ask) -> str:
    """The element of a card, with all that it asks and answers.

    Raises ValueError for a question that is in no file.
    """
    questions, shown = _asked(ask)
    description = {
        "kind": ask.kind,
        "place": str(ask.about) if ask.kind in KINDS[:2] else _place(ask),
        "shown": shown,
        "questions": [_described(question) for question in questions],
    }
    return element("ck-card", description, _plain(ask.kind, questions[:shown]))


def _asked(ask):
    """The questions of a card, and how many of them it asks."""
    if ask.kind == "recall":
        return recalled(ask.about), RECALLED
    if ask.kind == "quiz":
        return quizzed(ask.about), len(quizzed(ask.about))
    return [prediction(ask.about)], 1


def _place(ask):
    """Where a card stands, as in a notebook's notes."""
    return f"{ask.kind} {ask.about:02}"


def _described(question: Question):
    """A question as JSON."""
    named = asdict(question)
    return {"id": named.pop("key"), **named, "wrong": dict(question.wrong)}


def _plain(kind, questions):
    """A card where no script runs: its words, and answers that can be unfolded."""
    begin = stored.TITLES.get(kind, "")
    parts = [f"<p><strong>{begin}</strong></p>"] if begin else []
    for question in questions:
        parts.append(f"<p>{escape(question.ask)}</p>")
        if kind != "reveal":
            options = "".join(f"<li>{escape(each)}</li>" for each in question.options)
            parts.append(f"<ul>{options}</ul>")
        if kind != "predict":
            answer = (
                f"<strong>{escape(question.answer)}</strong>: {escape(question.why)}"
            )
            parts.append(f"<details><summary>Answer</summary><p>{answer}</p></details>")
    return f'<div class="ckq-words">{"".join(parts)}</div>'
