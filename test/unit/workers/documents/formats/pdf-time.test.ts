import { describe, expect, it } from "vitest";
import { readPdf } from "#workers/documents/formats/pdf/read-pdf.ts";
import { inflating, pdf } from "../hostile/pdf-files.ts";
import { inWords } from "./in-words.ts";
import { pdfOf, showing } from "./pdf-pages.ts";
import { upAfter } from "./time-up.ts";

const pages = pdfOf(["one", "two", "three"].map((text) => showing([[72, 700, text]])));
/** For a page, after its text and before its notes. */
const perPage = 2;

describe("a PDF that takes too long", () => {
  it("ends after a page, and says which were read and why", async () => {
    const { text, incomplete } = inWords(await readPdf(pages.slice(), { isTimeUp: upAfter(perPage) }));
    expect(text).toBe("[Page 1]\n\none");
    expect(incomplete).toBe(
      "Only pages 1 to 1 of 3 were read. Reading the document took too long; the rest is left out.",
    );
  });

  it("ends its window earlier, and the next one goes on", async () => {
    const enough = { skip: 0, size: 1_000 };
    const first = await readPdf(pages.slice(), { enough, isTimeUp: upAfter(perPage) });
    expect(first).toMatchObject({ text: "[Page 1]\n\none", hasMorePages: true });
    expect(first).not.toHaveProperty("gaps");
    const rest = await readPdf(pages.slice(), { enough, startPage: 2 });
    expect(rest.text).toBe("[Page 2]\n\ntwo\n\n[Page 3]\n\nthree");
  });

  it("ends within a page that has more text than a document may have", async () => {
    const lines = "BT /F1 1 Tf 9 700 Td (0123456789) Tj ET BT /F1 1 Tf 9 690 Td (0123456789) Tj ET\n";
    const { text, incomplete } = inWords(await readPdf(pdf([inflating(lines.repeat(1_000), 70)]), {}));
    expect(incomplete).toBe("The document is longer than 1,000,000 characters of text; the rest is left out.");
    expect(text.length).toBeLessThan(1_300_000);
  });

  it("ends within a page of very much text, with what was read of it", async () => {
    const lines = Array.from({ length: 2_000 }, (_, at) => [72, 700 - at / 4, `line ${at}`] as const);
    const long = pdfOf([showing(lines)]);
    const whole = await readPdf(long.slice(), {});
    const { text, incomplete } = inWords(await readPdf(long.slice(), { isTimeUp: upAfter(5) }));
    expect(whole.text.startsWith(text)).toBe(true);
    expect(text.length).toBeLessThan(whole.text.length / 2);
    expect(text).toContain("line 10");
    expect(incomplete).toBe("Pages that took too long to read, so that the rest of them is left out: 1.");
  });
});
