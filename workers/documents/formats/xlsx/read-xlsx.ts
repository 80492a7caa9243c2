import { type Gap, gapOfPictures, gapsWhere, withGaps } from "#workers/documents/gaps.ts";
import { joinBlocks } from "#workers/documents/markdown/blocks.ts";
import { type Drawing, drawingParts } from "#workers/documents/ooxml/drawing/drawing.ts";
import { picturesOnPages } from "#workers/documents/ooxml/office-pictures.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { attributeOf, isOn, isTrue, readXml } from "#workers/documents/ooxml/xml-events.ts";
import { createPagedText } from "#workers/documents/paged-text.ts";
import { DocumentRefusal, unlessRefused } from "#workers/documents/refusals.ts";
import { markedRun, type RunMarks, raisedBy, withStrikes } from "#workers/documents/run-marks.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { cleanDocumentText, maxTextCharacters, type PageRange, type Reading } from "#workers/text/reading.ts";
import { readNumberFormats } from "./cell.ts";
import { blocksIn, readSheet, sheetBlocks } from "./sheet.ts";

/** A part of the workbook, or its beginning. */
interface Part {
  bytes: Uint8Array;
  isPart: boolean;
}

const maxStrings = 500_000;
const maxStringCharacters = 20_000_000;
const maxStringBytes = 20_000_000;

/** The shared strings that cells of type `s` refer to, without phonetic guides. `isCut` when there are too many. */
function readSharedStrings({ bytes, isPart }: Part): { strings: string[]; isCut: boolean } {
  const strings: string[] = [];
  if (bytes.length === 0) return { strings, isCut: isPart };
  let current = "";
  let run: RunMarks = {};
  let length = 0;
  const isEnough = readXml(bytes, {
    isCut: isPart,
    skips: (name) => name === "rPh",
    open(name, attributes) {
      if (name === "si") current = "";
      if (name === "r") run = {};
      if (name === "vertAlign") run.raised = raisedBy.get(attributeOf(attributes, "val") ?? "");
      if (name === "strike") run.isStruck = isOn(attributes);
    },
    close(name) {
      if (name === "r") run = {};
      if (name === "si") strings.push(withStrikes(current));
    },
    text(text, around) {
      if (around !== "t") return;
      current += markedRun(text, run);
      length += text.length;
    },
    isEnough: () => strings.length > maxStrings || length > maxStringCharacters,
  });
  return { strings, isCut: isPart || isEnough };
}

interface Sheet {
  name: string;
  part: string;
  isHidden: boolean;
}

const maxSheets = 1_000;

/** The sheets of a workbook in order. `hasMore` when there are too many. */
function readWorkbook(workbook: OfficePackage): { sheets: Sheet[]; is1904: boolean; hasMore: boolean } {
  const relations = workbook.relationsOf(workbook.mainPart);
  const sheets: Sheet[] = [];
  let is1904 = false;
  let hasMore = false;
  readXml(workbook.read(workbook.mainPart), {
    open(name, attributes) {
      if (name === "workbookPr") is1904 = isTrue(attributeOf(attributes, "date1904"));
      const { type, target: part } = relations.part(attributeOf(attributes, "id") ?? "") ?? {};
      if (name !== "sheet" || part === undefined || (type !== "worksheet" && type !== "chartsheet")) return;
      const isHidden = (attributes.state ?? "visible") !== "visible";
      if (sheets.length >= maxSheets) hasMore = true;
      else sheets.push({ name: attributes.name ?? "", part, isHidden });
    },
  });
  return { sheets, is1904, hasMore };
}

/** Lines of a chart on a sheet, whose values stand in the cells. */
const maxChartLines = 40;
/** Bytes of all sheets and texts. A larger workbook is read in pages. */
const maxWholeBytes = 4_000_000;

/** What the sheets of a workbook share. */
type Shared = ReturnType<typeof openWorkbook>["shared"];

