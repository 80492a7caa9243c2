import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runs } from "#test/support/property-runs.ts";
import { refusedAs } from "#test/support/tool-error-of.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { docx, pptx, shape } from "../../documents/hostile/office-files.ts";
import { line, type PdfPage, pdf } from "../../documents/hostile/pdf-files.ts";
import { allAnswers } from "../call-tool.ts";
import { fakeContext, readInProcess } from "../fake-context.ts";
import { read } from "./read.ts";

const itemId = "01VRZMWHPGDM5KTXS53RF3SSGHW7SGGPKL";
const fileUri = `file:///b!abc/${itemId}`;
const attachmentUri = "mail:///messages/AAMk/attachments/A1";

const file = (more: object = {}) => ({
  id: itemId,
  name: "Long.pdf",
  size: 1_000,
  cTag: '"c:{1},1"',
  file: {},
  parentReference: { driveId: "b!abc", driveType: "documentLibrary" },
  ...more,
});
const attachment = { "@odata.type": "#microsoft.graph.fileAttachment", id: "A1", name: "Long.pdf" };

/** A context that has one document, and how many pages were read of it each time. */
function contextWith(bytes: Uint8Array, item: () => object = file) {
  const pagesRead: number[] = [];
  const context = fakeContext({
    answers: (path) => (path.includes("attachments") ? attachment : item()),
    download: { bytes, mediaType: "application/octet-stream" },
    async extractText(document) {
      const text = await readInProcess(document);
      pagesRead.push(text.pages?.length ?? 0);
      return text;
    },
  });
  return { context, pagesRead };
}

/** All windows of a document, one after the other. */
async function windowsOf(input: Record<string, unknown>, context: ToolContext) {
  const answers = await allAnswers((paging) => read({ ...input, ...paging }, context));
  return answers.map(({ body, incomplete }) => {
    if (body === undefined) throw new Error("a window without text");
    return { ...body, incomplete };
  });
}

/** The windows put together by their offsets, as a whole text that misses only white space at their ends. */
function joined(windows: Awaited<ReturnType<typeof windowsOf>>): string {
  let text = "";
  for (const { content, startCharacter, endCharacter } of windows) {
    expect(startCharacter).toBe(text.length);
    const shown = content
      .replace(/^\[Page \d+ goes on\]\n\n/, "")
      .replace(/(?:\n\n)?\[Cut here: [^\]]*\]$/, "")
      .replace(/(?:\n\n)?\[pages [^\]]*\]$/, "");
    text += shown.padEnd(endCharacter - startCharacter, " ");
  }
  return text;
}

const inOneLine = (text: string) => text.replace(/\s+/g, " ").trim();

/** A page of so many lines, all of which lie on it. */
function pageOf(lines: readonly string[]): PdfPage {
  const shown = lines.map((text) => `(${text}) Tj 0 -${(700 / (lines.length + 1)).toFixed(2)} Td`).join("\n");
  return { content: `BT /F1 3 Tf 20 760 Td ${shown} ET` };
}

/** How many lines a page has, how long they are, and what their words are. The character 256 is a ligature, fi. */
const anyPage = fc
  .tuple(fc.nat(150), fc.nat(12), fc.constantFrom("- of\\256ce", "word", "(1\\) \\256nd", "a\tb", "1. [Page 3]"))
  .map(([count, words, word]) => pageOf(Array.from({ length: count }, (_, at) => `${word} ${at} `.repeat(words))));

/** 150 lines of 20 letters. */
const fullPage = pageOf(Array.from({ length: 150 }, () => "twenty letters here."));
const fullPages = (count: number) => pdf(Array.from({ length: count }, () => fullPage));

