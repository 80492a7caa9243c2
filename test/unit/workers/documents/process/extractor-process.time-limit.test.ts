// T20: a document that is never read to its end — what ends it, and when, by a clock of the test's own.

import { Writable } from "node:stream";
import { afterEach, expect, it, vi } from "vitest";
import { startExtractorProcess } from "#workers/documents/process/extractor-process.ts";
import { readTimeoutMs } from "#workers/documents/process/limits.ts";
import { spawnExtractor } from "#workers/documents/process/spawn-extractor.ts";

/** Within that time an answer is promised. */
const promisedMs = 15_000;

afterEach(() => vi.useRealTimers());

it("is told to end first, then its process is ended, and there is a second to say why", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const { promise: given, resolve } = Promise.withResolvers<number>();
  /** The process gets nothing, and so never answers. */
  const documents = new Writable({
    write(piece: Buffer, _encoding, done) {
      const [, told] = /"readingMs":([\d.]+)/.exec(piece.toString("latin1")) ?? [];
      if (told !== undefined) resolve(Number(told));
      done();
    },
  });
  const reader = startExtractorProcess(() => ({ ...spawnExtractor(), documents }));
  let isOver = false;
  const { signal } = new AbortController();
  const reading = reader
    .read({ bytes: Buffer.from("x"), mediaType: "text/html" }, { timeoutMs: readTimeoutMs, signal })
    .finally(() => {
      isOver = true;
    });
  expect(await given).toBeLessThanOrEqual(readTimeoutMs - 2_000);
  await vi.advanceTimersByTimeAsync(readTimeoutMs - 1);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await reading).toEqual({ ok: false, refusal: "tooLong" });
  await reader.ended;
  expect(performance.now()).toBeLessThanOrEqual(promisedMs - 1_000);
});
