// What the page, the worker and Python tell one another. Only the type checker reads it.

/** A function as its text says it. */
export interface Found {
  name: string;
  line: number;
  /** Whether it begins a line of the text. */
  top: boolean;
  parameters: string[];
}

/** What the small Python lacks, and where. */
export interface Refusal {
  line: number;
  names: string;
  kind: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the engine's own interface
export type Loader = (options: Record<string, unknown>) => Promise<any>;

/** What the worker is begun with. */
export interface Start {
  wasm: Uint8Array;
  files: Record<string, string>;
}

/** What coursekit-python.js brings: texts, and wasm as base64. */
export interface Parts {
  worker: string;
  wasm: string;
  files: Record<string, string>;
}

/** A request to Python (inside/served.py). */
export type Asked = { do: string } & Record<string, unknown>;

/** Its answer: what was asked for, or one of these. */
export interface PythonAnswer {
  /** What went wrong in the reader's text, in words. */
  error?: string;
  /** Whether that is a sentence already. */
  sentence?: boolean;
  /** Its line, with what stands there; its number. */
  line?: string;
  at?: number;
  /** What NumPy or Python has and this page has not. */
  lacks?: string;
  memory?: boolean;
  endless?: boolean;
  broken?: string;
  /** The name that the text does not define. */
  missing?: string;
  // biome-ignore lint/suspicious/noExplicitAny: JSON, of a shape that the request tells
  [more: string]: any;
}

/** What Python says of the reader's rule. */
export interface Own {
  knobs: [string, number][];
  memory: [string, number][];
}

/** What a link carries. */
export interface Sent {
  source: string;
  surface: number;
  start: number[];
  steps: number;
  knobs: Record<string, number>;
}
