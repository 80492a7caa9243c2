import type { ZipDirectory, ZipEntry } from "#workers/documents/archive/zip-archive.ts";
import { decodeOrGuess } from "#workers/documents/charset/decode-text.ts";
import type { GuessableCharset } from "#workers/documents/charset/guess.ts";
import { gapsWhere, withGaps } from "#workers/documents/gaps.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import type { Reading } from "#workers/text/reading.ts";
import { countInWords } from "#workers/text/short-text.ts";

const maxNames = 1_000;
/** Length of a name. Of a longer one its end is shown, which tells the file. */
const maxNameCharacters = 300;
const maxNameBytes = 4 * maxNameCharacters;

/** The names and sizes of at most 1,000 files of a zip archive, as its directory has them. Nothing is inflated. */
export function readZip({ entries, hasMore }: ZipDirectory): Reading {
  const files = entries.filter(({ nameBytes }) => !isFolder(nameBytes));
  const { names, guessed } = namesOf(files.slice(0, maxNames));
  const lines = names.map((name, at) => `- ${shown(name)} (${detailsOf(files[at])})`);
  const isCut = hasMore || files.length > maxNames;
  return withGaps<Reading>({ text: [titleOf(names.length, isCut), lines.join("\n")].join("\n\n").trim() }, [
    ...gapsWhere({ onlyNames: names.length > 0, manyNames: isCut }),
    guessed === undefined ? undefined : { kind: "guessedCharset", charset: guessed },
  ]);
}

const isFolder = (name: Buffer) => name.at(-1) === 0x2f || name.at(-1) === 0x5c;

function titleOf(files: number, isCut: boolean): string {
  if (isCut) return `The first ${files} files of a zip archive:`;
  return files === 0 ? "A zip archive without files." : `A zip archive of ${countInWords(files, "files")}:`;
}

/** Old programs write names in the charset of their system, and don't say which: it is one for all. */
function namesOf(files: readonly ZipEntry[]): { names: string[]; guessed: GuessableCharset | undefined } {
  const unknown = files.filter(({ isUtf8 }) => !isUtf8).map(({ nameBytes }) => onOneLine(nameBytes));
  const { text, guessed } = decodeOrGuess(Buffer.concat(unknown), undefined);
  const decoded = text.split("\n").values();
  const names = files.map(({ isUtf8, nameBytes }) =>
    isUtf8 ? nameBytes.toString("utf8") : (decoded.next().value ?? ""),
  );
  return { names, guessed };
}

function onOneLine(name: Buffer): Buffer {
  const end = name.subarray(-maxNameBytes).map((byte) => (byte === 0x0a ? 0x20 : byte));
  return Buffer.concat([end, Buffer.from("\n")]);
}

function shown(name: string): string {
  const line = cleanLine(name.replaceAll("\\", "/"));
  if (line === "") return "(without a name)";
  return line.length <= maxNameCharacters ? line : `…${line.slice(-maxNameCharacters).toWellFormed()}`;
}

function detailsOf(entry: ZipEntry | undefined): string {
  const { plainBytes = 0 } = entry ?? {};
  const size = plainBytes === 1 ? "1 byte" : `${plainBytes.toLocaleString("en-GB")} bytes`;
  return entry?.isEncrypted === true ? `${size}, encrypted` : size;
}
