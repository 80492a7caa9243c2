import { truncate } from "./truncate.ts";

const nameCharacters = 60;

/** Somebody else may have chosen a name, so it can't end its quotes. */
const quoted = (text: string) => `"${text.replaceAll('"', "'")}"`;

/** A name of one line for an error of ours, in quotes and cut when it is long. */
export const quotedName = (name: string): string => quoted(truncate(name, nameCharacters));

/** The same for a path, of which both ends tell something. */
export function quotedPath(path: string): string {
  if (path.length <= 2 * nameCharacters) return quoted(path);
  const end = path
    .slice(-nameCharacters)
    .toWellFormed()
    .replace(/^\ufffd/, "");
  return quoted(truncate(path, nameCharacters) + end);
}
