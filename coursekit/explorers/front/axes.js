// @ts-check
// Axes, their numbers and titles, as SVG whose inks are the page's: they follow the theme.

import { clamp, round, show } from "./numbers.js";
import { css, endsSpan } from "./painting.js";
import { fastest, reachWords } from "./placing.js";

/**
 * @import { Box, Curves, Ends, GroundInks, KnobMap, MapAxis, MapOf, Placed, Point, Reach, Span, Surface }
 *   from "./types"
 */

/** Room around the curves of the second picture; names stand at their right ends. */
export const MARGIN = { left: 42, right: 14, top: 10, bottom: 36 };

const ESCAPED = /** @type {Record<string, string>} */ ({
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
});

/** Text as it may stand in HTML. @param {unknown} text */
export const esc = (text) => String(text).replace(/[&<>"]/g, (c) => ESCAPED[c]);

/**
 * @param {number} x @param {number} y @param {string} words @param {string} [kind]
 * @param {string} [anchor]
 */
const put = (x, y, words, kind = "num", anchor = "start") =>
  `<text class="ck-${kind}" x="${px(x)}" y="${px(y)}" text-anchor="${anchor}">${esc(words)}</text>`;

/**
 * Text in lines of so many characters at most.
 * @param {string} text @param {number} most
 */
export function wrapped(text, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length > most && lines.at(-1)) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** @param {number} x */
const px = (x) => Number(x.toFixed(1));

/** @param {number} power */
const ten = (power) =>
  `10<tspan dy="-4" font-size="9">${power < 0 ? "−" : ""}${Math.abs(power)}</tspan>`;

/**
 * Numbers within the edge of the landscape, and what its sides are.
 * @param {Surface} surface @param {number} w @param {number} h
 */
export function landAxes(surface, w, h) {
  const { letters, start } = surface;
  const { xs, ys } = landNumbers(surface, w, h);
  const name = start.length === 1 ? `f(${letters[0]})` : letters[1];
  return (
    xs.map(([x, words]) => put(x, h - 6, words, "num", "middle")).join("") +
    ys.map(([y, words]) => put(6, y + 4, words)).join("") +
    put(w - 8, h - 7, letters[0], "sym", "end") +
    put(7, 17, name, "sym")
  );
}

/**
 * What the axes of a landscape cover.
 * @param {Surface} surface @param {number} w @param {number} h
 * @returns {Box[]}
 */
export function landBoxes(surface, w, h) {
  const { xs, ys } = landNumbers(surface, w, h);
  const wide = (/** @type {string} */ words) => 7 * words.length;
  return [
    { x: 0, y: 0, w: 40, h: 22 },
    { x: w - 24, y: h - 22, w: 24, h: 22 },
    ...xs.map(([x, words]) => {
      return { x: x - wide(words) / 2, y: h - 17, w: wide(words), h: 14 };
    }),
    ...ys.map(([y, words]) => ({ x: 4, y: y - 7, w: wide(words), h: 14 })),
  ];
}

/**
 * Numbers along both axes of a landscape: where each stands, and its words.
 * @param {Surface} surface @param {number} w @param {number} h
 */
function landNumbers({ window: [across, up] }, w, h) {
  const xs = numbers(across, w / 90, (part) => w * part);
  const ys = numbers(up, h / 60, (part) => h * (1 - part));
  return {
    xs: xs.filter(([x]) => x >= 40 && x <= w - 34),
    ys: ys.filter(([y]) => y >= 30 && y <= h - 22),
  };
}

/**
 * Round numbers of a span, and where they stand.
 * @param {Span} span @param {number} count @param {(part: number) => number} to
 * @returns {[number, string][]}
 */
const numbers = ([low, high], count, to) =>
  round(low, high, count).map((c) => [to((c - low) / (high - low)), show(c, 4)]);

/**
 * The axes of a quantity against the step, in a box of w × h.
 * @param {Curves} side @param {number} steps @param {number} w @param {number} h
 */
export function curveAxes({ low, high, powers }, steps, w, h) {
  const values = powers ? decades(low, high, h) : round(low, high, h / 50);
  const rows = values.map((value) => {
    const y = px(h - (h * (value - low)) / (high - low));
    const words = powers ? ten(value) : esc(show(value, 4));
    return (
      `<path class="ck-grid" d="M0 ${y}H${px(w)}"/>` +
      `<text class="ck-num" x="-8" y="${y + 4}" text-anchor="end">${words}</text>`
    );
  });
  const marks = round(0, steps, Math.max(2, w / 90)).map((t) => {
    const x = px((w * t) / steps);
    return (
      `<path class="ck-axis" d="M${x} ${px(h)}v4"/>` +
      put(x, h + 16, String(t), "num", "middle")
    );
  });
  const axis = `<path class="ck-axis" d="M0 ${px(h)}H${px(w)}"/>`;
  return rows.join("") + axis + marks.join("") + put(w, h + 29, "step", "num", "end");
}

/** @param {number} low @param {number} high @param {number} h */
function decades(low, high, h) {
  const by = [1, 2, 3, 4, 5, 10].find((n) => (h * n) / (high - low) >= 26) ?? 20;
  const first = Math.ceil(low / by);
  const many = Math.floor(high / by) - first + 1;
  return Array.from({ length: Math.max(0, many) }, (_, n) => by * (first + n));
}

/**
 * What stands on a map of one or two knobs, and around it: axes, key, limit, words.
 * @param {KnobMap} map @param {MapOf} of @param {GroundInks} inks
 * @param {string} color of the rule @param {number} w @param {number} h
 */
export function mapAxes({ reach, ends, words }, { axes, theory }, inks, color, w, h) {
  const [across, second] = axes;
  const up = ends ? heights(endsSpan(ends)) : second;
  const all = [
    ...words,
    ...(reach ? reachWords(reach, theory) : []),
    ...(ends ? endsWords(ends) : []),
  ];
  const limit = reach?.limit ?? [];
  const at = (/** @type {Point} */ [x, y]) => `${px(w * x)} ${px(h * (1 - y))}`;
  const line = limit.length ? `M${limit.map(at).join("L")}` : "";
  const parts = [
    `<rect class="ck-frame" width="${px(w)}" height="${px(h)}"/>`,
    line && `<path class="ck-case" d="${line}"/><path class="ck-limit" d="${line}"/>`,
    ...apart(across.ticks, w, 3.6).map(
      ({ at: x, label, named }) =>
        `<path class="ck-axis" d="M${px(w * x)} ${px(h)}v5"/>` +
        put(w * x, h + 17, label, named ? "num ck-named" : "num", "middle"),
    ),
    put(w, h + 33, across.label, "sym", "end"),
    ...apart(up?.ticks ?? [], h).map(
      ({ at: y, label, named }) =>
        `<path class="ck-axis" d="M0 ${px(h * (1 - y))}h-5"/>` +
        put(-8, h * (1 - y) + 4, label, named ? "num ck-named" : "num", "end"),
    ),
    up ? upTitle(up.label) : "",
    ...all.map((words) => wordsOn(words, w, h)),
    reach ? ramp(reach, inks, color, w) : "",
  ];
  return parts.join("");
}

/** A sign beside an axis that goes up; a longer name above it. @param {string} label */
const upTitle = (label) =>
  label.length > 3
    ? put(0, -8, label, "sym", "start")
    : put(-8, 28, label, "sym", "end");

/**
 * Words around their place on a map; at the end of a line, above it and on one side.
 * @param {Placed} placed @param {number} w @param {number} h
 */
function wordsOn({ at: [x, y], words, beside }, w, h) {
  const lines = wrapped(words, Math.max(12, Math.floor(w / 8)));
  const half = 3.3 * Math.max(...lines.map((line) => line.length)) + 6;
  const middle = clamp(w * x, Math.min(half, w / 2), Math.max(w - half, w / 2));
  const end = x > 0.6 ? Math.min(w * x, w) - 6 : Math.max(w * x, 0) + 6;
  const top = Math.max(h * (1 - y) - (beside ? 6 : 0), 14);
  const [from, anchor] = beside ? [end, x > 0.6 ? "end" : "start"] : [middle, "middle"];
  return lines.map((line, n) => put(from, top + 15 * n, line, "word", anchor)).join("");
}

/**
 * Ticks whose words do not touch, those with a name first.
 * @param {MapAxis["ticks"]} ticks @param {number} length of the axis
 * @param {number} [wide] of half a character along the axis; else they are lines
 */
function apart(ticks, length, wide) {
  const kept = /** @type {MapAxis["ticks"]} */ ([]);
  for (const tick of [...ticks].sort((a, b) => Number(b.named) - Number(a.named))) {
    const free = kept.every(({ at, label }) => {
      const room = wide ? wide * (label.length + tick.label.length) + 6 : 14;
      return Math.abs(at - tick.at) * length > room;
    });
    if (free) kept.push(tick);
  }
  return kept;
}

/** An axis up the side for values from low to high. @param {Span} span @returns {MapAxis} */
const heights = ([low, high]) => ({
  label: "",
  ticks: round(low, high, 4).map((x) => ({
    at: (x - low) / (high - low),
    label: show(x, 4),
    named: false,
  })),
});

/** The curves' names, where each begins. @param {Ends} ends @returns {Placed[]} */
function endsWords(ends) {
  const [low, high] = endsSpan(ends);
  return Object.entries(ends).map(([words, [first]]) => ({
    at: [0, ((first ?? low) - low) / (high - low)],
    words,
    beside: true,
  }));
}

/** From the colour of the fastest to that of the slowest. @param {Reach} reach @param {GroundInks} inks @param {string} color @param {number} w */
function ramp(reach, { faintest }, color, w) {
  const best = fastest(reach);
  if (best === null) return "";
  const [low, high] = [String(best), String(reach.steps)];
  const shades = [0, 1, 2, 3, 4].map((n) => 1 - ((1 - faintest) * n) / 4);
  const colors = shades.map((share) => css(color, share));
  const from = w - 96 - 7 * high.length;
  const each = 96 / colors.length;
  const cells = colors.map(
    (color, n) =>
      `<rect x="${px(from + n * each)}" y="-16" width="${px(each + 0.5)}" height="8" fill="${esc(color)}"/>`,
  );
  return (
    cells.join("") +
    put(from - 5, -8, low, "num", "end") +
    put(w, -8, high, "num", "end")
  );
}
