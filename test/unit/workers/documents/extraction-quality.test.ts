import { describe, expect, it } from "vitest";
import { type ReferenceDocument, referenceDocuments } from "#test/bench/extract/documents.ts";
import { scoreTokens } from "#test/bench/extract/token-score.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { textOf } from "#workers/documents/text-of.ts";

const documents = referenceDocuments();
const vendored = documents.filter(({ isVendored }) => isVendored);
const missing =
  documents.length === vendored.length ? "there are no more documents in ../shared/fixtures/files" : undefined;
const byFormat = (all: readonly ReferenceDocument[]) =>
  [...Map.groupBy(all, ({ format }) => format)].map(([format, ofIt]) => ({ format, ofIt }));

async function expectQuality(all: readonly ReferenceDocument[]): Promise<void> {
  const scores = [];
  for (const { name, bytes, reference, extra } of all) {
    const document = { bytes: bytes.slice(), mediaType: "application/octet-stream", name };
    const { text } = textOf(await extractDocument(document), document);
    scores.push(scoreTokens(text, { reference, extra }));
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(scores.map(({ recall }) => recall))).toBeGreaterThanOrEqual(0.95);
  expect(mean(scores.map(({ precision }) => precision))).toBeGreaterThanOrEqual(0.9);
}

describe("text of real documents", () => {
  it("is measured in every format that has documents", () => {
    expect(byFormat(vendored)).toHaveLength(11);
  });

  // proves W2
  it.each(byFormat(vendored))(
    "of $format has 95 % of the reference's words, and 90 % of its own stand there",
    ({ ofIt }) => expectQuality(ofIt),
  );

  it.each(byFormat(documents))(
    "of $format has as many with the documents beside the repository",
    skipWhen(missing),
    ({ ofIt }) => expectQuality(ofIt),
  );
});

describe("the score", () => {
  it("falls with words that are left out, and with words that stand in no reference", () => {
    const reference = "one two three four";
    expect(scoreTokens("one two", { reference, extra: "" })).toEqual({ recall: 0.5, precision: 1 });
    expect(scoreTokens("one two three four five six", { reference, extra: "six" })).toEqual({
      recall: 1,
      precision: 0.8,
    });
    expect(scoreTokens("one one", { reference, extra: "" })).toEqual({ recall: 0.25, precision: 0.5 });
  });
});
