import { renderLink } from "#workers/documents/markdown/links.ts";
import { lettersOf } from "#workers/documents/ooxml/column-letters.ts";
import { attributeOf, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import type { Row } from "./cell.ts";

/** Excel takes about as many for a sheet. */
const maxLinks = 66_000;

/** The links of a sheet, which stand after its cells: the first cell of each leads outside of the workbook. */
export interface CellLinks {
  /** Takes a `hyperlink` element. Ignores all others. */
  take(name: string, attributes: XmlAttributes): void;
  /** The rows, with links in the cells that have one. */
  linked(rows: readonly Row[]): readonly Row[];
}

export function cellLinks(linkTarget: (relationshipId: string) => string | undefined): CellLinks {
  const targets = new Map<string, string>();
  return {
    take(name, attributes) {
      if (name !== "hyperlink" || targets.size >= maxLinks) return;
      const target = linkTarget(attributeOf(attributes, "id") ?? "");
      const [first = ""] = (attributes.ref ?? "").split(":", 1);
      if (target !== undefined) targets.set(first, target);
    },
    linked(rows) {
      if (targets.size === 0) return rows;
      return rows.map(({ number, cells }) => ({
        number,
        cells: cells.map((cell) => {
          const target = targets.get(`${lettersOf(cell.column)}${number}`);
          return target === undefined ? cell : { ...cell, text: renderLink(cell.text, target) };
        }),
      }));
    },
  };
}
