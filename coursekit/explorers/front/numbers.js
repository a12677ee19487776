// @ts-check
// Numbers as people type and read them.

/** @type {(x: number, low: number, high: number) => number} */
export const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

/**
 * Which of the positions is nearest to the value.
 * @param {number[]} positions @param {number} value
 */
export const nearest = (positions, value) =>
  positions.reduce(
    (best, p, i) =>
      Math.abs(p - value) < Math.abs(positions[best] - value) ? i : best,
    0,
  );

/**
 * What somebody types: 0.05, 1e-3, −0.9, 1/12. NaN if it is no number.
 * @param {string} text
 */
export const number = (text) =>
  text
    .replaceAll("−", "-")
    .split("/")
    .map((part) => Number(part.trim() || Number.NaN))
    .reduce((a, b) => a / b);

/**
 * A value as it is typed, with so many digits.
 * @param {number} x @param {number} digits
 */
export function show(x, digits) {
  if (!Number.isFinite(x)) return endless(x);
  const plain = x === 0 || (Math.abs(x) >= 1e-4 && Math.abs(x) < 1e6);
  const text = plain
    ? String(Number(x.toPrecision(digits)))
    : x.toExponential(digits - 1);
  return text
    .replace(/\.?0+e/, "e")
    .replaceAll("-", "−")
    .replace("e+", "e");
}

const ROOM = 7; // characters of a field
const DIGITS = [7, 6, 5, 4, 3, 2, 1];

/**
 * A value as it stands in a field: with as many digits as have room.
 * @param {number} x
 */
export const fitting = (x) =>
  DIGITS.map((digits) => String(Number(x.toPrecision(digits)))).find(
    (text) => text.length <= ROOM,
  ) ?? String(x);

/** @param {number} x */
const endless = (x) => (x > 0 ? "∞" : x < 0 ? "−∞" : "not a number");

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @param {number} power */
export const raised = (power) =>
  `10${power < 0 ? "⁻" : ""}${[...String(Math.abs(power))].map((c) => RAISED[Number(c)]).join("")}`;

/**
 * A size to two digits, all of them written: 0.0034, 8.0 · 10⁻⁵, 2 682.
 * @param {number} x
 */
export function size(x) {
  if (!Number.isFinite(x)) return endless(x);
  if (x === 0) return "0";
  const [mantissa, power] = x.toExponential(1).split("e");
  const exponent = Number(power);
  if (exponent < -3 || exponent > 3) {
    return `${mantissa.replace("-", "−")} · ${raised(exponent)}`;
  }
  if (exponent < 2) return x.toPrecision(2).replace("-", "−");
  return String(Math.round(x))
    .replace("-", "−")
    .replace(/(\d)(\d{3})$/, "$1\u2009$2");
}

/**
 * A coordinate with so many decimals, as many at every step.
 * @param {number} x @param {number} decimals
 */
export const fixed = (x, decimals) =>
  Number.isFinite(x) && Math.abs(x) < 1e4
    ? x.toFixed(decimals).replace("-", "−")
    : size(x);

/**
 * Round numbers between low and high, about so many.
 * @param {number} low @param {number} high @param {number} count
 */
export function round(low, high, count) {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const by = power * ([1, 2, 5].find((m) => m * power >= raw) ?? 10);
  const first = Math.ceil(low / by - 1e-9);
  const many = Math.floor(high / by + 1e-9) - first + 1;
  return Array.from({ length: many }, (_, i) =>
    Number(((first + i) * by).toPrecision(12)),
  );
}
