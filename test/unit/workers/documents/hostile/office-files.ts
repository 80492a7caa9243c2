import { writeZip, type ZipLies, type ZipPart } from "./zip-writer.ts";

const packageNs = "http://schemas.openxmlformats.org/package/2006";
const officeNs = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

const mains = {
  docx: { part: "word/document.xml", type: "wordprocessingml.document.main+xml" },
  xlsx: { part: "xl/workbook.xml", type: "spreadsheetml.sheet.main+xml" },
  pptx: { part: "ppt/presentation.xml", type: "presentationml.presentation.main+xml" },
};

interface Relationship {
  id: string;
  type: string;
  target: string;
  isExternal?: boolean;
}

/** Relationships of a part as its `.rels` file. */
export function rels(part: string, targets: readonly Relationship[]): ZipPart {
  const slash = part.lastIndexOf("/") + 1;
  const list = targets
    .map(({ id, type, target, isExternal }) => {
      const mode = isExternal ? ' TargetMode="External"' : "";
      return `<Relationship Id="${id}" Type="${officeNs}/${type}" Target="${target}"${mode}/>`;
    })
    .join("");
  return {
    name: `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`,
    content: `${head}<Relationships xmlns="${packageNs}/relationships">${list}</Relationships>`,
  };
}

/** A package with that main part and whatever else is given. */
export function office(
  kind: keyof typeof mains,
  main: string | Uint8Array | Omit<ZipPart, "name">,
  { more = [], lies = {} }: { more?: readonly ZipPart[]; lies?: ZipLies } = {},
): Uint8Array {
  const { part, type } = mains[kind];
  const types =
    `${head}<Types xmlns="${packageNs}/content-types"><Override PartName="/${part}" ` +
    `ContentType="application/vnd.openxmlformats-officedocument.${type}"/></Types>`;
  const mainPart = typeof main === "string" || main instanceof Uint8Array ? { content: main } : main;
  return writeZip(
    [
      { name: "[Content_Types].xml", content: types },
      rels("", [{ id: "r1", type: "officeDocument", target: part }]),
      { name: part, ...mainPart },
      ...more,
    ],
    lies,
  );
}

const wordNs = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

export function docx(body: string, options: { more?: readonly ZipPart[]; lies?: ZipLies } = {}): Uint8Array {
  return office("docx", `${head}<w:document ${wordNs}><w:body>${body}</w:body></w:document>`, options);
}

/** A part of a Word document besides its body, such as its footnotes, and what leads to it by its type. */
export const partOf = (type: string, content: string): ZipPart[] => [
  rels("word/document.xml", [{ id: type, type, target: `${type}.xml` }]),
  { name: `word/${type}.xml`, content },
];

/** A workbook of one sheet, with what stands in its `sheetData`. */
export function xlsx(
  sheetData: string | Uint8Array,
  { strings, styles, more = [] }: { strings?: string; styles?: string; more?: readonly ZipPart[] } = {},
) {
  const sheet =
    typeof sheetData === "string" ? `${head}<worksheet><sheetData>${sheetData}</sheetData></worksheet>` : sheetData;
  const oneSheet = '<sheet name="One" sheetId="1" r:id="r1"/>';
  const main = `${head}<workbook xmlns:r="${officeNs}"><sheets>${oneSheet}</sheets></workbook>`;
  return office("xlsx", main, {
    more: [
      rels("xl/workbook.xml", [
        { id: "r1", type: "worksheet", target: "worksheets/sheet1.xml" },
        { id: "r2", type: "sharedStrings", target: "sharedStrings.xml" },
        { id: "r3", type: "styles", target: "styles.xml" },
      ]),
      { name: "xl/worksheets/sheet1.xml", content: sheet },
      { name: "xl/sharedStrings.xml", content: strings ?? "<sst/>" },
      { name: "xl/styles.xml", content: styles ?? "<styleSheet/>" },
      ...more,
    ],
  });
}

/** Comments on cells of that sheet. */
export const commented = (comments: string): ZipPart[] => [
  rels("xl/worksheets/sheet1.xml", [{ id: "c", type: "comments", target: "../comments1.xml" }]),
  { name: "xl/comments1.xml", content: `<comments><commentList>${comments}</commentList></comments>` },
];

/** A presentation whose slides are given as what stands in their shape trees; `copies` shows each that many times. */
export function pptx(
  slides: readonly string[],
  { copies = 1, more = [] }: { copies?: number; more?: readonly ZipPart[] } = {},
): Uint8Array {
  const ids = slides.map((_, at) => `<p:sldId id="${at + 256}" r:id="r${at}"/>`.repeat(copies)).join("");
  const main =
    `${head}<p:presentation xmlns:p="p" xmlns:r="${officeNs}">` + `<p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`;
  return office("pptx", main, {
    more: [
      rels(
        "ppt/presentation.xml",
        slides.map((_, at) => ({ id: `r${at}`, type: "slide", target: `slides/slide${at}.xml` })),
      ),
      ...slides.map((tree, at) => ({
        name: `ppt/slides/slide${at}.xml`,
        content:
          `${head}<p:sld xmlns:p="p" xmlns:a="a" xmlns:r="r">` +
          `<p:cSld><p:spTree>${tree}</p:spTree></p:cSld></p:sld>`,
      })),
      ...more,
    ],
  });
}

/** A shape with one paragraph. */
export function shape(text: string): string {
  return `<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;
}
