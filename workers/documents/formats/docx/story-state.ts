import type { OpenFormula } from "#workers/documents/formula.ts";
import type { PlainGap } from "#workers/documents/gaps.ts";
import { appendBlocks } from "#workers/documents/markdown/blocks.ts";
import type { PictureMark } from "#workers/documents/ooxml/office-pictures.ts";
import { markedRun, type RunMarks } from "#workers/documents/run-marks.ts";
import { withSymbols } from "#workers/documents/symbols.ts";
import { joinLines } from "#workers/text/reading.ts";
import type { Paragraph, StoryBlock } from "./blocks.ts";
import { addToChange, type Change, type Note, type OpenChange } from "./changes.ts";
import { isInCode, type OpenFields } from "./fields.ts";
import { type CountItem, createItemCounter, type WordNumbering } from "./lists.ts";
import type { WordStyles } from "./styles.ts";
import type { Table } from "./table.ts";

/** Characters that are quoted of the text that a comment is on. */
const maxQuoted = 80;
/** Comments whose text is open at a time. */
const maxCommented = 50;

export interface Story {
  blocks: StoryBlock[];
  notes: Note[];
  /** The numbers of notes by their marks, such as `footnote 2`, in the order of the first mark of each. */
  marks: Map<string, number>;
  /** Tracked changes of words, in order. */
  changes: Change[];
  /** What comments are on, by their ids. */
  quotes: Map<string, string>;
  /** Notes that are hidden because their marks are. */
  hiddenMarks: Set<string>;
  /** Why it is not the whole story. */
  leftOut: Set<PlainGap>;
}

/** What a story needs of the rest of the document. */
export interface StoryOptions {
  styles: WordStyles;
  numbering: WordNumbering;
  /** The external target of a relationship. */
  linkTarget: (id: string) => string | undefined;
  /** The chart or diagram that a relationship leads to, as Markdown. Empty where there is none. */
  attachedText: (id: string) => string;
  /** The picture that a relationship leads to, in a paragraph by its number. Undefined where there is none to show. */
  pictureAt: (id: string, paragraph: number) => PictureMark | undefined;
  /** Whether there is a note with a text for a mark. Marks of others would lead nowhere. */
  hasNote: (mark: string) => boolean;
}

interface OpenParagraph extends Paragraph {
  /** The run that contains the text box of this paragraph, and continues after it. */
  outerRun: Run | undefined;
  /** Whether that run is hidden, and with it the whole text box. */
  isInHidden: boolean;
}

interface Run extends RunMarks {
  styleId?: string | undefined;
  /** Absent where only the styles decide. */
  isHidden?: boolean;
  font?: string | undefined;
}

/** The reading state: the content so far and the open elements, the innermost last. */
export interface StoryState extends StoryOptions {
  story: Story;
  /** The open containers of blocks: the story, cells, text boxes, notes. */
  containers: StoryBlock[][];
  tables: Table[];
  /** Lists count in the story and in each text box by themselves, the innermost last. */
  counters: CountItem[];
  paragraphs: OpenParagraph[];
  /** Paragraphs so far. */
  paragraphCount: number;
  /** The open drawings: what their descriptions say that was not written yet. */
  drawings: { description: string }[];
  /** What the open comments are on so far, by their ids. */
  commented: Map<string, string>;
  /** Open links, and the index of their first piece in the paragraph. */
  links: { target: string | undefined; from: number }[];
  fields: OpenFields;
  note?: Note | undefined;
  change?: OpenChange | undefined;
  run?: Run | undefined;
  /** The open formula, which takes the text of its runs. */
  formula?: OpenFormula | undefined;
  /** Whether the next characters are text of a run. */
  isText: boolean;
  /** Characters of text so far. */
  length: number;
}

export function emptyStory(): Story {
  return {
    blocks: [],
    notes: [],
    marks: new Map(),
    changes: [],
    quotes: new Map(),
    hiddenMarks: new Set(),
    leftOut: new Set(),
  };
}

export function initialState(options: StoryOptions): StoryState {
  const story = emptyStory();
  return {
    ...options,
    story,
    containers: [story.blocks],
    tables: [],
    counters: [createItemCounter(options.numbering)],
    paragraphs: [],
    paragraphCount: 0,
    drawings: [],
    commented: new Map(),
    links: [],
    fields: [],
    isText: false,
    length: 0,
  };
}

/** Whether text is hidden here: by its run, by its styles, or because its text box is in hidden text. */
export function isHidden({ paragraphs, run, styles }: StoryState): boolean {
  const paragraph = paragraphs.at(-1);
  if (paragraph?.isInHidden) return true;
  return run?.isHidden ?? styles.isHidden({ paragraph: paragraph?.styleId, run: run?.styleId });
}

/** Adds text to the open paragraph, unless it is hidden, which is told, or part of a field's code. */
export function writeText(state: StoryState, text: string): void {
  if (isHidden(state)) {
    if (text.trim() !== "") state.story.leftOut.add("hiddenText");
    return;
  }
  if (isInCode(state.fields)) return;
  // A formula is written again when it is whole.
  if (state.change && !state.formula) addToChange(state.change, text);
  if (state.change?.isOld) return;
  if (state.formula) {
    state.formula.text(text);
    return;
  }
  state.length += text.length;
  state.paragraphs.at(-1)?.pieces.push(markedRun(withSymbols(text, state.run?.font ?? ""), state.run ?? {}));
  for (const [id, quoted] of state.commented) state.commented.set(id, `${quoted}${text}`.slice(0, maxQuoted + 1));
}

/** Begins or ends what a comment is on. */
export function takeComment({ commented, story }: StoryState, name: string, id: string): void {
  if (name === "commentRangeStart" && commented.size < maxCommented) commented.set(id, "");
  const quoted = name === "commentRangeEnd" ? commented.get(id) : undefined;
  if (quoted === undefined) return;
  commented.delete(id);
  const line = joinLines(quoted).trim();
  story.quotes.set(id, line.length > maxQuoted ? `${line.slice(0, maxQuoted)}…` : line);
}

export function addBlocks({ containers, story }: StoryState, blocks: readonly StoryBlock[]): void {
  appendBlocks(containers.at(-1) ?? story.blocks, blocks);
}
