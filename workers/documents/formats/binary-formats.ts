import { hasCompoundStream } from "#workers/documents/archive/compound-file.ts";
import { pictureTypeOf } from "#workers/documents/pictures/picture-type.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { hasSignature, isZip, type Sample } from "#workers/documents/sample.ts";
import type { DocumentFormat } from "./document-format.ts";
import { propertyStream } from "./msg/properties.ts";

/** Pictures: their pixels, shrunk and encoded again, and a line that says what they are. */
export const picture: DocumentFormat = {
  format: "picture",
  title: "pictures",
  mediaTypes: ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff"],
  extensions: ["png", "jpg", "jpeg", "jpe", "jfif", "gif", "webp", "bmp", "tif", "tiff"],
  // A text may begin with the letters of a signature.
  recognises({ head, text }) {
    const type = pictureTypeOf(head);
    return type !== undefined && (text === undefined || !type.isOfLetters);
  },
  read: async ({ source }) => (await import("#workers/documents/pictures/show-picture.ts")).readPicture(source.bytes),
};

/** Messages that Outlook saved (MS-OXMSG). */
export const msg: DocumentFormat = {
  format: "msg",
  title: "saved messages",
  mediaTypes: ["application/vnd.ms-outlook"],
  extensions: ["msg"],
  recognises: ({ source }) => hasCompoundStream(source.bytes, propertyStream),
  read: async ({ source }) => (await import("./msg/read-msg.ts")).readMsg(source.bytes),
};

/** Bytes at the beginning and at the end within which the mark and the end mark may be. */
const markBytes = 1_024;
const mark = "%PDF-";
const endMark = /[\r\n]%%EOF\s*$/;
const blankStart = /^(?:\xef\xbb\xbf)?\s*$/;

/** PDF documents (ISO 32000-1). */
export const pdf: DocumentFormat = {
  format: "pdf",
  title: "PDF",
  mediaTypes: ["application/pdf"],
  extensions: ["pdf"],
  recognises: (sample) => hasSignature(sample.head, mark) || hasLateMark(sample),
  async read({ source }) {
    if (source.scansOf !== undefined) {
      const { readScanPages } = await import("./pdf/pictures/read-scan-pages.ts");
      return await readScanPages(source.bytes, source.scansOf, source);
    }
    const { readPdf } = await import("./pdf/read-pdf.ts");
    return await readPdf(source.bytes, source);
  },
};

/**
 * A PDF may have other bytes before its mark (PDF Reference 1.7, appendix H). A text that merely mentions the mark has
 * words before it and does not end as a PDF.
 */
function hasLateMark({ head, text, source: { bytes } }: Sample): boolean {
  const start = head.toString("latin1", 0, markBytes);
  const at = start.indexOf(mark);
  if (at === -1) return false;
  if (blankStart.test(start.slice(0, at)) || text === undefined) return true;
  const isLineStart = /[\r\n]/.test(start.charAt(at - 1));
  return isLineStart && endMark.test(Buffer.from(bytes.subarray(-markBytes)).toString("latin1"));
}

/** Zip archives that hold no document of another format: the names of their files. */
export const zip: DocumentFormat = {
  format: "zip",
  title: "names of the files in zip archives",
  mediaTypes: ["application/zip", "application/x-zip-compressed"],
  extensions: ["zip"],
  recognises: isZip,
  async read({ archive }) {
    if (archive === undefined) throw new DocumentRefusal("damagedArchive");
    return (await import("./zip/read-zip.ts")).readZip(archive.directory);
  },
};
