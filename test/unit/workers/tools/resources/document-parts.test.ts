import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { readResource } from "#common/tools/read-resource.ts";
import { longPdf } from "#test/support/long-pdf.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { type ByteRange, bytesIn, joinClosest, joinRanges, rangesWithout } from "#workers/documents/document-parts.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { textOf as textOfExtraction } from "#workers/documents/text-of.ts";
import type { ExtractedText, TextSource } from "#workers/documents/text-source.ts";
import { readNumbers, readParts, writeNumbers, writeParts } from "#workers/tools/resources/parts-cursor.ts";
import { readResourceHandler } from "#workers/tools/resources/read-resource.ts";
import type { ToolContext, WantedRanges } from "#workers/tools/tool-context.ts";
import { fakeContext } from "../fake-context.ts";

const itemId = "01VRZMWHPGDM5KTXS53RF3SSGHW7SGGPKL";
const uri = `file:///b!abc/${itemId}`;
const tag = '"{1},1"';
/** Enough for four windows. */
const longPages = 70;
let long: Uint8Array;
let longText: string;

async function textOf(document: TextSource): Promise<ExtractedText> {
  return textOfExtraction(await extractDocument({ ...document, bytes: document.bytes.slice() }), document);
}

beforeAll(async () => {
  long = longPdf({ pages: longPages, pictureBytes: 40_000 });
  longText = (await textOf({ bytes: long, mediaType: "" })).text;
});

const cut = (bytes: Uint8Array, ranges: readonly ByteRange[]) =>
  Buffer.concat(ranges.map(([from, to]) => bytes.subarray(from, to)));

/** A context with one document on a host that serves ranges, and what was loaded from it. */
function contextWith(
  bytes: Uint8Array,
  {
    serve = ({ ranges }) => cut(bytes, ranges),
    tagNow = () => tag,
  }: {
    serve?: (wanted: WantedRanges) => Uint8Array | undefined;
    tagNow?: () => string;
  } = {},
) {
  const loaded = { whole: 0, inRanges: 0, times: 0 };
  const context = fakeContext({
    scopes: ["Sites.Read.All", "Files.Read.All"],
    answers: () => ({
      id: itemId,
      name: "Long.pdf",
      size: bytes.length,
      file: {},
      parentReference: { driveId: "b!abc", driveType: "documentLibrary" },
    }),
    download() {
      loaded.whole += bytes.length;
      return { bytes, mediaType: "application/pdf", tag: tagNow() };
    },
    downloadRanges(wanted) {
      expect(wanted).toMatchObject({ size: bytes.length, tag });
      const found = serve(wanted);
      loaded.inRanges += found?.length ?? 0;
      loaded.times += 1;
      return found;
    },
    extractText: textOf,
  });
  return { context, loaded };
}

async function read(cursor: string | undefined, context: ToolContext) {
  const input = readResource.inputSchema.parse({ uri, cursor });
  return await readResourceHandler.run(input, context);
}

async function readAll(context: ToolContext, cursors: string[] = []): Promise<string> {
  let text = "";
  for (let cursor: string | undefined; ; cursor = cursors.at(-1)) {
    const { body, nextCursor } = await read(cursor, context);
    expect(body?.startCharacter).toBe(text.length);
    const shown =
      body?.content
        .replace(/^\[Page \d+ goes on\]\n\n/, "")
        .replace(/\n\n\[pages [^\]]*\](?:\n\n\[Cut here: [^\]]*\])?$/, "") ?? "";
    text += shown.padEnd((body?.endCharacter ?? 0) - text.length, " ");
    if (nextCursor === undefined) return text.replace(/\s+/g, " ");
    cursors.push(nextCursor);
  }
}

const inOneLine = (text: string) => text.replace(/\s+/g, " ");

