import type { ByteRange } from "#workers/documents/document-parts.ts";
import type { CrossReferences } from "./cross-references.ts";
import type { PdfBytes } from "./pdf-bytes.ts";
import { latin1 } from "./pdf-tokens.ts";
import { readValue, wholeNumber } from "./pdf-value.ts";
import { type PdfObject, readObjectAt } from "./read-object.ts";
import { streamData } from "./stream-data.ts";
import { UncertainPdf } from "./uncertain-pdf.ts";

export interface PdfObjects extends CrossReferences {
  /** Undefined where there is no such object. Throws `UncertainPdf` and `PartsMissing`. */
  get(number: number): PdfObject | undefined;
}

interface Container {
  bytes: Uint8Array;
  /** The numbers of its objects, and where each begins. */
  numbers: number[];
  starts: number[];
  ranges: ByteRange[];
}

/** Objects may overlap in a hostile document, so that what is read of them is far more than it has. */
const maxReadings = 3;

/** The objects of a document. Each is read once. */
export function openPdfObjects(source: PdfBytes, references: CrossReferences): PdfObjects {
  const objects = new Map<number, PdfObject>();
  const containers = new Map<number, Container>();
  let readBytes = 0;

  function count(bytes: number): void {
    readBytes += bytes;
    if (readBytes > maxReadings * source.size + maxReadings * 1_000_000) throw new UncertainPdf();
  }

  function containerOf(number: number): Container {
    const known = containers.get(number);
    if (known !== undefined) return known;
    const place = references.placeOf(number);
    if (place === undefined || !("offset" in place)) throw new UncertainPdf();
    const object = readObjectAt(source, { number, ...place }, lengthByItself);
    const container = openContainer(object);
    count(container.bytes.length);
    containers.set(number, container);
    return container;
  }

  /** Not in a stream of objects: that may be the very one whose length is asked for. */
  function lengthByItself(number: number): number | undefined {
    const place = references.placeOf(number);
    if (place === undefined || !("offset" in place)) throw new UncertainPdf();
    const { bytes, value } = readObjectAt(source, { number, ...place });
    return wholeNumber(bytes, value);
  }

  function lengthOf(number: number): number | undefined {
    const place = references.placeOf(number);
    if (place === undefined || "offset" in place) return lengthByItself(number);
    const { bytes, value } = inContainer(number, place);
    return wholeNumber(bytes, value);
  }

  function inContainer(number: number, { container, index }: { container: number; index: number }): PdfObject {
    const { bytes, numbers, starts, ranges } = containerOf(container);
    const start = starts[index];
    if (start === undefined || numbers[index] !== number) throw new UncertainPdf();
    const value = readValue(bytes, start);
    if (value.to > (starts[index + 1] ?? bytes.length)) throw new UncertainPdf();
    return { number, bytes, value, isPicture: false, ranges };
  }

  return {
    ...references,
    get(number) {
      const known = objects.get(number);
      if (known !== undefined) return known;
      const place = references.placeOf(number);
      if (place === undefined) return undefined;
      const object =
        "offset" in place ? readObjectAt(source, { number, ...place }, lengthOf) : inContainer(number, place);
      const { value, stream } = object;
      count(value.to - value.from + (stream === undefined ? 0 : stream.to - stream.from));
      objects.set(number, object);
      return object;
    },
  };
}

/** A stream of objects (ISO 32000-1, 7.5.7): numbers and offsets, then the objects. */
function openContainer(object: PdfObject): Container {
  const { bytes, value } = object;
  const count = wholeNumber(bytes, value.entries?.get("/N"));
  const first = wholeNumber(bytes, value.entries?.get("/First"));
  const data = streamData(object);
  if (count === undefined || first === undefined || first > data.length) throw new UncertainPdf();
  const pairs = latin1(data, { from: 0, to: first }).match(/\d+/g)?.map(Number) ?? [];
  if (pairs.length !== 2 * count) throw new UncertainPdf();
  return {
    bytes: data,
    numbers: pairs.filter((_, at) => at % 2 === 0),
    starts: pairs.filter((_, at) => at % 2 === 1).map((offset) => first + offset),
    ranges: object.ranges,
  };
}
