import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import { createTextExtractor, type TextExtractor } from "#workers/documents/extract-text.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

const { metrics } = createMetrics(workerMetrics);
const call = callOf("read_resource");
let extractor: TextExtractor;

beforeAll(() => {
  extractor = createTextExtractor({ maxProcesses: 1, metrics });
});
afterAll(() => extractor.close());

/** What people may begin a message with, though files of some kind begin so too. */
const beginnings = [
  "%PDF-1.7 is how such a file begins",
  "{\\rtf1 and that is RTF",
  "PK\u0003\u0004",
  "MZ\u0000\u0001\u0002",
  "\u001b[31m\u0007\u0008",
  "WEBVTT\n\n00:00.000 --> 00:01.000\nnothing",
  "From: a@example.com\nTo: b@example.com\nSubject: look\nContent-Transfer-Encoding: base64\n\nbm90aGluZw==",
  "\ufeffGIF89a\u0000",
];

const wordsOf = (text: string) => text.match(/\w+/g) ?? [];

describe("the body of a message is read as declared, whatever it begins with", () => {
  it.each(beginnings)("as plain text: %j", async (beginning) => {
    const bytes = new TextEncoder().encode(`${beginning}\n\nand ends.`);
    const document = { bytes, mediaType: "text/plain; charset=utf-8", isBody: true };
    const { text } = await extractor.forCall(call).extractText(document);
    expect(wordsOf(text)).toEqual(wordsOf(`${beginning} and ends`));
  });

  it.each(beginnings)("as HTML: %j", async (beginning) => {
    const bytes = new TextEncoder().encode(`${beginning}<p>and <b>ends</b>.</p>`);
    const document = { bytes, mediaType: "text/html; charset=utf-8", isBody: true };
    const { text, detectedType } = await extractor.forCall(call).extractText(document);
    expect(detectedType).toBe("text/html");
    expect(text).toMatch(/and \*\*ends\*\*\.$/);
  });
});
