// @ts-check
// The page of a learner's own progress: its picture, as a file, from a file.
import { picture, written } from "./progress.js";

/** @import { Keeper, Lessons, Line } from "./types" */

const FORM = `
  <div class="ck-table"></div>
  <div class="ck-lists"></div>
  <div class="ck-keep">
    <button type="button">Save as a file</button>
    <label class="ck-file">Take from a file<input type="file" accept=".json,application/json"></label>
    <button type="button" class="ck-quiet">Forget all of it</button>
    <p role="status"></p>
  </div>
  <div class="ck-keep ck-unread" hidden>
    <p>Some of your earlier progress cannot be read here: save it as a file, which somebody
    may mend.</p>
    <button type="button">Save what cannot be read</button>
    <button type="button" class="ck-quiet">Forget what cannot be read</button>
  </div>`;
const FILE = "progress.json";
const UNREAD_FILE = "unread-progress.json";
const EMPTY =
  "Nothing yet. Choose an answer where a lesson asks for a prediction, or solve an " +
  "exercise; then look here again.";
const SURPRISED = "It came otherwise than you thought, which is worth another reading";
const HEAD = ["Lesson", "Predictions", "Recalled", "Exercises"];

/** @param {string} text @param {string} name */
function download(text, name) {
  const file = new Blob([text], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/**
 * Fills the page and keeps it true; returns what ends that.
 * @param {HTMLElement} root @param {{ lessons: Lessons }} about @param {Keeper} kept
 */
export function progressPage(root, { lessons }, kept) {
  const inner = document.createElement("div");
  inner.innerHTML = FORM;
  for (const words of root.querySelectorAll(":scope > p")) words.remove();
  root.append(inner);
  const find = (/** @type {string} */ css) =>
    /** @type {HTMLElement} */ (inner.querySelector(css));
  const [save, forget, saveUnread, forgetUnread] = inner.querySelectorAll("button");
  const input = /** @type {HTMLInputElement} */ (find("input"));
  const status = find("[role=status]");
  let sure = false;

  const make = (/** @type {string} */ tag, /** @type {string | Node[]} */ content) => {
    const made = document.createElement(tag);
    made.append(...(typeof content === "string" ? [content] : content));
    return made;
  };

  function linked(/** @type {string} */ lesson) {
    const link = make("a", `${lesson} ${lessons[lesson]?.title ?? ""}`.trim());
    if (lessons[lesson]) link.setAttribute("href", lessons[lesson].page);
    return link;
  }

  function table(/** @type {ReturnType<typeof picture>["rows"]} */ rows) {
    const head = make(
      "tr",
      HEAD.map((each) => make("th", each)),
    );
    for (const cell of head.children) cell.setAttribute("scope", "col");
    const body = rows.map(({ lesson, predictions, recalled, exercises }) => {
      const name = make("th", [linked(lesson)]);
      name.setAttribute("scope", "row");
      const cells = [predictions, recalled, exercises].map((each) => make("td", each));
      return make("tr", [name, ...cells]);
    });
    return make("table", [make("thead", [head]), make("tbody", body)]);
  }

  function list(/** @type {string} */ title, /** @type {Line[]} */ lines) {
    if (!lines.length) return [];
    const items = lines.map(({ lesson, words }) =>
      make("li", [linked(lesson), document.createTextNode(`: ${words}`)]),
    );
    return [make("h2", title), make("ul", items)];
  }

  function paint() {
    const { rows, revisit, surprises } = picture(kept.progress(), lessons);
    find(".ck-table").replaceChildren(rows.length ? table(rows) : make("p", EMPTY));
    find(".ck-lists").replaceChildren(
      ...list("To revisit", revisit),
      ...list(SURPRISED, surprises),
    );
    find(".ck-unread").hidden = !kept.unread().length;
    forget.textContent = sure ? "Yes, forget all of it" : "Forget all of it";
  }

  function says(/** @type {string} */ words) {
    status.textContent = words;
  }

  save.onclick = () => {
    download(written(kept.progress()), FILE);
    says(
      `Saved as ${FILE}. In your copy of the course: coursekit progress --import ${FILE}`,
    );
  };
  saveUnread.onclick = () => {
    download(kept.unread().join("\n"), UNREAD_FILE);
    says(`Saved as ${UNREAD_FILE}.`);
  };
  forgetUnread.onclick = () => {
    kept.forgetUnread();
    says("What could not be read is forgotten.");
  };
  input.onchange = async () => {
    const [file] = input.files ?? [];
    if (!file) return;
    try {
      const count = kept.take(await file.text());
      const are = count === 1 ? "1 record is new." : `${count} records are new.`;
      says(`${are} ${kept.brief()}`.trim());
    } catch (error) {
      says(/** @type {Error} */ (error).message);
    }
    input.value = "";
  };
  forget.onclick = () => {
    if (sure) kept.forget();
    says(sure ? "Forgotten." : "This cannot be undone: save it as a file first.");
    sure = !sure;
    paint();
  };
  const ended = kept.onChange(paint);
  paint();
  return () => {
    ended();
    inner.remove();
  };
}
