// T20: documents made to exhaust or crash the extractor (bombs, lies, endless or broken files) — a typed error or bounded text within 15 s, in bounded memory that is given back.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { createMetrics } from "#common/metrics.ts";
import { createTextExtractor, type TextExtractor } from "#workers/content/extract-text.ts";
import { hostileDocuments } from "./hostile/documents.ts";

const { signal } = new AbortController();
const megabyte = 1_000_000;
const reportShape = z.object({ ends: z.array(z.string()), firstRoundBytes: z.number(), endBytes: z.number() });
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

  it("takes no more memory the more often it comes", { timeout: 120_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), "hostile-"));
    try {
      const heavy = cases.filter(({ what }) => /zip bomb as|small paragraphs|inflates to 300|one text of/.test(what));
      for (const [at, { make }] of heavy.entries()) writeFileSync(join(folder, `${at}`), make());
      const program = join(import.meta.dirname, "hostile/main.ts");
      const report = execFileSync(process.execPath, [program, folder, "3"], { encoding: "utf8" });
      const { ends, firstRoundBytes, endBytes } = reportShape.parse(JSON.parse(report));
      expect(ends).toHaveLength(12);
      expect(ends).not.toContain("crash");
      expect(endBytes - firstRoundBytes).toBeLessThan(150 * megabyte);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
