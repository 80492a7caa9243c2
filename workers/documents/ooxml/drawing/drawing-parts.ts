import { createFormattedWriter } from "#workers/documents/ooxml/number-format/number-formats.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { type AttachedOptions, attachedParts } from "./attached-parts.ts";
import type { Drawing } from "./drawing-state.ts";
import { readDrawing } from "./read-drawing.ts";

/** Reads the parts of a document that have shapes, with their diagrams and charts. Undefined where there is no part. */
export function drawingParts(
  office: OfficePackage,
  options: Omit<AttachedOptions, "writeFormatted"> = {},
): (part: string | undefined) => Drawing | undefined {
  const writeFormatted = createFormattedWriter();
  return (part) => {
    const bytes = part === undefined ? undefined : office.read(part);
    if (part === undefined || !bytes) return undefined;
    const { attachedText, isCut } = attachedParts(office, part, { ...options, writeFormatted });
    const drawing = readDrawing(bytes, { attachedText });
    return { ...drawing, isCut: drawing.isCut || isCut() };
  };
}
