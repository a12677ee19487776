// @ts-check
// What anywidget calls: the card that asks, for predict, reveal, recall and quiz.
import { notebookStore } from "./store.js";
import { mount } from "./view.js";

export default {
  /** @param {{ model: any, el: HTMLElement }} view */
  render({ model, el }) {
    const store = notebookStore(model);
    const away = mount(el, store);
    // JupyterLab hides the stored words by style; where it is not, they go here.
    const words = el.closest(".jp-OutputArea")
      ? []
      : [...el.ownerDocument.querySelectorAll(`.ckq-words.${store.card.name}`)];
    for (const each of words) /** @type {HTMLElement} */ (each).hidden = true;
    return () => {
      for (const each of words) /** @type {HTMLElement} */ (each).hidden = false;
      away();
    };
  },
};
