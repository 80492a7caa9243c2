import { deflateSync } from "node:zlib";
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

const stream = (dictionary: string, data: Buffer) =>
  Buffer.concat([
    Buffer.from(`<< ${dictionary} /Length ${data.length} >>\nstream\n`, "latin1"),
    data,
    Buffer.from("\nendstream", "latin1"),
  ]);

function pictureOf({ scan, width = 210, height = 297, ...more }: Exclude<PdfPageContent, { words: string }>): Buffer {
  const size = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height}`;
  if (scan === "jpeg") {
    const data = jpegFile({ width, height, levels: [220, 128, 128] });
    return stream(`${size} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode`, data);
  }
  if (scan === "ccitt" || scan === "jbig2" || scan === "jpeg2000") {
    const { dictionary, data } = codings[scan];
    const kind = more.isStencil ? dictionary.replace(/\/ColorSpace \/\w+/, "/ImageMask true") : dictionary;
    return stream(`${size} ${kind}`, more.data ?? data);
  }
  const bits = deflateSync(more.data ?? Buffer.alloc(Math.ceil(width / 8) * height, 0xf0));
  const kind = scan === "stencil" ? "/ImageMask true" : "/ColorSpace /DeviceGray";
  return stream(`${size} ${kind} /BitsPerComponent 1 /Filter /FlateDecode`, bits);
}

/** A PDF of scanned pages, as scanners write it. */
export function scannedPdf(pages: readonly PdfPageContent[]): Buffer {
  const kids = pages.map((_, at) => `${4 + at * 3} 0 R`).join(" ");
  const objects: Buffer[] = [
    Buffer.from("<< /Type /Catalog /Pages 2 0 R >>"),
    Buffer.from(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`),
    Buffer.from("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"),
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
      Buffer.from(
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${rotate} /Contents ${number + 1} 0 R ` +
          `/Resources << ${resources} >> >>`,
      ),
      stream("", Buffer.from("scan" in page && page.scan === "none" ? "" : contents)),
      "scan" in page && page.scan !== "none" ? pictureOf(page) : Buffer.from("null"),
    );
  }
  let file = Buffer.from("%PDF-1.7\n", "latin1");
  const places = objects.map((object, at) => {
    const place = file.length;
    file = Buffer.concat([file, Buffer.from(`${at + 1} 0 obj\n`), object, Buffer.from("\nendobj\n")]);
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join("")}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF`;
  return Buffer.concat([file, Buffer.from(table + trailer, "latin1")]);
}
