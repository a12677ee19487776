"""The scripts of what readers type: the engine, which comes when it is wanted."""

from __future__ import annotations

import base64
import json
from functools import cache
from pathlib import Path

from coursekit.joined import Front
from coursekit.web.python.sources import files

FRONT = Path(__file__).with_name("front")
ENGINE = "node_modules/@micropython/micropython-webassembly-pyscript"
ROOT = Path(__file__).parents[3]
HEAP = 128 << 20  # bytes: what a page may use before Python says that there is no more

# The engine is a module that fetches its wasm and may take 2 GB; we need a classic
# script that is handed it. It looks at its table at every call whether the copy that it
# made is the table still: a twelfth of its time. Each of these stands in its text once,
# or it is another.
CHANGES = {
    "export default _createMicroPythonModule;": "",
    "export async function loadMicroPython": "async function loadMicroPython",
    "let Module={locateFile:": "let Module={wasmBinary:options.wasmBinary,"
    "print(){},printErr(){},locateFile:",
    '"object"==typeof process&&"object"==typeof process.versions&&': "!1&&",
    'const path=await import("path"),url=await import("url"),': "const path=0,url=0,",
    "ENVIRONMENT_IS_NODE=globalThis.process?.versions?.node"
    '&&"renderer"!=globalThis.process?.type,': "ENVIRONMENT_IS_NODE=!1,",
    ',assert(wasmTable.get(funcPtr)==func,"JavaScript-side Wasm function table mirror '
    'is out of date!")': "",
}


HANDS = Front(FRONT, "hands")
INSIDE = Front(FRONT, "inside")


def hands_script() -> str:
    """A classic script that brings every <ck-exercise> and <ck-rule> to life.

    It is for each page that has one. The engine, `python_script()`, is to lie beside it
    as coursekit-python.js; it is loaded when a reader types or checks.
    """
    style = json.dumps(HANDS.style)
    shared = f"globalThis.coursekit = {{ ...globalThis.coursekit, hands: {style} }};\n"
    return shared + HANDS.classic


class NoEngine(RuntimeError):
    """The engine is not installed, or is another than this was written for."""


@cache
def worker() -> str:
    """The text of the worker: a classic script, which needs nothing from elsewhere."""
    text = _engine("micropython.mjs").decode("utf-8")
    for old, new in CHANGES.items():
        if text.count(old) != 1:
            raise NoEngine(f"MicroPython's script has {text.count(old)} × {old!r}.")
        text = text.replace(old, new)
    text = text.replace("import.meta.url", '"micropython.js"')
    text = text.replace("2147483648", str(HEAP))
    # In a function: what is global in a worker is taken away.
    return f"(() => {{\n{text}\n}})();\n{INSIDE.classic}"


@cache
def python_script() -> str:
    """The engine and all that it reads: a classic script of about 1 MB.

    Raises NoEngine where npm has not installed it.
    """
    wasm = base64.b64encode(_engine("micropython.wasm")).decode()
    parts = {"worker": worker(), "wasm": wasm, "files": files()}
    return f"globalThis.coursekitPython = {json.dumps(parts, ensure_ascii=False)};\n"


def _engine(name):
    path = ROOT / ENGINE / name
    if not path.exists():
        raise NoEngine("The page's Python comes from npm: run `npm ci` first.")
    return path.read_bytes()
