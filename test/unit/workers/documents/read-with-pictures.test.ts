import { describe, expect, it } from "vitest";
import type { Gap } from "#workers/documents/gaps.ts";
import type { Extraction } from "#workers/documents/process/protocol.ts";
import { readWithPictures } from "#workers/documents/read-with-pictures.ts";
import type { TextSource } from "#workers/documents/text-source.ts";

const document = { bytes: Buffer.from("%PDF-"), mediaType: "application/pdf" };
const ofText = (text: string, gaps?: readonly Gap[]): Extraction => ({
  ok: true,
  format: "pdf",
  text: { text, detectedType: "application/pdf", ...(gaps && { gaps }) },
});
const someScans: Gap = { kind: "withoutText", pages: [2], more: 0 };

/** What comes of a document, and what was asked for: whether with pictures, and in what time. */
async function readBy(plain: Extraction, shown: Extraction, { textMs = 500, ...more } = {}) {
  let nowMs = 0;
  const asked: [boolean, number][] = [];
  async function extract({ withoutPictures = false }: TextSource, timeoutMs: number): Promise<Extraction> {
    asked.push([!withoutPictures, timeoutMs]);
    nowMs += textMs;
    return withoutPictures ? plain : shown;
  }
  const found = await readWithPictures({ ...document, ...more }, { extract, timeoutMs: 14_000, now: () => nowMs });
  return { found, asked };
}

describe("a document with pages that are pictures", () => {
  it("is read with them in the time that its text has left", async () => {
    const shown = ofText("words and a scan");
    const { found, asked } = await readBy(ofText("words", [someScans]), shown);
    expect(found).toBe(shown);
    expect(asked).toEqual([
      [false, 14_000],
      [true, 13_500],
    ]);
  });

  it.each(["tooMuchMemory", "tooLong", "damaged"] as const)("keeps its text where the end is %s", async (refusal) => {
    const { found } = await readBy(ofText("words", [someScans]), { ok: false, refusal });
    expect(found).toEqual(ofText("words", [someScans, { kind: "picturesLost" }]));
  });

  it("is not asked for them when its text took all the time", async () => {
    const { found, asked } = await readBy(ofText("", [{ kind: "scanned" }]), ofText("x"), { textMs: 13_500 });
    expect(asked).toHaveLength(1);
    expect(found).toEqual(ofText("", [{ kind: "scanned" }, { kind: "picturesLost" }]));
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
