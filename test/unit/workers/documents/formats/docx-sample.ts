import { readDocx } from "#workers/documents/formats/docx/read-docx.ts";
import { docx, rels } from "../hostile/office-files.ts";
import type { ZipPart } from "../hostile/zip-writer.ts";
import { inWords } from "./in-words.ts";
import { officePackage } from "./office-package.ts";

/** What is read of a Word document with that body. */
export const readBody = (body: string, more: readonly ZipPart[] = []) =>
  inWords(readDocx(officePackage(docx(body, { more }))).reading);

/** A part of a Word document besides its body, such as its footnotes, and what leads to it. */
export const partOf = (type: string, content: string): ZipPart[] => [
  rels("word/document.xml", [{ id: type, type, target: `${type}.xml` }]),
  { name: `word/${type}.xml`, content },
];

export const run = (text: string, properties = "") => `<w:r><w:rPr>${properties}</w:rPr><w:t>${text}</w:t></w:r>`;

export const paragraph = (runs: string, style?: string) =>
  `<w:p>${style === undefined ? "" : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}${runs}</w:p>`;

const rowOf = (cells: readonly string[]) => `<w:tr>${cells.map((cell) => `<w:tc>${cell}</w:tc>`).join("")}</w:tr>`;

export const table = (...rows: string[][]) => `<w:tbl>${rows.map(rowOf).join("")}</w:tbl>`;
