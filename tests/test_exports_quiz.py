"""The quiz bank elsewhere: readers that are not ours read what is written."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
import qti
from typer.testing import CliRunner

from coursekit.cards.bank import FILES, Question
from coursekit.cli import app
from coursekit.exports import NotExported
from coursekit.exports.quiz import Format, export, questions, titles

ROOT = Path(__file__).parent.parent
ALL = questions()
NASTY = Question(
    lesson=4,
    key="What is {x} = a:b ~ #1 \\ *c* <d> `e` & f_g_h? 1. no",
    ask="What is {x} = a:b ~ #1 \\ *c* <d> `e` & f_g_h? 1. no",
    options=("= 5 # {x} <b>", "~ a:b \\ *c*", "- [x] | _y_"),
    answer="~ a:b \\ *c*",
    why="Because $x$ = {1} : #2 & <i>.",
    wrong={"= 5 # {x} <b>": "No: ~x # = {}", "- [x] | _y_": "* no <br> & no"},
)
# Reads GIFT by its grammar, written down in PEG by others; tests hold what it says.
READ = """
import gift from "gift-pegjs";
import { readFileSync } from "node:fs";
console.log(JSON.stringify(gift.parse(readFileSync(process.argv[1], "utf-8"))));
"""


def in_gift(path):
    """The questions of a GIFT file as its grammar has them."""
    if not (node := shutil.which("node")) or not (ROOT / "node_modules").exists():
        pytest.skip("no node, or no npm packages, on this machine")
    words = [node, "--input-type=module", "--eval", READ, "--", str(path)]
    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return [each for each in json.loads(run.stdout) if each["type"] != "Category"]


def test_gift_is_the_bank_by_its_own_grammar(tmp_path):
    export(ALL, Format.GIFT, tmp_path / "all.txt")
    read = in_gift(tmp_path / "all.txt")
    assert [each["title"] for each in read] == list(titles(ALL))
    for each, question in zip(read, ALL, strict=True):
        assert each["type"] == "MC"
        assert each["stem"] == {"format": "plain", "text": question.ask}
        said = {c["text"]["text"]: c["feedback"]["text"] for c in each["choices"]}
        assert said == {question.answer: question.why, **question.wrong}
        right = [c["text"]["text"] for c in each["choices"] if c["isCorrect"]]
        assert right == [question.answer]


def test_signs_that_mean_something_in_gift_mean_themselves(tmp_path):
    export([NASTY], Format.GIFT, tmp_path / "nasty.txt")
    (read,) = in_gift(tmp_path / "nasty.txt")
    assert read["stem"]["text"] == NASTY.ask
    said = {c["text"]["text"]: c["feedback"]["text"] for c in read["choices"]}
    assert said == {NASTY.answer: NASTY.why, **NASTY.wrong}


def in_qti(path):
    """{title: (question, options in order, right ones, {option: feedback}, why)}."""
    tree = tree_of(path)
    return {item.get("title"): item_of(item) for item in tree.iterfind(".//{*}item")}


def tree_of(path):
    """The XML of the questions in a package, which its manifest names."""
    with zipfile.ZipFile(path) as packed:
        manifest = ElementTree.fromstring(packed.read("imsmanifest.xml"))
        listed = {file.get("href") for file in manifest.iterfind(".//{*}file")}
        assert listed <= set(packed.namelist())
        (name,) = [n for n in listed if "meta" not in n]
        tree = ElementTree.fromstring(packed.read(name))
    return tree


def item_of(item):
    labels = {
        label.get("ident"): shown(label)
        for label in item.iterfind(".//{*}response_label")
    }
    feedback = {f.get("ident"): shown(f) for f in item.iterfind("{*}itemfeedback")}
    right, said = [], {}
    for condition in item.iterfind(".//{*}respcondition"):
        chosen = condition.find(".//{*}varequal")
        if condition.find("{*}setvar") is not None:
            right.append(labels[chosen.text])
        elif chosen is not None:
            link = condition.find("{*}displayfeedback").get("linkrefid")
            said[labels[chosen.text]] = feedback[link]
    stem = shown(item.find("{*}presentation/{*}material"))
    return stem, list(labels.values()), right, said, feedback["general_fb"]


def shown(element):
    """The plain words that a browser would show of an element's HTML."""
    html = element.find(".//{*}mattext").text
    return unescape(re.sub(r"</?(p|code|em|strong)>", "", html)).strip()


def test_qti_has_every_question_with_one_right_option_and_a_line_for_each_other(
    tmp_path,
):
    export(ALL, Format.QTI, tmp_path / "all.zip")
    read = in_qti(tmp_path / "all.zip")
    assert list(read) == list(titles(ALL))
    for each, question in zip(read.values(), ALL, strict=True):
        wanted = (list(question.options), [question.answer], question.wrong)
        assert each == (question.ask, *wanted, question.why)


def test_signs_that_mean_something_in_markdown_mean_themselves(tmp_path):
    export([NASTY], Format.QTI, tmp_path / "nasty.zip")
    (read,) = in_qti(tmp_path / "nasty.zip").values()
    wanted = (list(NASTY.options), [NASTY.answer], NASTY.wrong)
    assert read == (NASTY.ask, *wanted, NASTY.why)


