import { randomUUID } from "node:crypto";
import { styleText } from "node:util";

/**
 * What a terminal obeys or doesn't show: C0, DEL and C1 controls, bidirectional and zero-width controls, separators of
 * lines and paragraphs, letters without a shape. Variation selectors only choose how the letter before them looks.
 */
const unseen = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--\p{Variation_Selector}]/gv;

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** The text on one line, with such characters as `\u001b`: in JSON that is the same value. */
export function visibleText(text: string): string {
  return text.replaceAll(unseen, (character) => character.split("").map(escaped).join(""));
}

export type Style = Parameters<typeof styleText>[0];

/** Output of a command. Whatever a text has in it, the terminal only shows it. */
export interface Terminal {
  /** One line: line breaks in the text, too, are only shown. */
  line(text?: string): void;
  /** The value as JSON on several lines. */
  json(value: unknown): void;
  /** The beginning of a line, behind which somebody types. */
  prompt(text: string): void;
  /** Styles a text for `line`, if the stream is a terminal that wants colours (NO_COLOR and FORCE_COLOR are obeyed). */
  paint(style: Style, text: string): string;
}

const escapeCharacter = String.fromCharCode(0x1b);

/** The only way by which the commands print what files, Redis or Microsoft say. */
export function createTerminal(stream: NodeJS.WriteStream): Terminal {
  // Stands for the escape character in our own styles until it is printed. Nobody else's text can have it.
  const ownEscape = randomUUID();
  const shown = (text: string) => visibleText(text).replaceAll(ownEscape, escapeCharacter);
  const line = (text = "") => void stream.write(`${shown(text)}\n`);
  return {
    line,
    json: (value) => JSON.stringify(value, null, 2).split("\n").forEach(line),
    prompt: (text) => void stream.write(shown(text)),
    paint: (style, text) => styleText(style, visibleText(text), { stream }).replaceAll(escapeCharacter, ownEscape),
  };
}
