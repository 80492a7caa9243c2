import { type CompoundEntry, openCompoundFile } from "#workers/documents/archive/compound-file.ts";
import { decodeText } from "#workers/documents/charset/decode-text.ts";
import { gapsWhere, withGaps } from "#workers/documents/gaps.ts";
import { withThingsInside } from "#workers/documents/things-inside.ts";
import type { Reading } from "#workers/text/reading.ts";
import type { OfficePackage } from "./ooxml-package.ts";

/** Objects that are looked into for their names: one, and all of a document. */
const maxObjectBytes = 2_000_000;
const maxObjectsBytes = 10_000_000;
const maxNameBytes = 260;

/** A file that was put in as it is: the size, a mark of two bytes, then its name. Without the mark it has none. */
const packagedFile = { stream: "\u0001Ole10Native", mark: { at: 4, value: 2 }, nameAt: 6 };
/** What its program calls such objects (MS-OLEDS 2.3.8), after a version and the length of that name. */
const objectType = { stream: "\u0001CompObj", mark: { at: 0, value: 1 }, nameAt: 32 };

/**
 * Names what is embedded in a document as a part: by the name of the file that was put there, else by what its program
 * calls such objects, else by the part, as objects that are large or damaged. Never throws.
 */
function nameOfObject(office: OfficePackage): (part: string) => string {
  let left = maxObjectsBytes;
  return (part) => {
    if (!/\.bin$/i.test(part) || left <= 0) return part;
    try {
      const bytes = office.read(part, Math.min(left, maxObjectBytes)) ?? new Uint8Array();
      left -= bytes.length;
      const { children } = openCompoundFile(bytes);
      const names = [packagedFile, objectType].map((place) => nameIn(children.get(place.stream), place));
      return names.find((name) => name !== "") ?? part;
    } catch {
      left -= maxObjectBytes;
      return part;
    }
  };
}

/** A name of some bytes up to a zero. Empty where there is none. */
function nameIn(stream: CompoundEntry | undefined, { mark, nameAt }: Omit<typeof packagedFile, "stream">): string {
  const bytes = stream?.read() ?? new Uint8Array();
  const isMarked = bytes[mark.at] === mark.value && bytes[mark.at + 1] === 0;
  const name = isMarked ? bytes.subarray(nameAt, nameAt + maxNameBytes) : new Uint8Array();
  return decodeText(name.subarray(0, Math.max(0, name.indexOf(0))), undefined).trim();
}

const macro = /(?:^|\/)(?:vbaProject\.bin|macrosheets\/[^/]+\.xml)$/i;
const control = /(?:^|\/)activeX\/[^/]+\.xml$/i;
const embedded = /(?:^|\/)embeddings\/[^/]+$/i;
const media = /(?:^|\/)media\/[^/]+$/i;
const chart = /(?:^|\/)charts\/[^/]+\.xml$/i;
/** A document has some dozens. */
const maxCharts = 500;

/**
 * A reading that tells what its document has beside text: macros, controls, files and objects inside, and media where
 * there is no text. Then it is not empty.
 */
export function toldOfUnreadParts(reading: Reading, office: OfficePackage): Reading {
  const has = (pattern: RegExp) => office.names.some((part) => pattern.test(part));
  const { gaps = [], ...rest } = reading;
  const known = gaps.filter(({ kind }) => kind !== "empty");
  const isBlank = known.length < gaps.length || (gaps.length === 0 && reading.text === "");
  const unread = gapsWhere({ onlyMedia: isBlank && has(media), macros: has(macro), controls: has(control) });
  const names = namesInside(office);
  const isEmpty = unread.length === 0 && names.length === 0;
  const told = withGaps<Reading>(rest, [...(isEmpty ? gaps : known), ...unread]);
  return withThingsInside(told, names);
}

/**
 * The data of a chart is a workbook inside, which the chart shows. A document in another format that Word is to take
 * over when it opens this one, as programs that make Word files leave them, is named too.
 */
function namesInside(office: OfficePackage): string[] {
  const parts = office.names.filter((part) => embedded.test(part));
  const taken = office.relationsOf(office.mainPart).all();
  parts.push(...taken.filter(({ type }) => type === "aFChunk").map(({ target }) => target));
  if (parts.length === 0) return [];
  const charts = office.names.filter((part) => chart.test(part)).slice(0, maxCharts);
  const ofCharts = new Set(charts.flatMap((part) => targetsOf(office, part)));
  const nameOf = nameOfObject(office);
  return parts.filter((part) => !ofCharts.has(part)).map(nameOf);
}

/** A chart that is damaged, or more than can be read, doesn't lose the text. */
function targetsOf(office: OfficePackage, part: string): string[] {
  try {
    return office
      .relationsOf(part)
      .all()
      .map(({ target }) => target);
  } catch {
    return [];
  }
}
