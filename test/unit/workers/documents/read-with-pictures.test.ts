import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { pngFile } from "#test/support/pictures/png-file.ts";
import type { Gap } from "#workers/documents/gaps.ts";
import type { PoolReading } from "#workers/documents/process/extractor-pool.ts";
import type { Extraction } from "#workers/documents/process/protocol.ts";
import { readWithPictures } from "#workers/documents/read-with-pictures.ts";
import type { ReadText, TextSource } from "#workers/documents/text-source.ts";

const document = { bytes: Buffer.from("%PDF-"), mediaType: "application/pdf" };
const ofText = (text: string, gaps?: readonly Gap[], more: Partial<ReadText> = {}): Extraction => ({
  ok: true,
  format: "pdf",
  text: { text, detectedType: "application/pdf", ...(gaps && { gaps }), ...more },
});
const pictures = [{ mediaType: "image/png", width: 1, height: 1, bytes: pngFile({ width: 1, height: 1 }) }] as const;
const someScans: Gap = { kind: "withoutText", pages: [8], more: 0 };
const notes: Gap = { kind: "notes", pages: [2], more: 0 };
const plainText = ofText("seven pages of words", [someScans]);
const textAlone = ofText("seven pages of words", [someScans, { kind: "picturesLost" }]);

/** What comes of a document, and what was asked for: whether with pictures, and in what time. */
async function readBy(plain: Extraction, shown: Extraction, { textMs = 500, ...more } = {}) {
  const asked: [boolean, number][] = [];
  async function extract({ withoutPictures = false }: TextSource, { timeoutMs }: { timeoutMs: number }) {
    asked.push([!withoutPictures, timeoutMs]);
    return { extraction: withoutPictures ? plain : shown, leftMs: timeoutMs - textMs };
  }
  const { signal } = new AbortController();
  const found = await readWithPictures({ ...document, ...more }, { extract, signal, timeoutMs: 14_000 });
  return { found, asked };
}

describe("a document with pages that are pictures", () => {
  it("is read with them in the time that its text has left", async () => {
    const shown = ofText("words and a scan", undefined, { pictures });
    const { found, asked } = await readBy(plainText, shown);
    expect(found).toBe(shown);
    expect(asked).toEqual([
      [false, 14_000],
      [true, 13_500],
    ]);
  });

  it("may have more of them in the next window", async () => {
    const shown = ofText("six scans", [notes], { pictures, hasMorePages: true });
    expect((await readBy(ofText("", [{ kind: "scanned" }]), shown)).found).toBe(shown);
  });

  it.each(["tooMuchMemory", "tooLong", "damaged"] as const)("keeps its text where the end is %s", async (refusal) => {
    expect((await readBy(plainText, { ok: false, refusal })).found).toEqual(textAlone);
  });

  it.each([
    ["ended early", ofText("two pages", [{ kind: "tooSlow" }, notes])],
    ["ended early, with a picture", ofText("two pages", [{ kind: "tooSlow" }], { pictures })],
    ["ended in a page", ofText("two pages", [{ kind: "unfinished", pages: [2], more: 0 }], { pictures })],
    ["left the rest for a next window", ofText("two pages", [notes], { hasMorePages: true })],
  ])("keeps its text where reading it with them %s", async (_, shown) => {
    expect((await readBy(plainText, shown)).found).toEqual(textAlone);
  });

  it("is what it was where these pages are empty", async () => {
    expect((await readBy(plainText, ofText("the same words", [someScans]))).found).toBe(plainText);
  });

  it("is shown with them where its text alone took too long too", async () => {
    const shown = ofText("words and a scan", [{ kind: "tooSlow" }], { pictures });
    expect((await readBy(ofText("words", [someScans, { kind: "tooSlow" }]), shown)).found).toBe(shown);
  });

  it("is not asked for them when its text took all the time", async () => {
    const { found, asked } = await readBy(ofText("", [{ kind: "scanned" }]), ofText("x"), { textMs: 13_500 });
    expect(asked).toHaveLength(1);
    expect(found).toEqual(ofText("", [{ kind: "scanned" }, { kind: "picturesLost" }]));
  });
});

describe("a document that nobody reads a second time", () => {
  const call = new AbortController();
  /** Reads its text, and then does what it is told. */
  const readText = (readAgain: (signal: AbortSignal) => Promise<PoolReading>, endAfter?: (ms: number) => AbortSignal) =>
    readWithPictures(document, {
      extract: async ({ withoutPictures }, { signal }) =>
        withoutPictures ? { extraction: plainText, leftMs: 13_500 } : await readAgain(signal),
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
