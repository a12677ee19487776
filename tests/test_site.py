"""How a stored notebook becomes a page, and what the built site holds."""

import base64
import importlib
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from coursekit.cards import bank, prediction, stored

pytest_plugins = ["website"]

ROOT = Path(__file__).parent.parent
KEY = "04.top"
DOT = base64.b64encode(
    b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\0\x64\0\0\0\x32" + b"\x08\0\0\0\0"
).decode()  # the head of a PNG of 100 × 50


@pytest.fixture(scope="module")
def site_modules():
    """The modules that build the site, by name."""
    sys.path.insert(0, str(ROOT / "docs/site"))
    yield importlib.import_module
    sys.path.remove(str(ROOT / "docs/site"))


@pytest.fixture(scope="module")
def lessons(site_modules):
    return site_modules("lessons")


# From a notebook to a page


def shown(kind, about):
    """A cell that shows a card, as a notebook stores it."""
    data = {"text/html": stored.html(kind, [prediction(KEY)], "name")}
    output = new_output("display_data", data)
    return new_code_cell(f"{kind}({about!r})", outputs=[output])


def printed(text):
    return new_output("stream", text=text, name="stdout")


def drawn(alt="A path.", **more):
    about = {"image/png": {"alt": alt, "width": 70}} if alt else {}
    return new_output("display_data", {"image/png": DOT, **more}, metadata=about)


def paged(lessons, *cells, **settings):
    notebook = new_notebook(cells=[new_markdown_cell("# A lesson"), *cells])
    return lessons.page(notebook, "notebooks/99-x.ipynb", **settings)


def descriptions(text, tag):
    """What the elements of one kind say, in their order."""
    found = re.findall(rf"<{tag}><script[^>]*>(.*?)</script>", text, re.S)
    return [json.loads(words) for words in found]


def test_code_and_what_it_printed_stand_below_one_another(lessons):
    cell = new_code_cell('print("`" * 3)', outputs=[printed("<b>\n\n  2\n")])
    text = paged(lessons, cell).text
    assert text.index("```python\nprint") < text.index(
        '<pre class="ck-out">&lt;b&gt;\n\n  2</pre>'
    )


def test_a_picture_has_the_words_and_the_size_that_are_stored(lessons):
    page = paged(lessons, new_code_cell("draw()", outputs=[drawn("“A” & b")]))
    (name,) = page.pictures
    assert page.pictures[name] == base64.b64decode(DOT)
    (image,) = re.findall("<img [^>]*>", page.text)
    assert f'src="../_static/pictures/{name}"' in image
    assert 'alt="“A” &amp; b" width="70" height="35"' in image


def test_links_to_notebooks_lead_to_pages_and_others_stay(lessons):
    words = (
        "[a](04-momentum.ipynb#Summary-card) [b](x.ipynb), `c.ipynb`\n\n[d]: e.ipynb\n"
    )
    text = paged(lessons, new_markdown_cell(words)).text
    assert "[a](04-momentum.md#Summary-card) [b](x.md), `c.ipynb`" in text
    assert "[d]: e.md" in text


def test_what_only_a_notebook_can_do_is_said_otherwise_on_a_page(lessons):
    words = "It counts. Double-click the line below and write in its place."
    text = paged(lessons, new_markdown_cell(words)).text
    assert "It counts. Write your sentence in the notebook." in text
    paths = ROOT.glob("solutions/*.ipynb")
    all_texts = "".join(path.read_text(encoding="utf-8") for path in paths)
    asks = all_texts.count(lessons.IN_A_NOTEBOOK[0])
    assert asks == all_texts.count("ouble-click") > 9


def test_what_stands_below_the_heading_stands_there(lessons):
    text = paged(lessons, new_markdown_cell("More."), below_title="<p>row</p>").text
    assert text.index("# A lesson") < text.index("<p>row</p>") < text.index("More.")


