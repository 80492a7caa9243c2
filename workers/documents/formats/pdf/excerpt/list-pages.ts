import type { PdfObjects } from "./pdf-objects.ts";
import { wholeNumber, written } from "./pdf-value.ts";
import type { PdfObject } from "./read-object.ts";
import { UncertainPdf } from "./uncertain-pdf.ts";

/** How deep pages may lie in the tree of pages. */
const maxDepth = 50;

/**
 * The numbers of the objects of all pages, in order. Throws `UncertainPdf` where that is not sure to be what pdf.js
 * finds, and for encrypted documents and forms, whose pages can't be read by themselves, and for documents with files
 * inside, which are named at the end of the text.
 */
export function listPages(objects: PdfObjects): number[] {
  const catalog = objects.get(objects.root);
  if (catalog === undefined || objects.isEncrypted || isForm(objects, catalog) || hasFiles(objects, catalog))
    throw new UncertainPdf();
  const pages: number[] = [];
  const seen = new Set<number>();

  function visit(number: number | undefined, depth: number): number {
    const object = number === undefined || seen.has(number) ? undefined : objects.get(number);
    const entries = object?.value.entries;
    if (object === undefined || entries === undefined || depth > maxDepth) throw new UncertainPdf();
    seen.add(object.number);
    const type = written(object.bytes, entries.get("/Type"));
    const kids = entries.get("/Kids");
    if (kids === undefined && type === "/Page") return pages.push(object.number) && 1;
    // Not in an object of its own.
    const isList = written(object.bytes, kids)?.startsWith("[") === true;
    if (kids === undefined || !isList || type !== "/Pages") throw new UncertainPdf();
    const count = kids.references.reduce((sum, kid) => sum + visit(kid, depth + 1), 0);
    if (wholeNumber(object.bytes, entries.get("/Count")) !== count) throw new UncertainPdf();
    return count;
  }

  const [root] = catalog.value.entries?.get("/Pages")?.references ?? [];
  visit(root, 0);
  return pages;
}

/** Whether files are attached to it (ISO 32000-1, 7.11.4). */
function hasFiles(objects: PdfObjects, { value }: PdfObject): boolean {
  const names = value.entries?.get("/Names");
  const [other] = names?.references ?? [];
  const entries = names?.entries ?? (other === undefined ? undefined : objects.get(other)?.value.entries);
  return entries?.has("/EmbeddedFiles") === true;
}

/** Whether it has form fields. Some programs write a form without any. */
function isForm(objects: PdfObjects, { value, bytes }: PdfObject): boolean {
  const form = value.entries?.get("/AcroForm");
  if (form === undefined) return false;
  const [other] = form.entries === undefined ? form.references : [];
  const object = other === undefined ? { value: form, bytes } : objects.get(other);
  const fields = written(object?.bytes ?? bytes, object?.value.entries?.get("/Fields")) ?? "";
  return !/^\[\s*\]$/.test(fields) || object?.value.entries?.has("/XFA") === true;
}
