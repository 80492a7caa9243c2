import { withGaps } from "./gaps.ts";
import type { Extraction } from "./process/protocol.ts";
import type { TextSource } from "./text-source.ts";

/** With less time left, no pictures are asked for. */
const leastMs = 1_000;

/**
 * Reads the text of a document, and then, where pages of it are pictures, the document with these. Where they take too
 * much time or memory, the text is the answer, which says so: a person must not lose it for them. Both take at most
 * `timeoutMs` together.
 */
export async function readWithPictures(
  document: TextSource,
  {
    extract,
    timeoutMs,
    now = () => performance.now(),
  }: {
    extract: (document: TextSource, timeoutMs: number) => Promise<Extraction>;
    timeoutMs: number;
    now?: () => number;
  },
): Promise<Extraction> {
  const until = now() + timeoutMs;
  const plain = await extract({ ...document, withoutPictures: true }, timeoutMs);
  if (!("text" in plain) || document.parts !== undefined || !hasPagesOfPictures(plain)) return plain;
  const leftMs = until - now();
  const shown = leftMs < leastMs ? undefined : await extract(document, leftMs);
  if (shown?.ok === true) return shown;
  return { ...plain, text: withGaps(plain.text, [{ kind: "picturesLost" }]) };
}

function hasPagesOfPictures({ text: { gaps = [] } }: Extract<Extraction, { ok: true }>): boolean {
  return gaps.some(({ kind }) => kind === "scanned" || kind === "withoutText");
}
