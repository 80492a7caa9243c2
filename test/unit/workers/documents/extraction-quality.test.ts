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

describe("numbers, rows and order of real documents", () => {
  const byName = new Map(documents.map((document) => [document.name, document]));

  it.each(Object.entries(structures))("are in the text of %s as a person saw them", async (name, facts) => {
    const document = byName.get(name);
    if (!document) throw new Error(`There is no ${name}`);
    expect(scoreStructure(await readDocument(document), facts).lost).toEqual([]);
  });
});

describe("the score of structure", () => {
  const kept = (text: string, of: "numbering" | "tables" | "order", ...texts: [string, ...string[]]) =>
    scoreStructure(text, [{ of, texts }]).kept.length === 1;

  it("falls for what stands in other lines or another order", () => {
    expect(kept("| a | 1 |\n| b | 2 |", "tables", "a", "1")).toBe(true);
    expect(kept("| a | 1 |\n| b | 2 |", "tables", "a 1")).toBe(true);
    expect(kept("| a | x | 1 |", "tables", "a 1")).toBe(false);
    expect(kept("a\n1", "tables", "a", "1")).toBe(false);
    expect(kept("b\na", "order", "a", "b")).toBe(false);
    expect(kept("# a\n\nb", "order", "a", "b")).toBe(true);
  });

  it("takes no part of a word or number for the whole", () => {
    expect(kept("11. x", "numbering", "1. x")).toBe(false);
    expect(kept("- 1. x", "numbering", "1. x")).toBe(true);
    expect(kept("1. x\u00a0y", "numbering", "1. x y")).toBe(true);
  });
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