describe("a long PDF on a host that serves ranges", () => {
  let reading: { text: string; cursors: string[]; loaded: ReturnType<typeof contextWith>["loaded"] };
  beforeAll(async () => {
    const { context, loaded } = contextWith(long);
    const cursors: string[] = [];
    reading = { text: await readAll(context, cursors), cursors, loaded };
  });

  it("is loaded whole once, and then no more than the pages of each window", () => {
    const { text, cursors, loaded } = reading;
    expect(text).toBe(inOneLine(longText));
    expect(cursors.length).toBeGreaterThan(2);
    expect(loaded.whole).toBe(long.length);
    expect(loaded.inRanges).toBeGreaterThan(0);
    expect(loaded.whole + loaded.inRanges).toBeLessThanOrEqual(2 * long.length);
  });

  it("is loaded from once for each later window", () => {
    const { cursors, loaded } = reading;
    expect(loaded.times).toBe(cursors.length);
  });

  it("has cursors that are short enough to be copied, without a word of it", () => {
    const { cursors } = reading;
    for (const cursor of cursors) {
      expect(cursor.length).toBeLessThan(2_000);
      expect(Buffer.from(cursor.slice(7), "base64url").toString()).not.toMatch(/deliveries|quarter|Chapter/);
    }
  });

  it("is loaded whole each time where the host serves none", async () => {
    const { context, loaded } = contextWith(long, { serve: () => undefined });
    expect(await readAll(context)).toBe(inOneLine(longText));
    expect(loaded).toMatchObject({ inRanges: 0 });
    expect(loaded.whole).toBeGreaterThan(3 * long.length);
  });

  it("is refused, never mixed, where the host has another version of it meanwhile", async () => {
    let now = tag;
    const { context } = contextWith(long, { serve: () => undefined, tagNow: () => now });
    const { nextCursor } = await read(undefined, context);
    now = '"{1},2"';
    expect(await toolErrorOf(read(nextCursor, context))).toMatchObject({
      code: "invalid_input",
      message: expect.stringMatching(/^cursor: the file was changed/),
    });
  });

  it("is read where pages lie in another order than they are shown, by asking for what is missing", async () => {
    const bytes = withPagesReversed(long);
    const whole = await textOf({ bytes, mediaType: "" });
    expect(whole.text.startsWith(`[Page 1]\n\nChapter ${longPages}`)).toBe(true);
    const { context } = contextWith(bytes);
    expect(await readAll(context)).toBe(inOneLine(whole.text));
  });
});

/** The same bytes with the list of pages turned round, if all numbers have as many digits. */
function withPagesReversed(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1");
  const turned = text.replace(/\/Kids \[(.*?)\]/, (_, list: string) => {
    const kids = list.match(/\d+ 0 R/g) ?? [];
    return `/Kids [${kids.toReversed().join(" ")}]`;
  });
  expect(turned.length).toBe(text.length);
  return new Uint8Array(Buffer.from(turned, "latin1"));
}

describe("what a cursor says of the parts of a document", () => {
  it("is the same page numbers", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9_999), { minLength: 1, maxLength: 400 }), (numbers) => {
        expect(readNumbers(writeNumbers(numbers))).toEqual(numbers);
      }),
    );
    expect(writeNumbers([9, 12, 15, 18])).toBe("9,3x3");
  });

  it("is the same ranges", () => {
    const range = fc
      .tuple(fc.nat(25_000_000), fc.nat(2_000_000))
      .map(([from, bytes]): ByteRange => [from, from + bytes]);
    fc.assert(
      fc.property(fc.array(range, { maxLength: 20 }), fc.integer({ min: 1, max: 25_000_000 }), (ranges, size) => {
        const joined = joinRanges(ranges, size);
        expect(readParts(writeParts(joined), size)).toEqual(joined);
        expect(bytesIn(joined)).toBeLessThanOrEqual(size);
        const few = joinClosest(joined, 3);
        expect(few.length).toBeLessThanOrEqual(3);
        expect(rangesWithout(joined, few)).toEqual([]);
      }),
    );
  });
});
