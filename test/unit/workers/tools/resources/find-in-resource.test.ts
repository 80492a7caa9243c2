import { createSecretKey, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import { createCursors } from "#workers/cursor.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { textOf as textOfExtraction } from "#workers/documents/extract-text.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { findPassages } from "#workers/tools/resources/found-passages.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type PdfPage, pdf } from "../../documents/hostile/pdf-files.ts";
import { callsOf } from "../call-tool.ts";
import { fakeContext } from "../fake-context.ts";

const itemId = "01VRZMWHPGDM5KTXS53RF3SSGHW7SGGPKL";
const uri = `file:///b!abc/${itemId}`;
const person = { tenantId: "t", userId: "u", clientId: "c", scopes: [], expiresAtSeconds: 0, understandsClaims: false };
const cursorsOf = createCursors([{ id: "a", key: createSecretKey(randomBytes(32)) }], Date.now);
const cursor = cursorsOf(person, "read_resource");

/** A context that has one document; `now` is asked by its reader when a page begins. */
function contextWith(content: Uint8Array | string, isTimeUp?: () => boolean): ToolContext {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const file = {
    id: itemId,
    name: "Long",
    size: bytes.length,
    cTag: "1",
    file: {},
    parentReference: { driveId: "b!abc" },
  };
  const context = fakeContext({
    answers: (path) => (path.includes("messages") ? mail : file),
    download: { bytes, mediaType: "application/octet-stream" },
    async extractText(document: TextSource) {
      const own = { ...document, bytes: Uint8Array.from(document.bytes), isTimeUp };
      return textOfExtraction(await extractDocument(own), document);
    },
  });
  return { ...context, cursor };
}
const mail = {
  id: "AAMk",
  subject: "Plan",
  body: { contentType: "html", content: "<p>One</p><p>The budget is due</p>" },
};

const read = callsOf("read_resource", { uri });

const pageOf = (lines: readonly string[]): PdfPage => ({
  content: `BT /F1 8 Tf 20 760 Td ${lines.map((text) => `(${text}) Tj 0 -14 Td`).join("\n")} ET`,
});
/** A report of so many pages, on each of which are 30 lines, and on some of which is one more. */
const report = (pages: number, lines: Readonly<Record<number, string>>) =>
  pdf(
    Array.from({ length: pages }, (_, at) => {
      const usual = Array.from({ length: 30 }, (_line, number) => `Goods arrive before they are sold out no${number}`);
      return pageOf([...usual, lines[at + 1] ?? "", ...usual]);
    }),
  );

describe("find in a document", () => {
  const bytes = report(30, { 7: "Revenue of the North grew", 21: "In the north, REVENUES fell" });

  it("gives the passages with all words, in whatever case, each with its page", async () => {
    const { body, passages, nextCursor, moreContent, incomplete } = await read(
      { find: "north revenue" },
      contextWith(bytes),
    );
    expect(passages?.map(({ page }) => page)).toEqual([7, 21]);
    expect(body?.content).toMatch(
      /^\[1: page 7\]\n[^[]*Revenue of the North grew[^[]*\n\n\[2: page 21\]\n[^[]*REVENUES fell[^[]*$/,
    );
    expect(body).toMatchObject({ pages: { first: 1, last: 30, total: 30 } });
    expect({ nextCursor, moreContent, incomplete }).toEqual({ moreContent: false });
  });

  it("gives a cursor with each, from which the text is read on", async () => {
    const context = contextWith(bytes);
    const { passages } = await read({ find: "revenues fell" }, context);
    const { body } = await read({ cursor: passages?.[0]?.cursor }, context);
    expect(body?.content).toMatch(/^\[Page 21 goes on\]\n\n(?:Goods.*\n)*In the north, REVENUES fell/);
    expect(body).toMatchObject({ pages: { first: 21, total: 30 } });
  });

  it("gives cursors that open for the same tenant, user and tool only", async () => {
    const { passages } = await read({ find: "revenues fell" }, contextWith(bytes));
    for (const [who, tool] of [
      [{ ...person, tenantId: "other" }, "read_resource"],
      [{ ...person, userId: "other" }, "read_resource"],
      [person, "sharepoint_search"],
    ] as const) {
      const context = { ...contextWith(bytes), cursor: cursorsOf(who, tool) };
      for (const find of [undefined, "north"]) {
        const refused = toolErrorOf(read({ cursor: passages?.[0]?.cursor, find }, context));
        expect(await refused).toEqual(refusedAs("invalid_input", /^cursor: not a/));
      }
    }
  });

  it("takes a quoted phrase as one, whatever stands between its words", async () => {
    const context = contextWith(bytes);
    const { passages } = await read({ find: '"north revenues"' }, context);
    expect(passages?.map(({ page }) => page)).toEqual([21]);
    expect((await read({ find: "“revenues north”" }, context)).passages).toEqual([]);
  });

  it("says what it found nothing in", async () => {
    const { body, passages, moreContent } = await read({ find: "turnover" }, contextWith(bytes));
    expect(body?.content).toMatch(/^\[Nothing found: no passage of pages 1–30 has all of these words\./);
    expect({ passages, moreContent }).toEqual({ passages: [], moreContent: false });
  });

  it("looks in the pages that are asked for only", async () => {
    const { passages, body } = await read({ find: "north", startPage: 8, endPage: 25 }, contextWith(bytes));
    expect(passages?.map(({ page }) => page)).toEqual([21]);
    expect(body).toMatchObject({ pages: { first: 8, last: 25, total: 30 } });
  });

  it("gives all passages of many, in answers of 8 kB", async () => {
    const context = contextWith(bytes);
    const pages: (number | undefined)[] = [];
    let next: string | undefined;
    let answers = 0;
    do {
      // A client that goes on need not repeat the words.
      const answer = await read(next === undefined ? { find: "goods no17" } : { cursor: next }, context);
      const { body, passages = [], nextCursor, incomplete, ...rest } = answer;
      expect(Buffer.byteLength(JSON.stringify({ body, passages, nextCursor, incomplete, ...rest }))).toBeLessThan(
        8_000,
      );
      expect(incomplete?.reason ?? "").toMatch(
        nextCursor === undefined ? /^$/ : /^More passages have these words: \d+\. Go on/,
      );
      pages.push(...passages.map(({ page }) => page));
      next = nextCursor;
      answers += 1;
    } while (next !== undefined);
    expect(answers).toBeGreaterThan(4);
    // Twice on each page, and none twice.
    expect(pages).toEqual(Array.from({ length: 60 }, (_, at) => 1 + (at >> 1)));
  });

  it("says which pages it had no time for, and goes on with them", async () => {
    let left = 40;
    const context = contextWith(bytes, () => --left < 0);
    const first = await read({ find: "north" }, context);
    const [, from] =
      /Pages (\d+) to 30 were not looked at\. Go on with nextCursor\.$/.exec(first.incomplete?.reason ?? "") ?? [];
    expect(first.incomplete?.reason).not.toContain("left out");
    expect(first.passages?.map(({ page }) => page)).toEqual([7]);
    expect(first.body?.pages).toEqual({ first: 1, last: Number(from) - 1, total: 30 });
    left = 1_000;
    const second = await read({ cursor: first.nextCursor }, context);
    expect(second.passages?.map(({ page }) => page)).toEqual([21]);
    expect(second.body?.pages).toEqual({ first: Number(from), last: 30, total: 30 });
    expect(second.nextCursor).toBeUndefined();
  });

  it("names the heading above a passage where there are no pages", async () => {
    const prices = (name: string) => `## ${name}\n\n${"- iron\n".repeat(200)}- ${name} steel\n`;
    const { body } = await read({ find: "steel" }, contextWith(`${prices("2025")}\n${prices("2026")}`));
    expect(body?.content.match(/^\[.*\]$/gm)).toEqual(['[1: under "2025"]', '[2: under "2026"]']);
  });

  it("finds words of Japanese in any width, also over the end of a line", async () => {
    const filler = "月次の報告。\n".repeat(200);
    const { body, passages } = await read(
      { find: "ＡＢＣ 売上高" },
      contextWith(`${filler}abc社の売上\n高は増えた。\n${filler}`),
    );
    expect(passages).toHaveLength(1);
    expect(body?.content).toContain("abc社の売上\n高は増えた。");
  });

  it("finds what stands over the end of a piece, once", async () => {
    const text = Array.from({ length: 400 }, (_, at) => `word${at}x`).join(" ");
    for (let at = 0; at < 399; at += 1) {
      const passages = await findPassages({ text }, 0, `word${at}x word${at + 1}x`);
      expect(passages).toHaveLength(1);
    }
  });

  it("looks in the text of a mail, and is refused where there is none or no word", async () => {
    const found = await read({ uri: "mail:///messages/AAMk", find: "budget" }, contextWith(""));
    expect(found.body?.content).toBe("[1: character 0]\nOne\n\nThe budget is due");
    const folder = {
      ...contextWith(""),
      ...fakeContext({ answers: () => ({ id: itemId, folder: {}, value: [] }) }),
    };
    await expect(read({ find: "budget" }, folder)).rejects.toEqual(
      refusedAs("invalid_input", /^find: there is no text to look in at this uri\./),
    );
    expect(await toolErrorOf(read({ find: "***" }, contextWith("text")))).toMatchObject({
      code: "invalid_input",
      message: "find: it has no word. Give words, or leave it out.",
    });
  });
});
