// @ts-check
// A question asked of what a reader typed: loaded, asked part by part, marked.

import { mark } from "./marks.js";
import { runnable } from "./rewriting.js";
import { lambdas, mentions, signatures } from "./source.js";
import { strange, unknown, unread } from "./unread.js";
import { general } from "./values.js";

/** @import { Mark, Outcome, Question } from "./asked" */
/** @import { Asked, PythonAnswer } from "./types" */

const LACKS = "This page's Python does not have";
const ABSENT = "which this page does not have.";
export const LONGEST = 20_000; // characters of a text: a rule has 300

/** Who carries requests out, one after the other. @typedef {{ ask: (requests: Asked[]) => Promise<PythonAnswer[]> }} Asking */

/** What keeps a text from being run, as a sentence, or "". @param {string} source */
export function refusal(source) {
  if (source.length > LONGEST) {
    const long = `${source.length.toLocaleString("en")} characters`;
    return `These are ${long}; a page takes ${LONGEST.toLocaleString("en")}.`;
  }
  const lack = unknown(source);
  if (lack) return `Line ${lack.line} imports ${lack.names}, ${ABSENT}`;
  return strange(source);
}

/** What stands above a question: names that are imported, texts. @typedef {{ names: Record<string, string[]>, texts: string[] }} Above */

/**
 * @param {string} source @param {string} name @param {string[]} [guarded]
 * @param {Above} [above]
 * @returns {Asked}
 */
export function loading(source, name, guarded = [], above = { names: {}, texts: [] }) {
  const text = source.replace(/\r\n?/g, "\n");
  const before = above.texts.join("\n");
  const found = { ...signatures(before), ...signatures(text) };
  const used = Object.entries(above.names).filter(([each]) =>
    mentions(`${before}\n${text}`, each),
  );
  return {
    do: "load",
    source: text,
    code: runnable(text),
    name,
    guarded,
    names: Object.fromEntries(used),
    before: above.texts.map(runnable),
    signatures: { ...found, "<lambda>": found[name] ?? null }, // as Python calls it
    lambdas: lambdas(text, name),
  };
}

/**
 * What an answer of Python's says is wrong, in a sentence, or "".
 * @param {PythonAnswer} answer @param {string} source
 */
export function trouble(answer, source) {
  if (answer.memory) return "It needs more memory than a page has.";
  if (answer.lacks) {
    const line = answer.line ? ` (${answer.line})` : "";
    return `${LACKS} ${answer.lacks}${line}: run it in the notebook.`;
  }
  if (answer.missing) {
    return `Nothing here is called ${answer.missing}: keep the name of the function.`;
  }
  if (!answer.error) return "";
  if (answer.error.startsWith("SyntaxError") && answer.at) {
    const { lacks, says } = unread(source, answer.at);
    if (lacks) return `${LACKS} ${lacks} (line ${answer.at}): run it in the notebook.`;
    if (says) return says;
  }
  const line = answer.line ? ` (${answer.line})` : "";
  return answer.endless || answer.sentence
    ? answer.error
    : `It raised ${answer.error}${line}.`;
}

/** Whether the page has less than Python has. @param {string} says */
const lacking = (says) => says.startsWith(LACKS) || says.endsWith(ABSENT);

/**
 * The mark of a text, or why there is none.
 * @param {Asking} python @param {Question} question @param {string} source
 * @param {Above} [above]
 * @returns {Promise<{ mark: Mark } | { says: string, lacks: boolean }>}
 */
export async function check(python, question, source, above) {
  const refused = refusal(source);
  if (refused) return { says: refused, lacks: lacking(refused) };
  const asks = question.parts.map(({ ask }) => ({
    do: "ask",
    name: question.name,
    ask,
  }));
  const answers = await python.ask([
    loading(source, question.name, question.guarded, above),
    ...asks,
  ]);
  const failed = answers.find((answer) => trouble(answer, source));
  if (failed) {
    const says = trouble(failed, source);
    return { says, lacks: lacking(says) };
  }
  const outcomes = answers.slice(1).map((answer) => /** @type {Outcome} */ (answer));
  return { mark: mark(question, outcomes) };
}

/**
 * The words of a mark, as `check` says them.
 * @param {Question} question @param {Mark} mark
 */
export function words({ id, name }, { status, points, of, lines }) {
  const earned = `${id} ${name}: ${status}, ${general(points, 6)} of ${general(of, 6)}`;
  if (status === "right") return [`✓ ${earned} points.`];
  const [first, ...others] = lines;
  return [`✗ ${earned} points. ${first}`, ...others];
}
