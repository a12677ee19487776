"""A front end as one script: its modules, joined without a bundler.

A module becomes a function that is called once and gives what it exports; an import
takes names out of that. So the sources are plain modules, which node and the type
checker read as they are, and a widget and a page get one text.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

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
IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.\.?/[\w./]+)\.js";\n', re.M)
WHOLE = re.compile(r'^import \* as (\w+) from "(\.\.?/[\w./]+)\.js";\n', re.M)
AS = re.compile(r"\b(\w+) as (\w+)\b")
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.M)
# Comments on lines of their own: a quarter of the text, and JupyterLab keeps
# what a widget was opened with.
REMARK = re.compile(r"^[ \t]*(?://.*|/\*(?:(?!\*/)[\s\S])*\*/)[ \t]*\n", re.M)
UNKNOWN = re.compile(r"^(?:import|export)\b.*", re.M)


@dataclass(frozen=True)
class Front:
    """The modules and the style sheet of a folder, of which `entry` is what is called.

    `script` raises ValueError where modules import one another in a circle, or import
    or export in another form than `import {…}`, `import *` and `export` before a name.
    """

    folder: Path
    entry: str

    @cached_property
    def script(self) -> str:
        """An ES module that exports what the entry does, and imports nothing."""
        *needed, last = self._ordered(self._entry, ())
        return "\n".join([*map(self._called, needed), self._text(last)])

    @property
    def classic(self) -> str:
        """The same for a page that knows no modules: it exports nothing."""
        return f"(() => {{\n{EXPORT.sub('', self.script)}\n}})();\n"

    @property
    def modules(self) -> list[Path]:
        """The files that are joined, each after what it needs."""
        return self._ordered(self._entry, ())

    @cached_property
    def loader(self) -> str:
        """A small module for each widget, which loads the script once for a whole page.

        A page never forgets a module, so a large one per widget would add up. The
        script comes as the widget's trait `_script`.
        """
        name = f"coursekit {sha256(self.script.encode()).hexdigest()}"
        return LOADER.replace("NAME", name)

    @property
    def style(self) -> str:
        """The style sheet."""
        return (self.folder / f"{self.entry}.css").read_text(encoding="utf-8")

    @property
    def _entry(self):
        return (self.folder / f"{self.entry}.js").resolve()

    def _ordered(self, path, above):
        """The module and all that it imports, each after what it needs."""
        if path in above:
            circle = " imports ".join(each.stem for each in [*above, path])
            raise ValueError(f"{circle}: a circle.")
        found = []
        for _, other in _imports(path):
            found += self._ordered(_beside(path, other), (*above, path))
        return list(dict.fromkeys([*found, path]))

    def _name(self, path):
        """What a module is called in the script: by its place, seen from the entry."""
        place = os.path.relpath(path.with_suffix(""), self._entry.parent)
        return "$" + re.sub(r"\W+", "_", place).strip("_")

    def _text(self, path):
        """The module's text, which takes out of other modules what it imports."""

        def named(found):
            names = AS.sub(r"\1: \2", found[1])
            return f"const {{{names}}} = {self._name(_beside(path, found[2]))};\n"

        def whole(found):
            return f"const {found[1]} = {self._name(_beside(path, found[2]))};\n"

        return WHOLE.sub(whole, IMPORT.sub(named, _source(path)))

    def _called(self, path):
        names = EXPORT.findall(_source(path))
        body = EXPORT.sub("", self._text(path))
        if left := UNKNOWN.search(body):
            raise ValueError(f"{path.name}: `{left[0]}` is in no form that is joined.")
        given = f"return {{ {', '.join(names)} }};"
        return f"const {self._name(path)} = (() => {{\n{body}{given}\n}})();"


def _source(path):
    return REMARK.sub("", path.read_text(encoding="utf-8"))


def _imports(path):
    text = _source(path)
    return IMPORT.findall(text) + WHOLE.findall(text)


def _beside(path, other):
    return (path.parent / f"{other}.js").resolve()
