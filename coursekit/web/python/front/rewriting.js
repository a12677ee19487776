// @ts-check
// A text of Python, written another way where the small Python would read it wrongly.

import {
  bare,
  CLOSE,
  closers,
  closing,
  heads,
  OPEN,
  outside,
  pieces,
} from "./brackets.js";

/** @import { Head, Span } from "./brackets" */

/**
 * The text as the small Python is to run it, line by line. It writes into arrays by `+=`
 * and `-=` alone, where NumPy does by all of them; its dicts have no order; it knows no
 * star in a list, a tuple or a dict, no slice with a step of a list, and no default
 * value that can be looked at.
 *
 * What is written another way is put around what stands there, or in the place of a
 * bracket: nothing moves to another line.
 * @param {string} text
 */
export function runnable(text) {
  const code = bare(text);
  const made = new Changes(text);
  // What is outside comes before what is inside.
  statements(code, text, made);
  for (const found of heads(code)) defaults(found, code, made);
  const ends = closers(code);
  for (const [at, to] of ends) bracketed(code, at, to, made);
  return made.written();
}

/** Changes of a text, made at once. */
class Changes {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    /** @type {Map<number, string>} */
    this.signs = new Map();
    /** @type {{ from: number, to: number, before: string, after: string }[]} */
    this.around = [];
  }

  /** Another sign in the place of one. @param {number} at @param {string} sign */
  put(at, sign) {
    this.signs.set(at, sign);
  }

  /** @param {number} from @param {number} to @param {string} before @param {string} after */
  wrap(from, to, before, after) {
    this.around.push({ from, to, before, after });
  }

  written() {
    /** @type {Map<number, string[]>} */
    const opened = new Map();
    /** @type {Map<number, string[]>} */
    const closed = new Map();
    const wider = [...this.around].sort((a, b) => a.from - b.from || b.to - a.to);
    for (const { from, before } of wider) {
      opened.set(from, [...(opened.get(from) ?? []), before]);
    }
    for (const { to, after } of wider.reverse()) {
      closed.set(to, [...(closed.get(to) ?? []), after]);
    }
    let made = "";
    for (let at = 0; at <= this.text.length; at++) {
      made += (closed.get(at) ?? []).join("") + (opened.get(at) ?? []).join("");
      made += this.signs.get(at) ?? this.text[at] ?? "";
    }
    return made;
  }
}

/**
 * `x *= y` and its like; a tuple with a star and without brackets.
 * @param {string} code @param {string} text @param {Changes} made
 */
function statements(code, text, made) {
  const seen = outside(code);
  for (const { index, 0: line } of seen.matchAll(/[^\n;]+/g)) {
    const written = /(\*\*|\/\/|[*/%])=(?!=)/.exec(line);
    const to = index + line.trimEnd().length;
    if (written) {
      const at = index + written.index;
      const from = beginning(seen, at);
      const target = text.slice(from, at).trim();
      for (let i = 0; i < written[0].length; i++) made.put(at + i, "");
      const begin = `= in_place_("${written[1]}", ${target}, (`;
      made.wrap(at + written[0].length, to, begin, "))");
      continue;
    }
    const value = /\b(return|yield)\b|[^=!<>:]=(?!=)/.exec(line);
    if (!value || line.includes("lambda", value.index)) continue;
    const items = pieces(code, index + value.index + value[0].length, to);
    if (!starred(code, items) || !code.slice(items[0][0], to).includes(",")) continue;
    made.wrap(items[0][0], to, "tuple(unpacked_(", "))");
    unstarred(code, items, made);
  }
}

/** Where a statement begins that goes on at `index`. @param {string} seen @param {number} index */
function beginning(seen, index) {
  let at = index;
  while (at > 0 && !"\n;:".includes(seen[at - 1])) at--;
  return at + (/^\s*/.exec(seen.slice(at, index))?.[0].length ?? 0);
}

