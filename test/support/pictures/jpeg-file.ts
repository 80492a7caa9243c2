/** A JPEG file of one colour, and what it says of itself, truly or not. */
export interface JpegFile {
  width: number;
  height: number;
  /** The level of each component, 0 to 255: one is grey, three are YCbCr, four are CMYK. */
  levels: readonly number[];
  /** What the header says in place of the true size. */
  says?: { width?: number; height?: number; precision?: number; factors?: number; marker?: number };
  /** Whole segments, between the mark of the file and its tables. */
  before?: readonly Buffer[];
  /** The tables that the data need; by default all. */
  tables?: readonly Buffer[];
  /** What comes in place of the data and the end. */
  data?: Buffer;
}

const word = (value: number) => [(value >> 8) & 255, value & 255];

/** A segment, with its length. */
export function jpegSegment(marker: number, content: Uint8Array | readonly number[]): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([0xff, marker, ...word(bytes.length + 2)]), bytes]);
}

const quantization = jpegSegment(0xdb, [0, ...Array.from({ length: 64 }, () => 1)]);
/** Twelve codes of four bits, for how many bits a difference has. */
const differences = jpegSegment(0xc4, [0, 0, 0, 0, 12, ...Array.from({ length: 12 }, () => 0), ...Array(12).keys()]);
/** One code of one bit: the block ends. */
const ends = jpegSegment(0xc4, [0x10, 1, ...Array.from({ length: 15 }, () => 0), 0]);
const jpegTables: readonly Buffer[] = [quantization, differences, ends];

/** Bits as bytes, with a zero after each byte of ones (ITU-T T.81, B.1.1.5). */
function packed(bits: string): Buffer {
  const whole = bits.padEnd(Math.ceil(bits.length / 8) * 8, "1");
  const bytes = Array.from({ length: whole.length / 8 }, (_, at) =>
    Number.parseInt(whole.slice(at * 8, at * 8 + 8), 2),
  );
  return Buffer.from(bytes.flatMap((byte) => (byte === 255 ? [255, 0] : [byte])));
}

/** A block by its difference to the one before: the number of its bits, the bits, and the end. */
function block(difference: number): string {
  const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
  const value = difference < 0 ? difference + 2 ** size - 1 : difference;
  return `${size.toString(2).padStart(4, "0")}${size === 0 ? "" : value.toString(2).padStart(size, "0")}0`;
}

function dataOf({ width, height, levels }: JpegFile): Buffer {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const first = levels.map((level) => block((level - 128) * 8)).join("");
  return Buffer.concat([packed(first + "00000".repeat((blocks - 1) * levels.length)), Buffer.from([0xff, 0xd9])]);
}

/** The start of a scan of all components. */
export function scanHeader(components: number, spectrum: readonly number[] = [0, 63, 0]): Buffer {
  const named = Array.from({ length: components }, (_, at) => [at + 1, 0]).flat();
  return jpegSegment(0xda, [components, ...named, ...spectrum]);
}

export function jpegFile(file: JpegFile): Buffer {
  const { levels, says = {}, before = [], tables = jpegTables, data = dataOf(file) } = file;
  const { width = file.width, height = file.height, precision = 8, factors = 0x11, marker = 0xc0 } = says;
  const components = levels.flatMap((_, at) => [at + 1, factors, 0]);
  const frame = jpegSegment(marker, [precision, ...word(height), ...word(width), levels.length, ...components]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...before, ...tables, frame, scanHeader(levels.length), data]);
}

/** EXIF data that say nothing but how the picture has to be turned, and a word in a field of text. */
export function exifSegment(orientation: number, secret = "SECRET"): Buffer {
  const tiff = Buffer.alloc(38 + secret.length);
  tiff.write("MM\0*", "latin1");
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(2, 8);
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  tiff.writeUInt16BE(0x010e, 22);
  tiff.writeUInt16BE(2, 24);
  tiff.writeUInt32BE(secret.length, 26);
  tiff.writeUInt32BE(38, 30);
  tiff.write(secret, 38, "latin1");
  return jpegSegment(0xe1, Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]));
}
