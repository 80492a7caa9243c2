// T20: documents made to exhaust or crash the extractor (bombs, lies, endless or broken files) — a typed error or bounded text within 15 s, in bounded memory.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { createMetrics } from "#common/metrics.ts";
import { createTextExtractor, type TextExtractor } from "#workers/content/extract-text.ts";
import { hostileDocuments } from "./hostile/documents.ts";

const { signal } = new AbortController();
const megabyte = 1_000_000;
let extractor: TextExtractor;

beforeAll(() => {
  extractor = createTextExtractor({ threads: 1, metrics: createMetrics("workers").metrics });
});
afterAll(() => extractor.close());

/** How it ends: with the text or the error. Watches this process's memory meanwhile. */
async function outcome(bytes: Uint8Array) {
  const before = process.memoryUsage.rss();
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 20);
  const since = performance.now();
  const result = await extractor
    .extractText({ bytes, mediaType: "application/octet-stream" }, { signal })
    .then((text) => ({ text }))
    .catch((error: unknown) => ({ error }));
  clearInterval(watch);
  return { result, seconds: (performance.now() - since) / 1_000, extraBytes: highest - before };
}

const cases = Object.entries(hostileDocuments).map(([what, { make, expected }]) => ({ what, make, expected }));

describe("a hostile document", () => {
  it("comes in at least 60 kinds", () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  it.each(cases)("$what ends in time, within memory", { timeout: 40_000 }, async ({ make, expected }) => {
    const { result, seconds, extraBytes } = await outcome(make());
    expect(seconds).toBeLessThan(17);
    expect(extraBytes).toBeLessThan(300 * megabyte);
    if ("text" in result) {
      expect(result.text.text.length).toBeLessThanOrEqual(megabyte);
      expect(expected).not.toBe("error");
    } else {
      expect(result.error).toBeInstanceOf(ToolError);
      expect(result.error).toMatchObject({
        code: expect.stringMatching(/^(?:too_large|unsupported_type|unreadable)$/),
      });
      expect(expected).not.toBe("text");
      if (expected instanceof RegExp) expect(result.error).toMatchObject({ message: expect.stringMatching(expected) });
    }
  });

  it("leaves the process alive and able to read on", async () => {
    const bytes = new TextEncoder().encode("<p>still here");
    expect(await extractor.extractText({ bytes, mediaType: "text/html" }, { signal })).toMatchObject({
      text: "still here",
    });
  });
});