def test_a_card_knows_all_answers_and_can_be_read_without_a_script(lessons):
    quiz = new_code_cell("quiz(4)", outputs=shown("predict", KEY).outputs)
    text = paged(lessons, shown("predict", KEY), shown("reveal", KEY), quiz).text
    predict, reveal, asked = descriptions(text, "ck-card")
    assert predict["questions"] == reveal["questions"]
    (question,) = predict["questions"]
    ours = prediction(KEY)
    assert (question["id"], question["answer"]) == (KEY, ours.answer)
    assert question["wrong"] == ours.wrong and question["section"] == ours.section
    assert [q["ask"] for q in asked["questions"]] == [q.ask for q in bank(4)]
    assert asked["place"] == "quiz 04" and asked["shown"] == len(bank(4))
    assert f"<summary>Answer</summary><p><strong>{ours.answer}</strong>" in text
    first = re.search('<div class="ckq-words">(.*?)</div>', text, re.S)[1]
    assert ours.options[0] in first and "<summary>" not in first


def test_a_recall_asks_of_earlier_lessons_only(lessons):
    recall = new_code_cell("recall(4)", outputs=shown("predict", KEY).outputs)
    (card,) = descriptions(paged(lessons, recall).text, "ck-card")
    assert {q["lesson"] for q in card["questions"]} == {0, 1, 2, 3}
    assert (card["shown"], card["place"]) == (3, "recall 04")


def test_outputs_from_a_prediction_to_its_answer_are_veiled_and_no_others(lessons):
    between = new_code_cell("a()", outputs=[printed("between")])
    answer = shown("reveal", KEY)
    answer.source = f"b()\nreveal({KEY!r})"
    answer.outputs = [printed("before"), *answer.outputs, drawn("after")]
    cells = [
        new_code_cell("z()", outputs=[printed("early")]),
        shown("predict", KEY), between, answer,
        new_code_cell("c()", outputs=[printed("late")]),
    ]  # fmt: skip
    text = paged(lessons, *cells).text
    veils = re.findall("<ck-veil>(.*?)</ck-veil>", text, re.S)
    outside = re.sub("<ck-veil>.*?</ck-veil>", "", text, flags=re.S)
    assert descriptions(text, "ck-veil") == [{"ids": [KEY]}] * 3
    for word, veil in zip((">between<", ">before<", 'alt="after"'), veils):
        assert word in veil and word not in outside
    assert ">early<" in outside and ">late<" in outside
    assert outside.count("<ck-card>") == 2


def test_an_explorer_carries_its_description_around_its_still_picture(lessons):
    words = {"text/html": "<details><summary>In words</summary>A path.</details>"}
    about = {"rules": ["gd"], "steps": 60}
    outputs = [drawn(**{lessons.EXPLORER: about}), new_output("display_data", words)]
    text = paged(lessons, new_code_cell("explore(gd)", outputs=outputs)).text
    assert descriptions(text, "ck-explorer") == [about]
    inner = re.search("</script>(.*?)</ck-explorer>", text, re.S)[1]
    assert "<img " in inner and "In words" in inner


def answered(source, **about):
    """A cell in which an answer is to be written, as an exercise stores it."""
    return new_code_cell(source, metadata={"nbgrader": {"solution": True, **about}})


def test_a_question_of_an_exercise_is_one_element_with_all_its_stubs(lessons):
    stubs = "def mu(t):\n    return ...", "def nadam(theta):\n    return ..."
    cells = [
        *map(answered, stubs),
        new_code_cell('check("09.2", nadam)'),
        answered("def later():\n    return ..."),
    ]
    text = paged(lessons, *cells).text
    (told,) = descriptions(text, "ck-exercise")
    assert (told["id"], told["stub"]) == ("09.2", "\n\n\n".join(stubs))
    assert (
        text.count("def mu(t)") == 2
    )  # what it is told, and what stands without scripts
    assert "check(" not in text and "```python\ndef later" in text


def test_a_question_knows_what_its_exercise_imports_and_defines_above_it(site_modules):
    texts = (
        "import numpy as np\nfrom coursekit.problems import canyon as c, wall",
        "%matplotlib inline",
        "LIMIT, NAMES = 0.5, {'a': (1, -2)}\nrun = descend(gd, c)\nLIMIT + 1",
        'check("04.1", momentum)',
        "later = 1",
    )
    cells = [new_code_cell(text) for text in texts]
    cells.insert(3, answered("def momentum(): ..."))
    found = site_modules("exercises").questions(cells)
    (asked,) = filter(None, found.values())
    assert asked.names == {
        "np": ("numpy", ""), "c": ("coursekit.problems", "canyon"),
        "wall": ("coursekit.problems", "wall"),
    }  # fmt: skip
    assert asked.given == "LIMIT, NAMES = (0.5, {'a': (1, -2)})"


