import { type NumberFormat, numberFormat, plainFormat } from "./number-format.ts";

/** Excel allows about 250. */
const maxFormats = 400;

/** The formats of one document by their codes, made when they are needed. Beyond 400, numbers are plain. */
export function createNumberFormats(): (code: string) => NumberFormat {
  const formats = new Map<string, NumberFormat>([["", plainFormat]]);
  return (code) => {
    const known = formats.get(code);
    if (known || formats.size > maxFormats) return known ?? plainFormat;
    const made = numberFormat(code);
    formats.set(code, made);
    return made;
  };
}

/** Writes the numbers of a document's charts as a format code says, such as `0%`. Dates count from 1900. */
export function createFormattedWriter(): (value: number, formatCode: string) => string {
  const formatOf = createNumberFormats();
  return (value, formatCode) => formatOf(formatCode).number(value, { is1904: false });
}
