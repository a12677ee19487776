// @ts-check
// Progress that the browser keeps for all pages of the site, and nobody else sees.
import { joined, nothing, read, salvaged, written } from "./progress.js";

/** @import { Keeper, Kept, Noted, Progress, Store, Told, Whole } from "./types" */

const NAME = "coursekit progress";
const ASIDE = "coursekit aside "; // and a number: texts that could not be read
const BRIEF = "Kept while this page is open: the browser keeps nothing here.";
const UNREAD =
  "Some of your earlier progress cannot be read: the page “Your progress” saves it as a " +
  "file.";

const ALL_NEW = { progress: nothing(), whole: true };

/**
 * What keeps progress, in the browser's storage or, where that is closed, on the page.
 * @param {() => globalThis.Storage} storage  which may throw
 * @param {(call: () => void) => void} elsewhere  calls when another page has written
 * @returns {Keeper}
 */
export function keeper(storage, elsewhere) {
  const calls = /** @type {Set<() => void>} */ (new Set());
  let here = nothing();
  let lasts = true;

  function progress() {
    if (!lasts) return here;
    try {
      const text = storage().getItem(NAME);
      const { progress: found, whole } = text === null ? ALL_NEW : salvaged(text);
      here = found;
      if (!whole) putAside(/** @type {string} */ (text));
    } catch {
      // Closed: what this page knows stays.
    }
    return here;
  }

  /** Keeps a text that cannot be read under another name, so that nothing is lost. */
  function putAside(/** @type {string} */ text) {
    const [box, name] = [storage(), ASIDE + (unread().length + 1)];
    lasts = false; // until both have found room
    box.removeItem(NAME);
    try {
      box.setItem(name, text);
    } catch {
      return box.setItem(NAME, text);
    }
    box.setItem(NAME, written(here));
    lasts = true;
  }

  function unread() {
    const texts = /** @type {string[]} */ ([]);
    try {
      for (;;) {
        const text = storage().getItem(ASIDE + (texts.length + 1));
        if (text === null) return texts;
        texts.push(text);
      }
    } catch {
      return texts;
    }
  }

  function forgetUnread() {
    for (let n = unread().length; n > 0; n--) storage().removeItem(ASIDE + n);
    told();
  }

  function keep(/** @type {Progress} */ now) {
    here = now;
    try {
      storage().setItem(NAME, written(now));
    } catch {
      lasts = false;
    }
    told();
  }

  function told() {
    for (const call of [...calls]) call();
  }

  elsewhere(told);
  return {
    progress,
    brief: () => (!lasts ? BRIEF : unread().length ? UNREAD : ""),
    unread,
    forgetUnread,
    note(kind, id, record) {
      const now = progress();
      const { [id]: _, ...others } = now[kind];
      keep({ ...now, [kind]: record ? { ...others, [id]: record } : others });
    },
    take(text) {
      const { progress: now, count } = joined(progress(), read(text));
      if (count) keep(now);
      return count;
    },
    forget() {
      forgetUnread();
      keep(nothing());
    },
    onChange(call) {
      calls.add(call);
      return () => calls.delete(call);
    },
  };
}

/** Under what a card's choices are noted. @param {string} kind @returns {Noted} */
const notedAs = (kind) =>
  kind === "predict" || kind === "reveal" ? "predicted" : "recalled";

/**
 * The record of a choice as progress keeps it: text under names.
 * @param {Whole} question @param {Kept} kept @param {string} kind @param {string} place
 */
export function record(question, { chosen, opened, at }, kind, place) {
  const { ask, answer, section, lesson } = question;
  /** @type {Record<string, string>} */
  const made = { asked: ask, chosen, at };
  if (notedAs(kind) === "recalled") {
    Object.assign(made, { lesson: String(lesson).padStart(2, "0"), place });
  } else if (section) {
    made.section = section;
  }
  return opened ? { ...made, answer } : made;
}

/**
 * Where the cards of a page keep their choices; they know every answer.
 * @param {{ kind: any, place: string, shown: number, questions: Whole[] }} card
 * @param {Keeper} kept
 * @returns {Store}
 */
export function pageStore(card, kept) {
  const noted = notedAs(card.kind);
  const asked = new Map(card.questions.map((question) => [question.id, question]));
  const records = () => {
    const known = Object.entries(kept.progress()[noted]);
    return Object.fromEntries(
      known.filter(([id]) => asked.has(id)).map(([id, found]) => [id, shown(found)]),
    );
  };
  return {
    card: { ...card, name: "" },
    records,
    told() {
      const opened = Object.entries(records()).filter(([, found]) => found.opened);
      return Object.fromEntries(opened.map(([id]) => [id, told(asked.get(id))]));
    },
    brief: kept.brief,
    save(id, made) {
      const question = /** @type {Whole} */ (asked.get(id));
      const { kind, place } = card;
      kept.note(noted, id, made && record(question, made, kind, place));
    },
    onChange: kept.onChange,
  };
}

/** A record of progress as a card knows it. @returns {Kept} */
function shown(/** @type {Record<string, string>} */ found) {
  const { chosen, answer, at = "", place = "" } = found;
  const opened = answer !== undefined;
  return { chosen, opened, missed: opened && chosen !== answer, at, place };
}

/** @param {any} question @returns {Told} */
const told = ({ answer, why, wrong }) => ({ answer, why, wrong });