def test_above_the_quiz_stands_what_is_to_stand_there(lessons):
    quiz = new_code_cell("quiz(4)", outputs=shown("predict", KEY).outputs)
    text = paged(lessons, new_markdown_cell("Text."), quiz, before_quiz="## Own").text
    assert text.index("Text.") < text.index("## Own") < text.index("<ck-card>")


FAULTS = {
    "a check of an unknown question": (
        [answered("def f():\n    return ..."), new_code_cell('check("04.77", f)')],
        "cell 2: There is no question '04.77'.",
    ),
    "a cell that was never run": (
        [new_code_cell(f"predict({KEY!r})")],
        "cell 1: predict('04.top') has no stored output: run the notebook.",
    ),
    "an unknown question": (
        [shown("predict", "04.nowhere")],
        "cell 1: There is no prediction '04.nowhere'",
    ),
    "a lesson without earlier ones": (
        [new_code_cell("recall(0)", outputs=shown("predict", KEY).outputs)],
        "cell 1: There is no earlier lesson to recall in lesson 0.",
    ),
    "a picture without words": (
        [new_markdown_cell("x"), new_code_cell("d()", outputs=[drawn(alt="")])],
        "cell 2: A picture has no words for those who do not see it.",
    ),
    "a card that no line asks for": (
        [new_code_cell("x = 1", outputs=shown("predict", KEY).outputs)],
        "cell 1: A card is stored that no line asks for: run it.",
    ),
    "code that is no Python": (
        [new_code_cell("x = ", outputs=[])],
        "cell 1: invalid syntax",
    ),
    "an explorer stored without its description": (
        [new_code_cell("labs.adam_lab(eta=1)", outputs=[drawn()])],
        "cell 1: adam_lab has stored no description: run the notebook.",
    ),
    "a prediction that nobody answers": (
        [shown("predict", KEY)],
        ": no cell reveals 04.top.",
    ),
}


