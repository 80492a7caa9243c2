import type { ZipArchive } from "./archive/zip-archive.ts";
import { byteOrderMark, unmarkedUtf16 } from "./charset/decode-text.ts";
import type { OfficePackage } from "./ooxml/ooxml-package.ts";
import type { TextSource } from "./text-source.ts";

/** How many bytes tell binary from text, and how many tell one kind of text from another. */
const headBytes = 4_096;
const textBytes = 8_192;

/** The parts of a document by which its kind is recognised. */
export interface Sample {
  source: TextSource;
  /** First 4,096 bytes. */
  head: Buffer;
  /** First 8,192 bytes decoded as UTF-8. Undefined for binary documents. */
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
  const { openZip } = await import("./archive/zip-archive.ts");
  const { openOfficePackage } = await import("./ooxml/ooxml-package.ts");
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

/** Whether the beginning of a document is text in some encoding: text has almost no control characters. */
function looksLikeText(head: Uint8Array): boolean {
  if (utf16Of(head) !== undefined) return true;
  let controls = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b) controls += 1;
  }
  return controls <= head.length / 100;
}

/** The beginning of a text with correct ASCII characters. Others may be wrong, since the charset is not known yet. */
export function roughText(head: Buffer): string {
  const encoding = utf16Of(head);
  if (encoding === undefined) return head.toString("latin1").replace(/^\xef\xbb\xbf/, "");
  return new TextDecoder(encoding).decode(head);
}

/** The text after a leading XML declaration and leading comments. */
export function afterPreamble(text: string): string {
  let rest = text.trimStart();
  for (;;) {
    const isComment = rest.startsWith("<!--");
    const end = isComment ? rest.indexOf("-->") : rest.startsWith("<?") ? rest.indexOf("?>") : -1;
    if (end === -1) return rest;
    rest = rest.slice(end + (isComment ? 3 : 2)).trimStart();
  }
}

function utf16Of(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const mark = byteOrderMark(head);
  return mark === "utf-16le" || mark === "utf-16be" ? mark : unmarkedUtf16(head);
}
