"""The page's Python: the course's rules, and answers, checked as in a notebook."""

import inspect
import json
import re
import sys
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from traceback import extract_tb

import numpy as np
import pytest
import typed
from small_python import done

from coursekit import authoring, optimizers, problems, schedules
from coursekit.checks import probe, said
from coursekit.descent import descend, iterates
from coursekit.explorers.yours import text_of
from coursekit.marks import mark
from coursekit.marks.agreement import outcomes
from coursekit.outcomes import Given, to_json
from coursekit.problem import Problem
from coursekit.rule import Optimizer
from coursekit.tasks import lessons, task, tasks
from coursekit.tasks.edits import edited
from coursekit.web.python.exercises import _finite, cannot, question

TASKS = [task for lesson in lessons() for task in tasks(lesson).values()]
SERVED = [task for task in TASKS if not cannot(task)]
RULES = [r for r in vars(optimizers).values() if isinstance(r, Optimizer)]
SURFACES = {n: p for n, p in vars(problems).items() if isinstance(p, Problem)}
STEPS = 20


def answers_of(each):
    """(right answers, wrong ones by name), from a module that nobody has called yet."""
    name = f"answers.lesson{each.id[:2]}"
    sys.modules.pop(name, None)
    answers = import_module(name)
    return answers.RIGHT[each.id], answers.WRONG[each.id]


def outcomes_of(each, answer):
    with redirect_stdout(StringIO()):
        return probe(each, answer)


def as_json(outcome):
    return (
        {"value": _finite(outcome.value)} if isinstance(outcome, Given)
        else to_json(outcome)
    )  # fmt: skip


def without_lines(words):
    """Sentences without the learner's line, which stands elsewhere in tests' files."""
    return [line.split(" (line ")[0] for line in words]


def test_most_questions_are_served_and_the_others_say_why():
    assert len(SERVED) >= 35
    for each in set(TASKS) - set(SERVED):
        assert question(each)["cannot"].endswith(f"exercise {each.id[:2]}.")


@pytest.mark.slow
def test_a_page_holds_no_solution_in_what_it_is_told():
    for each in SERVED:
        assert typed.ours(each).split("return ")[-1] not in json.dumps(question(each))


@pytest.fixture(scope="module")
def told():
    """What a notebook tells each answer: (its outcomes, the words), by question."""

    found = {}
    for each in SERVED:
        right, wrong = answers_of(each)
        every = [outcomes_of(each, answer) for answer in (*right, *wrong.values())]
        found[each.id] = [(got, said(each, mark(each, got))) for got in every]
    return found


@pytest.mark.slow
def test_the_page_marks_every_answer_with_the_sentences_of_check(told, tmp_path):
    jobs, expected = [], []
    for each in SERVED:
        asked, every = question(each), told[each.id].copy()
        for edit in each.mistakes.values():
            got = outcomes(each, edited(each.reference, edit))
            every.append((got, said(each, mark(each, got))))
        for got, words in every:
            jobs.append({"mark": asked, "outcomes": [*map(as_json, got)]})
            expected.append(words)
    found = [each["words"] for each in done(tmp_path, jobs)]
    assert [pair for pair in zip(expected, found) if pair[0] != pair[1]] == []


# What the page says where it has less than Python has.
LACKS = re.compile(
    r"This page's Python does not have \S.*: run it in the notebook\.|"
    r"Line \d+ imports `[\w.]+`, which this page does not have\."
)


@pytest.mark.slow
def test_every_answer_is_told_what_a_notebook_tells_it_or_what_the_page_lacks(
    told, tmp_path
):
    jobs, expected = [], []
    for each in SERVED:
        asked = question(each)
        texts = [*typed.right(each), *typed.wrong(each).values()]
        for text, (_, words) in zip(texts, told[each.id], strict=True):
            jobs.append({"check": asked, "source": text})
            expected.append((each.id, text, without_lines(words)))
    differing, rights = [], {each.id: [] for each in SERVED}
    for (key, text, words), answer in zip(expected, done(tmp_path, jobs), strict=True):
        found = without_lines(answer["words"])
        lacks = answer.get("lacks") and LACKS.fullmatch(answer["words"][0])
        if found != words and not lacks:
            differing.append((key, text, words, found))
        if words[0][0] == "✓":
            rights[key].append(found == words)
    assert differing == []
    half = {key: run for key, run in rights.items() if sum(run) < len(run) / 2}
    assert half == {}


