// @ts-check
// A person's marks: those of the file, and what was changed since, which outlives the page.

/** @import { Answer, Data, Edit, Edits, Kept, Mark, Marks, Store } from "./types" */

/**
 * Times in ISO sort as text does.
 * @param {string} one
 * @param {string} other
 */
const later = (one, other) => [one, other].sort()[1];

/** @param {Mark} mark */
const placeOf = (mark) => JSON.stringify([mark.student, mark.lesson, mark.question]);

/**
 * The newest change of each place.
 * @param {Edits[]} all
 * @returns {Edits}
 */
export function newest(...all) {
  /** @type {Edits} */
  const found = {};
  for (const edits of all)
    for (const [place, edit] of Object.entries(edits))
      if (!(place in found) || found[place].at <= edit.at) found[place] = edit;
  return found;
}

/**
 * The changes that the file does not have: a newer mark of the file wins, and what is
 * saved and no longer there was taken away.
 * @param {Kept} kept
 * @param {Mark[]} marks
 * @returns {Edits}
 */
export function pending(kept, marks) {
  const file = new Map(marks.map((mark) => [placeOf(mark), mark]));
  return Object.fromEntries(
    Object.entries(kept.edits).filter(([place, { mark, at }]) => {
      const there = file.get(place);
      if (there) return (there.at ?? "") < at;
      return mark !== null || at > kept.saved;
    }),
  );
}

/**
 * @param {Data} data
 * @param {Store} store
 * @param {() => string} now  the time, in ISO
 * @returns {Marks}
 */
export function marksOf(data, store, now) {
  const name = `coursekit review ${data.class}`;
  const kept = read(store, name);
  const file = new Map(data.marks.map((mark) => [placeOf(mark), mark]));
  /** @type {[string, Edit | undefined][][]} */
  const past = [];
  let { by, saved } = kept;
  let edits = pending(kept, data.marks);
  let clock = "";

  /** A time later than that of any change before it. */
  const tick = () => {
    const time = now();
    clock = time > clock ? time : `${clock}+`;
    return clock;
  };
  const keep = () => {
    const stored = read(store, name);
    edits = newest(pending(stored, data.marks), edits);
    saved = later(stored.saved, saved);
    try {
      store.setItem(name, JSON.stringify({ by, saved, edits }));
    } catch {
      // The browser keeps nothing here: leaving warns, and the file is what counts.
    }
  };
  /** @param {string} place */
  const at = (place) =>
    place in edits ? (edits[place].mark ?? undefined) : file.get(place);
  /** @param {Answer} answer */
  const blank = (answer) => {
    const { lesson, question } = data.questions[answer.question];
    return { student: data.students[answer.student], lesson, question };
  };
  const all = () => {
    const places = new Set([...file.keys(), ...Object.keys(edits)]);
    return [...places].flatMap((place) => at(place) ?? []);
  };

  return {
    get by() {
      return by;
    },
    set by(value) {
      by = value;
      keep();
    },
    of: (answer) => at(placeOf(blank(answer))),
    change(answers, change) {
      const time = tick();
      past.push(
        answers.map((answer) => {
          const place = placeOf(blank(answer));
          const before = edits[place];
          const mark = change({ ...(at(place) ?? blank(answer)) }, answer);
          const seen = { by, at: time, on: answer.on, was: answer.points };
          edits[place] = { mark: mark && { ...mark, ...seen }, at: time };
          return [place, before];
        }),
      );
      keep();
    },
    undo() {
      const last = past.pop();
      if (!last) return false;
      const time = tick();
      for (const [place, before] of last) {
        const mark = before ? before.mark : (file.get(place) ?? null);
        edits[place] = { mark: mark && { ...mark, at: time }, at: time };
      }
      keep();
      return true;
    },
    unsaved: () => Object.values(edits).filter((edit) => edit.at > saved).length,
    remarks() {
      const given = all().flatMap((mark) => mark.remark || []);
      return [...new Set([...data.remarks, ...given])].sort();
    },
    text() {
      const { form, version } = data;
      const marks = all().sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
      const whole = {
        form,
        version,
        class: data.class,
        remarks: this.remarks(),
        marks,
      };
      return `${JSON.stringify(whole, null, 1)}\n`;
    },
    saved(time) {
      saved = later(time, saved);
      keep();
    },
  };
}

/**
 * @param {Store} store
 * @param {string} name
 * @returns {Kept}
 */
function read(store, name) {
  const nothing = { by: "", saved: "", edits: {} };
  try {
    return { ...nothing, ...JSON.parse(store.getItem(name) ?? "{}") };
  } catch {
    return nothing;
  }
}