/** A workbook of which the sheets are still to be read. */
function openWorkbook(workbook: OfficePackage, sharedStrings: Part, isTimeUp?: () => boolean) {
  const { sheets, is1904, hasMore } = readWorkbook(workbook);
  const { strings, isCut } = readSharedStrings(sharedStrings);
  const writer = readNumberFormats(workbook.read(partNamed(workbook, "styles")), { is1904 });
  const { pictures, isAll } = picturesOnPages(workbook, isTimeUp);
  const readShapes = drawingParts(workbook, { maxChartLines, pictures });
  const shared = { strings, writer, readShapes };
  return { sheets, shared, isCut: hasMore || isCut, gapOfAll: gapOfPictures({ pictures, isAll }) };
}

function partNamed(workbook: OfficePackage, type: string): string {
  return workbook.relationsOf(workbook.mainPart).parts(type)[0] ?? "";
}

/**
 * An Excel workbook: for each sheet its name, its cells as Markdown tables, what is drawn on it (text boxes, diagrams,
 * charts as tables), its comments, and what is printed above and below it. `isEnough` where there was no room for all
 * of it.
 */
export function readXlsxAtOnce(
  workbook: OfficePackage,
  isTimeUp?: () => boolean,
): { reading: Reading; isEnough: boolean } {
  const bytes = workbook.read(partNamed(workbook, "sharedStrings")) ?? new Uint8Array();
  const { sheets, shared, isCut, gapOfAll } = openWorkbook(workbook, { bytes, isPart: false }, isTimeUp);
  const read: SheetText[] = [];
  let length = 0;
  let isEnough = false;
  for (const [index, sheet] of sheets.entries()) {
    const bytes = isEnough ? undefined : workbook.read(sheet.part);
    if (!bytes) continue;
    const one = openSheet(workbook, { sheet, number: index + 1, shared })({ bytes, isPart: false });
    read.push(one);
    length += one.text.length;
    isEnough = one.isEnough || length > maxTextCharacters;
  }
  const gaps = gapsOf(read, isCut || isEnough);
  const isBlank = read.length > 0 && gaps.length === 0 && read.every((one) => one.isBlank);
  const text = cleanDocumentText(read.map((one) => one.text).join("\n\n"));
  return {
    reading: withGaps<Reading>({ text }, [...gaps, gapOfAll, ...gapsWhere({ empty: isBlank })]),
    isEnough,
  };
}

function gapsOf(read: readonly SheetText[], isCut: boolean): Gap[] {
  return gapsWhere({
    longWorkbook: isCut || read.some((one) => one.isCut),
    attached: read.some((one) => one.isDrawnCut),
    hiddenText: read.some((one) => one.hasHidden),
  });
}

/** The same; but one that is too large to be read at once has pages, each with some hundreds of rows of a sheet. */
export async function readXlsxInPages(
  workbook: OfficePackage,
  { isTimeUp = () => false, ...range }: PageRange & Pick<TextSource, "isTimeUp">,
): Promise<Reading> {
  const strings = partNamed(workbook, "sharedStrings");
  const sizes = readWorkbook(workbook).sheets.map(({ part }) => workbook.plainBytes(part));
  if (sizes.reduce((sum, bytes) => sum + bytes, workbook.plainBytes(strings)) < maxWholeBytes) {
    const { reading, isEnough } = readXlsxAtOnce(workbook, isTimeUp);
    if (!isEnough) return reading;
  }
  const { sheets, shared, isCut, gapOfAll } = openWorkbook(workbook, await startOf(workbook.stream(strings)), isTimeUp);
  const counts = sizes.map(blocksIn);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const pages = createPagedText(total, range);
  const read: SheetText[] = [];
  let before = 0;
  let next = pages.first;
  let isEnough = next > pages.last;
  for (const [index, sheet] of sheets.entries()) {
    const count = counts[index] ?? 1;
    const first = next - 1 - before;
    before += count;
    if (isEnough || first >= count) continue;
    const readBlock = openSheet(workbook, { sheet, number: index + 1, shared });
    const blocks = sheetBlocks(workbook.stream(sheet.part), { first, count, isTimeUp });
    for (let block = first; block < count && !isEnough; block += 1, next += 1) {
      const { value } = await blocks.next();
      isEnough = isTimeUp();
      if (isEnough && read.length === 0) throw new DocumentRefusal("tooLong");
      if (isEnough) break;
      const one = value && readBlock(value, { block, count });
      if (one) read.push(one);
      isEnough = !pages.add(one?.text ?? "") || next === pages.last;
    }
    await blocks.return(undefined);
  }
  return withGaps(pages.finish(), [...gapsOf(read, isCut), pages.first === 1 ? gapOfAll : undefined]);
}