@pytest.fixture(scope="module")
def walks(tmp_path_factory):
    """What the page's Python walks: each rule on each surface, by (rule, surface)."""
    pairs = [(rule.name, on) for rule in RULES for on in SURFACES]
    jobs = [
        {"ask": [{"do": "walk", "course": rule, "surface": on, "steps": STEPS,
                  "start": SURFACES[on].start.tolist(), "knobs": {}}]}
        for rule, on in pairs
    ]  # fmt: skip
    answers = done(tmp_path_factory.mktemp("walks"), jobs)
    return {pair: answer[0] for pair, answer in zip(pairs, answers)}


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_of_the_course_walks_as_in_numpy(walks, rule):
    for on, problem in SURFACES.items():
        answer = walks[rule.name, on]
        wanted = descend(rule, problem, steps=STEPS).theta
        d, width = problem.start.size, (2 + len(rule.memory)) * problem.start.size
        found = np.array(answer["rows"], float).reshape(STEPS + 1, width)[:, :d]
        limit = 1e-9 * np.maximum(1, np.abs(wanted))
        with np.errstate(all="ignore"):
            same = (np.abs(found - wanted) <= limit) | (found == wanted)
        same |= ~np.isfinite(found) & ~np.isfinite(wanted)
        assert same.all(), (on, np.argwhere(~same)[0])


@pytest.mark.slow
def test_one_step_from_numpys_state_is_numpys_step(tmp_path):
    jobs, expected = [], []
    for rule in RULES:
        for on, problem in SURFACES.items():
            states = [*zip(range(13), iterates(rule, problem))]
            for _, state in states[3:12:4]:
                memory = {name: each.tolist() for name, each in state.memory.items()}
                if not all(map(np.isfinite, state.theta)):
                    continue
                walk = {"do": "walk", "course": rule.name, "surface": on, "steps": 1,
                        "start": state.theta.tolist(), "memory": memory,
                        "first": state.t + 1, "knobs": {}}  # fmt: skip
                jobs.append({"ask": [walk]})
                expected.append((rule.name, on, states[state.t + 1][1].theta))
    for (*what, wanted), answer in zip(expected, done(tmp_path, jobs)):
        rows = np.array(answer[0]["rows"], float).reshape(2, -1)
        found = rows[1, : len(wanted)]
        assert np.allclose(found, wanted, 1e-12, 1e-300, equal_nan=True), what


def test_a_schedule_gives_what_it_gives_in_numpy(tmp_path):
    made = {
        "constant": [0.1], "power": [0.1, 20], "exponential": [0.1, 20],
        "staircase": [0.1, 20], "piecewise": [[5, 9], [0.1, 0.05, 0.01]],
        "cosine": [0.1, 40], "one_cycle": [0.1, 40], "linear": [0.1, 40],
    }  # fmt: skip
    not_numbers = {"warmup", "plateau"}  # made of a schedule; told errors
    assert made.keys() | not_numbers == schedules.KINDS.keys()
    asks = [
        {"do": "rates", "kind": kind, "settings": settings, "steps": 60}
        for kind, settings in made.items()
    ]
    for ask, answer in zip(asks, done(tmp_path, [{"ask": [ask]} for ask in asks])):
        own = schedules.schedule(ask["kind"], *ask["settings"])
        wanted = [own(t) for t in range(60)]
        assert np.allclose(answer[0]["rates"], wanted, 1e-12), ask["kind"]


BAD = {
    "x = " * 10_001: "characters; a page takes",
    "[" * 10_000: "'[' was never closed (line 1:",
    "x *= 2;" * 2_000: "NameError: name 'x' is not defined",
    "import os\nos.listdir('/')": "Line 1 imports `os`, which this page does not have.",
    "from os import path": "Line 1 imports `os`, which this page does not have.",
    "momentum = [0] * 10**12": "more memory than a page has",
    "kept = []\nwhile True:\n    kept.append([0.0] * 10**6)": "more memory",
    "import numpy as np\nnp.zeros(10**9)": "more memory",
    "x = 'x' * 10**10": "more memory",
    "def f(n):\n    return f(n)\nf(1)": "RecursionError: maximum recursion depth",
    "import js\njs.fetch('https://example.org')": "Line 1 imports `js`",
    "x = __import__('js')\nx.fetch": "has no attribute 'fetch'",
    "moment = 3": "Nothing here is called momentum",
    "momentum = 3": "TypeError",
    "raise SystemExit": "It raised SystemExit",
    "raise KeyboardInterrupt": "It raised KeyboardInterrupt",
    "raise ValueError('x' * 100_000)": "It raised ValueError: xxx",
    "raise ValueError(10**10_000)": "It raised ValueError: 1000",
    "print('x' * 10**7)": "Nothing here is called momentum",
    "for _ in range(10**4):\n    print('x' * 100)": "Nothing here is called momentum",
    "(" * 400: "'(' was never closed (line 1:",
    "match 3:\n    case 3:\n        pass": "does not have `match` (line 1)",
    "input()": "does not have `input` (line 1: `input()`)",
    "x = 1\neval('x')": "does not have `eval` (line 2",
    "open('a.txt')": "does not have `open`",
    "print(format(0.5, '.2f'), vars())": "does not have `format`",
    "": "Nothing here is called momentum",
    "\0": "SyntaxError",
}  # fmt: skip


