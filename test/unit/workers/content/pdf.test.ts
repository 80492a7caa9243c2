import { describe, expect, it } from "vitest";
import { extractDocument } from "#workers/content/extract-document.ts";
import { readPdf } from "#workers/content/pdf.ts";
import { line, pdf } from "./hostile/pdf-files.ts";

const picture = { content: "0 0 10 10 re f" };

/** A document of three pages, of which that one's content is an object that isn't there. */
function withBrokenPage(page: 1 | 2 | 3, others = line("text")): Uint8Array {
  const bytes = Buffer.from(pdf([others, others, others]));
  bytes.write("9 9 R", bytes.indexOf(`${3 + page * 2} 0 R >>`));
  return new Uint8Array(bytes);
}

describe("a PDF", () => {
  it("is read from its mark on when other bytes come before it", async () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x0d, 0x0a, ...pdf([line("one"), line("two")])]);
    const extraction = await extractDocument({ bytes, mediaType: "application/pdf" });
    expect(extraction).toMatchObject({ ok: true, text: { text: "[Page 1]\n\none\n\n[Page 2]\n\ntwo" } });
  });
});

describe("pages of a PDF without text", () => {
  it("are named when they were read alone, and say nothing of the pages that were not read", async () => {
    const three = [line("one"), line("two"), picture];
    const { incomplete } = await readPdf(pdf(three), { startPage: 3, endPage: 3 });
    expect(incomplete).toBe("Without a text layer, most likely pictures: page 3.");
  });

  it("are called a scanned document when all of its pages were read, and only then", async () => {
    const four = pdf([picture, picture, picture, picture]);
    expect(await readPdf(four.slice(), {})).toMatchObject({
      text: "",
      pages: [],
      incomplete: expect.stringMatching(/^The document has no text layer/),
    });
    expect((await readPdf(four, { startPage: 2 })).incomplete).toMatch(/pictures: page 2, 3, 4\.$/);
  });

  it("are called damaged, not pictures, where they could not be read", async () => {
    const { text, incomplete } = await readPdf(withBrokenPage(2), {});
    expect(text).toBe("[Page 1]\n\ntext\n\n[Page 2]\n\n[Page 3]\n\ntext");
    expect(incomplete).toBe("Damaged, so that nothing of them could be read: page 2.");
  });

  it("are told apart where some are pictures and some are damaged", async () => {
    const { incomplete } = await readPdf(withBrokenPage(1, picture), {});
    expect(incomplete).toMatch(/pictures: page 2, 3\. Damaged, .{10,50}: page 1\.$/);
  });
});
