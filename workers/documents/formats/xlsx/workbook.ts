import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { attributeOf, isTrue, readXml } from "#workers/documents/ooxml/xml-events.ts";

export interface Sheet {
  name: string;
  part: string;
  isHidden: boolean;
}

const maxSheets = 1_000;

/** The sheets of a workbook in order. `hasMore` when there are too many. */
export function readWorkbook(workbook: OfficePackage): { sheets: Sheet[]; is1904: boolean; hasMore: boolean } {
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
