// @ts-check
// Where choices are kept.

/** @import { Store } from "./types" */

const BRIEF = "Kept while Python runs: its folder cannot be written.";

/**
 * A notebook keeps choices in Python, by way of the widget's model.
 * @param {any} model
 * @returns {Store}
 */
export function notebookStore(model) {
  return {
    card: {
      kind: model.get("kind"),
      place: model.get("place"),
      name: model.get("name"),
      shown: model.get("shown"),
      questions: model.get("questions"),
    },
    records: () => model.get("records"),
    told: () => model.get("told"),
    brief: () => (model.get("written") ? "" : BRIEF),
    save: (id, record) => model.send({ id, record }),
    onChange(call) {
      model.on("change:records", call);
      return () => model.off("change:records", call);
    },
  };
}
