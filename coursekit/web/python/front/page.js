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
});
