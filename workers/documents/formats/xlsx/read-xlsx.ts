import { gapOfPictures, withGaps } from "#workers/documents/gaps.ts";
import { joinBlocks } from "#workers/documents/markdown/blocks.ts";
import { drawingParts, type ReadShapes } from "#workers/documents/ooxml/drawing/drawing-parts.ts";
import type { Drawing } from "#workers/documents/ooxml/drawing/drawing-state.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { picturesOnPages } from "#workers/documents/ooxml/pictures/office-pictures.ts";
import { attributeOf, isOn, isTrue, readXml } from "#workers/documents/ooxml/xml-events.ts";
import { unlessRefused } from "#workers/documents/refusals.ts";
import { cleanDocumentText, maxTextCharacters, type Reading } from "#workers/documents/text/reading.ts";
import { markedRun, type RunMarks, raisedBy, withStrikes } from "#workers/documents/text/run-marks.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { type CellWriter, readNumberFormats } from "./numbers.ts";
import { readSheet } from "./sheet.ts";

const maxStrings = 500_000;
const maxStringCharacters = 20_000_000;
/** Of a sheet or of all texts: 300,000 cells take less. Of larger ones the beginning is read. */
const maxPartBytes = 20_000_000;

/** The shared strings that cells of type `s` refer to, without phonetic guides. `isCut` when there are too many. */
function readSharedStrings(part: ReturnType<OfficePackage["readStart"]>): { strings: string[]; isCut: boolean } {
  const strings: string[] = [];
  if (!part) return { strings, isCut: false };
  let { isCut } = part;
  let current = "";
  let isText = false;
  let run: RunMarks = {};
  let length = 0;
  readXml(part.bytes, {
    isCut,
    open(name, attributes) {
      if (name === "rPh") return "skip";
      if (name === "si") current = "";
      if (name === "r") run = {};
      if (name === "vertAlign") run.raised = raisedBy.get(attributeOf(attributes, "val") ?? "");
      if (name === "strike") run.isStruck = isOn(attributes);
      isText = name === "t";
      return undefined;
    },
    close(name) {
      isText = false;
      if (name === "r") run = {};
      if (name === "si") strings.push(withStrikes(current));
    },
    text(text) {
      if (!isText) return;
      current += markedRun(text, run);
      length += text.length;
    },
    isEnough() {
      const isEnough = strings.length > maxStrings || length > maxStringCharacters;
      isCut ||= isEnough;
      return isEnough;
    },
  });
  return { strings, isCut };
}

interface Sheet {
  name: string;
  part: string;
  isHidden: boolean;
}

const maxSheets = 1_000;

/** The sheets of a workbook in order. `hasMore` when there are too many. */
function readWorkbook(workbook: OfficePackage): { sheets: Sheet[]; is1904: boolean; hasMore: boolean } {
  const worksheets = workbook
    .relationshipsOf(workbook.mainPart)
    .filter(({ type }) => type === "worksheet" || type === "chartsheet");
  const parts = new Map(worksheets.map(({ id, target }) => [id, target]));
  const sheets: Sheet[] = [];
  let is1904 = false;
  let hasMore = false;
  const bytes = workbook.read(workbook.mainPart);
  if (!bytes) return { sheets, is1904, hasMore };
  readXml(bytes, {
    open(name, attributes) {
      if (name === "workbookPr") is1904 = isTrue(attributeOf(attributes, "date1904"));
      if (name !== "sheet") return undefined;
      const part = parts.get(attributeOf(attributes, "id") ?? "");
      if (part === undefined) return undefined;
      const isHidden = (attributes.state ?? "visible") !== "visible";
      if (sheets.length >= maxSheets) hasMore = true;
      else sheets.push({ name: attributes.name ?? "", part, isHidden });
      return undefined;
    },
  });
  return { sheets, is1904, hasMore };
}

/** Of a chart on a sheet, since its values stand in the cells. */
const maxChartLines = 40;
/** Sheets that are named where they are left out. */
const maxNamed = 50;

/** What the sheets of a workbook share. */
interface Shared {
  strings: readonly string[];
  writer: CellWriter;
  readShapes: ReadShapes;
  /** The lines above and below printed sheets that were given, since most sheets have the same. */
  givenMargins: Set<string>;
}

/**
 * An Excel workbook: for each sheet its name, its cells as Markdown tables, what is drawn on it (text boxes, diagrams,
 * charts as tables), its comments, and what is printed above and below it.
 */
