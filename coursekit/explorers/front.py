"""The front end as one script: its modules, joined without a bundler.

A module becomes a function that is called once and gives what it exports; an import
takes names out of that. So the sources are plain modules, which node and the type
checker read as they are, and a widget and a page get one text.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "front"
LOADER = """
const place = Symbol.for("NAME");
const load = async (text) => {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  return import(url).finally(() => URL.revokeObjectURL(url));
};
export default {
  async render(view) {
    globalThis[place] ??= load(view.model.get("_script"));
    const { default: front } = await globalThis[place];
    view.model.set("_script", ""); // the page has it; a model that is kept needs none
    return front.render(view);
  },
};
"""
IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";\n', re.M)
EXPORT = re.compile(r"^export (?=(?:function|const|class) (\w+))", re.M)


@cache
def script(entry: str = "explorer") -> str:
    """An ES module that exports what the module `entry` does, and imports nothing."""
    *needed, last = _ordered(entry, ())
    return "\n".join([*map(_called, needed), _text(last)])


@cache
def loader() -> str:
    """A small module for each widget, which loads the script once for a whole page.

    A page never forgets a module, so a large one per widget would add up. The script
    comes as the widget's trait `_script`.
    """
    name = f"coursekit {sha256(script().encode()).hexdigest()}"
    return LOADER.replace("NAME", name)


@cache
def style() -> str:
    """The style sheet."""
    return (FOLDER / "explorer.css").read_text(encoding="utf-8")


def _source(name):
    return (FOLDER / f"{name}.js").read_text(encoding="utf-8")


def _ordered(name, above):
    """The module and all that it imports, each after what it needs."""
    if name in above:
        raise ValueError(f"{' imports '.join([*above, name])}: a circle.")
    found = []
    for _, other in IMPORT.findall(_source(name)):
        found += _ordered(other, (*above, name))
    return list(dict.fromkeys([*found, name]))


def _text(name):
    return IMPORT.sub(r"const {\1} = $\2;\n", _source(name))


def _called(name):
    names = EXPORT.findall(_source(name))
    body = EXPORT.sub("", _text(name))
    return f"const ${name} = (() => {{\n{body}return {{ {', '.join(names)} }};\n}})();"
