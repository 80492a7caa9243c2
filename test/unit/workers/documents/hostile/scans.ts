import { deflateSync } from "node:zlib";
import { pdfStream } from "#test/support/pdf-file.ts";
import { codings, type ScanCoding } from "#test/support/pictures/scan-codings.ts";
import { type PdfPageContent, scannedPdf } from "#test/support/pictures/scanned-pdf.ts";
import { ending, type HostileDocument, megabyte } from "./hostile-document.ts";
import { pdf } from "./pdf-files.ts";

/** A page of A4 in 400 dpi, of which no larger one is decoded. */
const large = { width: 3_900, height: 4_000 };

/** The data of a coding with other numbers of 32 bits in some places. */
function patched(data: Buffer, places: Readonly<Record<number, number>>): Buffer {
  const file = Buffer.from(data);
  for (const [at, value] of Object.entries(places)) file.writeUInt32BE(value, Number(at));
  return file;
}

/** Where JBIG2 says the size of its page and of its region, and JPEG 2000 that of its picture and of its tiles. */
const jbig2Page = [11, 15] as const;
const jbig2Region = [41, 45] as const;
const jpxSize = [8, 12] as const;
const jpxTile = [24, 28] as const;
const sized = ([x, y]: readonly [number, number], side: number) => ({ [x]: side, [y]: side });

const { jbig2, jpeg2000 } = codings;
/** JPEG 2000 that says it has so many pixels a side, in tiles of so many. */
const ofSize = (side: number, tile: number) =>
  patched(jpeg2000.data, { ...sized(jpxSize, side), ...sized(jpxTile, tile) });

/** A region of JBIG2, between the segments of its page and of its end. */
const [start, region, end] = [jbig2.data.subarray(0, 30), jbig2.data.subarray(30, -11), jbig2.data.subarray(-11)];
const pageOf = (...pages: PdfPageContent[]): HostileDocument => ({ make: () => scannedPdf(pages), expected: "text" });

/** Scans by what is wrong with their data. */
const scansOf = (scan: ScanCoding, all: Readonly<Record<string, Buffer>>): Record<string, HostileDocument> =>
  Object.fromEntries(Object.entries(all).map(([what, data]) => [`a scan in ${scan} ${what}`, pageOf({ scan, data })]));

const many = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const regions = [patched(start, { [jbig2Page[0]]: 3_900, [jbig2Page[1]]: 4_000 }), ...many(3_000, region), end];

/** A page that paints pictures which stand in its contents or beside it, whatever these are. */
const painting = (contents: string, pictures: readonly Uint8Array[]): Uint8Array =>
  pdf(
    [
      {
        content: contents,
        more: `/Resources << /XObject << ${pictures.map((_, at) => `/I${at} ${6 + at} 0 R`).join(" ")} >> >>`,
      },
    ],
    { extra: pictures },
  );
/** A picture in grey, of packed bytes. */
const image = (bytes: Buffer, more = "") => {
  const kind = "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode";
  return pdfStream(`/Subtype /Image /Width 4000 /Height 3900 ${kind} ${more}`, deflateSync(bytes));
};

/** PDFs whose scans are made to harm those who decode them. Their text is the answer, with scans or without. */
export const hostileScans: Readonly<Record<string, HostileDocument>> = {
  ...scansOf("jbig2", {
    "that says it has four billion pixels a side": patched(jbig2.data, sized(jbig2Page, 0xffffffff)),
    "whose region has 60,000 × 60,000 pixels": patched(jbig2.data, {
      ...sized(jbig2Page, 60_000),
      ...sized(jbig2Region, 60_000),
    }),
    "with 20 MB of nothing behind it": Buffer.concat([jbig2.data, Buffer.alloc(20 * megabyte)]),
  }),
  "a scan in jbig2 of 3,000 regions": pageOf({ scan: "jbig2", ...large, data: Buffer.concat(regions) }),
  ...scansOf("jpeg2000", {
    "that says it has 60,000 × 60,000 pixels": ofSize(60_000, 60_000),
    "of four billion tiles": ofSize(65_000, 1),
  }),
  "a scan in ccitt with 20 MB of ones": pageOf({ scan: "ccitt", ...large, data: Buffer.alloc(20 * megabyte, 0xff) }),
  "a scan in ccitt with 20 MB of zeros": pageOf({ scan: "ccitt", ...large, data: Buffer.alloc(20 * megabyte) }),
  "100 pages, each a scan of 16 megapixels": pageOf(...many(100, { scan: "bits", ...large } as const)),
  "100 pages of JPEG 2000 that say they have 20,000 × 20,000 pixels": pageOf(
    ...many(100, { scan: "jpeg2000", data: ofSize(20_000, 20_000) } as const),
  ),
  ...ending("text", {
    "a page of 300 scans in grey of 16 megapixels": () => {
      const pixels = image(Buffer.alloc(16 * megabyte, 9));
      return painting(
        many(300, "q 9 0 0 9 0 0 cm")
          .map((one, at) => `${one} /I${at} Do Q`)
          .join(" "),
        many(300, pixels),
      );
    },
    "a scan whose data inflate to 500 MB": () => painting("/I0 Do", [image(Buffer.alloc(500 * megabyte))]),
    "a scan that is its own mask": () => painting("/I0 Do", [image(Buffer.alloc(16 * megabyte, 9), "/SMask 6 0 R")]),
    "a page of 200,000 pictures in its contents": () =>
      pdf([{ content: "BI /W 8 /H 8 /BPC 1 /IM true ID \x00\x01\x02\x03\x04\x05\x06\x07 EI\n".repeat(200_000) }]),
  }),
};