@pytest.mark.parametrize("cells, words", FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_a_page_is_named_with_its_file_and_cell(lessons, cells, words):
    with pytest.raises(lessons.BadNotebook) as caught:
        paged(lessons, *cells)
    assert str(caught.value).startswith("notebooks/99-x.ipynb")
    assert words in str(caught.value)


def test_a_notebook_without_a_heading_is_no_page(lessons):
    with pytest.raises(lessons.BadNotebook, match=r"x\.ipynb: it has no heading"):
        lessons.page(new_notebook(cells=[new_markdown_cell("text")]), "x.ipynb")


# Docstrings


def test_a_docstring_keeps_its_list_its_code_and_its_stars(site_modules):
    text = """Walk.

start  (d,) or (..., d), of `theta`
       and more
*args  what is left over, m_

    x = 1 * 2
"""
    lines = "\n".join(site_modules("reference").as_rst(text))
    assert re.sub(r"\n{2,}", "\n\n", lines) == (
        "Walk.\n\nstart\n    (d,) or (..., d), of ``theta``\n    and more\n\n"
        "\\*args\n    what is left over, m\\_\n\n::\n\n    x = 1 * 2"
    )


def test_the_reference_has_every_module_and_name_that_people_import(site_modules):
    import coursekit

    reference = site_modules("reference")
    pages = reference.pages()
    text = "\n".join(pages.values())
    for name in {*coursekit._COURSE, "descend", "iterates", "optimizer", "quadratic"}:
        assert re.search(rf":: (\S+\.)?{name}\b", text), name


# Formulas


def test_a_formula_that_cannot_be_read_is_an_error(site_modules):
    from sphinx.errors import ExtensionError

    formulas = site_modules("formulas")
    with pytest.raises(ExtensionError, match=r"Undefined control sequence .*\\wrong"):
        formulas.drawn([(r"x + \wrong", False)])


# The built site

SOURCES = {"script": "src", "img": "src", "link": "href", "iframe": "src"}


class Links(HTMLParser):
    """What a page leads to, what it loads, its anchors, pictures without words."""

    def __init__(self, text):
        super().__init__()
        self.leads, self.loads, self.anchors, self.mute = [], [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        about = dict(attributes)
        self.anchors.add(about.get("id"))
        if tag == "a" and "href" in about:
            self.leads.append(about["href"])
        if SOURCES.get(tag) in about:
            self.loads.append(about[SOURCES[tag]])
        if tag == "img" and not about.get("alt"):
            self.mute.append(about["src"])


@pytest.fixture(scope="module")
def parsed(site):
    """The links of every page, by its path."""
    pages = site.rglob("*.html")
    return {path: Links(path.read_text(encoding="utf-8")) for path in pages}


@pytest.mark.slow
def test_every_link_leads_to_a_file_and_to_a_place_in_it(parsed):
    broken = []
    for path, links in parsed.items():
        for link in [*links.leads, *links.loads]:
            way = urlsplit(link)
            if way.scheme or way.netloc:
                continue
            target = (path.parent / unquote(way.path)).resolve() if way.path else path
            anchors = parsed[target].anchors if target in parsed else {None}
            if not target.is_file() or (
                way.fragment and unquote(way.fragment) not in anchors
            ):
                broken.append(f"{path.name}: {link}")
    assert broken == []


@pytest.mark.slow
def test_pages_load_nothing_from_elsewhere_and_every_picture_has_words(parsed):
    for path, links in parsed.items():
        assert [load for load in links.loads if urlsplit(load).netloc] == [], path
        assert links.mute == [], path


@pytest.mark.slow
def test_pages_and_site_keep_to_their_sizes(site, parsed):
    sizes = {path.name: path.stat().st_size for path in parsed}
    assert {name: size for name, size in sizes.items() if size > 300_000} == {}
    assert sum(p.stat().st_size for p in site.rglob("*") if p.is_file()) < 30_000_000


@pytest.mark.slow
def test_every_lesson_exercise_and_text_of_the_course_is_a_page(site):
    for path in [*ROOT.glob("notebooks/*"), *ROOT.glob("exercises/*.ipynb")]:
        if path.suffix in (".md", ".ipynb"):
            page = path.relative_to(ROOT).with_suffix(".html")
            assert (site / page).is_file()
    others = ("cheatsheet", "teachers", "publishing")
    assert all((site / f"docs/{name}.html").is_file() for name in others)


@pytest.mark.slow
def test_lessons_lead_to_their_exercise_their_notebook_colab_and_binder(site):
    for path in ROOT.glob("notebooks/*.ipynb"):
        text = (site / f"notebooks/{path.stem}.html").read_text(encoding="utf-8")
        row = re.search('<p class="ck-links">(.*?)</p>', text, re.S)[1]
        file = f"notebooks/{path.name}"
        assert f'href="../exercises/{path.stem}.html"' in row
        assert f'href="../files/{file}"' in row
        assert f"/github/somebody/course/blob/main/{file}" in row
        assert f"/v2/gh/somebody/course/main?urlpath=lab/tree/{file}" in row


@pytest.mark.slow
def test_notebooks_to_take_away_have_no_answers(site):
    for path in site.glob("files/notebooks/*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert not any(cell.get("outputs") for cell in cells)


def luminance(color):
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.slow
def test_code_can_be_read_in_both_themes(site):
    css = (site / "_static/pygments.css").read_text(encoding="utf-8")
    ours = (site / "_static/site.css").read_text(encoding="utf-8")
    papers = re.findall(r"--color-code-background: (#\w{6})", ours)
    rules = re.findall(r"^(.*?)\.highlight \.\w+ {[^}]*?color: (#\w{6})", css, re.M)
    assert len(papers) == 2 and len(rules) > 40
    for prefix, color in rules:
        paper = papers["dark" in prefix or "not(" in prefix]
        assert contrast(color, paper) >= 4.5, (prefix, color)
