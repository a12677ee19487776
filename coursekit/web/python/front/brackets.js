// @ts-check
// A text of Python as signs: its strings blanked, its brackets, what stands between commas.

/**
 * The text with strings and comments blanked out, so that what looks like code is code.
 * @param {string} text
 */
export const bare = (text) => replaced(text, (found) => (found[0] === "#" ? " " : "_"));

/** The text with comments blanked out. @param {string} text */
export const uncommented = (text) =>
  replaced(text, (found) => (found[0] === "#" ? " " : ""));

/**
 * Strings and comments with another sign for each of theirs; "" leaves them.
 * @param {string} text @param {(found: string) => string} sign
 */
function replaced(text, sign) {
  return text.replace(
    /("""|''')[\s\S]*?(?:\1|$)|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|#[^\n]*/g,
    (found) => (sign(found) ? found.replace(/[^\n]/g, sign(found)) : found),
  );
}

/** Each bracket that opens with the place of the one that closes it. @param {string} code */
export function closers(code) {
  /** @type {Map<number, number>} */
  const found = new Map();
  /** @type {number[]} */
  const open = [];
  for (let at = 0; at < code.length; at++) {
    if (OPEN.includes(code[at])) open.push(at);
    else if (CLOSE.includes(code[at])) {
      const from = open.pop();
      if (from !== undefined) found.set(from, at);
    }
  }
  return new Map([...found].sort(([one], [other]) => one - other));
}

export const OPEN = "([{";
export const CLOSE = ")]}";

/** The text with what is in brackets blanked. @param {string} code */
export function outside(code) {
  let depth = 0;
  return [...code.split("")]
    .map((sign) => {
      if (CLOSE.includes(sign)) depth = Math.max(0, depth - 1);
      const shown = depth > 0 ? "_" : sign;
      if (OPEN.includes(sign)) depth++;
      return shown;
    })
    .join("");
}

/** Whether a word stands there. @param {string} code @param {number} at @param {string} word */
const begins = (code, at, word) =>
  code.startsWith(word, at) &&
  !/[\p{L}\p{N}_]/u.test((code[at - 1] ?? "") + (code[at + word.length] ?? ""));

/** From where to where. @typedef {[number, number]} Span */

/**
 * What stands between commas, without the spaces around it.
 * @param {string} code @param {number} from @param {number} to
 */
export function pieces(code, from, to) {
  /** @type {Span[]} */
  const found = [];
  let [depth, last] = [0, from];
  for (let i = from; i <= to; i++) {
    if (i === to || (code[i] === "," && depth === 0)) {
      const part = code.slice(last, i);
      const first = last + part.length - part.trimStart().length;
      if (part.trim()) found.push([first, first + part.trim().length]);
      last = i + 1;
    }
    if (depth === 0 && begins(code, i, "lambda")) {
      i = closing(code, i, ":", to); // its commas are its own
    }
    if (OPEN.includes(code[i])) depth++;
    if (CLOSE.includes(code[i])) depth--;
  }
  return found;
}

/** @typedef {{ name: string, index: number, from: number, to: number }} Head */

/** Each def, and each lambda that is given a name. @param {string} code @returns {Head[]} */
export function heads(code) {
  const found =
    /\bdef\s+([\p{L}_][\p{L}\p{N}_]*)\s*\(|(?<![\p{L}\p{N}_])([\p{L}_][\p{L}\p{N}_]*) *= *lambda\b/gu;
  const ends = closers(code);
  return [...code.matchAll(found)].flatMap((head) => {
    const from = head.index + head[0].length;
    const bracket = ends.get(from - 1) ?? code.length;
    const to = head[1] ? bracket : closing(code, from, ":");
    const closed = to < code.length;
    return closed ? [{ name: head[1] ?? head[2], index: head.index, from, to }] : [];
  });
}

/**
 * Where the sign stands, outside of brackets, that ends what begins at `from`.
 * @param {string} code @param {number} from @param {string} end @param {number} [to]
 */
export function closing(code, from, end, to = code.length) {
  let depth = 0;
  for (let i = from; i < to; i++) {
    if (depth === 0 && code[i] === end) return i;
    if (OPEN.includes(code[i])) depth++;
    if (CLOSE.includes(code[i])) depth--;
  }
  return to;
}
