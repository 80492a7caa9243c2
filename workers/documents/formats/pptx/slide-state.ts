import type { Block } from "#workers/documents/markdown/blocks.ts";

/** What was read of a slide. */
export interface Slide {
  title: string;
  blocks: Block[];
  /** What stands on it but lies in parts of its own: ids of relationships to diagrams and charts. */
  attached: string[];
  isHidden: boolean;
  /** Whether it has more text than is read. */
  isCut: boolean;
}

interface Shape {
  placeholder: string;
  isHidden: boolean;
  blocks: Block[];
}

/** All that is known at a place in a slide: what was read, and what is open there. */
export interface SlideState {
  slide: Slide;
  /** Shapes and the groups that they stand in, the innermost last. */
  shapes: Shape[];
  /** Rows of the open table. */
  rows: string[][] | undefined;
  /** Paragraphs of the open cell. */
  cell: string[] | undefined;
  /** Whether a merged cell covers this one, whose own text nobody sees. */
  isCovered: boolean;
  /** Text of the open paragraph, and how deep in a list it is. */
  line: string;
  level: number;
  /** Whether the characters to come are text. */
  isText: boolean;
  /** Characters of text so far. */
  length: number;
}

export function initialState(): SlideState {
  return {
    slide: { title: "", blocks: [], attached: [], isHidden: false, isCut: false },
    shapes: [],
    rows: undefined,
    cell: undefined,
    isCovered: false,
    line: "",
    level: 0,
    isText: false,
    length: 0,
  };
}
