// @ts-check
// <ck-rule>: a rule of the reader's own, walking beside the lesson's as it is typed.

import { View } from "../../../explorers/front/view.js";
import { live } from "../../front/live.js";
import * as np from "../../front/numpy.js";
import { loading, refusal, trouble } from "./check.js";
import { editor } from "./editor.js";
import { fits, linked, received } from "./link.js";
import { described, dress, element, kept, startOver } from "./page.js";
import { shared } from "./python.js";
import { ruleIn } from "./source.js";
import { typed, withRule, YOURS } from "./typed.js";

/**
 * @import { Settings } from "../../../explorers/front/types"
 * @import { Course, Description } from "../../front/types"
 * @import { Own, PythonAnswer, Sent } from "./types"
 */

/**
 * @typedef {{ source: string, name: string, explorer: Description,
 *   defaults: Record<string, number> }} Told
 */

const REST = 250; // ms without a key after which what is typed walks
const NO_RULE =
  "A rule begins with `def name(theta, grad, t, …)`; there is none in this text.";
const SENT =
  "This rule came with the link. Read it; it runs in this page alone when you press Run.";

const YOURS_AGAIN = "This is your rule of last time. It walks when you press Run.";
const YOURS_NOW =
  "This is your rule as you typed it on another page. It walks when you press Run.";
const ODD = "A knob of a page has a plain name and a finite number";
const KEPT = "Your own rule is kept: it is on this page without the link.";
const ELSEWHERE = "Its surface is not in this lesson: it walks where you are.";

/** What the page knows by name. @returns {Course} */
function course() {
  const world = /** @type {{ coursekit?: { course?: (n: typeof np) => Course } }} */ (
    globalThis
  );
  return world.coursekit?.course?.(np) ?? {};
}

class Rule extends (globalThis.HTMLElement ?? Object) {
  begun = false;
  /** @type {View | null} */
  view = null;
  timer = 0;
  /** The defaults of the rule that walks. @type {Record<string, number>} */
  defaults = {};
  store = kept("");
  fill = (/** @type {string} */ _) => {}; // shows a text
  first = ""; // the text to start over with
  unkept = ""; // what there is to say where the browser keeps no text
  /** What of the settings is to be as it was sent. @type {Sent | null} */
  sent = null;
  sight = new IntersectionObserver(
    ([{ isIntersecting }]) => {
      if (isIntersecting) this.open();
    },
    { rootMargin: "300px" },
  );

  connectedCallback() {
    described(this, (told) => this.begin(/** @type {Told} */ (told)));
  }

  disconnectedCallback() {
    this.sight.disconnect();
    this.view?.close();
    this.view = null;
  }

  /** @param {Told} told */
  begin(told) {
    if (this.begun) return;
    this.begun = true;
    this.told = told;
    this.defaults = told.defaults;
    dress();
    const { root, area, fill } = editor({
      label: "Your rule, in Python",
      text: "",
      onChange: () => {
        this.unkept = this.store.write(area.value === this.first ? null : area.value);
        clearTimeout(this.timer);
        this.timer = window.setTimeout(() => this.walk(), REST);
      },
      onRun: () => this.walk(),
    });
    area.addEventListener("focus", () => shared.ready().catch(() => {}), {
      once: true,
    });
    this.area = area;
    this.fill = fill;
    this.said = element("p", "ckt-said", "");
    this.said.setAttribute("role", "status");
    this.place = element("div", "ckt-place", "");
    const row = element("div", "ckt-row", "");
    row.append(
      this.button("Run", () => this.walk()),
      this.button("Copy to my notebook", () => this.copy()),
      this.button("Copy a link to this rule", () => this.link()),
      startOver(area, () => this.first),
    );
    for (const still of [...this.children]) {
      if (still.tagName !== "SCRIPT") /** @type {HTMLElement} */ (still).hidden = true;
    }
    this.append(root, row, this.said, this.place);
    this.sight.observe(this);
    if (this.keep("", told.source)) this.say(YOURS_AGAIN);
    this.take();
    window.addEventListener("hashchange", () => this.take());
  }

