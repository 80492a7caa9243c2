import { createReadStream } from "node:fs";

/** Much longer than any line that the gateway writes. */
const maxLineBytes = 64 * 1024;

export interface RawLine {
  file: string;
  /** Line number in its file, from 1. */
  number: number;
  /** Without the line feed. */
  bytes: Buffer;
  /** Whether it ends with a line feed. Only the last line of a file may lack one. */
  isEnded: boolean;
  /** Whether it is longer than any audit line. `bytes` then has its beginning only. */
  isTooLong: boolean;
}

const lineFeed = 0x0a;

/**
 * Reads the lines of files in order, byte for byte, in bounded memory whatever they contain.
 * Rejects with the system's error if a file can't be read.
 */
export async function* readLines(files: readonly string[]): AsyncGenerator<RawLine[]> {
  for (const file of files) {
    let rest: Buffer = Buffer.alloc(0);
    let isTooLong = false;
    let number = 0;
    const line = (bytes: Buffer, isEnded: boolean): RawLine => {
      number += 1;
      const raw = { file, number, bytes, isEnded, isTooLong: isTooLong || bytes.length > maxLineBytes };
      isTooLong = false;
      return raw;
    };
    for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
      const lines: RawLine[] = [];
      let start = 0;
      for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
        const part = chunk.subarray(start, end);
        lines.push(line(rest.length === 0 ? part : Buffer.concat([rest, part]), true));
        rest = Buffer.alloc(0);
        start = end + 1;
      }
      rest = Buffer.concat([rest, chunk.subarray(start)]);
      if (rest.length > maxLineBytes) {
        isTooLong = true;
        rest = rest.subarray(0, maxLineBytes);
      }
      yield lines;
    }
    if (rest.length > 0) yield [line(rest, false)];
  }
}
