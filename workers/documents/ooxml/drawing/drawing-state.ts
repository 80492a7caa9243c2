import type { OpenFormula } from "#workers/documents/formula.ts";
import type { Block } from "#workers/documents/markdown/blocks.ts";
import type { AutoCounts, AutoNumber } from "#workers/documents/ooxml/counting/write-count.ts";
import type { PictureMark } from "#workers/documents/ooxml/office-pictures.ts";
import type { RunMarks } from "#workers/documents/run-marks.ts";
import type { Placed } from "./reading-order.ts";

/** What is drawn on a slide, on its page of notes, or on a sheet. */
export interface Drawing {
  /** The text of the title's placeholder, which only slides have. */
  title: string;
  /** What stands below it, mostly the same as on other slides. */
  footer: string;
  blocks: Block[];
  /** Whether the slide is hidden. */
  isHidden: boolean;
  /** Whether it has more text than is read. */
  isCut: boolean;
  /** Whether text was left out because its shape is hidden. */
  hasHidden: boolean;
  /** Whether it has diagrams or charts. */
  hasAttached: boolean;
}

export interface Shape extends Placed {
  placeholder: string;
  isHidden: boolean;
  /** What its picture shows, in words for those who can't see it. */
  description: string;
  picture?: PictureMark | undefined;
  blocks: Block[];
  counts: AutoCounts;
}

export interface Group extends Placed {
  isHidden: boolean;
  items: (Placed & { blocks: readonly Block[] })[];
}

/** What a drawing needs of other parts. */
export interface DrawingOptions {
  /** The text of a diagram or chart by the id of its relationship. Empty where it has none. */
  attachedText: (relationshipId: string) => string;
  /** The address that a relationship leads to, outside of the document. */
  linkTarget: (relationshipId: string) => string | undefined;
  /** The picture that a relationship leads to. Undefined where there is none to show. */
  pictureAt: (relationshipId: string) => PictureMark | undefined;
}

/** The reading state: the content so far and the open elements. */
export interface DrawingState extends DrawingOptions {
  drawing: Omit<Drawing, "blocks">;
  /** Open shapes, the innermost last. */
  shapes: Shape[];
  /** The drawing as a group, and in it the open groups of shapes, the innermost last. */
  groups: Group[];
  /** Rows of the open table. */
  rows?: string[][] | undefined;
  /** Paragraphs of the open cell. */
  cell?: string[] | undefined;
  /** The numbers of its paragraphs so far. */
  counts: AutoCounts;
  /** Whether the open cell is covered by a merged one, so that its own text is not visible. */
  isCovered: boolean;
  /** Text of the open paragraph, and its level in a list. */
  line: string;
  level: number;
  /** The open run of text: how it is set, and where it leads. */
  run?: (RunMarks & { target?: string | undefined; text: string }) | undefined;
  /** How the open paragraph is numbered. */
  number?: AutoNumber | undefined;
  /** The open formula, which takes the text inside. */
  formula?: OpenFormula | undefined;
  /** Whether the next characters are text. */
  isText: boolean;
  /** Cell of a sheet at which the next shapes stand, in numbers from 0, and which of the two is read. */
  corner: { col: string; row: string };
  cornerPart?: "col" | "row" | undefined;
  /** Characters of text so far. */
  length: number;
}

export function initialState(options: DrawingOptions): DrawingState {
  return {
    ...options,
    drawing: { title: "", footer: "", isHidden: false, isCut: false, hasHidden: false, hasAttached: false },
    shapes: [],
    groups: [{ isHidden: false, items: [] }],
    counts: [],
    isCovered: false,
    line: "",
    level: 0,
    isText: false,
    corner: { col: "", row: "" },
    length: 0,
  };
}
