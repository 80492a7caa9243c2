import { chartText, type WriteFormatted } from "#workers/documents/ooxml/chart.ts";
import type { OfficePackage, Relationship } from "#workers/documents/ooxml/ooxml-package.ts";
import { readChart } from "#workers/documents/ooxml/read-chart.ts";
import { readExtendedChart } from "#workers/documents/ooxml/read-extended-chart.ts";
import { unlessRefused } from "#workers/documents/refusals.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import { readDiagram } from "./diagram.ts";

/** Diagrams and charts of one drawing. */
const maxAttached = 50;

export interface AttachedParts {
  /** The text of a diagram or chart by the id of its relationship. Empty where it has none or can't be read. */
  attachedText(relationshipId: string): string;
  /** Whether not all of them were read. */
  isCut(): boolean;
}

export interface AttachedOptions {
  writeFormatted: WriteFormatted;
  /** The lines of a chart that are given where the document has its values elsewhere too. */
  maxChartLines?: number;
}

/** The diagrams and charts of a part with shapes, of which at most 50 are read. */
export function attachedParts(
  office: OfficePackage,
  part: string,
  { writeFormatted, maxChartLines = Number.POSITIVE_INFINITY }: AttachedOptions,
): AttachedParts {
  let count = 0;
  let length = 0;
  let isCut = false;
  let relationships: readonly Relationship[] | undefined;

  function read(id: string): { text: string; isCut: boolean } {
    relationships ??= office.relationshipsOf(part);
    const target = relationships.find((one) => one.id === id && !one.isExternal);
    const bytes = target && office.read(target.target);
    if (!bytes) return { text: "", isCut: false };
    if (target.type === "diagramData") return readDiagram(bytes);
    const readOne = target.type === "chartEx" ? readExtendedChart : readChart;
    const chart = readOne(bytes, writeFormatted);
    return { text: shortened(chartText(chart), maxChartLines), isCut: chart.isCut };
  }

  return {
    attachedText(id) {
      count += 1;
      if (count > maxAttached || length > maxTextCharacters) {
        isCut = true;
        return "";
      }
      // A damaged chart doesn't lose the text around it.
      const attached = unlessRefused(() => read(id)) ?? { text: "", isCut: true };
      isCut ||= attached.isCut;
      length += attached.text.length;
      return attached.text;
    },
    isCut: () => isCut,
  };
}

function shortened(text: string, maxLines: number): string {
  const lines = text.split("\n");
  if (lines.length <= maxLines) return text;
  const kept = lines.slice(0, maxLines).join("\n");
  return `${kept}\n\n(${lines.length - maxLines} more lines of the chart, as in the cells)`;
}