def test_qti_is_what_its_standard_allows_and_refers_to_nothing_that_is_missing(
    tmp_path,
):
    export([*ALL, NASTY], Format.QTI, tmp_path / "all.zip")
    tree = tree_of(tmp_path / "all.zip")
    qti.demand_form(tree)
    qti.demand_references(tree)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("<resprocessing>", "<other/><resprocessing>", "<item> may not hold"),
        ("<outcomes>", "<result/><outcomes>", "may not hold 'result"),
        ('rcardinality="Single"', 'rcardinality="one"', "may not say rcardinality"),
        (' respident="response1"', "", "lacks its respident"),
        ('respident="response1"', 'respident="r2"', "which nobody can choose"),
        ('linkrefid="', 'linkrefid="no-', "which is not there"),
        ('setvar action="Set" varname="', 'setvar varname="no-', "is undeclared"),
        ('response_label ident="', 'response_label ident="x" a="', "may not say a="),
    ],
)
def test_the_reader_of_qti_refuses_what_is_none(old, new, why, tmp_path):
    export(ALL[:2], Format.QTI, tmp_path / "two.zip")
    text = ElementTree.tostring(tree_of(tmp_path / "two.zip"), "unicode")
    text = re.sub(r"(</?)ns\d+:", r"\1", text).replace("xmlns:ns0", "xmlns")
    assert old in text, text[:3000]
    spoiled = ElementTree.fromstring(text.replace(old, new))
    with pytest.raises(qti.NotQti, match=re.escape(why)):
        qti.demand_form(spoiled)
        qti.demand_references(spoiled)


def test_every_choice_of_qti_earns_what_it_should_and_is_told_why(tmp_path):
    export(ALL, Format.QTI, tmp_path / "all.zip")
    items = tree_of(tmp_path / "all.zip").iterfind(".//{*}item")
    for item, question in zip(items, ALL, strict=True):
        most = float(item.find(".//{*}decvar").get("maxvalue"))
        lines = {f.get("ident"): shown(f) for f in item.iterfind("{*}itemfeedback")}
        for label in item.iterfind(".//{*}response_label"):
            option, came = shown(label), qti.choose(item, label.get("ident"))
            told = [lines[name] for name in came.shown]
            assert came.score == (most if option == question.answer else 0)
            assert question.why in told
            assert question.wrong.get(option, question.why) in told


def in_anki(path):
    """(decks by id, [(note's guid, its fields)]), as the package's database has it."""
    with zipfile.ZipFile(path) as packed:
        packed.extract("collection.anki2", path.parent)
    with sqlite3.connect(path.parent / "collection.anki2") as database:
        (decks,) = database.execute("select decks from col").fetchone()
        notes = database.execute("select guid, flds from notes").fetchall()
    database.close()
    return json.loads(decks), [(guid, fields.split("\x1f")) for guid, fields in notes]


def test_an_anki_deck_a_lesson_with_a_card_for_each_question(tmp_path):
    export([*ALL, NASTY], Format.ANKI, tmp_path / "all.apkg")
    decks, notes = in_anki(tmp_path / "all.apkg")
    named = {deck["name"] for deck in decks.values()} - {"Default"}
    assert len(named) == len({question.lesson for question in ALL})
    cards = {unescape(fields[0]): map(unescape, fields[1:]) for _, fields in notes}
    assert len(cards) == len(notes) == len(ALL) + 1
    for question in [*ALL, NASTY]:
        options, answer, why, wrong = cards[question.ask]
        assert (answer, why) == (question.answer, question.why)
        assert options == "".join(f"<li>{option}</li>" for option in question.options)
        for option, line in question.wrong.items():
            assert f"<i>{option}</i>: {line}" in wrong


def test_a_card_stays_the_same_card_when_the_bank_is_exported_again(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        export(ALL, Format.ANKI, tmp_path / name / "all.apkg")
    (decks, notes), again = (in_anki(tmp_path / n / "all.apkg") for n in ("a", "b"))
    assert (decks.keys(), notes) == (again[0].keys(), again[1])
    assert len({guid for guid, _ in notes}) == len(notes)


# The command


def run(*words):
    return CliRunner().invoke(app, ["export", "quiz", *map(str, words)])


@pytest.mark.parametrize("kind", Format)
def test_the_command_writes_lessons_and_says_how_many_questions(kind, tmp_path):
    path = tmp_path / "x"
    done = run("04", "05", "--format", kind, "--out", path)
    assert done.exit_code == 0, done.output
    count = len(questions(["04", "05"]))
    assert done.output == f"{path} has {count} questions.\n"
    assert path.stat().st_size > 1000


def test_without_a_name_the_file_is_named_by_what_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("01").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["optimizers.gift.txt"]


def test_an_unknown_lesson_is_refused_and_nothing_is_written(tmp_path):
    done = run("99", "--out", tmp_path / "x")
    last = max(path.stem for path in FILES.glob("*.toml"))
    assert (done.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert f"There is no lesson '99'; there are 00 to {last}." in done.output


@pytest.mark.parametrize("kind", Format)
def test_a_place_that_cannot_be_written_is_named(kind, tmp_path):
    done = run("01", "--format", kind, "--out", tmp_path / "missing" / "x")
    assert done.exit_code == 2
    assert "cannot be written: No such file or directory." in done.output


@pytest.mark.parametrize(
    ("kind", "library"), [(Format.QTI, "text2qti"), (Format.ANKI, "genanki")]
)
def test_a_missing_library_is_named_with_how_to_get_it(
    kind, library, monkeypatch, tmp_path
):
    for name in [n for n in sys.modules if n.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(NotExported, match=rf"needs {library}: pip install .*export"):
        export(ALL, kind, tmp_path / "x")
    assert list(tmp_path.iterdir()) == []
