import { deflateSync } from "node:zlib";
import { pdfFile, pdfStream } from "../pdf-file.ts";
import { jpegFile } from "./jpeg-file.ts";
import { codings, type ScanCoding } from "./scan-codings.ts";

/** A page: its scan, or its words. */
export type PdfPageContent =
  | {
      scan: "jpeg" | "bits" | "stencil" | "none" | ScanCoding;
      width?: number;
      height?: number;
      rotate?: number;
      /** The transformation by which its scan is painted on the page. */
      placing?: string;
      /** Counted from 0: the page whose picture this one has, too. */
      sameAs?: number;
      /** The data of bits or of one of the codings, in place of those that are right. */
      data?: Buffer;
      /** Whether one of the codings is a stencil, through which the page is painted black. */
      isStencil?: boolean;
    }
  | { words: string };

function pictureOf({ scan, width = 210, height = 297, ...more }: Exclude<PdfPageContent, { words: string }>): Buffer {
  const size = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height}`;
  if (scan === "jpeg") {
    const data = jpegFile({ width, height, levels: [220, 128, 128] });
    return pdfStream(`${size} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode`, data);
  }
  if (scan === "ccitt" || scan === "jbig2" || scan === "jpeg2000") {
    const { dictionary, data } = codings[scan];
    const kind = more.isStencil ? dictionary.replace(/\/ColorSpace \/\w+/, "/ImageMask true") : dictionary;
    return pdfStream(`${size} ${kind}`, more.data ?? data);
  }
  const bits = deflateSync(more.data ?? Buffer.alloc(Math.ceil(width / 8) * height, 0xf0));
  const kind = scan === "stencil" ? "/ImageMask true" : "/ColorSpace /DeviceGray";
  return pdfStream(`${size} ${kind} /BitsPerComponent 1 /Filter /FlateDecode`, bits);
}

/** A PDF of scanned pages, as scanners write it. */
export function scannedPdf(pages: readonly PdfPageContent[]): Buffer {
  const kids = pages.map((_, at) => `${4 + at * 3} 0 R`).join(" ");
  const objects: (string | Buffer)[] = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  for (const [at, page] of pages.entries()) {
    const contents =
      "words" in page
        ? `BT /F1 12 Tf 72 700 Td (${page.words}) Tj ET`
        : `q ${page.placing ?? "595 0 0 842 0 0"} cm /Im Do Q`;
    const number = 4 + at * 3;
    const rotate = "rotate" in page ? `/Rotate ${page.rotate}` : "";
    const picture = 6 + 3 * ("scan" in page ? (page.sameAs ?? at) : at);
    const resources = `/Font << /F1 3 0 R >> /XObject << /Im ${picture} 0 R >>`;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${rotate} /Contents ${number + 1} 0 R ` +
        `/Resources << ${resources} >> >>`,
      pdfStream("", "scan" in page && page.scan === "none" ? "" : contents),
      "scan" in page && page.scan !== "none" ? pictureOf(page) : "null",
    );
  }
  return Buffer.from(pdfFile(objects));
}
