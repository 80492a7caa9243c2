import { ToolError } from "#common/errors.ts";
import type { PlacedItem } from "#workers/tools/files/find-item.ts";
import { extensionOf } from "#workers/tools/files/graph-drive.ts";
import type { GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";

interface Conversion {
  format: "pdf" | "html";
  mediaType: string;
}

const toPdf: Conversion = { format: "pdf", mediaType: "application/pdf" };
const toHtml: Conversion = { format: "html", mediaType: "text/html" };

/**
 * Formats that we can't read and Graph converts
 * (https://learn.microsoft.com/graph/api/driveitem-get-content-format).
 */
const conversions: ReadonlyMap<string, Conversion> = new Map([
  ...["doc", "odp", "ods", "odt", "pot", "pps", "ppt", "xls"].map((extension) => [extension, toPdf] as const),
  ...["fluid", "loop", "wbtx"].map((extension) => [extension, toHtml] as const),
]);

/** Whether a file is read in another format, which Graph makes. */
export function isConverted(name: string): boolean {
  return conversions.has(extensionOf(name));
}

/** The request for a file's own bytes, and the link to them that came with the item. */
export function fileRequest({ driveId, itemId, item }: PlacedItem): GraphRequest & { link: string | undefined } {
  const link = item["@microsoft.graph.downloadUrl"] ?? undefined;
  return { path: ["drives", driveId, "items", itemId, "content"], link };
}

/** Downloads a file, in a format that can be read, with the name and media type of that format. */
export async function fileBytes(
  found: PlacedItem,
  name: string,
  { graph, maxBytes }: Pick<ToolContext, "graph"> & { maxBytes: number },
): Promise<{ bytes: Uint8Array; mediaType: string; name: string; tag?: string }> {
  const conversion = conversions.get(extensionOf(name));
  if (conversion === undefined) {
    const { link, ...request } = fileRequest(found);
    const { mediaType, ...loaded } = await graph.download(request, { maxBytes, link });
    return { ...loaded, mediaType: found.item.file?.mimeType ?? mediaType, name };
  }
  const { format, mediaType } = conversion;
  try {
    const { path } = fileRequest(found);
    const request = { path, query: { format }, fromCaller: "id" as const };
    const { bytes } = await graph.download(request, { maxBytes });
    return { bytes, mediaType, name: `${name}.${format}` };
  } catch (error) {
    if (!(error instanceof ToolError) || (error.code !== "unsupported_type" && error.code !== "invalid_input"))
      throw error;
    throw new ToolError(
      "unsupported_type",
      "This file can only be read in another format, and Microsoft 365 does not convert it. Open it by its address.",
      error.details,
    );
  }
}
