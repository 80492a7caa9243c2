import type { StoredItem } from "#test/fake-tenant/data/files/file-types.ts";
import { extensionOf } from "#test/fake-tenant/data/files/mime-types.ts";
import type { GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { escapedPdfText, pdfOf } from "./pdf-of.ts";

/** What `?format=` makes of which files: https://learn.microsoft.com/graph/api/driveitem-get-content-format. */
const sources: Readonly<Record<string, ReadonlySet<string>>> = {
  pdf: new Set("csv doc docx odp ods odt pot potm potx pps ppsx ppsxm ppt pptm pptx rtf xls xlsx".split(" ")),
  html: new Set(["fluid", "loop", "wbtx", "whiteboard"]),
};

export const isFormat = (format: string): boolean => Object.hasOwn(sources, format);

const notSupported = (message: string, innerCode?: string) =>
  new GraphRefusal(406, "notSupported", message, innerCode === undefined ? {} : { innerCode });

const answers = {
  202: { status: 202, body: "", headers: { "retry-after": "1" } },
  503: { status: 503, body: "<!DOCTYPE html><html><body>Service Unavailable</body></html>", contentType: "text/html" },
};

/**
 * Larger files are not converted: https://learn.microsoft.com/graph/api/driveitem-get-content-format;
 * onedrive-api-docs #1601: 406 `notSupported`, with `maxFileSizeExceeded` inside.
 */
const maxConvertedBytes = 2_000_000;

/** What Graph says instead of converting a file. Undefined where it does. */
export function conversionRefusal(item: StoredItem, format: string, world: World): GraphResult | undefined {
  const { conversionUnsupported, conversionRefusals } = world.behaviour;
  if (conversionUnsupported || sources[format]?.has(extensionOf(item.name)) !== true)
    throw notSupported("The conversion is not supported for this file.");
  if (item.size > maxConvertedBytes) throw notSupported("Error from Office Service.", "maxFileSizeExceeded");
  const refusal =
    conversionRefusals[world.downloads.countConversion({ driveId: item.drive.id, itemId: item.id, format })];
  if (refusal === 406) throw notSupported("An exception occurred while executing within the Sandbox");
  return refusal === undefined ? undefined : answers[refusal];
}

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
