// What Python and the page's modules tell one another. Only the type checker reads it.

/** One line of a rubric: what earns all of its points, and what half of them. */
export interface Criterion {
  title: string;
  name: string;
  points: number;
  full: string;
  half: string;
}

export interface Question {
  lesson: string;
  /** Such as "01.2"; "" stands for a whole notebook that could not be read. */
  question: string;
  title: string;
  /** The function that answers it, or "". */
  name: string;
  of: number;
  /** What is to be answered in words; a question that code answers has none. */
  ask?: string;
  rubric?: Criterion[];
}

/** One answer, as the program marked it; numbers are places in the lists of Data. */
export interface Answer {
  student: number;
  question: number;
  points: number;
  status: string;
  /** The notebook that it stands in, as a digest. */
  on: string;
  page: string;
  tested?: string;
  subject?: string;
  got?: string;
  place?: string;
  expected?: string;
  says?: string;
  mistake?: string;
  edit?: string;
  code?: number;
  /** What came in since a person marked it. */
  note?: string;
  words?: { title: string; text: string }[];
  figures?: string[];
  codes?: number[];
}

/** What a person says of an answer, as the file has it. */
export interface Mark {
  student: string;
  lesson: string;
  question: string;
  points?: number;
  remark?: string;
  by?: string;
  at?: string;
  on?: string;
  was?: number;
  rubric?: Record<string, number>;
}

/** What was changed here: a mark, or null where one was taken away; when, in ISO. */
export interface Edit {
  mark: Mark | null;
  at: string;
}

export type Edits = Record<string, Edit>;

/** What the browser keeps of a class: `saved` is when a file was last written. */
export interface Kept {
  by: string;
  saved: string;
  edits: Edits;
}

export interface Data {
  form: string;
  version: number;
  /** The name of the file to save. */
  file: string;
  class: string;
  students: string[];
  questions: Question[];
  answers: Answer[];
  codes: string[];
  marks: Mark[];
  remarks: string[];
}

/** What a store needs of localStorage. */
export interface Store {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}

/** Answers that are shown, and marked, as one. */
export interface Card {
  key: string;
  answers: Answer[];
}

/** The marks of a class, and all that changes them. */
export interface Marks {
  by: string;
  of(answer: Answer): Mark | undefined;
  /** Give these answers what `change` makes of their marks; null takes one away. */
  change(answers: Answer[], change: (mark: Mark, answer: Answer) => Mark | null): void;
  undo(): boolean;
  /** How many changes no file has yet. */
  unsaved(): number;
  remarks(): string[];
  /** The text of the file. */
  text(): string;
  /** A file has all changes that were made until `at`. */
  saved(at: string): void;
}

declare global {
  interface Window {
    showSaveFilePicker?(about: object): Promise<FileSystemFileHandle>;
  }
}
