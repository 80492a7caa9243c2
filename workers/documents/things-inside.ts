import { cleanLine } from "#workers/text/clean-text.ts";
import { maxTextCharacters, type Reading } from "#workers/text/reading.ts";
import { withGaps } from "./gaps.ts";

/** Number of things that are named; of more the number is told. */
const maxNamed = 100;
const maxNameCharacters = 200;

/**
 * A reading that tells of files and objects inside the document, which were not read. Their names are text of the
 * document, so they stand at the end of its text: with its last page, where it has pages.
 */
export function withThingsInside(reading: Reading, names: readonly string[]): Reading {
  if (names.length === 0) return reading;
  const told = withGaps(reading, [{ kind: "inside", count: names.length }]);
  const { pages = [], pageCount = 0, hasMorePages = false, text } = reading;
  // A scanned document has no pages of text.
  const isAtEnd = !hasMorePages && (pages.length === 0 || pageCount === 0 || pages.at(-1)?.number === pageCount);
  if (!isAtEnd || text.length > maxTextCharacters) return told;
  return { ...told, text: [text, listOf(names)].filter((part) => part !== "").join("\n\n") };
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, maxNamed).map((name) => nameOfFile(name) || "(without a name)");
  const alike = Map.groupBy(shown, (name) => name);
  const list = [...alike].map(([name, { length }]) => (length === 1 ? name : `${name} (${length})`));
  const more = names.length - maxNamed;
  return `Inside the document, not read: ${[...list, ...(more > 0 ? [`and ${more} more`] : [])].join("; ")}`;
}

/** A file's name without its path, which names the person who has put it there. */
function nameOfFile(path: string): string {
  return cleanLine(path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1))
    .slice(0, maxNameCharacters)
    .toWellFormed();
}
