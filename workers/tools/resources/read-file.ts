import { ToolError } from "#common/errors.ts";
import { anyFilePermissions } from "#common/tools/permissions.ts";
import { parseResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { maxDocumentBytes } from "#workers/documents/document-size.ts";
import { driveItemContent } from "#workers/tools/files/drive-item-content.ts";
import { isPage, uriOfItem } from "#workers/tools/files/file-hit.ts";
import { findItem, findSharedItem, type PlacedItem } from "#workers/tools/files/find-item.ts";
import { extensionOf, kindOfItem } from "#workers/tools/files/graph-drive.ts";
import { isExternal } from "#workers/tools/mail/mail-people.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { listFolder } from "./read-folder.ts";
import { sitePageReader } from "./read-site-page.ts";
import type { ResourceContent } from "./resource-content.ts";
import type { ResourcePart, ResourceReader } from "./resource-reader.ts";

/**
 * Formats that we can't read and Graph converts to PDF
 * (https://learn.microsoft.com/graph/api/driveitem-get-content-format).
 */
const readAsPdf = new Set(["doc", "dot", "odp", "ods", "odt", "pot", "pps", "ppt", "xls"]);

/** Reads a file or folder of a drive by its id or path. */
export const fileReader: ResourceReader<"file"> = {
  async read({ driveId, path }, context, part) {
    requirePermission(anyFilePermissions, context.grantedScopes);
    return await readItem(await findItem({ driveId, path }, context), context, part);
  },
};

/** Reads a file, folder or page by its URL or a sharing link. */
export const sharingLinkReader: ResourceReader<"sharing-link"> = {
  async read({ link }, context, part) {
    requirePermission(anyFilePermissions, context.grantedScopes);
    return await readItem(await findSharedItem(link, context), context, part);
  },
};

async function readItem(found: PlacedItem, context: ToolContext, part: ResourcePart): Promise<ResourceContent> {
  const { item } = found;
  const kind = kindOfItem(item);
  if (kind === "folder") return await listFolder(found, context, part);
  if (kind === "package") throw unsupportedPackage(item.package?.type);
  if (isPage(item)) {
    const page = parseResourceUri(uriOfItem(item));
    if (page.kind === "page") return await sitePageReader.read(page, context, part);
  }
  return await readFile(found, context, part);
}

async function readFile(
  { driveId, itemId, item }: PlacedItem,
  context: ToolContext,
  { startPage, endPage }: ResourcePart,
): Promise<ResourceContent> {
  const details = driveItemContent(item, context.userDomain);
  if ((item.size ?? 0) > maxDocumentBytes) {
    throw new ToolError(
      "too_large",
      `The file has ${item.size} bytes; files of up to ${maxDocumentBytes} bytes can be read. Open it by its address.`,
    );
  }
  const asPdf = readAsPdf.has(extensionOf(details.name));
  const { bytes, mediaType } = await context.graph.download(
    { path: ["drives", driveId, "items", itemId, "content"], ...(asPdf && { query: { format: "pdf" } }) },
    { maxBytes: maxDocumentBytes },
  );
  const extracted = await context.extractText({
    bytes,
    mediaType: asPdf ? "application/pdf" : (item.file?.mimeType ?? mediaType),
    name: asPdf ? `${details.name}.pdf` : details.name,
    ...(startPage !== undefined && { startPage }),
    ...(endPage !== undefined && { endPage }),
  });
  return {
    item: details,
    text: {
      text: extracted.text,
      contentType: extracted.detectedType,
      writtenBy: details.lastModifiedBy,
      external: isExternal(details.lastModifiedBy, context.userDomain),
      pages: extracted.pages,
      pageCount: extracted.pageCount,
    },
    ...(extracted.incomplete !== undefined && { incomplete: { reason: extracted.incomplete } }),
  };
}

function unsupportedPackage(type: string | null | undefined): ToolError {
  const what = type?.toLowerCase() === "onenote" ? "a OneNote notebook" : "a package that an app keeps as one item";
  return new ToolError(
    "unsupported_type",
    `The item is ${what}, not a file; this server does not read those. Open it by its address.`,
  );
}
