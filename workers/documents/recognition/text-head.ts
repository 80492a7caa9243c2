import { byteOrderMark, unmarkedUtf16 } from "#workers/documents/charset/decode-text.ts";

/** Whether the beginning of a document is text in some encoding: text has almost no control characters. */
export function looksLikeText(head: Uint8Array): boolean {
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
