import { docx } from "../hostile/office-files.ts";
import type { ZipPart } from "../hostile/zip-writer.ts";
import { readWord } from "./office-package.ts";

/** What is read of a Word document with that body. */
export const readBody = (body: string, more: readonly ZipPart[] = []) => readWord(docx(body, { more }));

export const run = (text: string, properties = "") => `<w:r><w:rPr>${properties}</w:rPr><w:t>${text}</w:t></w:r>`;

export const paragraph = (runs: string, style?: string) =>
  `<w:p>${style === undefined ? "" : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}${runs}</w:p>`;

export const textBox = (paragraphs: string) => `<w:pict><w:txbxContent>${paragraphs}</w:txbxContent></w:pict>`;

export const fieldMark = (type: "begin" | "separate" | "end", content = "") =>
  `<w:r><w:fldChar w:fldCharType="${type}">${content}</w:fldChar></w:r>`;

export const fieldCode = (text: string) => `<w:r><w:instrText>${text}</w:instrText></w:r>`;

/** A field by the runs of its code and of its result, and what it has as a form. */
export const field = (code: string, result: string, form = "") =>
  fieldMark("begin", form) + code + fieldMark("separate") + result + fieldMark("end");

const rowOf = (cells: readonly string[]) => `<w:tr>${cells.map((cell) => `<w:tc>${cell}</w:tc>`).join("")}</w:tr>`;

export const table = (...rows: string[][]) => `<w:tbl>${rows.map(rowOf).join("")}</w:tbl>`;
