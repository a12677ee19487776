// @ts-check
// Values of answers: where two differ first, how they are quoted. As coursekit/marks.

/** @import { Place, Value } from "./asked" */

const ROUNDING = 1e-14; // what differs by less is the same, where 0 may be expected

/** @param {Value} value @returns {value is { refused: true }} */
export const isRefused = (value) =>
  value !== null && typeof value === "object" && "refused" in value;

/**
 * The first place where they differ, as [place, got, expected], or null.
 * @param {Value} got @param {Value} expected @param {number} rtol
 * @param {Place} [place]
 * @returns {[Place, Value, Value] | null}
 */
export function differ(got, expected, rtol, place = []) {
  if (
    !Array.isArray(expected) ||
    !Array.isArray(got) ||
    got.length !== expected.length
  ) {
    return equal(got, expected, rtol) ? null : [place, got, expected];
  }
  for (const [i, one] of expected.entries()) {
    const found = differ(got[i], one, rtol, [...place, i]);
    if (found) return found;
  }
  return null;
}

/** @param {Value} got @param {Value} expected @param {number} rtol */
function equal(got, expected, rtol) {
  if (typeof got === "number" && typeof expected === "number") {
    return (
      close(got, expected, rtol, ROUNDING) ||
      (Number.isNaN(got) && Number.isNaN(expected))
    );
  }
  if (isRefused(got) && isRefused(expected)) return true;
  return got === expected;
}

/** math.isclose. @param {number} a @param {number} b @param {number} rtol @param {number} atol */
export function close(a, b, rtol, atol) {
  if (a === b) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  const apart = Math.abs(a - b);
  return apart <= Math.max(rtol * Math.max(Math.abs(a), Math.abs(b)), atol);
}

/** The lengths of nested lists, along the first items. @param {Value | undefined} value */
export function shape(value) {
  const lengths = [];
  for (let at = value; Array.isArray(at); at = at[0]) lengths.push(at.length);
  return lengths;
}

/**
 * Both values as a sentence may quote them, with as many digits as they need.
 * @param {Value} got @param {Value} expected
 * @returns {[string, string]}
 */
export function quoted(got, expected) {
  for (let digits = 6; digits < 17; digits++) {
    const [one, other] = [quote(got, digits), quote(expected, digits)];
    if (one !== other) return [one, other];
  }
  return [quote(got, 17), quote(expected, 17)];
}

/** @param {Value} value @param {number} digits */
function quote(value, digits) {
  if (Array.isArray(value)) {
    const lengths = shape(value);
    const words = lengths.length === 1 ? `${lengths[0]},` : lengths.join(", ");
    return `an array of the shape (${words})`;
  }
  if (isRefused(value)) return "an error";
  if (typeof value === "number") return general(value, digits);
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return represented(String(value)).slice(0, 80);
}

/** Python's repr of a text. @param {string} text */
export function represented(text) {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    .replaceAll("\r", "\\r")
    .replaceAll(mark, mark === "'" ? "\\'" : '"');
  return mark + inner + mark;
}

/** Python's f"{value:.{digits}g}". @param {number} value @param {number} digits */
export function general(value, digits) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const power = Number(value.toExponential(digits - 1).split("e")[1]);
  if (power < -4 || power >= digits) {
    const [part, exponent] = value.toExponential(digits - 1).split("e");
    const sign = exponent.startsWith("-") ? "-" : "+";
    return `${trimmed(part)}e${sign}${exponent.slice(1).padStart(2, "0")}`;
  }
  return trimmed(value.toFixed(Math.min(100, digits - 1 - power)));
}

/** @param {string} digits */
const trimmed = (digits) =>
  digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
