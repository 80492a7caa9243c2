import { cleanLine } from "./clean-text.ts";

/** Who a document says wrote it. */
export interface Writer {
  name?: string;
  address?: string;
}

/** Longest name or address of a writer; an address may have 254 characters (RFC 5321). */
export const maxWriterCharacters = 320;

/** The writer as a document may name them: on one line, every character visible. Undefined when it names nobody. */
export function writerOf({ name, address }: { name: string; address: string }): Writer | undefined {
  const [shownName, shownAddress] = [name, address].map((part) =>
    cleanLine(part).slice(0, maxWriterCharacters).toWellFormed(),
  );
  if (!shownName && !shownAddress) return undefined;
  return { ...(shownName && { name: shownName }), ...(shownAddress && { address: shownAddress }) };
}
