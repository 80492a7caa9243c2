import { chartText, readChart, type WriteFormatted } from "#workers/documents/ooxml/chart.ts";
import type { OfficePackage, Relationship } from "#workers/documents/ooxml/ooxml-package.ts";
import { readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
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
  part: string,
  { writeFormatted, maxChartLines = Number.POSITIVE_INFINITY }: AttachedOptions,
) {
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
    // Kinds that Office has had since 2016, such as waterfalls: none in 639 documents of Office.
    if (target.type === "chartEx") return { text: "", isCut: true };
    const chart = readChart(bytes, writeFormatted);
    return { text: shortened(chartText(chart), maxChartLines), isCut: chart.isCut };
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
  let isCut = false;
  let point: Point | undefined;
  let isText = false;
  let length = 0;

  function openPoint(attributes: XmlAttributes): "skip" | undefined {
    const type = attributes.type ?? "node";
    // Points for the layout repeat the others.
    if (type === "pres") return "skip";
    const id = attributes.modelId ?? "";
    point = { text: "", children: [] };
    points.set(id, point);
    if (type === "doc") roots.push(id);
    return undefined;
  }

  readXml(bytes, {
    open(name, attributes) {
      if (name === "pt") return openPoint(attributes);
      if (name === "cxn" && (attributes.type ?? "parOf") === "parOf") connect(points, attributes);
      if ((name === "p" || name === "br") && point && point.text !== "") point.text += " ";
      isText = name === "t";
      return undefined;
    },
    close(name) {
      isText = false;
      if (name === "pt") point = undefined;
    },
    text(text) {
      if (!isText || !point) return;
      point.text += text;
      length += text.length;
    },
    isEnough() {
      isCut = points.size > maxPoints || length > maxTextCharacters;
      return isCut;
    },
  });
  return { text: listOf(points, roots), isCut };
}

function connect(points: ReadonlyMap<string, Point>, { srcId = "", destId = "", srcOrd = "" }: XmlAttributes): void {
  const children = points.get(srcId)?.children;
  if (children && children.length < maxPoints) children.push({ id: destId, place: Number.parseInt(srcOrd, 10) || 0 });
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
