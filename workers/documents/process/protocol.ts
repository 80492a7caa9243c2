import { z } from "zod";
import { maxPages } from "#workers/documents/document-size.ts";
import { readableOf } from "#workers/documents/formats/document-format.ts";
import { documentKinds } from "#workers/documents/formats/formats.ts";
import { gapSchema, maxGaps } from "#workers/documents/gaps.ts";
import { maxLabelNameCharacters, maxLabels } from "#workers/documents/labels/labels.ts";
import { maxPictures, maxPicturesBytes, maxSidePixels, pictureTypes } from "#workers/documents/pictures/picture.ts";
import { type RefusalName, refusalNames } from "#workers/documents/refusals.ts";
import type { ReadText, TextSource } from "#workers/documents/text-source.ts";
import { maxWriterCharacters } from "#workers/text/reading.ts";

// The heads of the frames between a worker and a process that reads documents.

/** The result of a document: its text, or why it can't be read. */
export type Extraction = { ok: true; format: string; text: ReadText } | { ok: false; refusal: RefusalName };

const formatNames = readableOf(documentKinds).map(({ format }) => format);

const pageNumber = z.int().positive();

/**
 * Comes with a document, which is the body of the frame. The answer has its number. After `readingMs`, reading has to
 * end with what there is.
 */
export const documentHead = z.strictObject({
  number: z.int(),
  readingMs: z.number(),
  mediaType: z.string(),
  name: z.string().exactOptional(),
  isBody: z.boolean().exactOptional(),
  findQuotes: z.boolean().exactOptional(),
  startPage: z.int().exactOptional(),
  endPage: z.int().exactOptional(),
  picture: z.int().exactOptional(),
  scansOf: z.array(z.int()).max(maxPages).readonly().exactOptional(),
  enough: z.strictObject({ skip: z.int(), size: z.number() }).exactOptional(),
});

export function headOf(
  { bytes: _body, isTimeUp: _own, isTextOnly: _after, isConverted: _before, ...head }: TextSource,
  { number, readingMs }: { number: number; readingMs: number },
): z.input<typeof documentHead> {
  return { number, readingMs, ...head };
}

/** The first frame of a process: it takes documents from now on. */
export const readyFrame = { kind: "ready" } as const;
export const readyHead = z.strictObject({ kind: z.literal(readyFrame.kind) });

const name = z.string().max(maxWriterCharacters).exactOptional();
const side = z.int().min(1).max(maxSidePixels);
/** A picture, without its bytes, which are in the body of the frame after the text and those of the ones before it. */
const pictureHead = z.strictObject({
  mediaType: z.enum(pictureTypes),
  width: side,
  height: side,
  byteLength: z.int().min(1).max(maxPicturesBytes),
  page: pageNumber.exactOptional(),
});
const label = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  name: z.string().max(maxLabelNameCharacters).exactOptional(),
});
const textHead = z.strictObject({
  kind: z.literal("text"),
  number: z.int(),
  format: z.enum(formatNames),
  detectedType: z.string().regex(/^[\w.+-]{1,60}\/[\w.+-]{1,100}$/),
  gaps: z.array(gapSchema).max(maxGaps).readonly().exactOptional(),
  writtenBy: z.strictObject({ name, address: name }).exactOptional(),
  quotesFrom: z.int().nonnegative().exactOptional(),
  pages: z
    .array(z.strictObject({ number: pageNumber, from: z.int().nonnegative() }))
    .max(maxPages)
    .readonly()
    .exactOptional(),
  pageCount: z.int().nonnegative().exactOptional(),
  hasMorePages: z.boolean().exactOptional(),
  labels: z.array(label).max(maxLabels).readonly().exactOptional(),
  pictures: z.array(pictureHead).min(1).max(maxPictures).exactOptional(),
});

export type TextHead = z.output<typeof textHead>;

/** The answer to a document, strictly, since the document may have taken over the process that read it. */
export const answerHead = z.discriminatedUnion("kind", [
  textHead,
  z.strictObject({ kind: z.literal("refused"), number: z.int(), refusal: z.enum(refusalNames) }),
]);

/** How a process answers. The body of the frame is the text, followed by the bytes of the pictures. */
export function answerFrame(
  number: number,
  extraction: Extraction,
): { head: z.input<typeof answerHead> | { kind: "text"; format: string }; body?: readonly Uint8Array[] } {
  if (!extraction.ok) return { head: { kind: "refused", number, refusal: extraction.refusal } };
  const { text, pictures, ...rest } = extraction.text;
  const heads = pictures?.map(({ bytes, ...head }) => ({ ...head, byteLength: bytes.byteLength }));
  return {
    head: { kind: "text", number, format: extraction.format, ...rest, ...(heads && { pictures: heads }) },
    body: [Buffer.from(text), ...(pictures ?? []).map(({ bytes }) => bytes)],
  };
}