@pytest.mark.slow
def test_bad_input_gets_a_sentence_and_the_next_answer_is_checked(tmp_path):
    asked = question(task("04.1"))
    good = text_of(optimizers.momentum)
    texts = [text for bad in BAD for text in (bad, good)]
    found = done(tmp_path, [{"check": asked, "source": text} for text in texts])
    for bad, wrong, right in zip(BAD, found[::2], found[1::2]):
        says = " ".join(wrong["words"])
        assert BAD[bad] in says and len(says) < 900, (bad[:30], says[:999])
        assert right["status"] == "right", bad[:30]


# What is raised as it is in Python, in its words and with its line.
FAILING = [
    "def f(a, b): pass\nf(1)",
    "def f(a, b, c, d): pass\nf(1)",
    "def f(a, b): pass\nf(1, 2, 3)",
    "def f(a, b=1): pass\nf(1, 2, 3)",
    "def f(): pass\nf(1)",
    "def f(a): pass\nf(a=1, b=2)",
    "f = lambda a, b: a\nf(1)",
    "def g(k):\n    return lambda a, b: a + k\ng(1)(2)",
    "def g(k):\n    def f(a): return k\n    return f\nx = g(1)(2, 3)",
    "x = [1]\n\nx[5]",
    "x = (1,)\nx[0] = 2",
    "{'a': 1}['b']",
    "x = 3\nx()",
    "3 + 'a'",
    "-'a'",
    "1 / 0",
    "float('a')",
    "int('a')",
    "x = nowhere",
    "import numpy as np\nnp.ones(2) + np.ones(3)",
    "def f(n):\n    return f(n)\nf(1)",
    "assert 1 == 2, 'no'",
    "a, b = 1, 2, 3",
    "for x in 3: pass",
    "η_é = 1.0\nraise ValueError(η_é)",
    "变量 = 3\nraise ValueError(变量)",
    "x = (1,\ny = 2",
    "print('a'",
    "def f(x)\n    return x",
    "if True:\nx = 1",
    "x = 1\n  y = 2",
    "x = 3 +",
    "x = “a”",
    "x\u00a0= 1",
]


def raised(text):
    """What Python says of a text, and the line that it names."""
    try:
        with redirect_stdout(StringIO()):
            exec(compile(text, "typed", "exec"), {})
    except SyntaxError as error:
        return type(error).__name__, error.msg, error.lineno
    except BaseException as error:
        lines = [
            f.lineno for f in extract_tb(error.__traceback__) if f.name != "raised"
        ]
        words = " ".join(
            each.rpartition(".<locals>.")[2] for each in str(error).split()
        )
        return type(error).__name__, words, lines[-1]
    raise AssertionError(f"{text!r} is right")


def test_what_a_text_raises_is_told_in_pythons_words_with_its_line(tmp_path):
    asked = question(task("04.1"))
    found = done(tmp_path, [{"check": asked, "source": text} for text in FAILING])
    wrong = []
    for text, answer in zip(FAILING, found):
        kind, words, line = raised(text)
        (says,) = answer["words"]
        if not (f"It raised {kind}: {words}" in says and f" (line {line}: `" in says):
            wrong.append((text, kind, words, line, says))
    assert wrong == []


PASTED = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "old Mac": lambda text: text.replace("\n", "\r"),
    "type hints": lambda text: text.replace(
        "grad, t, v=0,", "grad, t: int, v: np.ndarray = 0,"
    ).replace("):\n", ") -> tuple[np.ndarray, ...]:\n", 1),
    "tabs": lambda text: text.replace("    ", "\t"),
    "a blank line at each end": lambda text: f"\n\n{text}\n\n   \n",
    "no end of the last line": str.rstrip,
}


