/** How scanners code pages in PDFs, beside JPEG. */
export type ScanCoding = "ccitt" | "jbig2" | "jpeg2000";

/** The size of the page that is coded here. */
const codedWidth = 210;
const codedHeight = 297;

/**
 * Black in the first 100 rows of its left half, and from row 200 on in its right half, in Group 4 of CCITT: the strip
 * of a TIFF file by ImageMagick 7.1.1 (`-define quantum:polarity=min-is-white -compress Group4`).
 */
const group4 = Buffer.from(
  "JqB4Nv/////////////////////////////////////////////////j////////////////52VAeDb/////////////////////////////" +
    "//+ACACA",
  "base64",
);

/**
 * Red, and blue from row 160 on: a codestream of JPEG 2000 by ImageMagick 7.1.1 with OpenJPEG 2.5.3 (`-depth 8` and
 * `.j2k`).
 */
const codestream = Buffer.from(
  "/0//UQAvAAAAAADSAAABKQAAAAAAAAAAAAAA0gAAASkAAAAAAAAAAAADBwEBBwEBBwEB/1IADAAAAAEBBQQEAAH/XAATQEBISFBISFBISFBI" +
    "SFBISFD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjP/kAAKAAAAAAF3AAH/k8+0OBFQVKy+YxYAAAAAYSEv/xkYOBIB" +
    "lD9D+BiAJYPEVeJQZO+NBklsS/yBON47qXsDT9EsM3P/GTA25xXjqhtlRkZAR6Kyk5FMxfmvzUEsEBBIcIpcOe5mrI/WkUyNP4Cj7Q0ANaQI" +
    "Gg/NWi+DKJPLC6PtDgA2UAoaD81aL4MokiaMH4Cj7RYAh7WECqqJq8jnCQLmsJAWfBIBxj8lf6PtFQCH4ISKqomryOcJAuawkBZ8Ef1/Qj+A" +
    "p+Ayx2PqjR3DyCX579gAAYSEW8SMI6ykx3ymEafgLMdpSp0dw8gl+CQAAAGEhEYkDCQl/3+As/gVgPCT+qk/4Ssgu8/EZAAAAAwkJfEOwADC" +
    "QijpRhIQAfxhIRNnQwkIAP4wkI+z+AuA8JRQqj/hKyC7ySVQAAMJCQL9jCQl/3+Asj+0I/aEAN3I6pOi/eCHy2OqkpuyGn+yf4BP8AgA3c5K" +
    "o6LfTv9/y2kKop02+n//2Q==",
  "base64",
);

const long = (value: number) => [24, 16, 8, 0].map((shift) => (value >> shift) & 255);

/** A segment of JBIG2 that belongs to the first page and refers to no other one. */
const segment = (number: number, type: number, data: readonly number[]) =>
  Buffer.from([...long(number), type, 0, 1, ...long(data.length), ...data]);

/** The same page as Group 4 in JBIG2, where one kind of region has that coding (ITU-T T.88, 6.2.6 and 7.4.6). */
function jbig2(): Buffer {
  const size = [...long(codedWidth), ...long(codedHeight)];
  const resolutionFlagsAndStripes = [...long(0), ...long(0), 0, 0, 0];
  const placeAndCombination = [...long(0), ...long(0), 0];
  const isGroup4 = 1;
  return Buffer.concat([
    segment(0, 48, [...size, ...resolutionFlagsAndStripes]),
    segment(1, 38, [...size, ...placeAndCombination, isGroup4, ...group4]),
    segment(2, 49, []),
  ]);
}

/** The data of a page, and the dictionary that says how they are coded. */
export const codings: Readonly<Record<ScanCoding, { dictionary: string; data: Buffer }>> = {
  ccitt: {
    dictionary:
      "/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode " +
      `/DecodeParms << /K -1 /Columns ${codedWidth} /Rows ${codedHeight} >>`,
    data: group4,
  },
  jbig2: { dictionary: "/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode", data: jbig2() },
  jpeg2000: { dictionary: "/ColorSpace /DeviceRGB /Filter /JPXDecode", data: codestream },
};
