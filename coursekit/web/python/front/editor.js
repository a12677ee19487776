// @ts-check
// A box to type Python in: a textarea, in which Tab indents and which Esc lets Tab leave.

const INDENT = "    ";
const HINT = "Tab indents. Press Esc, then Tab, to leave.";

let count = 0;

/**
 * @param {{ label: string, text: string, onChange?: () => void, onRun?: () => void }} options
 * @returns {{ root: HTMLElement, area: HTMLTextAreaElement, fill: (text: string) => void }}
 *   fill: shows a text that nobody typed here
 */
export function editor({ label, text, onChange, onRun }) {
  const root = document.createElement("div");
  const [name, hint] = [`ck-code-${++count}`, `ckt-hint-${count}`];
  root.className = "ckt-editor";
  root.innerHTML = `<label for="${name}"></label>
    <textarea id="${name}" aria-describedby="${hint}" spellcheck="false"
      autocapitalize="off" autocomplete="off" wrap="off"></textarea>
    <p class="ckt-hint" id="${hint}">${HINT}</p>`;
  const [title, area] = /** @type {[HTMLElement, HTMLTextAreaElement]} */ (
    /** @type {unknown} */ ([...root.children])
  );
  title.textContent = label;
  const fit = () => {
    area.rows = Math.min(30, Math.max(4, area.value.split("\n").length + 1));
  };
  const fill = (/** @type {string} */ text) => {
    area.value = text;
    fit();
  };
  fill(text);
  let leaving = false;
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onRun?.();
    } else if (event.key === "Tab" && !leaving && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      indent(area, event.shiftKey);
    } else if (event.key === "Enter") {
      event.preventDefault();
      type(area, `\n${nextIndent(area)}`);
    }
    leaving = event.key === "Escape";
  });
  area.addEventListener("input", () => {
    fit();
    onChange?.();
  });
  return { root, area, fill };
}

/** Type a text where the caret is, so that it can be undone. @param {HTMLTextAreaElement} area @param {string} text */
function type(area, text) {
  area.focus();
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input"));
}

/** How far the next line begins. @param {HTMLTextAreaElement} area */
function nextIndent({ value, selectionStart }) {
  const line = value.slice(0, selectionStart).split("\n").at(-1) ?? "";
  const now = /^ */.exec(line)?.[0] ?? "";
  return /:\s*(#.*)?$/.test(line) ? now + INDENT : now;
}

/** Move the chosen lines in, or back. @param {HTMLTextAreaElement} area @param {boolean} back */
function indent(area, back) {
  const { value, selectionStart: from, selectionEnd: to } = area;
  if (from === to && !back) return type(area, INDENT);
  const first = value.lastIndexOf("\n", from - 1) + 1;
  const lines = value.slice(first, to).split("\n");
  const moved = lines.map((line) =>
    back ? line.replace(/^ {1,4}/, "") : INDENT + line,
  );
  area.setSelectionRange(first, to);
  type(area, moved.join("\n"));
  if (from !== to) area.setSelectionRange(first, first + moved.join("\n").length);
}