def test_a_text_pasted_from_anywhere_is_read(tmp_path):
    good = text_of(optimizers.momentum)
    texts = [changed(good) for changed in PASTED.values()]
    asked = question(task("04.1"))
    found = done(tmp_path, [{"check": asked, "source": text} for text in texts])
    assert [each["status"] for each in found] == ["right"] * len(PASTED), found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("return theta + float('nan'), v", "It gave nan at step 1"),
        ("η = eta\n    vitesse_é = beta * v - η * grad(theta)\n"
         "    return theta + vitesse_é, vitesse_é", "✓"),
        ("v -= eta * grad(theta)\n    return theta + v, v", "in place"),
        ("v *= beta\n    return theta + v, v", "in place"),
        ("return theta - eta * grad, v", "grad is a function: call it"),
        ("return ...", "Replace the `...` by your code."),
        ("from coursekit import momentum\n    return momentum.rule(theta, grad, t, v)",
         "write your own"),
        ("return theta[::-1], v", "It gave"),
        ("return np.fft.fft(theta), v", "does not have np.fft (line 2:"),
    ],
)  # fmt: skip
def test_what_a_reader_types_is_told_in_a_sentence(tmp_path, text, says):
    head = "def momentum(theta, grad, t, v=0, *, eta=0.1, beta=0.9):\n    "
    job = {"check": question(task("04.1")), "source": head + text}
    (found,) = done(tmp_path, [job])
    assert says in " ".join(found["words"])


def test_the_worker_has_no_way_out(tmp_path):
    names = (
        "fetch XMLHttpRequest WebSocket importScripts indexedDB caches process "
        "Function eval self globalThis navigator postMessage setTimeout"
    )
    source = (
        f"reached = __import__('js')\nnames = {names!r}.split()\n"
        "raise ValueError([hasattr(reached, name) for name in names])"
    )
    (found,) = done(tmp_path, [{"check": question(task("04.1")), "source": source}])
    assert "True" not in found["words"][0] and "False" in found["words"][0]


# What stands above a question in its exercise


def in_exercise(key):
    """What an exercise has above one of its questions, as its page is told."""
    folder = Path(__file__).parent.parent
    sys.path.insert(0, str(folder / "docs/site"))
    try:
        questions = import_module("exercises").questions
    finally:
        sys.path.remove(str(folder / "docs/site"))
    (path,) = folder.glob(f"exercises/{key[:2]}-*.ipynb")
    asked = questions(authoring.read(path).cells).values()
    (found,) = [each for each in asked if each and each.question == key]
    return {"names": found.names, "texts": [found.given]}


USES = {
    "canyon.value(np.ones(2))": "Nothing here is called audit",
    "momentum(eta=0.1)": "Nothing here is called audit",
    "plots.paths()": "This page's Python does not have coursekit.plots (line 1",
    "explore()": "This page's Python does not have coursekit.explore (line 1",
    "rosenbrock": "It raised NameError: name 'rosenbrock' is not defined",
    "PRINTED['deep'][7]": "It raised IndexError",
}


def test_an_answer_may_use_what_stands_above_it_in_the_exercise(tmp_path):
    asked, above = question(task("05.3")), in_exercise("05.3")
    assert not {"PRINTED =", "WALKS ="} - set(re.findall(r"\w+ =", above["texts"][0]))
    nesterov = f"@optimizer\n{text_of(optimizers.nesterov)}"
    answers = {"texts": [*above["texts"], nesterov]}
    audit = inspect.getsource(task("05.3").reference)
    jobs = [{"check": asked, "source": audit, "above": above | answers}]
    jobs += [{"check": asked, "source": each, "above": above} for each in USES]
    right, *found = done(tmp_path, jobs)
    assert right["status"] == "right", right
    for words, answer in zip(USES.values(), found):
        assert answer["words"][0].removeprefix("✗ ").startswith(words), answer


@pytest.mark.slow
def test_an_earlier_answer_that_does_not_run_defines_nothing(tmp_path):
    asked, above = question(task("05.3")), in_exercise("05.3")
    above["texts"] += ["def nesterov(theta, grad, t)\n", "1 / 0"]
    (found,) = done(tmp_path, [{"check": asked, "source": "nesterov", "above": above}])
    assert "NameError: name 'nesterov' is not defined (line 1" in found["words"][0]
