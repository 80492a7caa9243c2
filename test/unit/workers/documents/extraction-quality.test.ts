import { describe, expect, it } from "vitest";
import { type ReferenceDocument, referenceDocuments } from "#test/bench/extract/documents.ts";
import { scoreStructure } from "#test/bench/extract/structure.ts";
import { structures } from "#test/bench/extract/structures.ts";
import { scoreTokens } from "#test/bench/extract/token-score.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { textOf } from "#workers/documents/extract-text.ts";

const documents = referenceDocuments();
const byFormat = [...Map.groupBy(documents, ({ format }) => format)].map(([format, ofIt]) => ({ format, ofIt }));

async function readDocument({ name, bytes }: ReferenceDocument): Promise<string> {
  const document = { bytes: bytes.slice(), mediaType: "application/octet-stream", name };
  return textOf(await extractDocument(document), document).text;
}

describe("text of real documents", () => {
  it("is measured in eleven formats", () => {
    expect(byFormat).toHaveLength(11);
  });

  it.each(byFormat)(
    "of $format has 95 % of the reference's words, and 90 % of its own stand there",
    async ({ ofIt }) => {
      const scores = [];
      for (const document of ofIt) scores.push(scoreTokens(await readDocument(document), document));
      const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean(scores.map(({ recall }) => recall))).toBeGreaterThanOrEqual(0.95);
      expect(mean(scores.map(({ precision }) => precision))).toBeGreaterThanOrEqual(0.9);
    },
  );
});

describe("the judge", () => {
  it("knows another number, another order and what is missing", () => {
    expect(scoreStructure("11. x", [{ of: "tables", texts: ["1. x"] }]).kept).toEqual([]);
    expect(scoreStructure("b\na", [{ of: "order", texts: ["a", "b"] }]).kept).toEqual([]);
    const found = scoreTokens("one one", { reference: "one two three four", extra: "" });
    expect(found).toEqual({ recall: 0.25, precision: 0.5 });
  });
});

describe("numbers, rows and order of real documents", () => {
  const byName = new Map(documents.map((document) => [document.name, document]));

  it.each(Object.entries(structures))("are in the text of %s as a person saw them", async (name, facts) => {
    const document = byName.get(name);
    if (!document) throw new Error(`There is no ${name}`);
    expect(scoreStructure(await readDocument(document), facts).lost).toEqual([]);
  });
});
