"""A front end as one script: its modules, joined without a bundler.

A module becomes a function that is called once and gives what it exports; an import
takes names out of that. So the sources are plain modules, which node and the type
checker read as they are, and a widget and a page get one text.
"""

from __future__ import annotations

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
IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";\n', re.M)
EXPORT = re.compile(r"^export (?=(?:function|const|class) (\w+))", re.M)


@dataclass(frozen=True)
class Front:
    """The modules and the style sheet of a folder, of which `entry` is what is called.

    `script` raises ValueError where modules import one another in a circle.
    """

    folder: Path
    entry: str

    @cached_property
    def script(self) -> str:
        """An ES module that exports what the entry does, and imports nothing."""
        *needed, last = self._ordered(self.entry, ())
        return "\n".join([*map(self._called, needed), self._text(last)])

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

    def _source(self, name):
        return (self.folder / f"{name}.js").read_text(encoding="utf-8")

    def _ordered(self, name, above):
        """The module and all that it imports, each after what it needs."""
        if name in above:
            raise ValueError(f"{' imports '.join([*above, name])}: a circle.")
        found = []
        for _, other in IMPORT.findall(self._source(name)):
            found += self._ordered(other, (*above, name))
        return list(dict.fromkeys([*found, name]))

    def _text(self, name):
        return IMPORT.sub(r"const {\1} = $\2;\n", self._source(name))

    def _called(self, name):
        names = EXPORT.findall(self._source(name))
        body = EXPORT.sub("", self._text(name))
        given = f"return {{ {', '.join(names)} }};"
        return f"const ${name} = (() => {{\n{body}{given}\n}})();"