  /** @param {string} text @param {() => void} press */
  button(text, press) {
    const made = element("button", "", text);
    made.setAttribute("type", "button");
    made.onclick = press;
    return made;
  }

  /** Under what the text of a link, or of none, is kept. @param {string} hash */
  key = (hash) => `coursekit rule ${this.told?.name}${hash}`;

  /**
   * Show the text that is kept for a link, or for none; whether the reader typed it.
   * @param {string} hash @param {string} first  the text where nothing is kept
   */
  keep(hash, first) {
    const store = kept(this.key(hash));
    [this.store, this.first] = [store, first];
    const before = store.read();
    this.fill(before ?? first);
    store.onChange((text) => {
      if (this.store !== store) return;
      this.fill(text ?? first);
      this.say(YOURS_NOW);
    });
    return before !== null;
  }

  /** A rule that came with the link: shown, and not run before the reader asks. */
  take() {
    try {
      const sent = received(location.hash);
      if (!sent || !this.area) return;
      this.toView();
      const again = this.keep(location.hash, sent.source);
      this.sent = sent;
      const here = fits(sent, this.told?.explorer.scene.surfaces ?? []);
      const own = kept(this.key("")).read() !== null;
      const words = [again ? YOURS_AGAIN : SENT, !here && ELSEWHERE, own && KEPT];
      this.say(refusal(this.area.value) || words.filter(Boolean).join(" "));
    } catch (error) {
      this.say(/** @type {Error} */ (error).message);
    }
  }

  /** Into sight: a lesson is long, and the browser knows no place of such a link. */
  toView() {
    const scroll = () => this.scrollIntoView({ behavior: "instant" });
    if (document.readyState === "complete") scroll();
    else window.addEventListener("load", scroll, { once: true });
  }

  /** @param {string} words */
  say(words) {
    if (this.said && this.said.textContent !== words) this.said.textContent = words;
  }

  /** The explorer, as it is before anything is typed. */
  open() {
    this.sight.disconnect();
    if (this.view || !this.told) return;
    try {
      this.show(live(this.told.explorer, course()));
    } catch (error) {
      this.say(`It stands still here: ${/** @type {Error} */ (error).message}.`);
    }
  }

  /** @param {import("../../../explorers/front/types").Engine} engine */
  show(engine) {
    this.view?.close();
    const root = document.createElement("div");
    this.place?.replaceChildren(root);
    this.view = new View(root, engine);
  }

  /** Walk by what is typed now, or say why not. */
  async walk() {
    clearTimeout(this.timer);
    const { area, told } = this;
    if (!area || !told) return;
    const source = area.value;
    if (source === told.source && !this.own) return this.say(this.unkept);
    const refused = refusal(source);
    if (refused) return this.say(refused);
    const name = ruleIn(source);
    if (!name) return this.say(NO_RULE);
    this.area?.setAttribute("aria-busy", "true");
    const answers = await shared
      .ready()
      .then(() => shared.ask([loading(source, name), { do: "settings", name }]))
      .catch((/** @type {Error} */ { message }) => [
        /** @type {PythonAnswer} */ ({ error: message }),
      ]);
    this.area?.removeAttribute("aria-busy");
    if (area.value !== source) return; // it was typed on
    const wrong = answers.map((answer) => trouble(answer, source)).find(Boolean);
    if (wrong) return this.say(wrong);
    this.say(this.unkept);
    const [, { knobs, remembers }] = answers;
    const odd = /** @type {Own["knobs"]} */ (knobs).find(
      ([knob, value]) => knob === "__proto__" || !Number.isFinite(value),
    );
    if (odd) return this.say(`${ODD}: \`${odd[0]}\` is none.`);
    this.put({ knobs, memory: remembers }, name, source);
  }

