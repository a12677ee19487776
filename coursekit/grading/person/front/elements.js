// @ts-check
// Elements from plain words; text stays text.

/**
 * @param {string} tag
 * @param {Record<string, string | number | boolean | (() => void) | undefined>} about
 *   attributes; functions listen
 * @param {(Node | string | null | undefined | false)[]} inside
 * @returns {HTMLElement}
 */
export function element(tag, about = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined)
      made.setAttribute(name, String(value));
  }
  for (const each of inside) if (each) made.append(each);
  return made;
}

/**
 * Text in which `code` stands between backticks.
 * @param {string} text
 */
export function prose(text) {
  const pieces = text.split("`");
  return element(
    "span",
    {},
    ...pieces.map((piece, n) => (n % 2 ? element("code", {}, piece) : piece)),
  );
}

/** @param {number} points */
export const shown = (points) => String(Math.round(points * 1000) / 1000);
