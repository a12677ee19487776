// @ts-check
// What a text of Python says of itself before it runs: its functions and its rule.

import { bare, closing, heads, outside, pieces, uncommented } from "./brackets.js";

/** @import { Found } from "./types" */

/**
 * The parameters of every def and every lambda that is given a name, as their texts.
 * @param {string} text
 * @returns {Found[]}
 */
export function functions(text) {
  const [code, plain] = [bare(text), uncommented(text)];
  return heads(code).map(({ name, index, from, to }) => ({
    name,
    line: code.slice(0, index).split("\n").length,
    top: index === 0 || code[index - 1] === "\n",
    parameters: pieces(code, from, to).map(([first, last]) =>
      unhinted(plain.slice(first, last)).replace(/\s*=\s*/, "="),
    ),
  }));
}

/** A parameter without its type hint. @param {string} text */
function unhinted(text) {
  const [head] = /^\W*[\p{L}\p{N}_]+\s*:/u.exec(text) ?? [];
  if (!head) return text;
  const value = outside(bare(text)).indexOf("=");
  return head.replace(/\s*:$/, "") + (value < 0 ? "" : text.slice(value));
}

/** Whether a text speaks of a name, beside attributes. @param {string} text @param {string} name */
export const mentions = (text, name) =>
  new RegExp(`(?<![\\p{L}\\p{N}_.])${name}(?![\\p{L}\\p{N}_])`, "u").test(bare(text));

const MANY = 50; // lambdas that are looked at

/** The parameters of every lambda but the one called `name`. @param {string} text @param {string} name */
export function lambdas(text, name) {
  const [code, plain] = [bare(text), uncommented(text)];
  const own = heads(code).find((head) => head.name === name)?.from;
  const found = [...code.matchAll(/\blambda\b/g)].slice(0, MANY);
  return found.flatMap(({ index }) => {
    const from = index + "lambda".length;
    if (from === own) return [];
    const line = code.indexOf("\n", from);
    const to = closing(code, from, ":", line < 0 ? code.length : line);
    return [pieces(code, from, to).map(([first, last]) => plain.slice(first, last))];
  });
}

/**
 * The parameters by name, as Python asks for them; null where two functions of one name
 * have others.
 * @param {string} text
 */
export function signatures(text) {
  /** @type {Record<string, string[] | null>} */
  const found = {};
  for (const { name, parameters } of functions(text)) {
    const same = !(name in found) || String(found[name]) === String(parameters);
    found[name] = same ? parameters : null;
  }
  return found;
}

/**
 * The name of the rule in a text: the last function whose arguments are a rule's.
 * @param {string} text
 */
export function ruleIn(text) {
  const rules = functions(text).filter(
    ({ top, parameters }) => top && parameters.slice(0, 3).join() === "theta,grad,t",
  );
  return rules.at(-1)?.name ?? "";
}
