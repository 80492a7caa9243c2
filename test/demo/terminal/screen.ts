import { randomUUID } from "node:crypto";
import { styleText } from "node:util";
import { visibleText } from "#common/terminal.ts";
import { padded, textWidth, wrap } from "./text-width.ts";

interface Table {
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** Columns of the terminal that the whole may take. */
  columns: number;
}

const gap = "  ";
const narrowest = 8;

/** Lines of equal width, the head first. Where there is too little room, the widest column gives way. */
function tableLines({ head, rows, columns }: Table): string[] {
  const widths = head.map((title, at) =>
    Math.max(textWidth(title), ...rows.map((row) => Math.min(200, textWidth(row[at] ?? "")))),
  );
  const room = columns - gap.length * (head.length - 1);
  for (let excess = widths.reduce((sum, width) => sum + width, 0) - room; excess > 0; excess -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const line = (cells: readonly string[]) =>
    widths
      .map((width, at) => padded(cells[at] ?? "", width))
      .join(gap)
      .trimEnd();
  return [line(head), ...rows.map(line)];
}

export type Style = Parameters<typeof styleText>[0];

/** Where the demo prints. Whatever a text has in it, the terminal only shows it. */
export type Screen = ReturnType<typeof createScreen>;

const escapeCharacter = String.fromCharCode(0x1b);

/** A screen on a stream. At most 110 columns: longer lines are hard to read. */
export function createScreen(stream: NodeJS.WriteStream) {
  const columns = Math.max(60, Math.min(110, stream.isTTY ? stream.columns || 80 : 100));
  // Stands for the escape character in our own styles until it is printed. Nobody else's text can have it.
  const ownEscape = randomUUID();
  const shown = (text: string) => visibleText(text).replaceAll(ownEscape, escapeCharacter);
  /** One line: line breaks in the text, too, are only shown. */
  const line = (text = "") => void stream.write(`${shown(text)}\n`);
  /** The beginning of a line, behind which somebody types. */
  const prompt = (text: string) => void stream.write(shown(text));
  /** Styles a text for `line`, if the stream is a terminal that wants colours (NO_COLOR and FORCE_COLOR are obeyed). */
  const paint = (style: Style, text: string) =>
    styleText(style, visibleText(text), { stream }).replaceAll(escapeCharacter, ownEscape);
  /** Lines behind a bar: what came back. */
  const quote = (lines: readonly string[]) => {
    for (const text of lines) line(`    ${paint("dim", "│")} ${text}`);
  };
  return {
    /** Columns that a line may take. */
    columns,
    paint,
    line,
    prompt,
    /** A title with a rule to the right edge. */
    title(text: string) {
      line();
      line(`${paint("bold", text)} ${paint("dim", "─".repeat(Math.max(3, columns - textWidth(text) - 1)))}`);
    },
    /** What somebody says, wrapped, their name in front. */
    speak(name: string, words: string, style: Style) {
      const [first = "", ...rest] = wrap(words, columns - textWidth(name) - 4);
      line(`  ${paint(style, name)}  ${first}`);
      for (const text of rest) line(`${" ".repeat(textWidth(name) + 4)}${text}`);
    },
    quote,
    /** Behind a bar, too. Without rows it says so. */
    table(head: readonly string[], rows: readonly (readonly string[])[]) {
      if (rows.length === 0) return quote([paint("dim", "(nothing)")]);
      const [titles = "", ...lines] = tableLines({ head, rows, columns: columns - 6 });
      quote([paint("dim", titles), ...lines]);
    },
    /** Why everything ended, of which each line stands below the other. */
    failure(error: unknown) {
      const [first, ...rest] = (error instanceof Error ? error.message : String(error)).split("\n");
      line();
      line(`${paint(["bold", "red"], "FAILED")} ${first}`);
      rest.forEach(line);
    },
  };
}
