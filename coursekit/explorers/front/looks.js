// @ts-check
// Inks: from the page's style, so that they follow the theme.

/** @import { Look, Runner } from "./types" */

/**
 * @typedef {{ paper: string, ink: string, soft: string, hair: string, dark: boolean,
 *   font: string }} Inks
 */

/** The inks of an element, from its CSS variables. @param {Element} root @returns {Inks} */
export function inks(root) {
  const style = getComputedStyle(root);
  const value = (/** @type {string} */ name) =>
    style.getPropertyValue(`--ck-${name}`).trim();
  return {
    paper: value("paper"),
    ink: value("ink"),
    soft: value("soft"),
    hair: value("hair"),
    dark: value("dark") === "1",
    font: style.fontFamily,
  };
}

/**
 * How a runner is drawn; one alone needs no dashes.
 * @param {Runner} runner @param {boolean} dark @param {boolean} alone
 * @returns {Look}
 */
export const look = ({ color, dark: other, dash, polygon }, dark, alone) => ({
  color: dark ? other : color,
  dash: alone ? [] : dash,
  polygon,
});
