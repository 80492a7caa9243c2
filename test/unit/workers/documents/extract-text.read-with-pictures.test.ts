import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { pngFile } from "#test/support/pictures/png-file.ts";
import { readWithPictures } from "#workers/documents/extract-text.ts";
import type { Gap } from "#workers/documents/gaps.ts";
import type { PoolReading } from "#workers/documents/process/extractor-pool.ts";
import type { Extraction } from "#workers/documents/process/protocol.ts";
import type { ReadText, TextSource } from "#workers/documents/text-source.ts";

const document = { bytes: Buffer.from("%PDF-"), mediaType: "application/pdf" };
const ofText = (text: string, gaps?: readonly Gap[], more: Partial<ReadText> = {}): Extraction => ({
  ok: true,
  format: "pdf",
  text: { text, detectedType: "application/pdf", ...(gaps && { gaps }), ...more },
});
const pictures = [{ mediaType: "image/png", width: 1, height: 1, bytes: pngFile({ width: 1, height: 1 }) }] as const;
const scan = "[Picture of this page]";
const someScans: Gap = { kind: "withoutText", pages: [2] };
const textOfTwo = "[Page 1]\n\nwords\n\n[Page 2]";
const twoPages = { pageCount: 2, pages: [1, 2].map((number) => ({ number, from: (number - 1) * 17 })) };
const plainText = ofText(textOfTwo, [someScans], twoPages);
const textAlone = ofText(textOfTwo, [someScans, { kind: "picturesLost" }], twoPages);
const scanOf = (number: number) => ofText(scan, undefined, { pictures, pageCount: 2, pages: [{ number, from: 0 }] });

/** What comes of a document, and what was asked for: the pages of which scans are shown, and in what time. */
async function readBy(
  plain: Extraction,
  scans: Extraction,
  { textMs = 500, ...more }: Partial<TextSource> & { textMs?: number } = {},
) {
  const asked: [readonly number[] | undefined, number][] = [];
  async function extract({ scansOf }: TextSource, { timeoutMs }: { timeoutMs: number }) {
    asked.push([scansOf, timeoutMs]);
    return { extraction: scansOf === undefined ? plain : scans, leftMs: timeoutMs - textMs };
  }
  const { signal } = new AbortController();
  const found = await readWithPictures({ ...document, ...more }, { extract, signal, timeoutMs: 14_000 });
  return { found, asked };
}

describe("a document with pages that are pictures", () => {
  it("is read once, and then these pages alone, in the time that its text has left", async () => {
    const { found, asked } = await readBy(plainText, scanOf(2));
    expect(found).toEqual(ofText(`${textOfTwo}\n\n${scan}`, undefined, { ...twoPages, pictures }));
    expect(asked).toEqual([
      [undefined, 14_000],
      [[2], 13_500],
    ]);
  });

  it("is read once where only words are wanted, and says which pages have none", async () => {
    const { found, asked } = await readBy(plainText, scanOf(2), { isTextOnly: true });
    expect({ found, asked }).toEqual({ found: plainText, asked: [[undefined, 14_000]] });
  });

  it("ends before the first of them that was not looked at, and says nothing of what is behind it", async () => {
    const gaps: Gap[] = [{ kind: "scanned" }, { kind: "notes", pages: [1, 2] }, { kind: "tooSlow" }];
    const { found, asked } = await readBy(ofText("", gaps, { pageCount: 2, pages: [] }), scanOf(1));
    const pages = [{ number: 1, from: 0 }];
    const left: Gap[] = [{ kind: "scanned" }, { kind: "notes", pages: [1] }];
    const shown = { pageCount: 2, pages, hasMorePages: true, pictures };
    expect(found).toEqual(ofText(`[Page 1]\n\n${scan}`, left, shown));
    expect(asked[1]?.[0]).toEqual([1, 2]);
  });

  it.each(["tooMuchMemory", "tooLong", "damaged"] as const)("keeps its text where the end is %s", async (refusal) => {
    expect((await readBy(plainText, { ok: false, refusal })).found).toEqual(textAlone);
  });

  it("keeps its text where no page was looked at", async () => {
    expect((await readBy(plainText, ofText("", undefined, { pageCount: 2, pages: [] }))).found).toEqual(textAlone);
  });

  it("says which of these pages have nothing to show", async () => {
    const looked = ofText("", [{ kind: "empty" }], { pageCount: 2, pages: [{ number: 2, from: 0 }] });
    const { found } = await readBy(plainText, looked);
    expect(found).toEqual(ofText(textOfTwo, [{ kind: "nothingToShow", pages: [2] }], twoPages));
  });

  it("has no more of them than are read at once, whatever is said of it", async () => {
    const taken = ofText("", [{ kind: "scanned" }], { pageCount: 1e15, pages: [] });
    const { asked } = await readBy(taken, { ok: false, refusal: "damaged" });
    expect(asked[1]?.[0]).toHaveLength(500);
  });

  it("is not asked for them when its text took all the time", async () => {
    const { found, asked } = await readBy(plainText, scanOf(2), { textMs: 13_500 });
    expect(asked).toHaveLength(1);
    expect(found).toEqual(textAlone);
  });
});

describe("a document that nobody reads a second time", () => {
  const call = new AbortController();
  /** Reads its text, and then does what it is told. */
  const readText = (readAgain: (signal: AbortSignal) => Promise<PoolReading>, endAfter?: (ms: number) => AbortSignal) =>
    readWithPictures(document, {
      extract: async ({ scansOf }, { signal }) =>
        scansOf === undefined ? { extraction: plainText, leftMs: 13_500 } : await readAgain(signal),
      signal: call.signal,
      timeoutMs: 14_000,
      ...(endAfter && { endAfter }),
    });
  const untilAborted = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

  it.each([
    ["no process can be started", new Error("spawn ENOMEM")],
    ["the worker shuts down", new ToolError("unavailable", "This worker is shutting down. Try again.")],
  ])("keeps its text where %s", async (_, error) => {
    expect(await readText(() => Promise.reject(error))).toEqual(textAlone);
  });

  it("keeps its text where its turn doesn't come in time", async () => {
    const over = new AbortController();
    const asked: number[] = [];
    const reading = readText(untilAborted, (ms) => {
      asked.push(ms);
      return over.signal;
    });
    await expect.poll(() => asked).toEqual([13_500]);
    over.abort();
    expect(await reading).toEqual(textAlone);
  });

  it("is no answer when the call is over", async () => {
    const reading = readText((signal) => {
      const again = untilAborted(signal);
      call.abort(new Error("nobody waits"));
      return again;
    });
    await expect(reading).rejects.toThrow("nobody waits");
  });
});

describe("a document is read once", () => {
  it.each([
    ["without such pages", ofText("words")],
    ["with other gaps", ofText("words", [{ kind: "macros" }])],
    ["that can't be read", { ok: false, refusal: "damagedPdf" }],
  ] as const)("%s", async (_, plain) => {
    const { found, asked } = await readBy(plain, ofText("x"));
    expect(found).toBe(plain);
    expect(asked).toHaveLength(1);
  });
});
