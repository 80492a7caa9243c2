import type { MagickFormat } from "@imagemagick/magick-wasm";
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { PdfDocument } from "#workers/documents/formats/pdf/open-pdf.ts";
import type { EncodedPicture } from "#workers/documents/pictures/show-picture.ts";

/** A picture as pdf.js decodes it. One of bits is black where they are 0. */
interface PdfPicture {
  width: number;
  height: number;
  data: Uint8Array;
  /** Bits, bytes of red, green and blue, or also of opacity (`ImageKind`); a stencil has bits and no kind. */
  kind?: number;
}

/** A document that one of the two builds of pdf.js has opened. */
type OpenPdf = PdfDocument | PDFDocumentProxy;
type PdfPage = Awaited<ReturnType<OpenPdf["getPage"]>>;

/** `OPS` of pdf.js: a stencil, a picture, and one that stands in the contents of the page. */
const paintingOperators: ReadonlySet<number> = new Set([83, 85, 86]);
/** The pixels of each kind, as ImageMagick calls them, and the bits of a sample. */
const pixelsByKind: Readonly<Record<number, { format: MagickFormat; depth: number }>> = {
  1: { format: "GRAY", depth: 1 },
  2: { format: "RGB", depth: 8 },
  3: { format: "RGBA", depth: 8 },
};
const bitKind = 1;

/** More bits are given at half the size: ImageMagick takes some bytes for each. */
const maxBitsAtOnce = 16_000_000;
/** How many of two bits are set. */
const ones = [0, 1, 1, 2] as const;

/** What is smaller is no scan of a page. */
const leastSide = 200;
/** Time for one picture, also where pdf.js never says that it has decoded it. */
const decodingMs = 4_000;

/**
 * The largest picture on a page, as a scanned page has it. Undefined where there is none, `undecoded` where pdf.js
 * gives no pixels of it.
 */
export async function pagePicture(
  document: OpenPdf,
  number: number,
): Promise<EncodedPicture | "undecoded" | undefined> {
  const page = await document.getPage(number);
  try {
    const { fnArray, argsArray } = await page.getOperatorList();
    const { follow, placing } = followPlacing();
    let largest: (Painted & { placing: Placing }) | undefined;
    for (const [at, operator] of fnArray.entries()) {
      follow(operator, argsArray[at]);
      const painted = paintingOperators.has(operator) ? toPainted(argsArray[at]) : undefined;
      if (painted === undefined || Math.min(painted.width, painted.height) < leastSide) continue;
      if (pixelsIn(painted) > pixelsIn(largest)) largest = { ...painted, placing: placing() };
    }
    if (largest === undefined) return undefined;
    const { data } = largest;
    const picture = typeof data === "string" ? await decoded(objectsWith(page, data), data) : { ...largest, data };
    const pixels = pixelsByKind[picture?.kind ?? bitKind];
    if (picture?.data === undefined || pixels === undefined) return "undecoded";
    const { width, height, data: bytes } = picture;
    const { isMirrored, degrees } = largest.placing;
    const placed = { isMirrored, degrees: (page.rotate + degrees) % 360 };
    if (pixels.depth === 1 && width * height > maxBitsAtOnce) return { ...halved(picture), ...placed };
    return { bytes, format: pixels.format, pixels: { width, height, depth: pixels.depth }, ...placed };
  } finally {
    page.cleanup();
  }
}

/** A picture of bits as levels of gray, each of four of them. */
function halved({ width, height, data }: PdfPicture): Pick<EncodedPicture, "bytes" | "format" | "pixels" | "original"> {
  const [rowBytes, half] = [Math.ceil(width / 8), { width: width >> 1, height: height >> 1 }];
  const bytes = new Uint8Array(half.width * half.height);
  const onesAt = (at: number, shift: number) => ones[((data[at] ?? 0) >> shift) & 3] ?? 0;
  for (let y = 0; y < half.height; y += 1) {
    for (let x = 0; x < half.width; x += 1) {
      const [at, shift] = [2 * y * rowBytes + (x >> 2), 6 - 2 * (x & 3)];
      bytes[y * half.width + x] = (onesAt(at, shift) + onesAt(at + rowBytes, shift)) * 63.75;
    }
  }
  return { bytes, format: "GRAY", pixels: { ...half, depth: 8 }, original: { width, height } };
}

const pixelsIn = (painted?: Painted) => (painted?.width ?? 0) * (painted?.height ?? 0);

/** pdf.js keeps what several pages have by itself, under a name that begins so. */
const objectsWith = ({ objs, commonObjs }: PdfPage, name: string) => (name.startsWith("g_") ? commonObjs : objs);

type Painted = Omit<PdfPicture, "data"> & { data: Uint8Array | string };

/** A picture's name and size are three arguments of a picture, or one of the others. */
function toPainted([first, width, height]: readonly unknown[] = []): Painted | undefined {
  if (typeof first === "string") return { data: first, width: Number(width), height: Number(height) };
  const { data, ...rest } = (first ?? {}) as Partial<Painted>;
  if (data === undefined || rest.width === undefined || rest.height === undefined) return undefined;
  return { ...rest, width: rest.width, height: rest.height, data };
}

/** Undefined where it can't be decoded, or takes too long. */
function decoded(
  objects: { get(name: string, take: (picture: PdfPicture | null) => void): unknown },
  name: string,
): Promise<PdfPicture | undefined> {
  const { promise, resolve } = Promise.withResolvers<PdfPicture | undefined>();
  const timer = setTimeout(resolve, decodingMs, undefined);
  objects.get(name, (picture) => resolve(picture ?? undefined));
  return promise.finally(() => clearTimeout(timer));
}

/** How a picture is turned on a page: first mirrored at its vertical axis, then turned to the right. */
interface Placing {
  isMirrored: boolean;
  /** A multiple of 90. */
  degrees: number;
}

/** A transformation of PDF (ISO 32000-1, 8.3.4): where the axes point, and an offset, which doesn't matter here. */
type Axes = readonly [number, number, number, number];

/** `OPS` of pdf.js. A form has a transformation of its own, until its end. */
const [save, restore, transform, beginForm, endForm] = [10, 11, 12, 74, 75];
const upright: Axes = [1, 0, 0, 1];

/** Follows the operators of a page, and tells how a picture is turned that one of them paints. */
export function followPlacing(): { follow(operator: number, args: unknown): void; placing(): Placing } {
  const stack: Axes[] = [];
  let axes = upright;

  function turn(by: unknown): void {
    const matrix = Array.isArray(by) || ArrayBuffer.isView(by) ? Array.from(by as ArrayLike<number>) : [];
    if (matrix.length !== 6 || !matrix.every(Number.isFinite)) return;
    const [a = 1, b = 0, c = 0, d = 1] = matrix;
    const [e, f, g, h] = axes;
    axes = [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
  }

  return {
    follow(operator, args) {
      if (operator === save || operator === beginForm) stack.push(axes);
      if (operator === restore || operator === endForm) axes = stack.pop() ?? upright;
      if (operator === transform) turn(args);
      if (operator === beginForm) turn(Array.isArray(args) ? args[0] : undefined);
    },
    placing() {
      const [a, b, c, d] = axes;
      const isMirrored = a * d - b * c < 0;
      const sign = isMirrored ? -1 : 1;
      const toTheLeft = Math.round(Math.atan2(sign * b, sign * a) / (Math.PI / 2)) * 90;
      return { isMirrored, degrees: (360 - toTheLeft) % 360 };
    },
  };
}