  /** Let the rule take its place in the explorer. @param {Own} own @param {string} name @param {string} source */
  put(own, name, source) {
    const told = /** @type {Told} */ (this.told);
    const description = withRule(told.explorer, own);
    const { scene } = description;
    const now = this.view?.state.scene ? this.view.state.settings : null;
    const old = { ...told.explorer.scene.state, ...now };
    const kept =
      this.sent?.knobs ?? unchanged(old.knobs[YOURS], this.defaults, own.knobs);
    scene.state = settled(scene.state, old, kept, this.sent, scene.surfaces);
    this.sent = null;
    this.defaults = Object.fromEntries(own.knobs);
    const engine = typed(description, course(), shared, name, source, (words) =>
      this.say(words || this.unkept),
    );
    const same = JSON.stringify(own) === this.own;
    this.own = JSON.stringify(own);
    const { view } = this;
    if (!view?.state.scene || !same) return this.show(engine);
    view.engine = engine;
    const { scene: shown, picture: drawn, paths: walked } = view.state;
    const paths = [...walked];
    paths[YOURS] = undefined;
    // Of a rule with the same knobs all is another: what is drawn stands until then.
    const picture = drawn && { ...drawn, key: "" };
    view.change({ ...view.state, asked: [], paths, picture, scene: shown });
  }

  /** @returns {Settings | undefined} */
  get settings() {
    return this.view?.state.scene
      ? this.view.state.settings
      : this.told?.explorer.scene.state;
  }

  link() {
    const now = this.settings;
    if (!now || !this.area) return;
    const { surface, start, steps, knobs } = now;
    const sent = {
      source: this.area.value,
      surface,
      start,
      steps,
      knobs: knobs[YOURS],
    };
    const address = location.href.split("#")[0] + linked(sent);
    this.give(
      address,
      "The link is copied. What is behind its # stays with its reader.",
    );
  }

  copy() {
    const now = this.settings;
    if (!now || !this.area || !this.told) return;
    const name = ruleIn(this.area.value);
    if (!name) return this.say(NO_RULE);
    const { scene } = this.told.explorer;
    const surface = scene.surfaces[now.surface].name;
    const text = cell(this.area.value, name, surface, now.knobs[YOURS]);
    this.give(text, "Copied: paste it into a cell of your notebook.");
  }

  /** @param {string} text @param {string} words */
  async give(text, words) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(words);
    } catch {
      this.say(`Your browser does not let a page copy. Copy this: ${text}`);
    }
  }
}

/**
 * The values of knobs whose defaults the reader did not change.
 * @param {Record<string, number>} values @param {Record<string, number>} before
 * @param {[string, number][]} now
 */
const unchanged = (values, before, now) =>
  Object.fromEntries(
    now.flatMap(([name, value]) =>
      before[name] === value && Object.hasOwn(values, name)
        ? [[name, values[name]]]
        : [],
    ),
  );

/**
 * Settings that a reader had, or was sent, where they still fit.
 * @param {Settings} fresh @param {Settings} old @param {Record<string, number>} kept
 * @param {Sent | null} sent @param {{ start: number[] }[]} surfaces
 * @returns {Settings}
 */
function settled(fresh, old, kept, sent, surfaces) {
  const own = { ...fresh.knobs[YOURS] };
  for (const name of Object.keys(own)) {
    if (Object.hasOwn(kept, name)) own[name] = kept[name];
  }
  const settings = { ...old, knobs: [old.knobs[0], own] };
  if (!sent || !fits(sent, surfaces)) return settings;
  const { surface, start, steps } = sent;
  return { ...settings, surface, start, steps, t: steps };
}

/**
 * The rule as a cell of a notebook.
 * @param {string} source @param {string} name @param {string} surface
 * @param {Record<string, number>} knobs
 */
export function cell(source, name, surface, knobs) {
  const decorated = /^@optimizer\b/m.test(source)
    ? source
    : source.replace(new RegExp(`^def ${name}\\b`, "m"), `@optimizer\ndef ${name}`);
  const set = Object.entries(knobs).map(([knob, value]) => `${knob}=${value}`);
  return `import numpy as np
from coursekit import explore, optimizer, ${surface}


${decorated.trim()}


explore(${name}(${set.join(", ")}), ${surface})
`;
}

export function define() {
  if (!customElements.get("ck-rule")) customElements.define("ck-rule", Rule);
}
