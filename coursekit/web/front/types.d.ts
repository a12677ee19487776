// What the page's engine is told of an explorer, and what it makes of that.

import type { Curves, Scene, Span } from "../../explorers/front/types";

/** What computes on a surface, of the coordinates one by one. */
export interface Ground {
  value(...x: number[]): number;
  gradient(...x: number[]): number[];
  /** The slope that step t sees: the coordinates, then t. */
  oracle(...xt: number[]): number[];
  hessian(...x: number[]): number[][];
  search(...xw: number[]): number;
  project?(...x: number[]): number[];
}

/** Walks: each step is written into `out` as theta, memories, slope. */
export type Walk = (
  state: ArrayLike<number>,
  knobs: Record<string, number>,
  first: number,
  steps: number,
  out: Float64Array,
) => void;

export type Rule = (surface: Ground) => Walk;

/** What is known by name, or comes as code. */
export type Named = { name: string } | { code: string };

export interface Quantity {
  kind: "loss" | "distance" | "step" | "weights" | "rate";
  /** Whether it is one number per coordinate. */
  each: boolean;
}

/** What of a surface the scene does not tell. */
export interface Field {
  from: Named;
  /** Of each quantity, its whole axis. */
  axes: Curves[];
}

export interface Description {
  scene: Scene;
  rules: { from: Named; memory: Record<string, number> }[];
  fields: Field[];
  /** Data sets, as base64 of float64. */
  columns: string[];
  quantities: Quantity[];
  /** Whether a step is drawn as its two parts. */
  arrows: boolean;
}

/** A description, and JavaScript of what it names: an expression that uses `np`. */
export interface Described {
  description: Description;
  course: string;
}

/** An explorer that does not live in pages: what to do to have it move. */
export interface Still {
  still: string;
}

/** An explorer that carries its answers: see `page` of the explorers' engines. */
export interface Carried {
  // biome-ignore lint/suspicious/noExplicitAny: JSON, of a shape that the question tells
  answers: Record<string, any>;
}

/** What the course is called by name: surfaces, and rules for one and two coordinates. */
export type Course = Record<string, Ground | Rule[]>;

/** A rule on a surface, ready to walk. */
export interface Runner {
  walk: Walk;
  d: number;
  /** Numbers of one step: theta, memories, slope. */
  width: number;
  memory: Record<string, number>;
}

/** A run: each step's numbers, one after the other. */
export interface Path {
  runner: Runner;
  steps: number;
  knobs: Record<string, number>;
  rows: Float64Array;
}

/** What becomes of a run, as Python counts it. */
export interface Fate {
  left: number;
  arrived: number;
  first: number;
  basin: number;
}

/** What is known of where a run may end. */
export interface Place {
  ground: Ground;
  /** What is drawn of each coordinate. */
  frame: Span[];
  minima: number[][];
  saddles: number[][];
  floors: number[];
  near: number;
}
