// What a page holds of a question, and what becomes of an answer. Types alone.

/** What asking gives: floats, text, None and lists of them, or a refusal. */
export type Value = number | string | boolean | null | { refused: true } | Value[];
export type Place = number[];

export type Outcome =
  | { value: Value }
  | { status: string; says: string; place: Place; line?: string };

/** An ask as sentences need it; `number` tells single walks and calls apart. */
export type Node =
  | { kind: "series"; items: Node[] }
  | { kind: "walk"; number: number; subject: string }
  | { kind: "call"; number: number; subject: string }
  | { kind: "entries"; number: number; subject: string; names: string[] }
  | { kind: "make"; made: number[]; none: string; uses: string[] };

export interface Part {
  /** The ask as its text, for Python: 3 and 3.0 are two numbers. */
  ask: string;
  label: string;
  axes: string[];
  points: number;
  or_refusal: boolean;
  expected: Value;
  node: Node;
}

/** A mistake: what it gives on each part, null where that is right. */
export interface Known {
  says: string;
  outcomes: (Outcome | null)[];
}

export interface Question {
  id: string;
  name: string;
  rtol: number;
  parts: Part[];
  mistakes: Known[];
  /** Asks that differ by one setting alone, by their numbers, and its name. */
  pairs: [number, number, string][];
  /** What to ask of who is not moved by a knob or an argument of these pairs. */
  unmoved: Record<string, string>;
  /** The sentences of answers that are none. */
  sentences: Record<"borrowed" | "not started", string>;
  /** Where solutions of the course's live, which answer nothing here. */
  guarded: string[];
}

export interface Mark {
  status: string;
  points: number;
  of: number;
  lines: string[];
}

export interface Atom {
  node: Node;
  number: number;
  value: Value;
  wanted: Value;
}
