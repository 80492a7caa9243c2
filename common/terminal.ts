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

/**
 * Output of a command: the only way by which the commands print what files, Redis or Microsoft say. Whatever a text has
 * in it, the terminal only shows it.
 */
export function createTerminal(stream: NodeJS.WriteStream) {
  const line = (text = "") => void stream.write(`${visibleText(text)}\n`);
  return {
    /** One line: line breaks in the text, too, are only shown. */
    line,
    /** The value as JSON on several lines. */
    json: (value: unknown) => JSON.stringify(value, null, 2).split("\n").forEach(line),
  };
}
