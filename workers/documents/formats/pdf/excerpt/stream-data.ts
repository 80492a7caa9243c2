import { inflateSync } from "node:zlib";
import { type PdfValue, wholeNumber, written } from "./pdf-value.ts";
import type { PdfObject } from "./read-object.ts";
import { UncertainPdf } from "./uncertain-pdf.ts";

/** Of one stream of objects or cross-references. */
const maxInflatedBytes = 5_000_000;

/**
 * The data of a stream that has no filter, or Deflate and the predictor that cross-references have (ISO 32000-1,
 * 7.4.4). Throws `UncertainPdf` for others.
 */
export function streamData({ bytes, value, stream }: PdfObject): Uint8Array {
  if (stream === undefined) throw new UncertainPdf();
  const data = bytes.subarray(stream.from, stream.to);
  const filter = written(bytes, value.entries?.get("/Filter"));
  const parameters = value.entries?.get("/DecodeParms");
  if (filter === undefined && parameters === undefined) return data;
  if (filter !== "/FlateDecode") throw new UncertainPdf();
  return parameters === undefined ? inflated(data) : withoutPredictor(inflated(data), columnsOf(bytes, parameters));
}

function inflated(data: Uint8Array): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: maxInflatedBytes });
  } catch {
    throw new UncertainPdf();
  }
}

function columnsOf(bytes: Uint8Array, { entries }: PdfValue): number {
  const predictor = wholeNumber(bytes, entries?.get("/Predictor"));
  const columns = wholeNumber(bytes, entries?.get("/Columns"));
  const isKnown = entries?.size === 2 && predictor !== undefined && predictor >= 10 && predictor <= 15;
  if (!isKnown || columns === undefined || columns === 0) throw new UncertainPdf();
  return columns;
}

/** Rows that are as they are, or the difference to the row before. */
function withoutPredictor(data: Uint8Array, columns: number): Uint8Array {
  const rows = data.length / (columns + 1);
  if (!Number.isInteger(rows)) throw new UncertainPdf();
  const plain = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const start = row * (columns + 1);
    const isUp = data[start] === 2;
    if (!isUp && data[start] !== 0) throw new UncertainPdf();
    for (let column = 0; column < columns; column += 1) {
      const at = row * columns + column;
      plain[at] = (data[start + 1 + column] ?? 0) + (isUp ? (plain[at - columns] ?? 0) : 0);
    }
  }
  return plain;
}
