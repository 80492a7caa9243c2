import { pagesWithoutText, withScans } from "./formats/pdf/pictures/with-scans.ts";
import { withGaps } from "./gaps.ts";
import type { PoolReading } from "./process/extractor-pool.ts";
import type { Extraction } from "./process/protocol.ts";
import type { TextSource } from "./text-source.ts";

/** With less time left, no pictures are asked for. */
const leastMs = 1_000;

/**
 * Reads the text of a document, and then, where pages of it have none, the scans of these pages alone. Where they take
 * too much time or memory, or nobody can read them, the text is the answer, which says so: a person must not lose it
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
  const { extraction: plain, leftMs } = await extract(document, { signal, timeoutMs });
  if (!isRead(plain) || document.isTextOnly) return plain;
  const scansOf = pagesWithoutText(plain.text);
  if (scansOf.length === 0) return plain;

  async function readScans(): Promise<Extraction | undefined> {
    const own = AbortSignal.any([signal, endAfter(leftMs)]);
    try {
      return (await extract({ ...document, scansOf }, { signal: own, timeoutMs: leftMs })).extraction;
    } catch (error) {
      if (signal.aborted) throw error;
      return undefined;
    }
  }

  const scans = leftMs < leastMs ? undefined : await readScans();
  const isLost = scans === undefined || !isRead(scans) || !scans.text.pages?.length;
  return {
    ...plain,
    text: isLost ? withGaps(plain.text, [{ kind: "picturesLost" }]) : withScans(plain.text, scans.text),
  };
}

type Read = Extract<Extraction, { ok: true }>;

const isRead = (extraction: Extraction): extraction is Read => "text" in extraction;
