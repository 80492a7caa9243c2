import type { Block } from "#workers/documents/markdown/blocks.ts";
import { joinLines } from "#workers/documents/text/reading.ts";
import { headingOf, type ParagraphStyle } from "./styles.ts";

/** A paragraph: its text in pieces, and its own properties, which override those of its style. */
export interface Paragraph {
  pieces: string[];
  styleId?: string | undefined;
  isList?: boolean;
  level: number;
  headingLevel?: number | undefined;
}

/** Applies a property that makes a paragraph a heading or a list item. */
export function setParagraphProperty(paragraph: Paragraph, name: string, value: string): void {
  if (name === "pStyle") paragraph.styleId = value;
  else if (name === "numId") paragraph.isList = value !== "0";
  else if (name === "ilvl") paragraph.level = Math.min(Number.parseInt(value, 10) || 0, 8);
  else if (name === "outlineLvl") paragraph.headingLevel = headingOf(value);
}

/**
 * A paragraph as Markdown. Its style decides what its own properties leave open. Empty for a paragraph without text.
 */
export function paragraphBlocks(paragraph: Paragraph, style: ParagraphStyle): Block[] {
  const text = paragraph.pieces.join("").trim();
  if (text === "") return [];
  const level = paragraph.headingLevel ?? style.headingLevel;
  if (level !== undefined) return [{ text: `${"#".repeat(Math.min(level, 6))} ${joinLines(text)}`, isLoose: true }];
  const isList = paragraph.isList ?? style.isList ?? false;
  return [{ text: isList ? `${"  ".repeat(paragraph.level)}- ${joinLines(text)}` : text, isLoose: !isList }];
}

/** The character for a symbol's hexadecimal code. Empty where there is none. */
export function symbolOf(code: string): string {
  const point = /^[0-9a-f]{4}$/i.test(code) ? Number.parseInt(code, 16) : 0;
  // Codes in the private use area are glyphs of symbol fonts, which have no meaning without the font.
  return point < 0x20 || (point >= 0xd800 && point < 0xf900) ? "" : String.fromCharCode(point);
}
