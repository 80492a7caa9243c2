import { textWidth } from "../terminal/text-width.ts";

/** Text of one style in one line of a terminal, and where it stands. */
export interface StyledRun {
  text: string;
  column: number;
  columns: number;
  isBold: boolean;
  isDim: boolean;
  /** The name of the colour; undefined = the terminal's own. */
  colour: string | undefined;
}

const colours: ReadonlyMap<number, string> = new Map([
  [31, "red"],
  [32, "green"],
  [33, "yellow"],
  [36, "cyan"],
]);
const afterControl = 0x1b;
const graphicRendition = new RegExp(`(${String.fromCharCode(afterControl)}\\[\\d+m)`, "u");

/** A change between letters of one column and of two: fonts differ in how wide the latter are. */
const betweenWidths = /(?<=[\u2e80-\uffef])(?=[^\u2e80-\uffef])|(?<=[^\u2e80-\uffef])(?=[\u2e80-\uffef])/u;

/**
 * The parts of a line as Node's `styleText` writes it (ECMA-48 SGR: bold, dim and four colours; others are left out).
 * No part holds letters of different width, so each can be stretched to its columns.
 */
export function styledRuns(line: string): StyledRun[] {
  const runs: StyledRun[] = [];
  const style: Pick<StyledRun, "isBold" | "isDim" | "colour"> = { isBold: false, isDim: false, colour: undefined };
  let column = 0;
  for (const [at, part] of line.split(graphicRendition).entries()) {
    if (at % 2 === 1) {
      const code = Number.parseInt(part.slice(2), 10);
      if (code === 1) style.isBold = true;
      else if (code === 2) style.isDim = true;
      else if (code === 22) style.isBold = style.isDim = false;
      else if (code === 39) style.colour = undefined;
      else style.colour = colours.get(code) ?? style.colour;
      continue;
    }
    for (const text of part.split(betweenWidths)) {
      const columns = textWidth(text);
      if (text.trim() !== "") runs.push({ ...style, text, column, columns });
      column += columns;
    }
  }
  return runs;
}
