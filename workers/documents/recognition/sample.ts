import type { ZipArchive } from "#workers/documents/archive/zip-archive.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { looksLikeText } from "./text-head.ts";

/** How many bytes tell binary from text, and how many tell one kind of text from another. */
const headBytes = 4_096;
const textBytes = 8_192;

/** The parts of a document by which its kind is recognised. */
export interface Sample {
  source: TextSource;
  /** Its first 4,096 bytes. */
  head: Buffer;
  /** Its first 8,192 bytes decoded as UTF-8. Undefined for binary documents. */
  text: string | undefined;
  /** The zip archive that the document is, where it has been opened. */
  archive?: ZipArchive;
  /** The Office package in that archive, where it is one. */
  office?: OfficePackage;
}

/** A sample of a document's beginning. Cheap, opens nothing, never throws. */
export function takeSample(source: TextSource): Sample {
  const head = Buffer.from(source.bytes.subarray(0, headBytes));
  const isText = looksLikeText(head);
  return { source, head, text: isText ? new TextDecoder().decode(source.bytes.subarray(0, textBytes)) : undefined };
}

/** A sample of a document with its zip archive opened, where it is one. Throws `unreadable` or `too_large`. */
export async function openSample(source: TextSource): Promise<Sample> {
  const sample = takeSample(source);
  if (source.isBody || !isZip(sample)) return sample;
  const { openZip } = await import("#workers/documents/archive/zip-archive.ts");
  const { openOfficePackage } = await import("#workers/documents/ooxml/ooxml-package.ts");
  const archive = openZip(source.bytes);
  const office = openOfficePackage(archive);
  return { ...sample, archive, ...(office && { office }) };
}

/** Whether it is a zip archive, possibly empty. */
export function isZip({ head }: Sample): boolean {
  return hasSignature(head, "PK\x03\x04") || hasSignature(head, "PK\x05\x06");
}

/** Whether bytes have a signature, given in Latin-1, at an offset. */
export function hasSignature(head: Buffer, signature: string, offset = 0): boolean {
  return head.toString("latin1", offset, offset + signature.length) === signature;
}

/** The declared media type in lower case, without its parameters. */
export function declaredType(mediaType: string): string {
  const [essence = ""] = mediaType.split(";");
  return essence.trim().toLowerCase();
}

/** A file name's extension in lower case, without the dot. Empty where there is none. */
export function extensionOf(name: string): string {
  return /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}
