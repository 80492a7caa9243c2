import type { PdfDocument } from "#workers/documents/formats/pdf/open-pdf.ts";
import type { DecodedPicture } from "#workers/documents/pictures/picture.ts";

/** A picture as pdf.js decodes it. One of bits is black where they are 0. */
interface PdfPicture {
  width: number;
  height: number;
  data: Uint8Array;
  /** Bits, bytes of red, green and blue, or also of opacity (`ImageKind`); a stencil has bits and no kind. */
  kind?: number;
}

type PdfPage = Awaited<ReturnType<PdfDocument["getPage"]>>;

/** `OPS` of pdf.js: a stencil, a picture, and one that stands in the contents of the page. */
const paintingOperators: ReadonlySet<number> = new Set([83, 85, 86]);
const bitKind = 1;
const opaqueKind = 2;

/** What is smaller is no scan of a page. */
const leastSide = 200;
/** Of one picture, also where pdf.js never says that it has decoded it. */
const decodingMs = 4_000;

/** EXIF's orientation for the degrees by which a page is turned. */
const orientations: Readonly<Record<number, number>> = { 90: 6, 180: 3, 270: 8 };

/** The largest picture on a page, as a scanned page has it. Undefined where there is none. */
export async function pagePicture(document: PdfDocument, number: number): Promise<DecodedPicture | undefined> {
  const page = await document.getPage(number);
  try {
    const { fnArray, argsArray } = await page.getOperatorList();
    const named = fnArray
      .map((operator, at) => (paintingOperators.has(operator) ? toPainted(argsArray[at]) : undefined))
      .filter((painted) => painted !== undefined)
      .filter(({ width, height }) => Math.min(width, height) >= leastSide);
    const [largest] = named.toSorted((one, other) => other.width * other.height - one.width * one.height);
    if (largest === undefined) return undefined;
    const { data } = largest;
    const picture = typeof data === "string" ? await decoded(objectsWith(page, data), data) : { ...largest, data };
    if (picture?.data === undefined) return undefined;
    const orientation = orientations[page.rotate] ?? 1;
    return { width: picture.width, height: picture.height, rows: rgbaRows(picture), orientation };
  } finally {
    page.cleanup();
  }
}

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

function* rgbaRows({ width, height, data, kind = bitKind }: PdfPicture): Generator<Uint8Array> {
  const row = new Uint8Array(width * 4).fill(255);
  const rowBytes = kind === bitKind ? Math.ceil(width / 8) : width * (kind === opaqueKind ? 3 : 4);
  for (let y = 0; y < height; y += 1) {
    const start = y * rowBytes;
    for (let x = 0; x < width; x += 1) {
      if (kind === bitKind) {
        const bit = ((data[start + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
        row.fill(bit * 255, x * 4, x * 4 + 3);
      } else {
        const at = start + x * (kind === opaqueKind ? 3 : 4);
        row[x * 4] = data[at] ?? 0;
        row[x * 4 + 1] = data[at + 1] ?? 0;
        row[x * 4 + 2] = data[at + 2] ?? 0;
        if (kind !== opaqueKind) row[x * 4 + 3] = data[at + 3] ?? 0;
      }
    }
    yield row;
  }
}
