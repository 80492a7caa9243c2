import { readChart, type WriteFormatted } from "#workers/documents/ooxml/chart.ts";
import type { OfficePackage, Relations } from "#workers/documents/ooxml/ooxml-package.ts";
import { readXml } from "#workers/documents/ooxml/xml-events.ts";
import { unlessRefused } from "#workers/documents/refusals.ts";
import { joinLines, maxTextCharacters } from "#workers/text/reading.ts";

/** Diagrams and charts of one drawing. */
const maxAttached = 50;

export interface AttachedOptions {
  writeFormatted: WriteFormatted;
  /** The lines of a chart that are given where the document has its values elsewhere too. */
  maxChartLines?: number;
}

/** The diagrams and charts of a part with shapes, of which at most 50 are read. */
export function attachedParts(
  office: OfficePackage,
  relations: Relations,
  { writeFormatted, maxChartLines = Number.POSITIVE_INFINITY }: AttachedOptions,
) {
  let count = 0;
  let length = 0;
  let isCut = false;

  function read(id: string): { text: string; isCut: boolean } {
    const part = relations.part(id);
    const bytes = part && office.read(part.target);
    if (!bytes) return { text: "", isCut: false };
    if (part.type === "diagramData") return readDiagram(bytes);
    // Kinds that Office has had since 2016, such as waterfalls: none in 639 documents of Office.
    if (part.type === "chartEx") return { text: "", isCut: true };
    const chart = readChart(bytes, writeFormatted);
    return { text: shortened(chart.text, maxChartLines), isCut: chart.isCut };
  }

  return {
    /** The text of a diagram or chart by the id of its relationship. Empty where it has none or can't be read. */
    attachedText(id: string): string {
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
    /** Whether not all of them were read. */
    isCut: () => isCut,
  };
}

function shortened(text: string, maxLines: number): string {
  const lines = text.split("\n");
  if (lines.length <= maxLines) return text;
  const kept = lines.slice(0, maxLines).join("\n");
  return `${kept}\n\n(${lines.length - maxLines} more lines of the chart, as in the cells)`;
}

/** Points of a diagram, and levels below one another. People read some dozens of points. */
const maxPoints = 5_000;
const maxDepth = 10;

interface Point {
  text: string;
  /** The points below it, with their places. */
  children: { id: string; place: number }[];
}

/**
 * A diagram ("SmartArt"; ECMA-376 part 1, 21.4) as a nested list: each point below the one that it belongs to. Texts of
 * arrows come after them. `isCut` when there are too many.
 */
export function readDiagram(bytes: Uint8Array): { text: string; isCut: boolean } {
  const points = new Map<string, Point>();
  const roots: string[] = [];
  let point: Point | undefined;
  let length = 0;
  const isCut = readXml(bytes, {
    // Points for the layout repeat the others.
    skips: (name, { type }) => name === "pt" && type === "pres",
    open(name, { type, modelId = "", srcId = "", destId = "", srcOrd = "" }) {
      if (name === "pt") {
        point = { text: "", children: [] };
        points.set(modelId, point);
        if (type === "doc") roots.push(modelId);
      } else if (name === "cxn" && (type ?? "parOf") === "parOf") {
        const children = points.get(srcId)?.children ?? [];
        if (children.length < maxPoints) children.push({ id: destId, place: Number.parseInt(srcOrd, 10) || 0 });
      } else if ((name === "p" || name === "br") && point && point.text !== "") point.text += " ";
    },
    close(name) {
      if (name === "pt") point = undefined;
    },
    text(text, around) {
      if (around !== "t" || !point) return;
      point.text += text;
      length += text.length;
    },
    isEnough: () => points.size > maxPoints || length > maxTextCharacters,
  });
  return { text: listOf(points, roots), isCut };
}

function listOf(points: ReadonlyMap<string, Point>, roots: readonly string[]): string {
  const lines: string[] = [];
  const left = new Map(points);
  function add(id: string, depth: number): void {
    const point = left.get(id);
    if (!point || depth > maxDepth) return;
    // A diagram in which points belong to each other in a ring is damaged.
    left.delete(id);
    const text = joinLines(point.text.trim());
    if (text !== "") lines.push(`${"  ".repeat(Math.max(0, depth))}- ${text}`);
    const children = point.children.toSorted((a, b) => a.place - b.place);
    for (const child of children) add(child.id, depth + 1);
  }
  for (const id of roots) add(id, -1);
  for (const id of points.keys()) add(id, 0);
  return lines.join("\n");
}
