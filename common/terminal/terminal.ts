import { randomUUID } from "node:crypto";
import { styleText } from "node:util";
import { visibleText } from "./visible-text.ts";

export type Style = Parameters<typeof styleText>[0];

/** Where a command prints. Whatever a text has in it, the terminal only shows it. */
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
