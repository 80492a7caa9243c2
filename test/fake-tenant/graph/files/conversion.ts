import type { StoredItem } from "#test/fake-tenant/data/files/file-types.ts";
import { extensionOf } from "#test/fake-tenant/data/files/mime-types.ts";
import { escapedPdfText, pdfOf } from "./pdf-of.ts";

/** What `?format=` makes of which files: https://learn.microsoft.com/graph/api/driveitem-get-content-format. */
const sources: Readonly<Record<string, ReadonlySet<string>>> = {
  pdf: new Set("csv doc docx odp ods odt pot potm potx pps ppsx ppsxm ppt pptm pptx rtf xls xlsx".split(" ")),
  html: new Set(["fluid", "loop", "wbtx"]),
};

export const isFormat = (format: string): boolean => Object.hasOwn(sources, format);

export const isConvertible = ({ name }: StoredItem, format: string): boolean =>
  sources[format]?.has(extensionOf(name)) ?? false;

/** A file in another format: its words, one line of the text a line. */
export function converted(item: StoredItem, format: string): { bytes: Buffer; mimeType: string } {
  const lines = item.indexText().split("\n");
  if (format === "pdf") return { bytes: pdfOf(lines.map(escapedPdfText)), mimeType: "application/pdf" };
  const html = lines.map((line) => `<p>${line.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`).join("\n");
  return {
    bytes: Buffer.from(`<!DOCTYPE html><html><body>${html}</body></html>`),
    mimeType: "text/html; charset=utf-8",
  };
}