/** Keep what default values are. @param {Head} head @param {string} code @param {Changes} made */
function defaults({ name, from, to }, code, made) {
  for (const [first, last] of pieces(code, from, to)) {
    const at = closing(code, first, "=", last);
    if (at >= last) continue;
    const parameter = code.slice(first, at).split(":")[0].trim();
    made.wrap(at + 1, last, `kept_("${name}", "${parameter}", `, ")");
  }
}

/**
 * What stands in brackets that the small Python reads otherwise.
 * @param {string} code @param {number} at @param {number} to @param {Changes} made
 */
function bracketed(code, at, to, made) {
  const before = code.slice(Math.max(0, at - 300), at).trimEnd();
  const of =
    /[\p{L}\p{N}_)\]}]$/u.test(before) &&
    !/\b(return|in|and|or|not|is|else|if|yield|lambda|for)$/.test(before);
  const after = code.slice(to + 1, to + 300).trimStart();
  const target = /^=(?!=)|^in\b/.test(after);
  if (code[at] === "[" && of) return stepped(code, at, to, target, made);
  if (code[at] === "{") return aDict(code, at, to, made);
  if (of || target || /\bfor$/.test(before)) return;
  const items = pieces(code, at + 1, to);
  const round = code[at] === "(";
  if (!starred(code, items) || (round && !code.slice(at, to).includes(","))) return;
  made.put(at, round ? "tuple(unpacked_(" : "unpacked_(");
  made.put(to, round ? "))" : ")");
  unstarred(code, items, made);
}

/** Whether a star is among the items. @param {string} code @param {Span[]} items */
const starred = (code, items) => items.some(([first]) => code[first] === "*");

/** Items without their stars, the others in lists. @param {string} code @param {Span[]} items @param {Changes} made */
function unstarred(code, items, made) {
  for (const [first, last] of items) {
    if (code[first] === "*") made.put(first, "");
    else made.wrap(first, last, "[", "]");
  }
}

/**
 * A slice with a step.
 * @param {string} code @param {number} at @param {number} to @param {boolean} target
 * @param {Changes} made
 */
function stepped(code, at, to, target, made) {
  const inside = outside(code.slice(at + 1, to));
  if (target || inside.includes(",") || inside.split(":").length !== 3) return;
  if (/^[-+*/%@|&^]+=/.test(code.slice(to + 1).trimStart())) return;
  made.wrap(primary(code, at), to + 1, "stepped_(", ")");
  made.put(at, ", keys_[");
}

/** Where that begins which a bracket at `at` asks of. @param {string} code @param {number} at */
function primary(code, at) {
  let from = at;
  while (from > 0) {
    const sign = code[from - 1];
    if (CLOSE.includes(sign)) {
      let depth = 0;
      do {
        from--;
        if (CLOSE.includes(code[from])) depth++;
        if (OPEN.includes(code[from])) depth--;
      } while (depth && from > 0);
    } else if (/[\p{L}\p{N}_.]/u.test(sign)) from--;
    else break;
  }
  return from;
}

/** @param {string} code @param {number} at @param {number} to @param {Changes} made */
function aDict(code, at, to, made) {
  const inside = outside(code.slice(at + 1, to));
  const loop = inside.search(/\bfor\b/);
  if (loop >= 0) {
    const colon = inside.slice(0, loop).indexOf(":");
    if (colon < 0) return;
    made.put(at, "ordered_([(");
    made.put(at + 1 + colon, ",");
    made.wrap(at + 1, at + 1 + loop, "", ")");
    made.put(to, "])");
    return;
  }
  const items = pieces(code, at + 1, to);
  const isPair = (/** @type {Span} */ [first, last]) =>
    code.startsWith("**", first) || closing(code, first, ":", last) < last;
  if (!items.every(isPair)) {
    if (!starred(code, items)) return;
    made.put(at, "set(unpacked_(");
    made.put(to, "))");
    unstarred(code, items, made);
    return;
  }
  made.put(at, "ordered_(");
  made.put(to, ")");
  for (const [first, last] of items) {
    if (code.startsWith("**", first)) {
      made.put(first, "");
      made.put(first + 1, "");
      continue;
    }
    made.wrap(first, last, "[(", ")]");
    made.put(closing(code, first, ":", last), ",");
  }
}
