import type { Block } from "#workers/documents/markdown/blocks.ts";

/** The content of a slide. */
export interface Slide {
  title: string;
  blocks: Block[];
  /** Ids of the relationships to its diagrams and charts, which are parts of their own. */
  attached: string[];
  isHidden: boolean;
  /** Whether it has more text than is read. */
  isCut: boolean;
  /** Whether text was left out because its shape is hidden. */
  hasHidden: boolean;
}

interface Shape {
  placeholder: string;
  isHidden: boolean;
  blocks: Block[];
}

/** The reading state: the content so far and the open elements. */
export interface SlideState {
  slide: Slide;
  /** Open shapes, the innermost last. */
  shapes: Shape[];
  /** Rows of the open table. */
  rows: string[][] | undefined;
  /** Paragraphs of the open cell. */
  cell: string[] | undefined;
  /** Whether the open cell is covered by a merged one, so that its own text is not visible. */
  isCovered: boolean;
  /** Text of the open paragraph, and its level in a list. */
  line: string;
  level: number;
  /** Whether the next characters are text. */
  isText: boolean;
  /** Characters of text so far. */
  length: number;
}

export function initialState(): SlideState {
  return {
    slide: { title: "", blocks: [], attached: [], isHidden: false, isCut: false, hasHidden: false },
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
