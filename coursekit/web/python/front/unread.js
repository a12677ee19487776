// @ts-check
// What in a text Python, or the small Python, does not read; in words.

import { bare, closers, OPEN, outside } from "./brackets.js";

/** @import { Refusal } from "./types" */

// What the small Python has; all else is refused by name.
const MODULES = [
  "math",
  "cmath",
  "numpy",
  "coursekit",
  "functools",
  "itertools",
  "collections",
  "types",
  "bisect",
  "statistics",
  "copy",
];

// What CPython reads and the small Python does not, as it looks in code.
/** @type {[RegExp, string][]} */
const CONSTRUCTS = [
  [/^\s*match\b.*:\s*$/, "`match`"],
  [/[[(,=]\s*\*[\w([]|^\s*\*\w/, "`*` in a list, a tuple or an argument"],
  [/\{\s*\*\*|,\s*\*\*[\w([].*\}|^\s*\*\*\w/, "`**` in a dict"],
  [/\bdef\b.*,\s*\/\s*[,)]|\blambda\b.*,\s*\/\s*[,:]/, "`/` among parameters"],
  [/\bexcept\s*\*/, "`except*`"],
  [/^\s*type\s+\w+\s*=/, "`type`"],
  [/^\s*with\s*\(/, "`with` in parentheses"],
];

/**
 * What in a text the small Python is known not to read, and where.
 * @param {string} text
 * @returns {Refusal | null}
 */
export function unknown(text) {
  const lines = bare(text).split("\n");
  for (const [n, line] of lines.entries()) {
    const found = /^\s*(?:from|import)\s+([\w.]+)/.exec(line);
    const module = found?.[1].split(".")[0];
    if (module && !MODULES.includes(module)) {
      return { line: n + 1, names: `\`${module}\``, kind: "import" };
    }
  }
  return null;
}

/**
 * What Python reads nowhere in a text, as a sentence, or "".
 * @param {string} text
 */
export function strange(text) {
  const code = bare(text);
  const found = /[^\p{ASCII}\p{L}\p{N}\p{M}]/u.exec(code);
  if (!found) return "";
  const hex = found[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
  const blank = /\s/.test(found[0]);
  const what = blank ? "non-printable character" : `character '${found[0]}'`;
  const says = `invalid ${what} ${blank ? `U+${hex}` : `(U+${hex})`}`;
  return syntaxError(text, code.slice(0, found.index).split("\n").length, says);
}

/** @param {string} text @param {number} at @param {string} says @param {string} [kind] */
function syntaxError(text, at, says, kind = "SyntaxError") {
  const line = text.split("\n")[at - 1].trim();
  const shown = line.length <= 200 ? line : `${line.slice(0, 199)}…`;
  return `It raised ${kind}: ${says} (line ${at}: \`${shown}\`).`;
}

/** @type {Record<string, string>} */
const NAMED = { def: "function definition", class: "class definition" };
const BLOCK = /^\s*(def|class|if|elif|else|for|while|try|except|finally|with)\b/;

/**
 * Why a line could not be read: what the small Python lacks, or a sentence, as Python
 * would say it; both "" where nothing is known.
 * @param {string} text @param {number} at the line, from 1; that above may be meant
 */
export function unread(text, at) {
  const code = bare(text);
  const lines = code.split("\n");
  for (const n of [at - 1, at - 2]) {
    const found = CONSTRUCTS.find(([looks]) => looks.test(lines[n] ?? ""));
    if (found) return { lacks: found[1], says: "" };
  }
  return { lacks: "", says: misread(text, code, lines, at) };
}

/** @param {string} text @param {string} code @param {string[]} lines @param {number} at */
function misread(text, code, lines, at) {
  const ends = closers(code);
  for (let i = 0; i < code.length; i++) {
    if (!OPEN.includes(code[i]) || ends.has(i)) continue;
    const line = code.slice(0, i).split("\n").length;
    return syntaxError(text, line, `'${code[i]}' was never closed`);
  }
  const n = lines.slice(0, at - 1).findLastIndex((line) => line.trim());
  const [above, word] = [lines[n] ?? "", BLOCK.exec(lines[n] ?? "")?.[1] ?? ""];
  const indent = (/** @type {string} */ line) => /^\s*/.exec(line)?.[0].length ?? 0;
  if (word && /:\s*$/.test(above) && indent(lines[at - 1]) <= indent(above)) {
    const says = `expected an indented block after ${NAMED[word] ?? `'${word}' statement`} on line ${n + 1}`;
    return syntaxError(text, at, says, "IndentationError");
  }
  const line = lines[at - 1];
  const begun = BLOCK.test(line) && !outside(line).includes(":");
  return begun ? syntaxError(text, at, "expected ':'") : "";
}
