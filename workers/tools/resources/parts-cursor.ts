import { z } from "zod";
import {
  type ByteRange,
  bytesIn,
  joinRanges,
  maxPlannedPages,
  type PagesPlan,
  partBytes,
  rangesWithout,
} from "#workers/documents/document-parts.ts";
import { maxDocumentBytes } from "#workers/documents/document-size.ts";

/** Longer lists of pages would make a cursor that is hard to copy. */
const maxObjectsCharacters = 1_000;
/** Pages differ in length: loaded beyond as much as the last window needed, since a late miss reads a window twice. */
const spareBytes = 4 * partBytes;
const partSet = z.string().max(Math.ceil(maxDocumentBytes / partBytes / 6) + 1);

/** What a cursor holds of a document that is read in parts: how its next pages are found, and nothing of its text. */
export const partsCursorSchema = z.object({
  /** The version of the bytes, as the download host tells it. */
  tag: z.string(),
  size: z.number().int().positive().max(maxDocumentBytes),
  pageCount: z.number().int().positive(),
  first: z.number().int().positive(),
  objects: z.string().max(maxObjectsCharacters),
  pictures: partSet,
  /** What the windows so far needed beside their own pages. */
  shared: partSet,
  /** Where the pages of the last window lie. */
  region: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});
export type PartsCursor = z.output<typeof partsCursorSchema>;

/** The state for the window after one that was read by `before`. Undefined where it would be too long. */
export function toPartsCursor(plan: PagesPlan, tag: string, before?: PartsCursor): PartsCursor | undefined {
  const { size, pageCount, first, pictures } = plan;
  const objects = writeNumbers(plan.objects);
  if (objects.length > maxObjectsCharacters) return undefined;
  const used = joinRanges(plan.used, size);
  const own = before === undefined ? used : rangesWithout(used, readParts(before.shared, size));
  const shared = before === undefined ? used : rangesWithout(used, own);
  const runs = joinRanges([...own, ...pictures], size);
  const region = runs.reduce(
    (longest, run) => (bytesIn([run]) > bytesIn([longest]) ? run : longest),
    runs[0] ?? [0, 0],
  );
  const sets = { pictures: writeParts(pictures), shared: writeParts(shared) };
  return { tag, size, pageCount, first, objects, ...sets, region: [region[0], region[1]] };
}

/** How the pages are found, and the ranges in which they most likely lie. */
export function fromPartsCursor(cursor: PartsCursor): { plan: Omit<PagesPlan, "used">; ranges: ByteRange[] } {
  const { size, pageCount, first, objects, shared, region } = cursor;
  const pictures = readParts(cursor.pictures, size);
  const [from, to] = region;
  const next: ByteRange = [to - partBytes, to + (to - from) + spareBytes];
  const ranges = rangesWithout(joinRanges([...readParts(shared, size), next], size), pictures);
  return { plan: { size, pageCount, first, objects: readNumbers(objects), pictures }, ranges };
}

/** Numbers as differences, in short: `9,3x199` is 9, 12, 15 and so on. */
export function writeNumbers(numbers: readonly number[]): string {
  const runs: { step: number; times: number }[] = [];
  for (const [at, number] of numbers.entries()) {
    const step = number - (numbers[at - 1] ?? 0);
    const last = runs.at(-1);
    if (last?.step === step) last.times += 1;
    else runs.push({ step, times: 1 });
  }
  return runs.map(({ step, times }) => (times === 1 ? `${step}` : `${step}x${times}`)).join(",");
}

export function readNumbers(text: string): number[] {
  let number = 0;
  return text.split(",").flatMap((run) => {
    const [step = 0, times = 1] = run.split("x").map(Number);
    return Array.from({ length: Math.min(times, maxPlannedPages) }, () => (number += step));
  });
}

/** A set of whole parts, one bit each. */
export function writeParts(ranges: readonly ByteRange[]): string {
  const last = ranges.at(-1)?.[1] ?? 0;
  const bits = new Uint8Array(Math.ceil(last / partBytes / 8));
  for (const [from, to] of ranges) {
    for (let part = Math.floor(from / partBytes); part * partBytes < to; part += 1) {
      bits[part >> 3] = (bits[part >> 3] ?? 0) | (1 << (part & 7));
    }
  }
  return Buffer.from(bits).toString("base64url");
}

export function readParts(text: string, size: number): ByteRange[] {
  const parts = [...Buffer.from(text, "base64url")].flatMap((byte, at) =>
    Array.from({ length: 8 }, (_, bit) => at * 8 + bit).filter((part) => (byte >> (part & 7)) & 1),
  );
  return joinRanges(
    parts.map((part): ByteRange => [part * partBytes, (part + 1) * partBytes]),
    size,
  );
}