export function readXlsx(workbook: OfficePackage, { isTimeUp }: Pick<TextSource, "isTimeUp"> = {}): Reading {
  const relationships = workbook.relationshipsOf(workbook.mainPart);
  const partOf = (type: string) => relationships.find((one) => one.type === type)?.target ?? "";
  const { sheets, is1904, hasMore } = readWorkbook(workbook);
  const { strings, isCut: hasMoreStrings } = readSharedStrings(
    workbook.readStart(partOf("sharedStrings"), maxPartBytes),
  );
  const writer = readNumberFormats(workbook.read(partOf("styles")), { is1904 });
  const givenMargins = new Set<string>();
  const { pictures, isAll } = picturesOnPages(workbook, isTimeUp);
  const shared = { strings, writer, readShapes: drawingParts(workbook, { maxChartLines, pictures }), givenMargins };
  const parts: string[] = [];
  let length = 0;
  let isEnough = false;
  let isCut = hasMore || hasMoreStrings;
  let isDrawnCut = false;
  let hasHidden = false;
  let isBlank = true;
  for (const [index, { name, part, isHidden }] of sheets.entries()) {
    const start = workbook.readStart(part, maxPartBytes);
    if (!start) continue;
    const room = Math.max(0, maxTextCharacters - length);
    const sheet = readSheetText(workbook, { part, number: index + 1, start, room, shared });
    const heading = `## ${name}${isHidden ? " (hidden sheet)" : ""}`;
    const text = [heading, ...sheet.texts].filter((one) => one !== "").join("\n\n");
    parts.push(text);
    isBlank &&= text === heading;
    hasHidden ||= sheet.hasHidden;
    length += text.length;
    isCut ||= sheet.isCut;
    isDrawnCut ||= sheet.isDrawnCut;
    isEnough = sheet.isEnough || length > maxTextCharacters;
    if (!isEnough) continue;
    const left = sheets.slice(index + 1, index + 1 + maxNamed).map((one) => `"${one.name}"`);
    const more = sheets.length - index - 1 - left.length;
    if (left.length > 0) parts.unshift(`[Sheets left out: ${left.join(", ")}${more > 0 ? ` and ${more} more` : ""}]`);
    break;
  }
  const text = cleanDocumentText(parts.join("\n\n"));
  return withGaps<Reading>({ text }, [
    isCut || isEnough ? { kind: "longWorkbook" } : undefined,
    isDrawnCut ? { kind: "attached" } : undefined,
    hasHidden ? { kind: "hiddenText" } : undefined,
    gapOfPictures({ pictures, isAll }),
    isBlank && parts.length > 0 && !isCut && !isDrawnCut && !isEnough && !hasHidden ? { kind: "empty" } : undefined,
  ]);
}

interface SheetPart {
  part: string;
  number: number;
  start: { bytes: Uint8Array; isCut: boolean };
  room: number;
  shared: Shared;
}

/** The cells, drawings and comments of a sheet. `isEnough` when it has as many cells as are read of a workbook. */
function readSheetText(
  workbook: OfficePackage,
  { part, number, start, room, shared }: SheetPart,
): { texts: string[]; isCut: boolean; isDrawnCut: boolean; hasHidden: boolean; isEnough: boolean } {
  const relationships = workbook.relationshipsOf(part);
  const partOf = (type: string) => relationships.find((one) => one.type === type)?.target;
  const commentsPart = partOf("comments");
  const { comments, isCut } = readComments(commentsPart === undefined ? undefined : workbook.read(commentsPart));
  const noted = new Set(comments.map(({ address }) => address));
  const outside = new Map(relationships.filter(({ isExternal }) => isExternal).map(({ id, target }) => [id, target]));
  const cells = readSheet(start.bytes, {
    ...shared,
    noted,
    linkTarget: (id) => outside.get(id),
    isPart: start.isCut,
    room,
  });
  const margins = cells.margins.filter((line) => !shared.givenMargins.has(line));
  for (const line of margins) shared.givenMargins.add(line);
  const drawn = readDrawn(() => shared.readShapes(partOf("drawing"), number));
  return {
    texts: [cells.text, drawn.text, commentList(comments), margins.join("\n")],
    isCut,
    isDrawnCut: drawn.isCut,
    hasHidden: cells.hasHidden || drawn.hasHidden,
    isEnough: cells.isCut,
  };
}

/** What is drawn on a sheet. If it is damaged, the cells can still be read. */
function readDrawn(read: () => Drawing | undefined): { text: string; isCut: boolean; hasHidden: boolean } {
  const drawing = unlessRefused(() => read() ?? { blocks: [], isCut: false, hasHidden: false });
  const { blocks, isCut, hasHidden } = drawing ?? { blocks: [], isCut: true, hasHidden: false };
  return { text: joinBlocks(blocks), isCut, hasHidden };
}

/** A comment on a cell. */
interface Comment {
  address: string;
  text: string;
}

const maxComments = 20_000;
const maxAddressCharacters = 20;

/** The comments on the cells of a sheet. `isCut` when there are too many. */
function readComments(bytes: Uint8Array | undefined): { comments: Comment[]; isCut: boolean } {
  const comments: Comment[] = [];
  let isCut = false;
  if (!bytes) return { comments, isCut };
  let length = 0;
  let isText = false;
  readXml(bytes, {
    open(name, { ref }) {
      if (name === "comment") comments.push({ address: ref?.slice(0, maxAddressCharacters) ?? "?", text: "" });
      isText = name === "t";
      return undefined;
    },
    close() {
      isText = false;
    },
    text(text) {
      const comment = comments.at(-1);
      if (!isText || !comment) return;
      comment.text += text.replace(/\s+/g, " ");
      length += text.length;
    },
    isEnough() {
      isCut = length > maxTextCharacters || comments.length > maxComments;
      return isCut;
    },
  });
  return { comments, isCut };
}

/** Comments as a list, each with the address of its cell. Empty without comments. */
function commentList(comments: readonly Comment[]): string {
  const lines = comments.map(({ address, text }) => `- ${address}: ${withoutNotice(text).trim()}`);
  return lines.length === 0 ? "" : `Comments:\n\n${lines.join("\n")}`;
}

/** A comment without the notice for older versions that Excel writes above a threaded comment. */
function withoutNotice(comment: string): string {
  return comment.replace(/\[Threaded comment\] Your version of Excel .{0,400}? Comment: {1,20}/s, "");
}
