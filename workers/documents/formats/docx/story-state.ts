import { appendBlocks, type Block } from "#workers/documents/markdown/blocks.ts";
import type { Paragraph } from "./blocks.ts";
import type { WordStyles } from "./styles.ts";
import type { Table } from "./table.ts";

/** A footnote, endnote or comment. */
export interface Note {
  id: string;
  author: string;
  text: string;
}

/** What was read of a story. */
export interface Story {
  blocks: Block[];
  notes: Note[];
  /** Notes in the order of their marks, as `footnote 2`. */
  marks: string[];
  /** Notes whose marks are hidden, and they with them. */
  hiddenMarks: Set<string>;
  /** Why it is not all of the story. */
  leftOut: Set<string>;
}

/** What a story is read with. */
export interface StoryOptions {
  styles: WordStyles;
  /** Where the relationship with that id leads to, outside of the document. */
  linkTarget: (id: string) => string | undefined;
}

interface OpenParagraph extends Paragraph {
  /** The run that a text box stands in, which goes on after it. */
  outerRun: Run | undefined;
  /** Whether that run is hidden, and so all that the text box holds. */
  isInHidden: boolean;
}

interface Run {
  styleId?: string | undefined;
  /** Where the run says it itself; else its styles do. */
  isHidden?: boolean;
}

/** All that is known at a place in a story: what was read, and what is open there, the innermost last. */
export interface StoryState extends StoryOptions {
  story: Story;
  /** What blocks go into: the story, cells, text boxes, notes. */
  containers: Block[][];
  tables: Table[];
  paragraphs: OpenParagraph[];
  /** Links, and from which piece of their paragraph on they are. */
  links: { target: string | undefined; from: number }[];
  note: Note | undefined;
  run: Run | undefined;
  /** Whether the characters to come are text of a run. */
  isText: boolean;
  /** Characters of text so far. */
  length: number;
}

export function initialState(options: StoryOptions): StoryState {
  const story: Story = { blocks: [], notes: [], marks: [], hiddenMarks: new Set(), leftOut: new Set() };
  return {
    ...options,
    story,
    containers: [story.blocks],
    tables: [],
    paragraphs: [],
    links: [],
    note: undefined,
    run: undefined,
    isText: false,
    length: 0,
  };
}

/** Whether text at this place is hidden: by the run, by the styles, or by what a text box stands in. */
export function isHidden({ paragraphs, run, styles }: StoryState): boolean {
  const paragraph = paragraphs.at(-1);
  if (paragraph?.isInHidden) return true;
  return run?.isHidden ?? styles.isHidden({ paragraph: paragraph?.styleId, run: run?.styleId });
}

/** Adds text to the open paragraph, unless it is hidden. */
export function writeText(state: StoryState, text: string): void {
  if (isHidden(state)) return;
  state.length += text.length;
  state.paragraphs.at(-1)?.pieces.push(text);
}

export function addBlocks({ containers, story }: StoryState, blocks: readonly Block[]): void {
  appendBlocks(containers.at(-1) ?? story.blocks, blocks);
}
