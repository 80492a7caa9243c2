import type { PlacedItem } from "#workers/tools/files/find-item.ts";
import type { GraphDownload, GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";

/** The request for a file's own bytes, and the link to them that came with the item. */
export function fileRequest({ driveId, itemId, item }: PlacedItem): GraphRequest & { link: string | undefined } {
  const link = item["@microsoft.graph.downloadUrl"] ?? undefined;
  return { path: ["drives", driveId, "items", itemId, "content"], link };
}

/** Downloads a file as it is, with its name and declared media type. */
export async function fileBytes(
  found: PlacedItem,
  name: string,
  { graph, maxBytes }: Pick<ToolContext, "graph"> & { maxBytes: number },
): Promise<GraphDownload & { name: string }> {
  const { link, ...request } = fileRequest(found);
  const { mediaType, ...loaded } = await graph.download(request, { maxBytes, link });
  return { ...loaded, mediaType: found.item.file?.mimeType ?? mediaType, name };
}
