import { z } from "zod";
import { type ToolError, toolErrorCodes } from "#common/errors.ts";
import { maxPlannedPages, partBytes } from "#workers/documents/document-parts.ts";
import { maxDocumentBytes } from "#workers/documents/document-size.ts";
import { readableOf } from "#workers/documents/formats/document-format.ts";
import { documentKinds } from "#workers/documents/formats/formats.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import { maxWriterCharacters } from "#workers/documents/text/writer.ts";

// The messages between a worker and its extractor processes, sent as JSON over Node's IPC channel.

const formatNames = readableOf(documentKinds).map(({ format }) => format);

const byteRange = z.tuple([z.int().nonnegative(), z.int().nonnegative()]).readonly();
/** More than a document has parts. */
const byteRanges = z
  .array(byteRange)
  .max(Math.ceil(maxDocumentBytes / partBytes))
  .readonly();
const pagesInParts = {
  size: z.int().max(maxDocumentBytes),
  pageCount: z.int(),
  first: z.int().positive(),
  objects: z.array(z.int().nonnegative()).max(maxPlannedPages).readonly(),
  pictures: byteRanges,
};

/** Announces a document to read, whose `size` bytes follow on standard input. */
export const documentHead = z.object({
  size: z.int().nonnegative(),
  mediaType: z.string(),
  name: z.string().exactOptional(),
  isBody: z.boolean().exactOptional(),
  findQuotes: z.boolean().exactOptional(),
  startPage: z.int().exactOptional(),
  endPage: z.int().exactOptional(),
  isPlanWanted: z.boolean().exactOptional(),
  parts: z.strictObject({ ...pagesInParts, ranges: byteRanges }).exactOptional(),
  enough: z.strictObject({ skip: z.int(), tokens: z.number() }).exactOptional(),
});

const extractedText = z.strictObject({
  text: z.string().max(maxTextCharacters),
  detectedType: z.string().max(200),
  incomplete: z.string().exactOptional(),
  writtenBy: z
    .strictObject({
      name: z.string().max(maxWriterCharacters).exactOptional(),
      address: z.string().max(maxWriterCharacters).exactOptional(),
    })
    .exactOptional(),
  quotesFrom: z.int().exactOptional(),
  pages: z
    .array(z.strictObject({ number: z.int(), from: z.int() }))
    .readonly()
    .exactOptional(),
  pageCount: z.int().exactOptional(),
  hasMorePages: z.boolean().exactOptional(),
  plan: z.strictObject({ ...pagesInParts, used: byteRanges }).exactOptional(),
});

/**
 * The result of a document. Validated by the worker, since a document may have compromised the process that read it.
 */
export const extraction = z.discriminatedUnion("ok", [
  z.strictObject({ ok: z.literal(true), format: z.enum(formatNames), text: extractedText }),
  z.strictObject({
    ok: z.literal(false),
    code: z.enum(toolErrorCodes),
    message: z.string().max(1_000),
    missing: byteRanges.exactOptional(),
  }),
]);

export type Extraction = z.infer<typeof extraction>;

/** The result of a document that can't be read. */
export function refused({ code, message }: ToolError): Extract<Extraction, { ok: false }> {
  return { ok: false, code, message };
}
