import type { ZipArchive } from "#workers/documents/archive/zip-archive.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { hasSignature } from "./signature.ts";
import { looksLikeText } from "./text-head.ts";

/** How much of the beginning tells binary from text, and how much tells one kind of text from another. */
const headBytes = 4_096;
const textBytes = 8_192;

/** A document as far as its kind is told from it. */
export interface Sample {
  source: TextSource;
  /** Its first 4,096 bytes. */
  head: Buffer;
  /** Its first 8,192 bytes read as UTF-8; undefined where the document does not read as text. */
  text: string | undefined;
  /** The files in it, where it is a zip archive that has been opened. */
  archive?: ZipArchive;
  /** The same as a package of Office's; absent where the archive is none. */
  office?: OfficePackage;
}

/** A document by its beginning alone: cheap, opens nothing, and throws nothing whatever the document is. */
export function takeSample(source: TextSource): Sample {
  const head = Buffer.from(source.bytes.subarray(0, headBytes));
  const isText = looksLikeText(head);
  return { source, head, text: isText ? new TextDecoder().decode(source.bytes.subarray(0, textBytes)) : undefined };
}

/** A document with its archive opened, where it is one. Throws `unreadable` or `too_large` as `openZip` does. */
export async function openSample(source: TextSource): Promise<Sample> {
  const sample = takeSample(source);
  if (source.isBody || !isZip(sample)) return sample;
  const { openZip } = await import("#workers/documents/archive/zip-archive.ts");
  const { openOfficePackage } = await import("#workers/documents/ooxml/ooxml-package.ts");
  const archive = openZip(source.bytes);
  const office = openOfficePackage(archive);
  return { ...sample, archive, ...(office && { office }) };
}

/** Whether it is a zip archive, an empty one included. */
export function isZip({ head }: Sample): boolean {
  return hasSignature(head, "PK\x03\x04") || hasSignature(head, "PK\x05\x06");
}
