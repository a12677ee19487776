// What the modules of a card tell one another.

/** What is asked; the answer is not part of it. */
export type Question = { id: string; lesson: number; ask: string; options: string[] };

/** What became of a question. Who asked for the answer without a choice has chosen "". */
export type Kept = {
  chosen: string;
  opened: boolean;
  at: string;
  place?: string;
  missed?: boolean;
};

/** The answer, why it is one, and what is wrong with each other option. */
export type Told = { answer: string; why: string; wrong: Record<string, string> };

export type Kind = "predict" | "reveal" | "recall" | "quiz";

export type Card = {
  kind: Kind;
  place: string;
  name: string;
  shown: number;
  questions: Question[];
};

/** Where choices are kept: `save` asks for it, and `onChange` tells when it was done. */
export interface Store {
  card: Card;
  records(): Record<string, Kept>;
  /** Of what is opened. */
  told(): Record<string, Told>;
  /** Why a choice may be gone tomorrow, "" where it lasts. */
  brief(): string;
  /** null: to begin anew. Throws where nobody can be asked. */
  save(id: string, record: Kept | null): void;
  /** Returns what ends it. */
  onChange(call: () => void): () => void;
}

export type Option = {
  text: string;
  mark: "" | "right" | "wrong";
  tag: string;
  line: string;
};

/** All that one question shows. */
export interface Look {
  title: string;
  options: Option[];
  /** The option whose button is on. */
  checked: string;
  /** Whether the choice is made for good. */
  locked: boolean;
  /** What the main button says, "" without one. */
  go: string;
  /** Whether it does something. */
  ready: boolean;
  /** Whether the answer can be asked for. */
  show: boolean;
  /** What the button says that begins anew, "" without one. */
  again: string;
  status: string;
  /** What a screen reader says beyond the status. */
  heard: string;
  /** What can be unfolded. */
  more: string[];
}

// What pages keep, beside what notebooks know.

/** A question with all that can be said of it. */
export type Whole = Question & Told & { section?: string };

export type Noted = "predicted" | "recalled" | "solved";

/** Records of one kind, by what they are about: all is text. */
export type Records = Record<string, Record<string, string>>;

/** All that is noted, beside what a newer edition may keep: what `coursekit progress --export` writes. */
export type Progress = Record<Noted, Records>;

/** What keeps progress for the pages of the site. */
export interface Keeper {
  progress(): Progress;
  /** Why a choice may be gone tomorrow, "" where it lasts. */
  brief(): string;
  /** null: to begin anew. */
  note(kind: Noted, id: string, record: Record<string, string> | null): void;
  /** Joins what a file holds; how many records are new. Throws where it is none. */
  take(text: string): number;
  forget(): void;
  /** Texts that were kept before and cannot be read, put aside. */
  unread(): string[];
  forgetUnread(): void;
  onChange(call: () => void): () => void;
}

/** What lessons are called, where they stand, what their exercises ask. */
export type Lessons = Record<
  string,
  { title: string; page: string; tasks: { id: string; name: string }[] }
>;

export type Fate = "right" | "wrong" | "shown" | "open";

/** A sentence about a lesson. */
export type Line = { lesson: string; words: string };

/** A row per lesson, and what to revisit. */
export type Picture = {
  rows: { lesson: string; predictions: string; recalled: string; exercises: string }[];
  revisit: Line[];
  surprises: Line[];
};
