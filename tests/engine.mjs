// Carries out jobs of Python: what the page's engine answers, or what rules walk.
import { readFileSync } from "node:fs";

import { runAt, unpack } from "../coursekit/explorers/front/packs.js";
import { basinWords, reachWords } from "../coursekit/explorers/front/placing.js";
import { contours, heights, levels } from "../coursekit/web/front/ground.js";
import { live } from "../coursekit/web/front/live.js";
import * as np from "../coursekit/web/front/numpy.js";
import { runner, walked } from "../coursekit/web/front/walks.js";

const { course: script, jobs } = JSON.parse(readFileSync(0, "utf8"));
new Function(script)();
const course = globalThis.coursekit.course(np);

/** Numbers as JSON has them: what is none, or infinite, by name. */
const plain = (value) =>
  typeof value === "number" && !Number.isFinite(value)
    ? String(value)
    : ArrayBuffer.isView(value) || Array.isArray(value)
      ? Array.from(value, plain)
      : value && typeof value === "object"
        ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]))
        : value;

const evaluated = (code, columns = []) =>
  new Function("np", "columns", `return ${code};`)(np, columns);

const tasks = {
  /** A rule on a surface: each step's numbers, from a state or from a start. */
  walk({ rule, surface, d, memory, knobs, states, start, steps }) {
    const own = runner(course[rule][d - 1], course[surface], d, memory);
    if (start) return walked(own, knobs, start, steps).rows;
    return states.map((state, n) => {
      const out = new Float64Array(own.width);
      own.walk(state.map(Number), knobs, n + 1, 1, out);
      return out;
    });
  },
  /** What functions of a translation give at these arguments. */
  call: ({ code, columns, asked }) => {
    const made = evaluated(code, columns);
    return asked.map(([name, ...args]) =>
      name ? made[name](...args.map(Number)) : made(...args),
    );
  },
  /** What an explorer answers, as names and numbers. */
  async ask({ description, questions }) {
    const engine = live(description, course);
    const answers = [];
    for (const { want, runners, settings } of questions) {
      const { content, buffers } = await engine.ask({ want, runners }, settings);
      if (want !== "path") {
        const { ground, ...land } = content.land ?? {};
        answers.push({ ...content, land });
        continue;
      }
      answers.push(
        content.runs.map(({ arrays, ...facts }) =>
          arrays
            ? runAt({ ...facts, arrays: unpack(arrays, buffers), taken: new Map() }, 0)
            : facts,
        ),
      );
    }
    return answers;
  },
  /** What stands on a map, or on basins. */
  words: ({ reach, theory, basin, wells }) =>
    reach ? reachWords(reach, theory) : basinWords(basin, wells),
  /** The levels of a ground, and at each end of its contours the height in units of them. */
  ground({ surface, window, bands }) {
    const ground = course[surface];
    const all = heights({ window }, ground);
    const edges = levels(all, bands);
    const at = ([low, high], part) => low + (high - low) * part;
    const ends = contours(all, edges.slice(1, -1)).map(([x, y]) =>
      ground.value(at(window[0], x), at(window[1], y)),
    );
    return { levels: edges, ends };
  },
  drawn: ({ seed, what, args }) => np.generator(seed)[what](...args),
};

const answers = [];
for (const { task, ...job } of jobs) {
  try {
    answers.push(plain(await tasks[task](job)));
  } catch (error) {
    answers.push({ raised: String(error) });
  }
}
process.stdout.write(JSON.stringify(answers));
