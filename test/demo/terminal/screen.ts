import { createTerminal, type Style } from "#common/terminal.ts";
import { tableLines } from "./table.ts";
import { textWidth, wrap } from "./text-width.ts";

/** Where the demo prints. */
export type Screen = ReturnType<typeof createScreen>;

/** A screen on a stream. At most 110 columns: longer lines are hard to read. */
export function createScreen(stream: NodeJS.WriteStream) {
  const columns = Math.max(60, Math.min(110, stream.isTTY ? stream.columns || 80 : 100));
  const { line, paint, prompt } = createTerminal(stream);
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
