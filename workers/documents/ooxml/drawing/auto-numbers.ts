import { writeCount } from "#workers/documents/ooxml/counting/write-count.ts";
import type { XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";

/** How the paragraphs of a list are numbered (ECMA-376 part 1, 20.1.10.61), such as `arabicPeriod`. */
export interface AutoNumber {
  type: string;
  startAt: number;
}

/** The numbers of a shape's paragraphs so far, by their levels. */
export type AutoCounts = (readonly [number: AutoNumber, count: number] | undefined)[];

/** Formats by the beginnings of names; what follows says what stands around the number. All others are decimal. */
const formats = {
  alphaLc: "lowerLetter",
  alphaUc: "upperLetter",
  romanLc: "lowerRoman",
  romanUc: "upperRoman",
  circleNum: "decimalEnclosedCircle",
  arabicDb: "decimalFullWidth",
  ea1Chs: "chineseCountingThousand",
  ea1Cht: "taiwaneseCountingThousand",
  ea1Jpn: "japaneseCounting",
} as const;

const maxStart = 32_767;

export function readAutoNumber({ type = "arabicPeriod", startAt = "1" }: XmlAttributes): AutoNumber {
  return { type, startAt: Math.min(Math.max(Number.parseInt(startAt, 10) || 1, 1), maxStart) };
}

/**
 * The number of a paragraph as PowerPoint shows it, such as `2.`. It counts on from the last one of its level that
 * was numbered alike, unless one of this or a higher level stands between without such a number. Empty without one.
 */
export function countUp(counts: AutoCounts, level: number, number: AutoNumber | undefined): string {
  counts.length = Math.min(counts.length, level + 1);
  const [last, count] = counts[level] ?? [];
  counts[level] = undefined;
  if (!number) return "";
  const isNext = last?.type === number.type && last.startAt === number.startAt;
  const now = isNext && count !== undefined ? count + 1 : number.startAt;
  counts[level] = [number, now];
  return written(now, number.type);
}

function written(count: number, type: string): string {
  const format = Object.entries(formats).find(([name]) => type.startsWith(name))?.[1] ?? "decimal";
  const text = writeCount(count, format);
  if (type.endsWith("ParenBoth")) return `(${text})`;
  if (type.endsWith("ParenR")) return `${text})`;
  if (type.endsWith("Minus")) return `${text}-`;
  return type.endsWith("Plain") ? text : `${text}.`;
}
