import { describe, expect, it } from "vitest";
import { type ReferenceDocument, referenceDocuments } from "#test/bench/extract/documents.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { textOf } from "#workers/documents/text-of.ts";
import type { ExtractedText } from "#workers/documents/text-source.ts";
import { resourceWindow } from "#workers/tools/resources/resource-window.ts";

const documents = referenceDocuments();
const named = (name: string) => documents.filter((one) => one.name === name);
const missing = (name: string) =>
  named(name).length === 0 ? `there is no ${name} in ../shared/fixtures/files` : undefined;

async function read({ name, bytes }: ReferenceDocument): Promise<ExtractedText> {
  const document = { bytes: bytes.slice(), mediaType: "application/octet-stream", name };
  return textOf(await extractDocument(document), document);
}

async function readNamed(name: string): Promise<ExtractedText> {
  const [document] = named(name);
  if (document === undefined) throw new Error(`There is no ${name}`);
  return await read(document);
}

/** The contents of all windows, which are as small as an answer with many details makes them. */
function windowsOf({ text }: ExtractedText): string[] {
  const resource = { text, contentType: "text/plain", writtenBy: undefined, external: undefined };
  const contents: string[] = [];
  for (let start: number | undefined = 0; start !== undefined; ) {
    const { body, next } = resourceWindow({ text: resource }, start, { details: "x".repeat(100_000) });
    contents.push(body?.content ?? "");
    start = next;
  }
  return contents;
}

describe("real documents", () => {
  it("have a note for each mark of one, and a mark for each note", { timeout: 60_000 }, async () => {
    const counts: Record<string, number> = {};
    for (const document of documents.filter(({ format }) => format === "docx")) {
      const { text } = await read(document);
      const marks = new Set([...text.matchAll(/\[\^(\d+)\](?!:)/g)].map(([, label]) => label));
      const notes = new Set([...text.matchAll(/^\[\^(\d+)\]: /gm)].map(([, label]) => label));
      expect([document.name, marks]).toEqual([document.name, notes]);
      counts[document.name] = marks.size;
    }
    if (missing("stress011.docx") === undefined) expect(counts["stress011.docx"]).toBeGreaterThan(10);
  });

  it("tell no path in the descriptions of their pictures", { timeout: 60_000 }, async () => {
    for (const document of documents) {
      const { text } = await read(document);
      expect(text).not.toMatch(/\(image: [^)]*(?:[A-Z]:\\|file:|https?:)/);
    }
  });

  it("have the notes of their marks in each window", skipWhen(missing("stress011.docx")), async () => {
    const windows = windowsOf(await readNamed("stress011.docx"));
    expect(windows.length).toBeGreaterThan(2);
    for (const content of windows) {
      const marks = new Set([...content.matchAll(/\[\^(\d+)\](?!:)/g)].map(([, label = ""]) => label));
      const notes = new Set([...content.matchAll(/^\[\^(\d+)\]: /gm)].map(([, label = ""]) => label));
      expect([...marks].filter((label) => !notes.has(label))).toEqual([]);
    }
  });

  it("name the files attached to a PDF", skipWhen(missing("bug1997343.pdf")), async () => {
    const { text, incomplete } = await readNamed("bug1997343.pdf");
    expect(text).toMatch(/\n\nInside the document, not read: mathml-1\.xml; .*; mathml-9\.xml$/);
    expect(incomplete).toBe("9 files or objects inside the document were not read; the text names them.");
  });

  it("name the objects on slides", skipWhen(missing("45541_Footer.pptx")), async () => {
    const { text, incomplete } = await readNamed("45541_Footer.pptx");
    expect(text).toMatch(/\n\nInside the document, not read: .*Microsoft PowerPoint.*$/);
    expect(incomplete).toBe("3 files or objects inside the document were not read; the text names them.");
  });
});
