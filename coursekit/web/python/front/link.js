// @ts-check
// A rule in a link: text and knobs after the #, so that they never leave the reader's page.

/** @import { Sent } from "./types" */

const SIGN = "#rule=";
const LONGEST = 30_000; // characters of a link that is looked at
export const UNREADABLE =
  "The rule in this link cannot be read: the link may have been cut off.";

/** @param {Sent} sent */
export const linked = (sent) => SIGN + encoded(JSON.stringify(sent));

/**
 * The rule in a link, null if there is none. Throws an Error that says what is wrong.
 * @param {string} hash
 * @returns {Sent | null}
 */
export function received(hash) {
  hash = hash.replace(/^#rule%3d/i, SIGN); // as some programs write it
  if (!hash.startsWith(SIGN)) return null;
  if (hash.length > LONGEST) throw new Error("The rule in this link is too long.");
  let sent;
  try {
    sent = JSON.parse(decoded(hash.slice(SIGN.length)));
  } catch {
    throw new Error(UNREADABLE);
  }
  if (!isSent(sent)) throw new Error(UNREADABLE);
  return sent;
}

/**
 * Whether a page has the surface on which a sent rule walked; an older one may not.
 * @param {Sent} sent @param {{ start: number[] }[]} surfaces
 */
export const fits = ({ surface, start }, surfaces) =>
  surfaces[surface]?.start.length === start.length;

/** @param {any} sent @returns {sent is Sent} */
function isSent(sent) {
  const numbers = (/** @type {unknown} */ all) =>
    typeof all === "object" &&
    all !== null &&
    Object.values(all).every(Number.isFinite);
  return (
    typeof sent === "object" &&
    sent !== null &&
    typeof sent.source === "string" &&
    sent.source.length > 0 &&
    numbers(sent.knobs) &&
    Array.isArray(sent.start) &&
    numbers(sent.start) &&
    sent.start.length < 3 &&
    Number.isInteger(sent.surface) &&
    Number.isInteger(sent.steps) &&
    sent.steps > 0 &&
    sent.steps <= 1000
  );
}

/** Base64 without signs that mean something in links. @param {string} text */
function encoded(text) {
  const bytes = new TextEncoder().encode(text);
  const signs = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text */
function decoded(text) {
  const signs = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}
