import { withGaps } from "#workers/documents/gaps.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { attributeOf, readXml } from "#workers/documents/ooxml/xml-events.ts";
import { cleanDocumentText, maxTextCharacters, type Reading } from "#workers/documents/text/reading.ts";
import { readNumberFormats } from "./numbers.ts";
import { readSheet } from "./sheet.ts";
import { readSharedStrings } from "./strings.ts";

interface Sheet {
  name: string;
  part: string;
  isHidden: boolean;
}

const maxSheets = 1_000;

/** An Excel workbook: for each sheet its name, its cells as a Markdown table, and its comments. */
export function readXlsx(workbook: OfficePackage): Reading {
  const relationships = workbook.relationshipsOf(workbook.mainPart);
  const partOf = (type: string) => relationships.find((one) => one.type === type)?.target ?? "";
  const { sheets, is1904, hasMore } = readWorkbook(workbook);
  const { strings, isCut: hasMoreStrings } = readSharedStrings(workbook.read(partOf("sharedStrings")));
  const writeNumber = readNumberFormats(workbook.read(partOf("styles")), { is1904 });
  const parts: string[] = [];
  let length = 0;
  let isEnough = false;
  let isCut = hasMore || hasMoreStrings;
  let isBlank = true;
  for (const { name, part, isHidden } of sheets) {
    const bytes = workbook.read(part);
    if (!bytes) continue;
    const sheet = readSheet(bytes, { strings, writeNumber });
    const comments = commentsOf(workbook, part);
    const heading = `## ${name}${isHidden ? " (hidden sheet)" : ""}`;
    const text = [heading, sheet.text, ...comments.lines].filter((one) => one !== "").join("\n\n");
    parts.push(text);
    isBlank &&= text === heading;
    length += text.length;
    isCut ||= comments.isCut;
    isEnough = sheet.isCut || length > maxTextCharacters;
    if (isEnough) break;
  }
  const text = cleanDocumentText(parts.join("\n\n"));
  return withGaps<Reading>({ text }, [
    isCut || isEnough ? { kind: "longWorkbook" } : undefined,
    isBlank && parts.length > 0 && !isCut && !isEnough ? { kind: "empty" } : undefined,
  ]);
}

/** The sheets of a workbook in order. `hasMore` when there are too many. */
function readWorkbook(workbook: OfficePackage): { sheets: Sheet[]; is1904: boolean; hasMore: boolean } {
  const worksheets = workbook.relationshipsOf(workbook.mainPart).filter(({ type }) => type === "worksheet");
  const parts = new Map(worksheets.map(({ id, target }) => [id, target]));
  const sheets: Sheet[] = [];
  let is1904 = false;
  let hasMore = false;
  const bytes = workbook.read(workbook.mainPart);
  if (!bytes) return { sheets, is1904, hasMore };
  readXml(bytes, {
    open(name, attributes) {
      if (name === "workbookPr") is1904 = /^(?:1|true)$/.test(attributeOf(attributes, "date1904") ?? "");
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

function commentsOf(workbook: OfficePackage, sheet: string): { lines: string[]; isCut: boolean } {
  const part = workbook.relationshipsOf(sheet).find(({ type }) => type === "comments")?.target;
  const bytes = part === undefined ? undefined : workbook.read(part);
  const comments: string[] = [];
  let isCut = false;
  if (!bytes) return { lines: [], isCut };
  let length = 0;
  let isText = false;
  readXml(bytes, {
    open(name, attributes) {
      if (name === "comment") comments.push(`- ${attributes.ref ?? "?"}: `);
      isText = name === "t";
      return undefined;
    },
    close() {
      isText = false;
    },
    text(text) {
      if (!isText || comments.length === 0) return;
      comments[comments.length - 1] += text.replace(/\s+/g, " ");
      length += text.length;
    },
    isEnough() {
      isCut = length > maxTextCharacters;
      return isCut;
    },
  });
  const list = `Comments:\n\n${comments.map(withoutNotice).join("\n")}`;
  return { lines: comments.length === 0 ? [] : [list], isCut };
}

/** A comment without the notice for older versions that Excel writes above a threaded comment. */
function withoutNotice(comment: string): string {
  return comment.replace(/\[Threaded comment\] Your version of Excel .{0,400}? Comment: {1,20}/s, "");
}
