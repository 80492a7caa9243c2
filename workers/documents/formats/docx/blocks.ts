import type { Block } from "#workers/documents/markdown/blocks.ts";
import { withStrikes } from "#workers/documents/run-marks.ts";
import { joinLines } from "#workers/text/reading.ts";
import type { ListItem, ListLabel } from "./lists.ts";
import type { ParagraphStyle } from "./styles.ts";

/** A block, and what is written of it in a cell of a Markdown table, where there is no room for blocks. */
export interface StoryBlock extends Block {
  inCell?: string;
}

/** An empty paragraph, which counts only in cells: the lines of a row stand beside each other. */
export const blankLine: StoryBlock = { text: "", isLoose: false };

/** A paragraph: its text in pieces, and its own properties, which override those of its style. */
export interface Paragraph extends Omit<ParagraphStyle, "ids" | "isHidden"> {
  pieces: string[];
  styleId?: string | undefined;
  /** Whether the mark at its end is hidden or deleted. */
  isMarkHidden?: boolean;
}

/**
 * A paragraph as Markdown, after its number or bullet. Its style decides what its own properties leave open. Empty for
 * a paragraph with neither text nor number.
 */
export function paragraphBlocks(
  paragraph: Paragraph,
  style: ParagraphStyle,
  countItem: (item: ListItem) => ListLabel | undefined,
): StoryBlock[] {
  const text = withStrikes(paragraph.pieces.join(""));
  const isEmpty = text.trim() === "";
  // An empty paragraph whose mark is hidden too is no line, and has no number.
  if (isEmpty && (paragraph.isMarkHidden ?? style.isHidden)) return [];
  const numId = paragraph.numId ?? style.numId ?? "0";
  const item = { numId, level: paragraph.level, styleLevel: style.level, styleIds: style.ids };
  const label = numId === "0" ? undefined : countItem(item);
  if (isEmpty && !label?.text) return [];
  const line = withLabel(text, label);
  const level = paragraph.headingLevel ?? style.headingLevel;
  if (level !== undefined) {
    const inCell = joinLines(line);
    return [{ text: `${"#".repeat(Math.min(level, 6))} ${inCell}`, inCell, isLoose: true }];
  }
  if (!label?.isBullet && !label?.text) return [{ text: line, isLoose: true }];
  return [{ text: `${"  ".repeat(label.level)}${label.isBullet ? "- " : ""}${joinLines(line)}`, isLoose: false }];
}

function withLabel(text: string, label: ListLabel | undefined): string {
  if (!label?.text) return text.trim();
  return (label.isTight ? `${label.text}${text}` : `${label.text.trim()} ${text.trim()}`).trim();
}
