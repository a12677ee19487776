// @ts-check
// A learner's progress as one file, and the picture of it: as coursekit/progress.py.

/** @import { Fate, Lessons, Noted, Picture, Progress, Records } from "./types" */

/** What a record of each kind must hold to be believed. */
const NEEDED = {
  predicted: ["asked", "chosen"],
  recalled: ["lesson", "asked", "chosen", "answer"],
  solved: ["name"],
};
export const KINDS = /** @type {Noted[]} */ (Object.keys(NEEDED));
const NO_FILE = "This is no file of a learner's progress.";

/** Nothing noted. @returns {Progress} */
export const nothing = () => ({ predicted: {}, recalled: {}, solved: {} });

/** Progress as the text of a file, as Python writes it. */
export const written = (/** @type {Progress} */ progress) =>
  JSON.stringify(progress, null, 1);

/**
 * The progress that a text holds; throws where it holds none, or something else, too.
 * @param {string} text
 * @returns {Progress}
 */
export function read(text) {
  const { progress, whole } = salvaged(text);
  if (!whole) throw new Error(NO_FILE);
  return progress;
}

/**
 * The progress in a text that may be damaged, and whether all of it could be read. What a
 * newer edition keeps under names of its own stays.
 * @param {string} text
 * @returns {{ progress: Progress, whole: boolean }}
 */
export function salvaged(text) {
  const found = parsed(text);
  if (!isObject(found)) return { progress: nothing(), whole: false };
  const progress = { ...nothing(), ...found };
  let whole = KINDS.some((kind) => kind in found);
  for (const kind of KINDS) {
    const records = isObject(progress[kind]) ? Object.entries(progress[kind]) : [];
    const kept = records.filter(([, record]) => sound(record, NEEDED[kind]));
    whole &&= isObject(progress[kind]) && kept.length === records.length;
    progress[kind] = Object.fromEntries(kept);
  }
  return { progress, whole };
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isObject = (/** @type {any} */ value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {any} record @param {string[]} needed */
const sound = (record, needed) =>
  isObject(record) &&
  needed.every((name) => name in record) &&
  Object.values(record).every((value) => typeof value === "string");

/**
 * Two progresses as one: of two records the later counts, ours if neither is.
 * @param {Progress} ours @param {Progress} theirs
 * @returns {{ progress: Progress, count: number }} and how many records are new
 */
export function joined(ours, theirs) {
  const progress = { ...ours };
  let count = 0;
  for (const kind of KINDS) {
    progress[kind] = { ...ours[kind] };
    for (const [key, record] of Object.entries(theirs[kind])) {
      const known = ours[kind][key];
      if (known && (record.at ?? "") <= (known.at ?? "")) continue;
      progress[kind][key] = record;
      count += 1;
    }
  }
  return { progress, count };
}

const missed = (/** @type {Record<string, string>} */ { chosen, answer = chosen }) =>
  answer !== chosen;

/** @param {Record<string, string>} record @returns {Fate} */
function fate(record) {
  if (!("answer" in record)) return "open";
  if (!record.chosen) return "shown";
  return missed(record) ? "wrong" : "right";
}

/** @param {Record<string, string>[]} records */
function predictions(records) {
  const fates = records.map(fate);
  return (
    /** @type {Fate[]} */ (["right", "wrong", "shown", "open"])
      .map((each) => ({ each, count: fates.filter((one) => one === each).length }))
      .filter(({ count }) => count)
      .map(({ each, count }) => `${count} ${each}`)
      .join(", ") || "–"
  );
}

/** @param {Record<string, string>} record */
function again({ asked, chosen, answer }) {
  return `${asked} ${chosen ? `You said “${chosen}”; it is` : "It is"} “${answer}”.`;
}

/** What stands under the keys of a lesson, in their order. */
const own = (/** @type {Records} */ records, /** @type {string} */ lesson) =>
  Object.keys(records)
    .filter((key) => key.slice(0, 2) === lesson)
    .sort()
    .map((key) => records[key]);

/**
 * What a learner has done, a row per lesson, and what to revisit.
 * @param {Progress} progress
 * @param {Lessons} lessons  what each lesson's exercise asks, by number
 * @returns {Picture}
 */
export function picture({ predicted, recalled, solved }, lessons) {
  const begun = new Set([
    ...[...Object.keys(predicted), ...Object.keys(solved)].map((key) =>
      key.slice(0, 2),
    ),
    ...Object.values(recalled).map(({ lesson }) => lesson),
  ]);
  const rows = [];
  const revisit = [];
  const surprises = [];
  for (const lesson of [...begun].sort()) {
    const guesses = own(predicted, lesson);
    const asked = Object.values(recalled).filter((each) => each.lesson === lesson);
    const tasks = lessons[lesson]?.tasks ?? [];
    const left = tasks.filter(({ id }) => !(id in solved));
    const known = asked.filter((record) => !missed(record)).length;
    rows.push({
      lesson,
      predictions: predictions(guesses),
      recalled: asked.length ? `${known} of ${asked.length}` : "–",
      exercises: tasks.length
        ? `${tasks.length - left.length} of ${tasks.length} solved`
        : "–",
    });
    for (const record of asked.filter(missed)) {
      revisit.push({ lesson, words: again(record) });
    }
    const names = left.map(({ id, name }) => `${id} ${name}`).join(", ");
    if (names) revisit.push({ lesson, words: `Not solved yet: ${names}.` });
    const sections = guesses
      .filter((record) => record.chosen && missed(record) && record.section)
      .map(({ section }) => section);
    for (const words of new Set(sections)) surprises.push({ lesson, words });
  }
  return { rows, revisit, surprises };
}