async function startOf(pieces: AsyncIterable<Uint8Array>): Promise<Part> {
  const start: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    start.push(piece);
    length += piece.length;
    if (length > maxStringBytes) break;
  }
  return { bytes: Buffer.concat(start), isPart: length > maxStringBytes };
}

type SheetText = ReturnType<ReturnType<typeof openSheet>>;

/**
 * Reads the cells of a sheet, whole or block by block; what is drawn on it and its comments stand in the first one.
 * There is enough where it has as many cells as are read at once; a blank one has nothing but its name.
 */
function openSheet(
  workbook: OfficePackage,
  { sheet: { name, part, isHidden }, number, shared }: { sheet: Sheet; number: number; shared: Shared },
) {
  const relations = workbook.relationsOf(part);
  const { comments, isCut } = readComments(workbook.read(relations.parts("comments")[0] ?? ""));
  const noted = new Set(comments.map(({ address }) => address));
  return ({ bytes, isPart }: Part, { block, count } = { block: 0, count: 1 }) => {
    const cells = readSheet(bytes, { ...shared, noted, linkTarget: relations.link, isPart });
    const drawn = readDrawn(() => (block === 0 ? shared.readShapes(relations.parts("drawing")[0], number) : undefined));
    const where = count > 1 ? ` (part ${block + 1} of ${count}, to row ${cells.last})` : "";
    const below = [cells.text, drawn.text, block === 0 ? commentList(comments) : ""];
    const texts = [`## ${name}${isHidden ? " (hidden sheet)" : ""}${where}`, ...below].filter((text) => text !== "");
    return {
      text: texts.join("\n\n"),
      isBlank: texts.length === 1,
      isCut: isCut || cells.isCut || (isPart && block === count - 1),
      isDrawnCut: drawn.isCut,
      hasHidden: cells.hasHidden || drawn.hasHidden,
      isEnough: cells.isCut,
    };
  };
}

/** What is drawn on a sheet. If it is damaged, the cells can still be read. */
function readDrawn(read: () => Drawing | undefined): { text: string; isCut: boolean; hasHidden: boolean } {
  const drawing = unlessRefused(() => read() ?? { blocks: [], isCut: false, hasHidden: false });
  const { blocks, isCut, hasHidden } = drawing ?? { blocks: [], isCut: true, hasHidden: false };
  return { text: joinBlocks(blocks), isCut, hasHidden };
}

const maxComments = 20_000;
const maxAddressCharacters = 20;

/** The comments on the cells of a sheet, by addresses. `isCut` when there are too many. */
function readComments(bytes: Uint8Array | undefined) {
  const comments: { address: string; text: string }[] = [];
  let length = 0;
  const isCut = readXml(bytes, {
    open(name, { ref }) {
      if (name === "comment") comments.push({ address: ref?.slice(0, maxAddressCharacters) ?? "?", text: "" });
    },
    text(text, around) {
      const comment = comments.at(-1);
      if (around !== "t" || !comment) return;
      comment.text += text.replace(/\s+/g, " ");
      length += text.length;
    },
    isEnough: () => length > maxTextCharacters || comments.length > maxComments,
  });
  return { comments, isCut };
}

/** Comments as a list, each with the address of its cell. Empty without comments. */
function commentList(comments: ReturnType<typeof readComments>["comments"]): string {
  const lines = comments.map(({ address, text }) => `- ${address}: ${text.replace(notice, "").trim()}`);
  return lines.length === 0 ? "" : `Comments:\n\n${lines.join("\n")}`;
}

/** What Excel writes for older versions above a threaded comment. */
const notice = /\[Threaded comment\] Your version of Excel .{0,400}? Comment: {1,20}/s;
