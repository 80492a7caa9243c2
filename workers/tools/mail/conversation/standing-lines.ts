import { isTelling, type KnownText, startsOf } from "./known-text.ts";

/** Characters that are compared for the lines of one quotation. Keeps time linear for hostile texts. */
const maxCompared = 10_000_000;

/**
 * Which of these packed lines are copies of what stands in a text, in its order and each at a place of its own. A short
 * line counts only where it goes on from another one, and ends where a line of the text does: "Yes." written below a
 * quoted question is an answer, though the text has that line elsewhere.
 */
export function standingLines(lines: readonly string[], known: KnownText): boolean[] {
  const { packed, edges } = known;
  let compared = 0;

  /** Where this begins, at a line's beginning. `indexOf` would take quadratic time for some texts. */
  function placeOf(text: string, from: number): number | undefined {
    for (const start of startsOf(text, known)) {
      if (compared > maxCompared) return undefined;
      compared += 1;
      if (start < from) continue;
      compared += text.length;
      if (packed.startsWith(text, start)) return start;
    }
    return undefined;
  }

  const [first = ""] = lines;
  const whole = lines.join("");
  for (const start of startsOf(first, known)) {
    compared += whole.length;
    if (compared > maxCompared) break;
    if (packed.startsWith(whole, start) && edges.has(start + whole.length)) return lines.map(() => true);
  }

  const stands = lines.map(() => false);
  let cursor = 0;

  /** Short lines before one that was found further on. */
  function lookBack(index: number, found: number): void {
    let end = found;
    for (let at = index - 1; at >= 0 && stands[at] === false; at -= 1) {
      const line = lines[at] ?? "";
      const start = end - line.length;
      if (start < cursor || !edges.has(start) || !packed.startsWith(line, start)) return;
      stands[at] = true;
      end = start;
    }
  }

  for (const [index, line] of lines.entries()) {
    const goesOn = packed.startsWith(line, cursor) && (isTelling(line) || edges.has(cursor + line.length));
    const found = goesOn ? cursor : isTelling(line) ? placeOf(line, cursor) : undefined;
    if (found === undefined) continue;
    if (!goesOn) lookBack(index, found);
    stands[index] = true;
    cursor = found + line.length;
  }
  return stands;
}
