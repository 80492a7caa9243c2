import { type PlainGap, withGaps } from "#workers/documents/gaps.ts";
import type { Reading } from "#workers/documents/text/reading.ts";
import { withThingsInside } from "#workers/documents/text/things-inside.ts";
import { nameOfObject } from "./embedded-object.ts";
import type { OfficePackage } from "./ooxml-package.ts";

const unreadParts: readonly (readonly [PlainGap, RegExp])[] = [
  ["macros", /(?:^|\/)(?:vbaProject\.bin|macrosheets\/[^/]+\.xml)$/i],
  ["controls", /(?:^|\/)activeX\/[^/]+\.xml$/i],
];
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
  const has = (pattern: RegExp) => office.parts.some((part) => pattern.test(part));
  const { gaps = [], ...rest } = reading;
  const known = gaps.filter(({ kind }) => kind !== "empty");
  const isBlank = known.length < gaps.length || (gaps.length === 0 && reading.text === "");
  const unread: PlainGap[] = [
    ...(isBlank && has(media) ? (["onlyMedia"] as const) : []),
    ...unreadParts.flatMap(([kind, pattern]) => (has(pattern) ? [kind] : [])),
  ];
  const names = namesInside(office);
  const isEmpty = unread.length === 0 && names.length === 0;
  const told = withGaps<Reading>(rest, [...(isEmpty ? gaps : known), ...unread.map((kind) => ({ kind }))]);
  return withThingsInside(told, names);
}

/**
 * The data of a chart is a workbook inside, which the chart shows. A document in another format that Word is to take
 * over when it opens this one, as programs that make Word files leave them, is named too.
 */
function namesInside(office: OfficePackage): string[] {
  const parts = office.parts.filter((part) => embedded.test(part));
  const taken = office.relationshipsOf(office.mainPart).filter(({ type }) => type === "aFChunk");
  parts.push(...taken.map(({ target }) => target));
  if (parts.length === 0) return [];
  const charts = office.parts.filter((part) => chart.test(part)).slice(0, maxCharts);
  const ofCharts = new Set(charts.flatMap((part) => targetsOf(office, part)));
  const nameOf = nameOfObject(office);
  return parts.filter((part) => !ofCharts.has(part)).map(nameOf);
}

/** A chart that is damaged, or more than can be read, doesn't lose the text. */
function targetsOf(office: OfficePackage, part: string): string[] {
  try {
    return office.relationshipsOf(part).map(({ target }) => target);
  } catch {
    return [];
  }
}