describe("the windows of a long document", () => {
  it("are together the text of one reading, whatever its pages are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPage, { minLength: 1, maxLength: 60 }), fc.nat(3), async (pages, startsAt) => {
        const bytes = pdf(pages);
        const startPage = Math.min(startsAt, pages.length) || undefined;
        const whole = await readInProcess({ bytes, mediaType: "", ...(startPage && { startPage }) });
        for (const uri of [fileUri, attachmentUri]) {
          const windows = await windowsOf({ uri, startPage }, contextWith(bytes).context);
          expect(inOneLine(joined(windows))).toBe(inOneLine(whole.text));
          expect(windows.at(-1)).toMatchObject({ endCharacter: whole.text.length });
        }
      }),
      { numRuns: runs(30) },
    );
  });

  it("are together the text of all slides, in ideographs too", async () => {
    const bytes = pptx(Array.from({ length: 40 }, (_, at) => shape(`第${at}章 😀 `.repeat(400))));
    const whole = await readInProcess({ bytes, mediaType: "" });
    const { context, pagesRead } = contextWith(bytes);
    const windows = await windowsOf({ uri: fileUri }, context);
    expect(inOneLine(joined(windows))).toBe(inOneLine(whole.text));
    expect(windows.length).toBeGreaterThan(3);
    expect(pagesRead.reduce((sum, count) => sum + count)).toBeLessThan(40 + 2 * windows.length);
  });

  it("read each page once where pages are short, and the first no more than it shows", async () => {
    const { context, pagesRead } = contextWith(fullPages(100));
    const windows = await windowsOf({ uri: fileUri }, context);
    expect(windows.length).toBeGreaterThan(4);
    expect(pagesRead[0]).toBeLessThan(25);
    expect(pagesRead.reduce((sum, count) => sum + count)).toBe(100);
    for (const { pages, content } of windows.slice(1)) expect(content.startsWith(`[Page ${pages?.first}]`)).toBe(true);
  });

  it("say the number of pages at once, and the number of characters once it is known", async () => {
    const windows = await windowsOf({ uri: fileUri }, contextWith(fullPages(30)).context);
    const [first, last] = [windows[0], windows.at(-1)];
    expect(first).toMatchObject({ pages: { first: 1, total: 30 }, startCharacter: 0 });
    expect(first).not.toHaveProperty("totalCharacters");
    expect(first?.content).toMatch(
      /\[pages 1–\d+ of 30\]\n\n\[Cut here: more pages follow; read on with nextCursor\]$/,
    );
    expect(first?.incomplete?.reason).toMatch(/^Characters 0 to \d+ are shown; read on with nextCursor\.$/);
    expect(last?.totalCharacters).toBe(last?.endCharacter);
  });

  it("go on after the 500 pages that are read at once, where these have little text", async () => {
    const windows = await windowsOf(
      { uri: fileUri },
      contextWith(pdf(Array.from({ length: 520 }, () => line("x")))).context,
    );
    expect(windows.map(({ pages }) => [pages?.first, pages?.last])).toEqual([
      [1, 500],
      [501, 520],
    ]);
    expect(windows.at(-1)?.content).toContain("[Page 520]\n\nx");
  });

  it("end with a refusal where the file was changed meanwhile, before it is loaded again", async () => {
    const bytes = fullPages(60);
    let version = 1;
    const { context } = contextWith(bytes, () => file({ cTag: `"c:{1},${version}"` }));
    const { nextCursor } = await read({ uri: fileUri }, context);
    version = 2;
    const downloads = () => context.calls.filter(({ method }) => method === "DOWNLOAD").length;
    await expect(read({ uri: fileUri, cursor: nextCursor }, context)).rejects.toEqual(
      refusedAs("invalid_input", /^cursor: the file was changed .* without cursor\.$/),
    );
    expect(downloads()).toBe(1);
  });

  it("go on with a cursor that names no page", async () => {
    const bytes = fullPages(60);
    const { context } = contextWith(bytes);
    const [, second] = await windowsOf({ uri: fileUri }, context);
    const place = z.object({ uri: z.string(), at: z.number().optional() });
    const cursor = context.cursor.seal({ uri: fileUri, at: second?.startCharacter }, place);
    expect((await read({ uri: fileUri, cursor }, context)).body).toEqual(
      expect.objectContaining({ content: second?.content }),
    );
  });
});

it("what is left out of a document is told alike of a file and of a mail's attachment", async () => {
  const bytes = docx("<w:p><w:r><w:t>text</w:t></w:r></w:p>", {
    more: ["word/vbaProject.bin", "word/embeddings/Prices.xlsx"].map((name) => ({ name, content: "x" })),
  });
  for (const uri of [fileUri, attachmentUri]) {
    const { body, incomplete } = await read({ uri }, contextWith(bytes).context);
    expect(body?.content).toBe("text\n\nInside the document, not read: Prices.xlsx");
    expect(incomplete?.reason).toBe(
      "The document has macros, which were not read. " +
        "A file or object inside the document was not read; the text names it.",
    );
  }
});
