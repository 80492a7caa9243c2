import { type ByteRange, PartsMissing } from "#workers/documents/document-parts.ts";
import type { PdfObjects } from "./pdf-objects.ts";
import { written } from "./pdf-value.ts";
import type { PdfObject } from "./read-object.ts";
import { UncertainPdf } from "./uncertain-pdf.ts";

export interface CollectedPages {
  /** The numbers of the pages: as many of those asked for as are at hand. */
  pages: number[];
  /** Where what each of them needs lies in the document. */
  ranges: ByteRange[][];
  /** They, and all that they refer to. */
  objects: Map<number, PdfObject>;
}

/** More than a window of pages needs. */
const maxObjects = 50_000;
const maxMissing = 1_000;
const maxBytes = 25_000_000;
/** What a page is shown with is never another page. */
const ownKeys = ["/Contents", "/Resources", "/Parent"];

/**
 * Pages with every object that they refer to, directly or not, except other pages and what links refer to: nothing of
 * that is text of the page. Of the tree of pages, only the nodes above, from which a page may inherit. At least one
 * page, otherwise throws `PartsMissing` with all that is missing of it as far as is known.
 */
export function collectPages(objects: PdfObjects, numbers: readonly number[]): CollectedPages {
  const all = new Map<number, PdfObject>();
  const ranges: ByteRange[][] = [];
  let bytes = 0;
  for (const number of numbers) {
    const { found, missing } = collectPage(objects, number, all);
    if (missing.length > 0) {
      if (ranges.length > 0) break;
      throw new PartsMissing(missing);
    }
    for (const object of found.values()) {
      all.set(object.number, object);
      bytes += object.value.to - object.value.from + (object.stream ? object.stream.to - object.stream.from : 0);
    }
    ranges.push([...found.values()].flatMap((object) => object.ranges));
    if (bytes > maxBytes || all.size > maxObjects) throw new UncertainPdf();
  }
  return { pages: numbers.slice(0, ranges.length), ranges, objects: all };
}

/** What of a page and of what it refers to is not among `known`. */
function collectPage(objects: PdfObjects, page: number, known: ReadonlyMap<number, PdfObject>) {
  const found = new Map<number, PdfObject>();
  const missing: ByteRange[] = [];
  const queue = [page];
  let annotations: ReadonlySet<number> = new Set();
  for (let number = queue.pop(); number !== undefined; number = queue.pop()) {
    if (known.has(number) || found.has(number)) continue;
    try {
      const object = objects.get(number);
      if (object === undefined || (number !== page && isPage(object))) continue;
      found.set(number, object);
      if (number === page) annotations = new Set(annotationsOf(objects, object));
      if (object.isPicture || (annotations.has(number) && isLink(object))) continue;
      for (const one of referencesOf(object)) queue.push(one);
      for (const own of ownReferences(object)) requireOwn(objects.get(own));
    } catch (error) {
      if (!(error instanceof PartsMissing)) throw error;
      missing.push(...error.ranges);
    }
    if (found.size > maxObjects || missing.length > maxMissing) throw new UncertainPdf();
  }
  return { found, missing };
}

function isPage({ bytes, value, stream }: PdfObject): boolean {
  return stream === undefined && written(bytes, value.entries?.get("/Type")) === "/Page";
}

/** The list may be an object of its own. */
function annotationsOf(objects: PdfObjects, { value }: PdfObject): readonly number[] {
  const references = value.entries?.get("/Annots")?.references ?? [];
  const [first, ...others] = references;
  const list = first === undefined || others.length > 0 ? undefined : objects.get(first);
  return list === undefined || list.value.entries !== undefined ? references : list.value.references;
}

/** It leads to another page, and nothing of it is shown as text. */
function isLink({ bytes, value }: PdfObject): boolean {
  return written(bytes, value.entries?.get("/Subtype")) === "/Link";
}

/** Whether an object is a node of the tree of pages. */
export function isNodeOfPages({ bytes, value }: PdfObject): boolean {
  return written(bytes, value.entries?.get("/Type")) === "/Pages";
}

function referencesOf(object: PdfObject): number[] {
  const { entries, references } = object.value;
  if (entries === undefined || !isNodeOfPages(object)) return references;
  return [...entries].flatMap(([key, value]) => (key === "/Kids" ? [] : value.references));
}

/** Those that are another object as a whole, or a list of such. */
function ownReferences({ value: { entries } }: PdfObject): number[] {
  const own = ownKeys.map((key) => entries?.get(key)).filter((value) => value?.entries === undefined);
  return own.flatMap((value) => value?.references ?? []);
}

/** A page or picture in such a place would be left out, though pdf.js would read it. */
function requireOwn(object: PdfObject | undefined): void {
  if (object !== undefined && (isPage(object) || object.isPicture)) throw new UncertainPdf();
}
