// What Python, engine, state and view tell one another. Only the type checker reads it.

/** Low and high end of an axis. */
export type Span = [number, number];
export type Point = [number, number];

export interface Tick {
  value: number;
  label: string;
  /** Whether it is a number that people name, as 1/λ. */
  named: boolean;
}

export interface Surface {
  name: string;
  start: number[];
  /** What is drawn, across and up; a flat surface has its losses upwards. */
  window: [Span, Span];
  /** How many decimals tell a thousandth of a side from the next. */
  digits: number[];
  /** How close counts as there. */
  near: number;
  /** What the coordinates are called. */
  letters: string[];
  minima: number[][];
  saddles?: number[][];
  /** A word for each minimum, where there are several. */
  wells: string[];
  floors: number[];
  /** The steepest curvature, as ticks use it. */
  lambda: string | null;
  /** A slider's positions, by where in the settings their value is. */
  stops: Record<string, number[]>;
  ticks: Record<string, Tick[]>;
  /** What its map is of, if there is one. */
  map: MapOf | null;
}

export interface Runner {
  name: string;
  /** On paper and in the dark. */
  color: string;
  dark: string;
  dash: number[];
  polygon: Point[];
  knobs: string[];
  /** Which of them are folded away. */
  more: string[];
}

/** All that a reader can set; Python calls it the state. */
export interface Settings {
  surface: number;
  start: number[];
  steps: number;
  knobs: Record<string, number>[];
  on: boolean[];
  t: number;
  speed: number;
  side: number;
  basins: boolean;
}

export interface Scene {
  surfaces: Surface[];
  runners: Runner[];
  /** What can stand beside the paths; a map has no curves. */
  sides: { name: string; curves: number[] | null; names?: string[] }[];
  state: Settings;
  /** Whether a page carries all answers that can be had: most stays as it is set. */
  alone: boolean;
  /** What cannot be moved, by where in the settings it is. */
  fixed: string[];
  choice: string;
  note: string;
  offers: { map: boolean; basins: boolean };
  symbols: Record<string, string>;
  inks: GroundInks;
  /** Whether every answer comes at once: the page computes, or carries it. */
  instant?: boolean;
}

/** A colour, and its share over the paper. */
export type Ink = [string, number];

/** What the ground and maps are painted with, on paper and in the dark. */
export interface GroundInks {
  ground: Ink;
  bands: number;
  contour: Ink;
  curve: string;
  wells: string[];
  tint: number;
  ink: string;
  faintest: number;
}

/** Words on a picture, around `at` (across and up, from 0 to 1) or beside it. */
export interface Placed {
  at: Point;
  words: string;
  beside?: boolean;
}

/** Which minimum the start in each cell ends at, −1 for none; rows go up. */
export interface Basins {
  columns: number;
  rows: number;
  of: ArrayLike<number>;
  /** Who walks. */
  rule: string;
}

export interface Land {
  /** A picture of the ground, where Python painted it. */
  src?: string;
  /** Where the page itself does. */
  ground?: (canvas: HTMLCanvasElement) => void;
  basin: Basins | null;
  words: Placed[];
}

export interface Curves {
  label: string;
  low: number;
  high: number;
  /** Whether low and high are powers of ten. */
  powers: boolean;
}

export interface MapAxis {
  label: string;
  path?: string;
  ticks: { at: number; label: string; named: boolean }[];
}

/** What a map is of: its title, its axes, and what theory calls the limit on it. */
export interface MapOf {
  title: string;
  axes: Required<MapAxis>[];
  theory: string;
}

/** How soon runs arrive over two knobs; the second counts fastest. */
export interface Reach {
  columns: number;
  /** The step from which on a run stays at a minimum, else −1. */
  arrived: ArrayLike<number>;
  /** Whether it leaves the picture. */
  left: ArrayLike<number | boolean>;
  /** Where theory has the rule grow, from 0 to 1 along both axes. */
  limit: Point[];
  steps: number;
}

/** Where runs end over one knob: curves by name, null where there is no number. */
export type Ends = Record<string, (number | null)[]>;

/** What comes of the knobs of a map, or words for why nothing does. */
export interface KnobMap {
  reach?: Reach;
  ends?: Ends;
  words: Placed[];
}

export interface Picture {
  surface: number;
  land: Land;
  side: Curves | KnobMap;
  /** Which heights lie on the lower and upper edge of the curves' box. */
  span: Span;
}

export type Numbers = Float64Array | Float32Array | Int16Array;

/** One run. */
export interface Run {
  length: number;
  xy: Numbers;
  heights: Numbers;
  above?: Numbers;
  away?: Numbers;
  via?: Numbers;
  left: number;
  arrived: number;
  first: number;
  basin: number;
}

/** The runs of one runner at all positions of `axes`, none or up to two knobs. */
export interface Pack {
  /** The settings that they are for. */
  key: string;
  axes: Record<string, number[]>;
  length: number;
  arrays?: Record<string, Numbers>;
  error?: string;
  /** Runs taken out already, by cell. */
  taken: Map<number, Run>;
}

export type Want = "scene" | "picture" | "path";

export interface Question {
  want: Want;
  runners?: number[];
}

export interface Asked extends Question {
  settings: Settings;
  since: number;
}

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: JSON, of a shape that `want` tells
  content: any;
  buffers: DataView[];
}

/** What computes: the kernel, or the page itself. */
export interface Engine {
  /** Never answered where the one who computes is gone. */
  ask(question: Question, settings: Settings): Promise<Answer>;
  /** How all is set, now that the hand rests. */
  told(settings: Settings): void;
  close(): void;
}

/** All that a view knows. */
export interface State {
  scene: Scene | null;
  settings: Settings;
  picture: (Picture & { key: string }) | null;
  paths: (Pack | undefined)[];
  asked: Asked[];
  /** Whether the hand rests. */
  resting: boolean;
  playing: { since: number; from: number } | null;
}

/** The state once the scene is known. */
export type Opened = State & { scene: Scene };

/** A run that is drawn: where it is in pixels, and how it looks. */
export interface Look {
  color: string;
  dash: number[];
  polygon: Point[];
}

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Cut {
  at: Point;
  /** Which edge: 0 right, 1 bottom, 2 left, 3 top. */
  edge: 0 | 1 | 2 | 3;
  step: number;
}
