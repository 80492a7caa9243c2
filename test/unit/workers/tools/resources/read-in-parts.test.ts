import { expect, it } from "vitest";
import { type ByteRange, bytesIn, PartsMissing, partBytes } from "#workers/documents/document-parts.ts";
import { toPartsCursor } from "#workers/tools/resources/parts-cursor.ts";
import { readInParts } from "#workers/tools/resources/read-in-parts.ts";
import { fakeContext } from "../fake-context.ts";

const size = 1_000 * partBytes;
const plan = { size, pageCount: 9, first: 2, objects: [1, 2, 3], pictures: [], used: [[0, partBytes]] } as const;
const partAt = (at: number): ByteRange => [at * partBytes, (at + 1) * partBytes];
/** Far enough from each other that nothing joins them. */
const spread = (count: number) => Array.from({ length: count }, (_, at) => partAt(at * 15 + 20));

/** Reads with a reader that lacks these ranges, time after time. Gives the ranges that were loaded for it. */
async function loadedFor(missing: readonly (readonly ByteRange[])[]) {
  const requests: (readonly ByteRange[])[] = [];
  let times = 0;
  const context = fakeContext({
    downloadRanges({ ranges }) {
      requests.push(ranges);
      return new Uint8Array(bytesIn(ranges));
    },
    extractText() {
      times += 1;
      throw new PartsMissing(missing[Math.min(times, missing.length) - 1] ?? []);
    },
  });
  const parts = toPartsCursor(plan, "1");
  const part = { page: { number: 2, from: 0 }, ...(parts && { parts }) };
  const source = { name: "a.pdf", mediaType: "application/pdf" };
  const read = await readInParts(
    { path: ["drives", "d", "items", "i", "content"], link: undefined },
    { part, source },
    context,
  );
  return { read, requests };
}

it("loads parts three times, however often a reader says that some are missing", async () => {
  const { read, requests } = await loadedFor([[partAt(100)], [partAt(200)], [partAt(300)]]);
  expect(read).toBeUndefined();
  expect(requests).toHaveLength(3);
});

it("asks for at most 24 ranges at a time, whatever a reader says is missing", async () => {
  const { requests } = await loadedFor([spread(24), [[0, 420 * partBytes]]]);
  for (const ranges of requests) expect(ranges.length).toBeLessThanOrEqual(24);
  expect(requests[1]).toHaveLength(24);
});

it("loads no more than three quarters of a document in parts", async () => {
  const { requests } = await loadedFor([[[0, size / 2]], [[size / 2, size]]]);
  expect(bytesIn(requests.flat())).toBeLessThanOrEqual(0.75 * size);
});
