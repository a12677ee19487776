// @ts-check
// What a question shows, from what is known of it.
import { atOnce } from "./kept.js";

/** @import { Card, Kept, Kind, Look, Option, Question, Told } from "./types" */

/**
 * An option when the answer is seen.
 * @param {string} text @param {string} chosen @param {Told} told @param {Kind} kind
 * @returns {Option}
 */
function judged(text, chosen, told, kind) {
  const right = text === told.answer;
  const yours = atOnce(kind) ? "your answer" : "your prediction";
  const tag = [text === chosen && yours, right && "right"].filter(Boolean).join(", ");
  const mark = right ? "right" : text === chosen ? "wrong" : "";
  // Above the experiment the answer stays a line, lest it move what is read below.
  const line = right ? told.why : text === chosen ? (told.wrong[text] ?? "") : "";
  return { text, mark, tag, line: kind === "predict" ? "" : line };
}

const TITLES = {
  predict: "Predict first",
  reveal: "Answer",
  recall: "From lesson",
  quiz: "Quiz of lesson",
};
const ANEW = {
  predict: "Predict anew",
  reveal: "",
  recall: "Ask others",
  quiz: "Ask again",
};
const FATES = {
  shown: "You asked to see it.",
  right: "So it is.",
  wrong: "It came otherwise.",
};
const MARKED = { ...FATES, right: "Right.", wrong: "Not quite." };
const WAITS = "Predict first: your choice opens the answer here.";
const KEPT = "Kept. You may change it until you see the answer.";

/**
 * What a question shows.
 * @param {Card} card @param {Question} question @param {Kept | undefined} record
 * @param {Told | undefined} told
 * @param {{ selected?: string, brief?: string, more?: boolean, done?: boolean }} [now]
 *   the button that is on, why choices may not last, whether a question follows, whether
 *   all questions of the card are answered
 * @returns {Look}
 */
export function look({ kind }, question, record, told, now = {}) {
  const quick = atOnce(kind);
  const lesson = quick ? ` ${String(question.lesson).padStart(2, "0")}` : "";
  const title = TITLES[kind] + lesson;
  if (record?.opened && told) {
    return { ...answered(kind, question, record, told, now), title };
  }
  const { selected = record?.chosen ?? "", brief = "" } = now;
  const plain = question.options.map((text) => ({ text, mark: "", tag: "", line: "" }));
  const open = {
    title,
    options: /** @type {Option[]} */ (kind === "reveal" ? [] : plain),
    checked: selected,
    locked: false,
    again: "",
    heard: "",
    more: [],
  };
  if (kind === "reveal") {
    return { ...open, go: "", ready: false, show: !record, status: WAITS };
  }
  if (record) {
    const same = selected === record.chosen;
    const go = same ? "Kept" : "Keep this instead";
    return { ...open, go, ready: !same, show: false, status: brief || KEPT };
  }
  const go = quick ? "This is my answer" : "Keep my choice";
  return { ...open, go, ready: selected !== "", show: true, status: "" };
}

/**
 * What a question shows when its answer is seen, but for the title.
 * @param {Kind} kind @param {Question} question @param {Kept} record
 * @param {Told} told @param {{ brief?: string, more?: boolean, done?: boolean }} now
 * @returns {Omit<Look, "title">}
 */
function answered(kind, { options }, { chosen }, told, { brief, more, done }) {
  const fate = !chosen ? "shown" : chosen === told.answer ? "right" : "wrong";
  const quick = atOnce(kind);
  const others = options
    .filter((text) => told.wrong[text] && (kind === "predict" || text !== chosen))
    .map((text) => `${text}: ${told.wrong[text]}`);
  return {
    options: options.map((text) => judged(text, chosen, told, kind)),
    checked: chosen,
    locked: true,
    go: quick && more ? "Next question" : "",
    ready: true,
    show: false,
    again: quick && !done ? "" : ANEW[kind],
    status: [(quick ? MARKED : FATES)[fate], brief].filter(Boolean).join(" "),
    heard: [told.wrong[chosen], `The answer: ${told.answer}.`, told.why]
      .filter(Boolean)
      .join(" "),
    more: kind === "predict" ? [told.why, ...others] : others,
  };
}
