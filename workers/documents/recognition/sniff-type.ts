/** What a document is, told from its bytes. `text` stands for every kind of plain text. */
export type SniffedType =
  | "text"
  | "html"
  | "pdf"
  | "rtf"
  | "zip"
  | "ole"
  | "image"
  | "audio or video"
  | "archive"
  | "program"
  | "unknown";

type Signature = readonly [type: SniffedType, at: number, bytes: string];

/** Signatures in Latin-1, by their offset. */
const signatures: readonly Signature[] = [
  ["pdf", 0, "%PDF-"],
  ["rtf", 0, "{\\rtf"],
  ["zip", 0, "PK\x03\x04"],
  ["zip", 0, "PK\x05\x06"],
  ["ole", 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
  ["image", 0, "\x89PNG\r\n\x1a\n"],
  ["image", 0, "\xff\xd8\xff"],
  ["image", 0, "GIF8"],
  ["image", 0, "BM"],
  ["image", 0, "II*\x00"],
  ["image", 0, "MM\x00*"],
  ["image", 8, "WEBP"],
  ["image", 4, "ftypheic"],
  ["image", 4, "ftypavif"],
  ["audio or video", 4, "ftyp"],
  ["audio or video", 0, "ID3"],
  ["audio or video", 0, "OggS"],
  ["audio or video", 0, "RIFF"],
  ["audio or video", 0, "\x1aE\xdf\xa3"],
  ["archive", 0, "\x1f\x8b"],
  ["archive", 0, "7z\xbc\xaf\x27\x1c"],
  ["archive", 0, "Rar!\x1a\x07"],
  ["archive", 0, "BZh"],
  ["archive", 0, "\xfd7zXZ\x00"],
  ["program", 0, "MZ"],
  ["program", 0, "\x7fELF"],
];

/** How much of the beginning is looked at. */
const headBytes = 4_096;
/** How far from the beginning the mark of a PDF may stand, and its end mark from the end. */
const pdfMarkBytes = 1_024;
const pdfMark = /%PDF-/;
const pdfEnd = /[\r\n]%%EOF\s*$/;
const htmlStart = /^<(?:!doctype\s+html|html|head|body|meta|title|style|table|div|p|span|h[1-6])[\s/>]/i;

/** What the bytes are. A declared type or a file's name may lie; it only decides between kinds of text. */
export function sniffType(bytes: Uint8Array, declaredType: string): SniffedType {
  const head = Buffer.from(bytes.subarray(0, headBytes));
  const found = signatures.find(
    ([, at, signature]) => head.toString("latin1", at, at + signature.length) === signature,
  );
  if (found && !canBeginText(found, head)) return found[0];
  if (isLatePdf(bytes, head)) return "pdf";
  if (!looksLikeText(head)) return "unknown";
  const declaredHtml = /^(?:text\/html|application\/xhtml\+xml)\b/i.test(declaredType);
  return declaredHtml || htmlStart.test(afterPreamble(asText(head))) ? "html" : "text";
}

/**
 * A PDF may have other bytes before its mark (PDF Reference 1.7, appendix H). A text that only speaks of PDF has words there,
 * and doesn't end as one.
 */
function isLatePdf(bytes: Uint8Array, head: Buffer): boolean {
  const start = head.toString("latin1", 0, pdfMarkBytes);
  const at = start.search(pdfMark);
  if (at === -1) return false;
  if (/^(?:\xef\xbb\xbf)?\s*$/.test(start.slice(0, at)) || !looksLikeText(head)) return true;
  const isLineStart = /[\r\n]/.test(start.charAt(at - 1));
  return isLineStart && pdfEnd.test(Buffer.from(bytes.subarray(-pdfMarkBytes)).toString("latin1"));
}

/** "BM" or "ID3" can also begin a text. */
function canBeginText([, , signature]: Signature, head: Buffer): boolean {
  return /^\w{2,4}$/.test(signature) && looksLikeText(head);
}

/** What follows the XML declaration and the comments that a document may begin with. */
function afterPreamble(text: string): string {
  let rest = text.trimStart();
  for (;;) {
    const isComment = rest.startsWith("<!--");
    const end = isComment ? rest.indexOf("-->") : rest.startsWith("<?") ? rest.indexOf("?>") : -1;
    if (end === -1) return rest;
    rest = rest.slice(end + (isComment ? 3 : 2)).trimStart();
  }
}

function startsWithByteOrderMark(head: Buffer): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}

/** Text has next to no control characters. UTF-16 has many NULs, all on even or all on odd places. */
function looksLikeText(head: Buffer): boolean {
  if (startsWithByteOrderMark(head) || utf16Without(head) !== undefined) return true;
  let controls = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b) controls += 1;
  }
  return controls <= head.length / 100;
}

/** The byte order of UTF-16 that has no mark, told from its NULs; undefined when it isn't UTF-16. */
export function utf16Without(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const nuls = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  const half = head.length / 2;
  if (odd > half * 0.4 && even < half * 0.05) return readsAs("utf-16le", head);
  return even > half * 0.4 && odd < half * 0.05 ? readsAs("utf-16be", head) : undefined;
}

function readsAs<Label extends string>(label: Label, head: Uint8Array): Label | undefined {
  return /[\p{Cc}--[\t\n\r\f]]/v.test(new TextDecoder(label).decode(head)) ? undefined : label;
}

function asText(head: Buffer): string {
  const order = utf16Without(head);
  if (order === undefined && !startsWithByteOrderMark(head))
    return head.toString("latin1").replace(/^\xef\xbb\xbf/, "");
  return new TextDecoder(order ?? (head[0] === 0xff ? "utf-16le" : "utf-16be")).decode(head);
}
