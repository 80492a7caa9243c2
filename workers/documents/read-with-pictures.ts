import { type Gap, withGaps } from "./gaps.ts";
import type { PoolReading } from "./process/extractor-pool.ts";
import type { Extraction } from "./process/protocol.ts";
import type { TextSource } from "./text-source.ts";

/** With less time left, no pictures are asked for. */
const leastMs = 1_000;

/**
 * Reads the text of a document, and then, where pages of it are pictures, the document with these. Where they take too
 * much time or memory, or nobody can read it again, the text is the answer, which says so: a person must not lose it
 * for them. Processes read for at most `timeoutMs` in both together, and the second one waits for its turn no longer
 * than what is left of it. Rejects as the first one, and when the signal aborts.
 */
export async function readWithPictures(
  document: TextSource,
  {
    extract,
    signal,
    timeoutMs,
    endAfter = (ms) => AbortSignal.timeout(Math.ceil(ms)),
  }: {
    extract: (document: TextSource, time: { signal: AbortSignal; timeoutMs: number }) => Promise<PoolReading>;
    signal: AbortSignal;
    timeoutMs: number;
    endAfter?: (ms: number) => AbortSignal;
  },
): Promise<Extraction> {
  const { extraction: plain, leftMs } = await extract({ ...document, withoutPictures: true }, { signal, timeoutMs });
  if (!isRead(plain) || document.parts !== undefined || !hasPagesOfPictures(plain)) return plain;

  async function readAgain(): Promise<Extraction | undefined> {
    const own = AbortSignal.any([signal, endAfter(leftMs)]);
    try {
      return (await extract(document, { signal: own, timeoutMs: leftMs })).extraction;
    } catch (error) {
      if (signal.aborted) throw error;
      return undefined;
    }
  }

  const shown = leftMs < leastMs ? undefined : await readAgain();
  if (shown === undefined || !isRead(shown) || isCutShort(shown, plain))
    return { ...plain, text: withGaps(plain.text, [{ kind: "picturesLost" }]) };
  // Without pictures, its pages are empty, or have none that can be decoded.
  return shown.text.pictures === undefined ? plain : shown;
}

type Read = Extract<Extraction, { ok: true }>;

const isRead = (extraction: Extraction): extraction is Read => "text" in extraction;
const kindsOf = ({ text: { gaps = [] } }: Read) => new Set<Gap["kind"]>(gaps.map(({ kind }) => kind));

function hasPagesOfPictures(read: Read): boolean {
  const kinds = kindsOf(read);
  return kinds.has("scanned") || kinds.has("withoutText");
}

/** Whether its time ended before the text did. With pictures, more pages may be left for the next window. */
function isCutShort(shown: Read, plain: Read): boolean {
  const [kinds, known] = [kindsOf(shown), kindsOf(plain)];
  if ((["tooSlow", "unfinished"] as const).some((kind) => kinds.has(kind) && !known.has(kind))) return true;
  return shown.text.pictures === undefined && shown.text.hasMorePages === true && plain.text.hasMorePages !== true;
}
