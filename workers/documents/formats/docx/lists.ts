/** A level of a list (ECMA-376 part 1, 17.9.6). */
export interface ListLevel {
  start: number;
  /** The format of its numbers, such as `lowerRoman`. */
  format: string;
  /** What is shown, with `%1` for the number of the first level. */
  text: string;
  /** Whether the numbers of the levels above it are shown as decimal ones. */
  isLegal: boolean;
  /** After which level it starts again, counted from 1; 0 for none. Absent where it is after each above it. */
  restart?: number;
  /** Whether nothing stands between its number and the text. */
  isTight: boolean;
  isHidden: boolean;
  /** The paragraph style that stands for it. */
  styleId?: string;
}

export type ListLevels = (ListLevel | undefined)[];

/** A list whose paragraphs are counted together. */
export interface ListDefinition {
  levels: ListLevels;
  /** The list style that it defines, and the one that it takes its levels from. */
  ownStyle?: string;
  otherStyle?: string;
}

/** What a `numId` stands for: a list, of which it may replace levels and where they start. */
export interface ListInstance {
  definition: ListDefinition;
  levels: ListLevels;
  starts: (number | undefined)[];
}

/** The lists of a Word document by their `numId`. */
export type WordNumbering = ReadonlyMap<string, ListInstance>;

/** Levels that a list has at most. */
export const maxLevels = 9;

/** The index of a level. Undefined for what is none. */
export function levelIndex(value: string | undefined): number | undefined {
  return value !== undefined && /^[0-8]$/.test(value) ? Number(value) : undefined;
}

export function levelOf(list: ListInstance, index: number): ListLevel | undefined {
  return list.levels[index] ?? list.definition.levels[index];
}
