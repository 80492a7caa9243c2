// T20: PDFs that take longer to read than there is time — what was read of them in time is the answer.

import { Transform } from "node:stream";
import { expect, it } from "vitest";
import { startExtractorProcess } from "#workers/documents/process/extractor-process.ts";
import { spawnExtractor } from "#workers/documents/process/spawn-extractor.ts";
import { line, pdf } from "../hostile/pdf-files.ts";

const timeoutMs = 30_000;

it("give the pages that could be read, and say that it took too long", async () => {
  let readingMs = 0;
  /** Tells the process that its time is up as soon as it begins, whatever it was told. */
  const hurry = new Transform({
    transform(piece: Buffer, _encoding, done) {
      const changed = piece.toString("latin1").replace(/"readingMs":([\d.]+)/, (all, told: string) => {
        readingMs = Number(told);
        return `"readingMs":0`.padEnd(all.length);
      });
      done(null, Buffer.from(changed, "latin1"));
    },
  });
  const reader = startExtractorProcess(() => {
    const spawned = spawnExtractor();
    hurry.pipe(spawned.documents);
    return { ...spawned, documents: hurry };
  });
  const bytes = pdf([line("one"), line("two"), line("three")]);
  const { signal } = new AbortController();
  const extraction = await reader.read({ bytes, mediaType: "application/pdf" }, { timeoutMs, signal });
  await reader.end();
  expect(extraction).toMatchObject({
    ok: true,
    text: {
      text: "[Page 1]\n\none",
      pageCount: 3,
      gaps: expect.arrayContaining([{ kind: "otherPages", from: 1, to: 1, of: 3 }, { kind: "tooSlow" }]),
    },
  });
  // There has to be time for the page that it reads then, and for its answer.
  expect(readingMs).toBeGreaterThan(0);
  expect(readingMs).toBeLessThanOrEqual(timeoutMs * 0.8);
});
