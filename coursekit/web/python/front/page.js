// @ts-check
// What the elements share: what a page tells them, what they wear, what is kept.

/** @param {string} tag @param {string} name @param {string} text */
export function element(tag, name, text) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

/**
 * What an element's JSON says, once it is read.
 * @param {HTMLElement} owner @param {(description: unknown) => void} then
 */
export function described(owner, then) {
  const read = () => {
    const script = owner.querySelector(":scope > script[type='application/json']");
    if (owner.isConnected && script) then(JSON.parse(script.textContent ?? "{}"));
  };
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", read, { once: true });
  } else {
    read();
  }
}

/** Styles that scripts bring, by the ids of their sheets, once for a page. */
const SHEETS = { "ck-hands": "hands", "ck-style": "style" };

/** Wear what readers type in, and explorers, need. */
export function dress() {
  const world = /** @type {{ coursekit?: Record<string, string> }} */ (globalThis);
  for (const [id, name] of Object.entries(SHEETS)) {
    const style = world.coursekit?.[name];
    if (!style || document.getElementById(id)) continue;
    const sheet = document.createElement("style");
    sheet.id = id;
    sheet.textContent = style;
    document.head.append(sheet);
  }
}

export const UNKEPT =
  "Your browser keeps nothing here: copy your text before you leave this page.";

/**
 * A button that starts over and then, until something is typed, takes that back.
 * @param {HTMLTextAreaElement} area @param {() => string} first  what one starts with
 * @param {string} [what]  is started over
 */
export function startOver(area, first, what = "") {
  const button = element("button", "ckt-anew", "");
  button.setAttribute("type", "button");
  let before = ""; // what was there, while it can be taken back
  const label = () => {
    button.textContent = before ? "Take it back" : "Start over";
    button.setAttribute("aria-label", `${button.textContent} ${what}`.trim());
  };
  const put = (/** @type {string} */ text) => {
    area.value = text;
    area.dispatchEvent(new Event("input"));
  };
  button.onclick = () => {
    if (before) return put(before);
    if (area.value === first()) return;
    before = area.value;
    put(first());
  };
  area.addEventListener("input", () => {
    if (area.value !== first()) before = "";
    label();
  });
  label();
  return button;
}

/** A text that the browser keeps, where it keeps anything. @param {string} name */
export const kept = (name) => ({
  read() {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  /** What there is to say of it, or "". @param {string | null} text */
  write(text) {
    try {
      if (text === null) localStorage.removeItem(name);
      else localStorage.setItem(name, text);
      return "";
    } catch {
      return UNKEPT;
    }
  },
  /** Calls with the text, or null, when another page has written it. @param {(text: string | null) => void} call */
  onChange(call) {
    window.addEventListener("storage", ({ key, newValue }) => {
      if (key === name) call(newValue);
    });
    window.addEventListener("pageshow", ({ persisted }) => {
      if (persisted) call(this.read());
    });
  },
});
