import { openZip } from "#workers/documents/archive/zip-archive.ts";
import { type OfficePackage, openOfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";

/** An Office document, opened. */
export function officePackage(bytes: Uint8Array): OfficePackage {
  const office = openOfficePackage(openZip(bytes));
  if (office === undefined) throw new Error("The archive is no Office package");
  return office;
}
