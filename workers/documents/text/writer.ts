import { cleanLine } from "./clean-text.ts";

/** The author that a document names. Unverified. */
export interface Writer {
  name?: string;
  address?: string;
}

/** Longest name or address of a writer. An address may have 254 characters (RFC 5321). */
export const maxWriterCharacters = 320;

/** A writer with cleaned, bounded name and address. Undefined when both are empty. */
export function writerOf({ name, address }: { name: string; address: string }): Writer | undefined {
  const [shownName, shownAddress] = [name, address].map((part) =>
    cleanLine(part).slice(0, maxWriterCharacters).toWellFormed(),
  );
  if (!shownName && !shownAddress) return undefined;
  return { ...(shownName && { name: shownName }), ...(shownAddress && { address: shownAddress }) };
}
